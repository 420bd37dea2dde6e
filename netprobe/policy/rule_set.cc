#include "netprobe/policy/rule_set.h"

#include <algorithm>

namespace netprobe {

namespace {

SecurityRule outbound_default(std::string name, int priority, RuleAccess access, AddressTerm source,
                              AddressTerm destination) {
  SecurityRule rule;
  rule.name = std::move(name);
  rule.priority = priority;
  rule.direction = Direction::outbound;
  rule.access = access;
  rule.protocol = RuleProtocol::any;
  rule.sources.terms = {std::move(source)};
  rule.source_ports.ranges = {PortRange{}};
  rule.destinations.terms = {std::move(destination)};
  rule.destination_ports.ranges = {PortRange{}};
  rule.is_default = true;
  return rule;
}

}  // namespace

std::string_view name_of(Association association) {
  switch (association) {
    case Association::network_manager:
      return "network-manager";
    case Association::network_interface:
      return "network-interface";
    case Association::interface_and_subnet:
      return "network-interface-and-subnet";
    case Association::unknown:
      return "unknown";
    case Association::subnet:
      return "subnet";
  }
  return "unknown";
}

std::vector<SecurityRule> outbound_defaults() {
  const TagName virtual_network{"VirtualNetwork"};
  return {outbound_default("AllowVnetOutBound", 65000, RuleAccess::allow, virtual_network,
                           virtual_network),
          outbound_default("AllowInternetOutBound", 65001, RuleAccess::allow, AnyAddress{},
                           TagName{"Internet"}),
          outbound_default("DenyAllOutBound", 65500, RuleAccess::deny, AnyAddress{}, AnyAddress{})};
}

void add_missing_defaults(RuleSet& rules) {
  if (rules.association == Association::network_manager) {
    return;
  }
  for (SecurityRule& missing : outbound_defaults()) {
    const bool is_there =
        std::any_of(rules.rules.begin(), rules.rules.end(), [&](const SecurityRule& rule) {
          return rule.direction == Direction::outbound && rule.priority == missing.priority;
        });
    if (!is_there) {
      rules.added_defaults.push_back(missing.name);
      rules.rules.push_back(std::move(missing));
    }
  }
}

void sort_for_outbound(std::vector<RuleSet>& sets) {
  std::stable_sort(sets.begin(), sets.end(), [](const RuleSet& a, const RuleSet& b) {
    return a.association < b.association;
  });
}

}  // namespace netprobe
