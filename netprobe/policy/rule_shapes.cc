#include "netprobe/policy/rule_shapes.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/parse_rule.h"

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::string_view nsg_kind = "networkSecurityGroups";
constexpr std::string_view lone_rule = "Microsoft.Network/networkSecurityGroups/securityRules";

/// A rule of which nothing is known but that it may be there.
SecurityRule undecidable_rule(const ExportValue& expression) {
  SecurityRule rule;
  rule.name = expression.as_text();
  rule.sources.terms = {Undecidable{rule.name}};
  rule.destinations.terms = {Undecidable{rule.name}};
  rule.source_ports.undecidable = {rule.name};
  rule.destination_ports.undecidable = {rule.name};
  rule.is_certain = false;
  rule.pointer = expression.pointer();
  return rule;
}

void add_rules(const ExportValue& object, std::string_view name, bool effective,
               std::vector<SecurityRule>& rules) {
  const auto list = object.property(name);
  if (!list) {
    return;
  }
  if (is_expression(list->as_text())) {
    rules.push_back(undecidable_rule(*list));
    return;
  }
  if (!list->json().is_array()) {
    list->expected("a list of security rules");
    return;
  }
  for (std::size_t i = 0; i < list->json().size() && object.is_good(); ++i) {
    const ExportValue rule = list->element(i);
    if (is_expression(rule.as_text())) {
      rules.push_back(undecidable_rule(rule));
    } else if (!looks_like_rule(rule)) {
      rule.expected("a security rule, with \"access\" and \"direction\"");
    } else {
      rules.push_back(parse_rule(rule, effective));
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

/// A rule that is a resource of its own: "NSG/RULE" is its name, or RULE inside its NSG.
SecurityRule rule_of_resource(const ExportValue& resource) {
  SecurityRule rule = parse_rule(resource, false);
  if (!is_expression(rule.name)) {
    rule.name = rule.name.substr(rule.name.find('/') + 1);
  }
  rule.is_certain = !resource.member("condition");
  return rule;
}

void collect_nsgs(const ExportValue& object, std::vector<RuleSet>& sets) {
  for (const ExportValue& resource : resources_of(object)) {
    if (is_type(resource, "Microsoft.Network/networkSecurityGroups")) {
      sets.push_back(parse_nsg(resource));
    }
    if (const auto properties = resource.member("properties")) {
      if (const auto nested = properties->member("template")) {
        collect_nsgs(*nested, sets);
      }
    }
  }
}

/// Gives the rules that are resources of their own to their NSG, by name or as the only one there
/// is. Where neither tells, each NSG may have it.
void add_lone_rules(const ExportValue& object, std::vector<RuleSet>& sets) {
  for (const ExportValue& resource : resources_of(object)) {
    if (!is_type(resource, lone_rule)) {
      continue;
    }
    const std::string full_name = resource.text("name");
    const std::string owner = full_name.substr(0, full_name.find('/'));
    const bool is_named = std::any_of(sets.begin(), sets.end(), [&](const RuleSet& set) {
      return equals_ignoring_case(set.name, owner);
    });
    SecurityRule rule = rule_of_resource(resource);
    if (sets.empty()) {
      RuleSet set;
      set.name = owner;
      sets.push_back(std::move(set));
    } else if (!is_named && sets.size() > 1) {
      rule.is_certain = false;
    }
    for (RuleSet& set : sets) {
      if (!is_named || equals_ignoring_case(set.name, owner)) {
        set.rules.push_back(rule);
      }
    }
  }
}

}  // namespace

bool looks_like_nsg(const ExportValue& value) {
  return value.property("securityRules") || value.property("defaultSecurityRules");
}

RuleSet parse_nsg(const ExportValue& value) {
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
  add_rules(value, "securityRules", false, set.rules);
  add_rules(value, "defaultSecurityRules", false, set.rules);
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
  add_rules(value, "effectiveSecurityRules", true, set.rules);
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

bool looks_like_template(const ExportValue& value) {
  const auto schema = value.member("$schema");
  return value.member("resources") ||
         (schema && contains_ignoring_case(schema->as_text(), "deploymentTemplate"));
}

std::vector<RuleSet> parse_template(const ExportValue& value) {
  std::vector<RuleSet> sets;
  collect_nsgs(value, sets);
  add_lone_rules(value, sets);
  return sets;
}

}  // namespace netprobe
