#include "tests/policy/random_policy.h"

#include <fmt/format.h>

namespace netprobe {
namespace {

IpSet set_of(std::initializer_list<const char*> prefixes) {
  std::vector<Cidr> parsed;
  for (const char* prefix : prefixes) {
    parsed.push_back(*Cidr::parse(prefix));
  }
  return IpSet(parsed);
}

TagSet tag(const std::string& name, std::initializer_list<const char*> prefixes) {
  TagSet made{name, set_of(prefixes), {}, {}};
  made.prefixes = made.addresses.prefixes();
  return made;
}

TagSets some_tags() {
  TagSets tags;
  tags["azurebackup"] = tag("AzureBackup", {"20.0.16.0/20", "20.0.200.0/24", "2001:db8::10/124"});
  tags["storage"] = tag("Storage", {"20.0.24.0/21", "20.0.128.0/18", "2001:db8::80/121"});
  TagSet part = tag("AzureCloud.part", {"20.0.17.0/24"});
  part.known_within = set_of({"20.0.16.0/21", "2001:db8::/120"});
  tags["azurecloud.part"] = part;
  return tags;
}

}  // namespace

IpAddress RandomPolicy::address() {
  if (chance(4)) {
    return *IpAddress::parse(chance(50) ? "168.63.129.16" : "10.0.0.7");
  }
  if (chance(50)) {
    return Cidr::parse("20.0.0.0/16")->at(below(65536));
  }
  return Cidr::parse("2001:db8::/112")->at(below(512));
}

Cidr RandomPolicy::prefix() {
  const IpAddress base = address();
  const int least = base.family() == Family::ipv4 ? 16 : 112;
  return Cidr::around(base, least + static_cast<int>(below(17)));
}

AddressTerm RandomPolicy::destination(bool may_be_open) {
  switch (below(may_be_open ? 12 : 8)) {
    case 0:
      return AnyAddress{};
    case 1:
      return TagName{"Storage"};
    case 2:
      return TagName{"azurebackup"};
    case 3:
      return TagName{"Internet"};
    case 4:
      return TagName{"VirtualNetwork"};
    case 5:
      return TagName{"AzurePlatformDNS"};
    case 8:
      return TagName{chance(50) ? "Sql" : "AzureMonitor"};
    case 9:
      return GroupName{"web"};
    case 10:
      return Undecidable{"[parameters('destination')]"};
    case 11:
      return TagName{"AzureCloud.part"};
    default:
      return prefix();
  }
}

AddressTerm RandomPolicy::source(bool may_be_open) {
  switch (below(may_be_open ? 10 : 7)) {
    case 0:
      return TagName{"VirtualNetwork"};
    case 1:
      return TagName{"Internet"};
    case 7:
      return *Cidr::parse(chance(50) ? "10.1.0.0/16" : "fd00:1::/32");
    case 8:
      return GroupName{chance(50) ? "backup" : "web"};
    case 9:
      return Undecidable{"[parameters('source')]"};
    default:
      return AnyAddress{};
  }
}

SecurityRule RandomPolicy::rule(int priority, bool may_be_open) {
  SecurityRule rule;
  rule.name = fmt::format("rule{}", priority);
  rule.priority = priority;
  rule.direction = chance(90) ? Direction::outbound : Direction::inbound;
  rule.access = chance(50) ? RuleAccess::allow : RuleAccess::deny;
  rule.protocol = chance(15)   ? RuleProtocol::udp
                  : chance(50) ? RuleProtocol::tcp
                               : RuleProtocol::any;
  for (unsigned i = 0; i <= below(3); ++i) {
    rule.destinations.terms.push_back(destination(may_be_open));
  }
  rule.sources.terms = {source(may_be_open)};
  rule.source_ports.ranges = {chance(95) ? PortRange{} : PortRange{443, 443}};
  const std::uint16_t first = port();
  rule.destination_ports.ranges = {
      chance(40) ? PortRange{} : PortRange{first, static_cast<std::uint16_t>(first + below(4))}};
  if (may_be_open && chance(5)) {
    rule.source_ports.ranges = {{30000, 40000}};
  }
  if (may_be_open && chance(5)) {
    rule.destination_ports = {{}, {"[parameters('ports')]"}};
  }
  if (may_be_open && chance(4)) {
    rule.access = std::nullopt;
  }
  rule.is_certain = !(may_be_open && chance(4));
  return rule;
}

RuleSet RandomPolicy::rule_set(Association association, bool may_be_open) {
  RuleSet set;
  set.name = association == Association::subnet ? "subnet-nsg" : "nic-nsg";
  set.association = association;
  int priority = 100;
  for (unsigned i = 0; i < 2 + below(7); ++i) {
    set.rules.push_back(rule(priority, may_be_open));
    priority += 1 + static_cast<int>(below(3));
  }
  std::shuffle(set.rules.begin(), set.rules.end(), random_);
  add_missing_defaults(set);
  return set;
}

PolicyInputs RandomPolicy::inputs(bool may_be_open) {
  PolicyInputs inputs;
  inputs.tags = some_tags();
  inputs.rule_sets.push_back(rule_set(Association::network_interface, may_be_open));
  if (chance(50)) {
    inputs.rule_sets.push_back(rule_set(Association::subnet, may_be_open));
  }
  if (chance(20)) {
    inputs.routes = routes(false);
  }
  if (chance(50)) {
    inputs.machine = {*Cidr::parse(chance(50) ? "10.1.2.3/32" : "10.2.0.4/32")};
  }
  return inputs;
}

RouteTable RandomPolicy::routes(bool may_be_open) {
  constexpr std::array hops = {NextHop::internet, NextHop::none, NextHop::virtual_appliance,
                               NextHop::gateway, NextHop::virtual_network};
  constexpr std::array origins = {RouteOrigin::user, RouteOrigin::gateway, RouteOrigin::platform};
  RouteTable table;
  table.effective = chance(50);
  for (unsigned i = 0; i < 1 + below(8); ++i) {
    TableRoute route;
    route.name = fmt::format("route{}", i);
    route.origin = origins.at(below(3));
    route.next_hop = hops.at(below(5));
    route.active = chance(85);
    route.destinations = {prefix()};
    if (chance(20)) {
      route.destinations = {TagName{chance(50) ? "Storage" : "AzureBackup"}};
    } else if (may_be_open && chance(20)) {
      route.destinations = {TagName{"Sql"}};
    } else if (chance(30)) {
      route.destinations = {*Cidr::parse(chance(50) ? "0.0.0.0/0" : "::/0")};
    }
    table.routes.push_back(route);
  }
  return table;
}

}  // namespace netprobe
