#include "netprobe/policy/parse_rule.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

constexpr int first_default_priority = 65000;

/// A word of a closed list. An expression gives nothing; another word, or none, is noted.
template <typename Value, std::size_t count>
std::optional<Value> word(const ExportValue& rule, std::string_view name,
                          const std::array<std::pair<std::string_view, Value>, count>& words,
                          std::string_view expected) {
  const auto found = rule.property(name);
  if (!found) {
    rule.expected(expected);
    return std::nullopt;
  }
  const std::string text = found->as_text();
  const auto* const known = std::find_if(words.begin(), words.end(), [&](const auto& candidate) {
    return equals_ignoring_case(candidate.first, text);
  });
  if (known != words.end()) {
    return known->second;
  }
  if (!is_expression(text)) {
    found->expected(expected);
  }
  return std::nullopt;
}

constexpr std::array<std::pair<std::string_view, RuleAccess>, 3> access_words = {
    {{"Allow", RuleAccess::allow},
     {"Deny", RuleAccess::deny},
     {"AlwaysAllow", RuleAccess::always_allow}}};
constexpr std::array<std::pair<std::string_view, Direction>, 2> directions = {
    {{"Inbound", Direction::inbound}, {"Outbound", Direction::outbound}}};
/// Words, and the protocol numbers of IANA.
constexpr std::array<std::pair<std::string_view, RuleProtocol>, 15> protocols = {
    {{"*", RuleProtocol::any},
     {"All", RuleProtocol::any},
     {"Any", RuleProtocol::any},
     {"Tcp", RuleProtocol::tcp},
     {"6", RuleProtocol::tcp},
     {"Udp", RuleProtocol::udp},
     {"17", RuleProtocol::udp},
     {"Icmp", RuleProtocol::icmp},
     {"IcmpV6", RuleProtocol::icmp},
     {"1", RuleProtocol::icmp},
     {"58", RuleProtocol::icmp},
     {"Esp", RuleProtocol::esp},
     {"50", RuleProtocol::esp},
     {"Ah", RuleProtocol::ah},
     {"51", RuleProtocol::ah}}};

std::optional<int> read_priority(const ExportValue& rule) {
  constexpr std::string_view expected = "a \"priority\" from 1 to 65535";
  const auto found = rule.property("priority");
  if (!found) {
    rule.expected(expected);
    return std::nullopt;
  }
  const std::string text = found->as_text();
  if (is_expression(text)) {
    return std::nullopt;
  }
  const auto number = parse_number<int>(text);
  if (!number || *number < 1 || *number > 65535) {
    found->expected(expected);
    return std::nullopt;
  }
  return number;
}

std::optional<PortRange> parse_port_range(std::string_view text) {
  if (text == "*" || equals_ignoring_case(text, "any")) {
    return PortRange{};
  }
  const std::size_t dash = text.find('-');
  const auto first = parse_number<std::uint16_t>(trim(text.substr(0, dash)));
  const auto last = dash == std::string_view::npos
                        ? first
                        : parse_number<std::uint16_t>(trim(text.substr(dash + 1)));
  return first && last && *first <= *last ? std::optional(PortRange{*first, *last}) : std::nullopt;
}

void add_ports(const ExportValue& value, PortField& ports) {
  const std::string text = value.as_text();
  if (is_expression(text)) {
    ports.undecidable.push_back(text);
    return;
  }
  for (const std::string& part : split(text, ",")) {
    const auto range = parse_port_range(part);
    if (!range) {
      value.expected("a port, a range of ports such as 1000-2000, or *");
      return;
    }
    if (std::find(ports.ranges.begin(), ports.ranges.end(), *range) == ports.ranges.end()) {
      ports.ranges.push_back(*range);
    }
  }
}

PortField read_ports(const ExportValue& rule, std::string_view one, std::string_view many) {
  PortField ports;
  for (const std::string_view name : {one, many}) {
    for (const ExportValue& value : rule.texts(name)) {
      add_ports(value, ports);
    }
  }
  if (ports.ranges.empty() && ports.undecidable.empty()) {
    ports.undecidable.emplace_back(not_said);
  }
  return ports;
}

std::optional<IpSet> read_expansion(const ExportValue& rule, std::string_view name) {
  const auto list = rule.property(name);
  if (!list) {
    return std::nullopt;
  }
  if (!list->json().is_array()) {
    list->expected("a list of address prefixes");
    return std::nullopt;
  }
  std::vector<Cidr> prefixes;
  prefixes.reserve(list->json().size());
  for (std::size_t i = 0; i < list->json().size(); ++i) {
    const auto& item = list->json()[i];
    const auto prefix =
        item.is_string() ? parse_prefix(trim(item.get_ref<const std::string&>())) : std::nullopt;
    if (!prefix) {
      list->element(i).expected("an address prefix such as 10.0.0.0/8");
      return std::nullopt;
    }
    prefixes.push_back(*prefix);
  }
  return prefixes.empty() ? std::nullopt : std::optional(IpSet(prefixes));
}

void add_groups(const ExportValue& rule, std::string_view name, std::vector<AddressTerm>& terms) {
  const auto list = rule.property(name);
  if (!list) {
    return;
  }
  if (is_expression(list->as_text())) {
    terms.emplace_back(Undecidable{list->as_text()});
    return;
  }
  if (!list->json().is_array()) {
    list->expected("a list of application security groups");
    return;
  }
  for (const ExportValue& group : list->elements()) {
    const std::string id = group.text("id");
    const std::string group_name = id_part(id, "applicationSecurityGroups");
    terms.emplace_back(GroupName{group_name.empty() ? id : group_name});
  }
}

struct AddressNames {
  std::string_view one;
  std::string_view many;
  std::string_view groups;
  std::string_view expansion;
};

AddressField read_addresses(const ExportValue& rule, const AddressNames& names, bool effective) {
  AddressField field;
  field.terms = read_address_terms(rule, names.one, names.many);
  add_groups(rule, names.groups, field.terms);
  if (effective) {
    field.expansion = read_expansion(rule, names.expansion);
    for (AddressTerm& term : field.terms) {
      if (term == AddressTerm(*Cidr::parse("0.0.0.0/0"))) {
        term = AnyAddress{};
      }
    }
  }
  if (field.terms.empty() && !field.expansion) {
    field.terms.emplace_back(Undecidable{std::string(not_said)});
  }
  return field;
}

std::string read_name(const ExportValue& rule) {
  std::string name = rule.text("name");
  if (name.empty()) {
    const std::string id = rule.text("id");
    name = id.substr(std::min(id.rfind('/') + 1, id.size()));
  }
  for (const std::string_view list :
       {"securityRules/", "defaultSecurityRules/", "securityAdminRules/"}) {
    if (starts_with_ignoring_case(name, list)) {
      name.erase(0, list.size());
    }
  }
  return name.empty() ? "(unnamed)" : name;
}

}  // namespace

bool looks_like_rule(const ExportValue& value) {
  return value.property("access") && value.property("direction");
}

bool looks_effective(const ExportValue& rule) {
  const auto name = rule.member("name");
  const std::string text = name ? name->as_text() : "";
  return rule.member("expandedDestinationAddressPrefix") ||
         starts_with_ignoring_case(text, "securityRules/") ||
         starts_with_ignoring_case(text, "defaultSecurityRules/");
}

SecurityRule parse_rule(const ExportValue& value, bool effective) {
  SecurityRule rule;
  rule.pointer = value.pointer();
  rule.name = read_name(value);
  rule.access = word(value, "access", access_words, "an \"access\": Allow or Deny");
  rule.direction = word(value, "direction", directions, "a \"direction\": Inbound or Outbound");
  rule.protocol =
      word(value, "protocol", protocols, "a \"protocol\": Tcp, Udp, Icmp, Esp, Ah, or * for any");
  rule.priority = read_priority(value);
  rule.sources = read_addresses(value,
                                {"sourceAddressPrefix", "sourceAddressPrefixes",
                                 "sourceApplicationSecurityGroups", "expandedSourceAddressPrefix"},
                                effective);
  rule.source_ports = read_ports(value, "sourcePortRange", "sourcePortRanges");
  rule.destinations =
      read_addresses(value,
                     {"destinationAddressPrefix", "destinationAddressPrefixes",
                      "destinationApplicationSecurityGroups", "expandedDestinationAddressPrefix"},
                     effective);
  rule.destination_ports = read_ports(value, "destinationPortRange", "destinationPortRanges");
  rule.is_default = rule.priority && *rule.priority >= first_default_priority;
  return rule;
}

}  // namespace netprobe
