#include "netprobe/policy/rule_shapes.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/parse_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

constexpr std::string_view nsg_kind = "networkSecurityGroups";
constexpr std::string_view lone_rule = "Microsoft.Network/networkSecurityGroups/securityRules";

/// Is the rule, or all that it says, one expression?
bool is_open(const ExportValue& rule) {
  const auto properties = rule.member("properties");
  return is_expression(rule.as_text()) || (properties && is_expression(properties->as_text()));
}

SecurityRule open_rule(const ExportValue& rule) {
  const auto properties = rule.member("properties");
  return undecidable_rule(properties ? properties->as_text() : rule.as_text(), rule.pointer());
}

bool is_whole(const ExportValue& rule) {
  constexpr std::array needed = {"access", "direction", "protocol", "priority"};
  return std::all_of(needed.begin(), needed.end(),
                     [&](const char* name) { return rule.property(name).has_value(); });
}

SecurityRule part_of_rule(const ExportValue& rule) {
  const auto name = rule.member("name");
  return undecidable_rule(
      fmt::format("[rule {}, of which the file has a part]", name ? name->as_text() : ""),
      rule.pointer());
}

enum class Source { exported, effective, evaluated };

void add_rules(const ExportValue& object, std::string_view name, Source source,
               std::vector<SecurityRule>& rules) {
  const auto list = object.property(name);
  if (!list) {
    return;
  }
  if (is_expression(list->as_text())) {
    rules.push_back(undecidable_rule(list->as_text(), list->pointer()));
    return;
  }
  if (!list->json().is_array()) {
    list->expected("a list of security rules");
    return;
  }
  for (std::size_t i = 0; i < list->json().size() && object.is_good(); ++i) {
    const ExportValue rule = list->element(i);
    if (is_open(rule)) {
      rules.push_back(open_rule(rule));
    } else if (source == Source::evaluated && rule.json().is_object() && !is_whole(rule)) {
      rules.push_back(part_of_rule(rule));
    } else if (!looks_like_rule(rule)) {
      rule.expected("a security rule, with \"access\" and \"direction\"");
    } else {
      rules.push_back(parse_rule(rule, source == Source::effective));
    }
  }
}

void name_from_id(const std::string& id, RuleSet& set) {
  const std::string name = id_part(id, nsg_kind);
  if (!name.empty()) {
    set.name = name;
  }
  set.resource_group = id_part(id, "resourceGroups");
  set.subscription = id_part(id, "subscriptions");
}

bool has_elements(const ExportValue& object, std::string_view name) {
  const auto list = object.property(name);
  return list && list->json().is_array() && !list->json().empty();
}

Association association_of(bool at_interface, bool at_subnet) {
  if (at_interface) {
    return at_subnet ? Association::interface_and_subnet : Association::network_interface;
  }
  return at_subnet ? Association::subnet : Association::unknown;
}

bool is_type(const ExportValue& resource, std::string_view type) {
  const auto found = resource.member("type");
  return found && equals_ignoring_case(found->as_text(), type);
}

/// The resources of a template: a list, or since language version 2 an object of them.
std::vector<ExportValue> resources_of(const ExportValue& object) {
  const auto found = object.member("resources");
  if (!found) {
    return {};
  }
  if (!found->json().is_object()) {
    return found->elements();
  }
  std::vector<ExportValue> list;
  for (const auto& [key, value] : found->json().items()) {
    list.push_back(*found->member(key));
  }
  return list;
}

/// The rules that a template makes by a loop, or that are one expression.
std::optional<ExportValue> unlisted_rules(const ExportValue& nsg) {
  if (auto copy = nsg.property("copy")) {
    return copy;
  }
  const auto properties = nsg.member("properties");
  return properties && is_expression(properties->as_text()) ? properties : std::nullopt;
}

}  // namespace

SecurityRule undecidable_rule(std::string words, std::string pointer) {
  SecurityRule rule;
  rule.name = std::move(words);
  rule.sources.terms = {Undecidable{rule.name}};
  rule.destinations.terms = {Undecidable{rule.name}};
  rule.source_ports.undecidable = {rule.name};
  rule.destination_ports.undecidable = {rule.name};
  rule.is_certain = false;
  rule.pointer = std::move(pointer);
  return rule;
}

SecurityRule rule_of_resource(const ExportValue& resource, bool is_evaluated) {
  if (is_open(resource)) {
    return open_rule(resource);
  }
  if (is_evaluated && !is_whole(resource)) {
    return part_of_rule(resource);
  }
  SecurityRule rule = parse_rule(resource, false);
  if (!is_expression(rule.name)) {
    rule.name = rule.name.substr(rule.name.find('/') + 1);
  }
  rule.is_certain = !resource.member("condition") && !resource.member("copy");
  return rule;
}

bool looks_like_nsg(const ExportValue& value) {
  return value.property("securityRules") || value.property("defaultSecurityRules") ||
         (is_type(value, "Microsoft.Network/networkSecurityGroups") && unlisted_rules(value));
}

RuleSet parse_nsg(const ExportValue& value, bool is_evaluated) {
  RuleSet set;
  name_from_id(value.text("id"), set);
  if (const std::string name = value.text("name"); !name.empty()) {
    set.name = name;
  }
  if (const std::string group = value.text("resourceGroup"); !group.empty()) {
    set.resource_group = group;  // the Azure CLI's own
  } else if (const std::string powershell = value.text("resourceGroupName"); !powershell.empty()) {
    set.resource_group = powershell;
  }
  set.association =
      association_of(has_elements(value, "networkInterfaces"), has_elements(value, "subnets"));
  const Source source = is_evaluated ? Source::evaluated : Source::exported;
  add_rules(value, "securityRules", source, set.rules);
  add_rules(value, "defaultSecurityRules", source, set.rules);
  if (const auto unlisted = unlisted_rules(value)) {
    const std::string words = unlisted->as_text();
    set.rules.push_back(undecidable_rule(words.empty() ? "[copy]" : words, unlisted->pointer()));
  }
  for (const ExportValue& child : resources_of(value)) {
    if (is_type(child, "securityRules") || is_type(child, lone_rule)) {
      set.rules.push_back(rule_of_resource(child));
    }
  }
  return set;
}

bool looks_like_effective_nsg(const ExportValue& value) {
  return value.member("effectiveSecurityRules").has_value();
}

RuleSet parse_effective_nsg(const ExportValue& value) {
  RuleSet set;
  set.effective = true;
  const auto nsg = value.member("networkSecurityGroup");
  name_from_id(nsg ? nsg->text("id") : "", set);
  if (const auto association = value.member("association")) {
    const auto manager = association->member("networkManager");
    if (manager && set.name.empty()) {
      set.association = Association::network_manager;
      set.name = id_part(manager->text("id"), "networkManagers");
    } else {
      set.association = association_of(association->member("networkInterface").has_value(),
                                       association->member("subnet").has_value());
    }
  }
  add_rules(value, "effectiveSecurityRules", Source::effective, set.rules);
  return set;
}

RuleSet parse_rule_list(const std::vector<ExportValue>& rules) {
  RuleSet set;
  set.effective = std::any_of(rules.begin(), rules.end(), looks_effective);
  for (const ExportValue& rule : rules) {
    if (!rule.is_good()) {
      break;
    }
    set.rules.push_back(parse_rule(rule, set.effective));
    if (set.name.empty()) {
      name_from_id(rule.text("id"), set);
    }
  }
  return set;
}

}  // namespace netprobe
