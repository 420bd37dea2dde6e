#include "netprobe/policy/parse_terraform.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/parse_rule.h"
#include "netprobe/policy/rule_shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace netprobe {

namespace {

using Json = nlohmann::json;

constexpr const char* after_apply = "[known after apply]";

struct Resource {
  std::string type;
  std::string address;
  ExportValue values;
};

/// "destination_port_ranges" is "destinationPortRanges".
std::string in_camel_case(std::string_view name) {
  std::string out;
  bool is_first = false;
  for (const char c : name) {
    if (c == '_') {
      is_first = true;
      continue;
    }
    out += is_first && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    is_first = false;
  }
  return out;
}

/// The rule as Azure's own tools name its members. What a plan leaves out is not known before the
/// apply.
Json rule_of(const Json& values) {
  Json rule = Json::object();
  if (!values.is_object()) {
    return rule;
  }
  for (const auto& [name, value] : values.items()) {
    if (!name.ends_with("_application_security_group_ids")) {
      rule[in_camel_case(name)] = value;
      continue;
    }
    const std::string groups = in_camel_case(name.substr(0, name.size() - 4)) + "s";
    for (const Json& id : value.is_array() ? value : Json::array()) {
      rule[groups].push_back({{"id", id}});
    }
  }
  for (const char* needed : {"access", "direction", "protocol", "priority"}) {
    if (!rule.contains(needed)) {
      rule[needed] = after_apply;
    }
  }
  return rule;
}

class TerraformReader {
 public:
  explicit TerraformReader(const ExportValue& file) : file_(file) {}

  std::vector<RuleSet> read() {
    note_unknown();
    collect();
    for (const Resource& resource : resources_) {
      if (resource.type == "azurerm_network_security_group") {
        add_nsg(resource);
      }
    }
    for (const Resource& resource : resources_) {
      if (resource.type == "azurerm_network_security_rule") {
        add_rule(resource);
      }
    }
    doubt_what_is_left_out();
    for (const Resource& resource : resources_) {
      add_unread(resource);
    }
    return std::move(sets_);
  }

 private:
  /// What a plan says that only the apply will tell, by the resource's address.
  void note_unknown() {
    const auto changes = file_.member("resource_changes");
    for (const ExportValue& change : changes ? changes->elements() : std::vector<ExportValue>()) {
      const auto address = change.member("address");
      const auto inner = change.member("change");
      const auto unknown = inner ? inner->member("after_unknown") : std::nullopt;
      if (address && unknown) {
        unknown_.emplace(address->as_text(), unknown->json());
      }
    }
  }

  void collect() {
    for (const char* name : {"planned_values", "values"}) {
      if (const auto values = file_.member(name)) {
        if (const auto root = values->member("root_module")) {
          collect_module(*root);
        }
        return;
      }
    }
    collect_state();
  }

  void collect_module(const ExportValue& module) {
    if (const auto list = module.member("resources")) {
      for (const ExportValue& resource : list->elements()) {
        const auto type = resource.member("type");
        const auto address = resource.member("address");
        const auto values = resource.member("values");
        if (type && values) {
          resources_.push_back({type->as_text(), address ? address->as_text() : "", *values});
        }
      }
    }
    if (const auto children = module.member("child_modules")) {
      for (const ExportValue& child : children->elements()) {
        collect_module(child);
      }
    }
  }

  void collect_state() {
    const auto list = file_.member("resources");
    for (const ExportValue& resource : list ? list->elements() : std::vector<ExportValue>()) {
      const auto type = resource.member("type");
      const auto instances = resource.member("instances");
      if (!type || !instances) {
        continue;
      }
      for (const ExportValue& instance : instances->elements()) {
        if (const auto values = instance.member("attributes")) {
          resources_.push_back({type->as_text(), resource.text("name"), *values});
        }
      }
    }
  }

  [[nodiscard]] bool is_unknown(const Resource& resource, const char* member) const {
    const auto found = unknown_.find(resource.address);
    return found != unknown_.end() && found->second.is_object() &&
           found->second.value(member, Json()) == true;
  }

  void add_nsg(const Resource& resource) {
    RuleSet set;
    const std::string id = resource.values.text("id");
    set.name = resource.values.text("name");
    set.resource_group = resource.values.text("resource_group_name");
    if (set.resource_group.empty()) {
      set.resource_group = id_part(id, "resourceGroups");
    }
    set.subscription = id_part(id, "subscriptions");
    if (const auto rules = resource.values.member("security_rule")) {
      if (!rules->json().is_array()) {
        rules->expected("a list of security rules");
      }
      for (const ExportValue& rule : rules->elements()) {
        give(set, rule);
      }
    }
    // The same NSG may be there as a resource and as data.
    const bool is_there = std::any_of(sets_.begin(), sets_.end(), [&](const RuleSet& other) {
      return !set.name.empty() && other.name == set.name && !id.empty() &&
             other.resource_group == set.resource_group && other.rules.size() == set.rules.size();
    });
    if (is_there) {
      return;
    }
    if (is_unknown(resource, "security_rule")) {
      left_out_.emplace_back(sets_.size(), resource.values.pointer());
    }
    sets_.push_back(std::move(set));
  }

  void add_rule(const Resource& resource) {
    const std::string owner = resource.values.text("network_security_group_name");
    bool is_given = false;
    for (RuleSet& set : sets_) {
      if (!owner.empty() && equals_ignoring_case(set.name, owner)) {
        give(set, resource.values);
        with_own_rules_.push_back(set.name);
        is_given = true;
      }
    }
    for (RuleSet& set : sets_) {
      if (owner.empty()) {
        give(set, resource.values);
        set.rules.back().is_certain = sets_.size() == 1;
        with_own_rules_.push_back(set.name);
        is_given = true;
      }
    }
    if (!is_given) {
      RuleSet& set = sets_.emplace_back();
      set.name = owner.empty() ? after_apply : owner;
      set.resource_group = resource.values.text("resource_group_name");
      set.rules.push_back(undecidable_rule(fmt::format("[rules of the existing NSG {}]", set.name),
                                           resource.values.pointer()));
      give(set, resource.values);
    }
  }

  /// A state that was refreshed has a rule twice: in its NSG, and as a resource of its own.
  static void give(RuleSet& set, const ExportValue& values) {
    const Json json = rule_of(values.json());
    const SecurityRule rule =
        parse_rule(ExportValue(json, values.pointer(), values.reading()), false);
    const bool is_there =
        std::any_of(set.rules.begin(), set.rules.end(), [&](const SecurityRule& other) {
          SecurityRule same = rule;
          same.pointer = other.pointer;
          return same == other;
        });
    if (!is_there) {
      set.rules.push_back(rule);
    }
  }

  /// A new NSG has its list of rules only after the apply; where it has rules of their own, which
  /// Terraform does not let anybody mix with a list, these are all.
  void doubt_what_is_left_out() {
    for (const auto& [index, pointer] : left_out_) {
      RuleSet& set = sets_.at(index);
      if (std::find(with_own_rules_.begin(), with_own_rules_.end(), set.name) ==
          with_own_rules_.end()) {
        set.rules.push_back(undecidable_rule("[security_rule, known after apply]", pointer));
      }
    }
  }

  /// Resources that may make rules past the provider whose attributes are read here.
  void add_unread(const Resource& resource) {
    constexpr std::array others = {"azapi_resource", "azapi_update_resource",
                                   "azurerm_resource_group_template_deployment",
                                   "azurerm_subscription_template_deployment"};
    const bool may_be = std::find(others.begin(), others.end(), resource.type) != others.end();
    const auto type = resource.values.member("type");
    const bool is_other = resource.type.starts_with("azapi_") && type &&
                          !contains_ignoring_case(type->as_text(), "networkSecurityGroups") &&
                          !contains_ignoring_case(type->as_text(), "Resources/deployments");
    if (!may_be || is_other) {
      return;
    }
    const std::string words = fmt::format("[what {} makes]", resource.address);
    if (sets_.empty()) {
      sets_.emplace_back().name = words;
    }
    for (RuleSet& set : sets_) {
      set.rules.push_back(undecidable_rule(words, resource.values.pointer()));
    }
  }

  const ExportValue& file_;
  std::map<std::string, Json> unknown_;
  std::vector<Resource> resources_;
  std::vector<RuleSet> sets_;
  std::vector<std::pair<std::size_t, std::string>> left_out_;
  std::vector<std::string> with_own_rules_;
};

}  // namespace

bool looks_like_terraform(const ExportValue& value) {
  return value.member("terraform_version") ||
         (value.member("format_version") && value.member("planned_values"));
}

std::vector<RuleSet> parse_terraform(const ExportValue& value) {
  return TerraformReader(value).read();
}

}  // namespace netprobe
