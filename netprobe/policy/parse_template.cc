#include "netprobe/policy/parse_template.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/rule_shapes.h"
#include "netprobe/policy/template_resources.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace netprobe {

namespace {

constexpr std::string_view nsg_type = "Microsoft.Network/networkSecurityGroups";
constexpr std::string_view rule_type = "Microsoft.Network/networkSecurityGroups/securityRules";

class SetBuilder {
 public:
  SetBuilder(const TemplateContents& contents, const ExportValue& file)
      : contents_(contents), file_(file) {}

  std::vector<RuleSet> build() {
    for (std::size_t i = 0; i < contents_.resources.size(); ++i) {
      if (is_of_type(contents_.resources[i], nsg_type)) {
        add_nsg(i);
      }
    }
    doubt_twins();
    for (const TemplateResource& resource : contents_.resources) {
      if (is_of_type(resource, rule_type)) {
        add_rule(resource);
      }
    }
    for (const UnreadPart& part : contents_.unread) {
      if (sets_.empty()) {
        sets_.emplace_back().name = part.words;
      }
      for (RuleSet& set : sets_) {
        set.rules.push_back(undecidable_rule(part.words, part.pointer));
      }
    }
    return std::move(sets_);
  }

 private:
  [[nodiscard]] ExportValue value_of(const TemplateResource& resource) const {
    return {resource.json, resource.pointer, file_.reading()};
  }

  /// The rules of an NSG that the template only refers to stand nowhere in it.
  static void add_rules_elsewhere(RuleSet& set, const std::string& pointer) {
    set.rules.push_back(
        undecidable_rule(fmt::format("[rules of the existing NSG {}]", set.name), pointer));
  }

  void add_nsg(std::size_t index) {
    const TemplateResource& resource = contents_.resources[index];
    RuleSet set = parse_nsg(value_of(resource), true);
    for (SecurityRule& rule : set.rules) {
      rule.is_certain = rule.is_certain && resource.is_certain;
    }
    set.assumed = resource.assumed;
    if (resource.is_existing) {
      add_rules_elsewhere(set, resource.pointer);
    }
    places_[index] = sets_.size();
    sets_.push_back(std::move(set));
  }

  /// Of two NSGs of one name the later deployment holds, and which that is the file need not tell.
  void doubt_twins() {
    for (RuleSet& set : sets_) {
      const bool has_twin = std::count_if(sets_.begin(), sets_.end(), [&](const RuleSet& other) {
                              return equals_ignoring_case(other.name, set.name);
                            }) > 1;
      for (SecurityRule& rule : set.rules) {
        rule.is_certain = rule.is_certain && !has_twin;
      }
    }
  }

  void add_rule(const TemplateResource& resource) {
    SecurityRule rule = rule_of_resource(value_of(resource), true);
    rule.is_certain = rule.is_certain && resource.is_certain;
    if (resource.parent && places_.contains(*resource.parent)) {
      give(sets_[places_.at(*resource.parent)], rule, resource);
      return;
    }
    const std::string full_name = value_of(resource).text("name");
    bool is_given = false;
    for (RuleSet& set : sets_) {
      if (names(full_name, set)) {
        give(set, rule, resource);
        is_given = true;
      }
    }
    if (!is_given) {
      give_to_any(std::move(rule), full_name, resource);
    }
  }

  /// Does the name of the rule, "NSG/RULE" or an expression, name the NSG?
  static bool names(const std::string& full_name, const RuleSet& set) {
    if (!is_expression(full_name)) {
      return equals_ignoring_case(full_name.substr(0, full_name.find('/')), set.name);
    }
    // "[concat(parameters('name'), '/rule')]" is of the NSG "[parameters('name')]".
    return is_expression(set.name) &&
           contains_ignoring_case(full_name, set.name.substr(1, set.name.size() - 2));
  }

  /// Nobody is named: an NSG whose own name is an expression may be meant, or one that is there
  /// already, whose other rules are not in the file.
  void give_to_any(SecurityRule rule, const std::string& full_name,
                   const TemplateResource& resource) {
    const bool is_literal = !is_expression(full_name);
    bool is_given = false;
    for (RuleSet& set : sets_) {
      if (!is_literal || is_expression(set.name)) {
        SecurityRule possible = rule;
        possible.is_certain = false;
        give(set, std::move(possible), resource);
        is_given = true;
      }
    }
    if (!is_given) {
      RuleSet& set = sets_.emplace_back();
      set.name = is_literal ? full_name.substr(0, full_name.find('/')) : full_name;
      add_rules_elsewhere(set, resource.pointer);
      give(set, std::move(rule), resource);
    }
  }

  /// Exports of a resource group hold each rule twice: in its NSG, and as a resource of its own.
  static void give(RuleSet& set, SecurityRule rule, const TemplateResource& resource) {
    const bool is_there =
        std::any_of(set.rules.begin(), set.rules.end(), [&](const SecurityRule& other) {
          SecurityRule same = rule;
          same.pointer = other.pointer;
          return same == other;
        });
    if (is_there) {
      return;
    }
    set.rules.push_back(std::move(rule));
    for (const std::string& name : resource.assumed) {
      if (std::find(set.assumed.begin(), set.assumed.end(), name) == set.assumed.end()) {
        set.assumed.push_back(name);
      }
    }
  }

  const TemplateContents& contents_;
  const ExportValue& file_;
  std::vector<RuleSet> sets_;
  std::map<std::size_t, std::size_t> places_;  ///< of resources, the set that each one is
};

/// The nearest place around it that the file has: what a loop makes stands nowhere in it.
std::string place_in_file(const nlohmann::json& file, std::string pointer) {
  while (!pointer.empty() && !file.contains(nlohmann::json::json_pointer(pointer))) {
    pointer.erase(pointer.rfind('/'));
  }
  return pointer;
}

}  // namespace

std::vector<RuleSet> parse_template(const ExportValue& value) {
  const TemplateContents contents = read_template(value);
  std::vector<RuleSet> sets = SetBuilder(contents, value).build();
  for (RuleSet& set : sets) {
    for (SecurityRule& rule : set.rules) {
      rule.pointer = place_in_file(value.json(), rule.pointer.substr(value.pointer().size()));
      rule.pointer = value.pointer() + rule.pointer;
    }
  }
  return sets;
}

}  // namespace netprobe
