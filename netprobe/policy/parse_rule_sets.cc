#include "netprobe/policy/parse_rule_sets.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/export_value.h"
#include "netprobe/policy/parse_rule.h"
#include "netprobe/policy/parse_template.h"
#include "netprobe/policy/rule_shapes.h"
#include "netprobe/policy/template_resources.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::size_t most_nsgs = 2;

constexpr std::string_view what_is_known =
    "an NSG (az network nsg show), its rules (az network nsg rule list), effective rules (az "
    "network nic list-effective-nsg) or a template with an NSG";

/// What somebody may have taken for rules.
std::string_view hint_about(const ExportValue& value) {
  if (value.member("values") && value.member("changeNumber")) {
    return "; this is a file of service tags, which --service-tags takes";
  }
  if (value.property("routes") || value.property("nextHopType")) {
    return "; these are routes, which --route-table takes";
  }
  if (value.member("securityRuleAccessResult") || value.member("results") ||
      value.member("ruleName")) {
    return "; this is what Network Watcher answers about one flow";
  }
  return "";
}

void collect(const ExportValue& value, std::vector<RuleSet>& sets);

void collect_list(const ExportValue& list, std::vector<RuleSet>& sets) {
  const std::vector<ExportValue> elements = list.elements();
  if (std::all_of(elements.begin(), elements.end(), looks_like_rule)) {
    sets.push_back(parse_rule_list(elements));
    return;
  }
  for (const ExportValue& element : elements) {
    collect(element, sets);
  }
}

/// What stands round the rules, taken off; nothing where there is no such wrapper.
std::optional<ExportValue> unwrapped(const ExportValue& value) {
  for (const std::string_view wrapper : {"value", "networkSecurityGroups", "NewNSG"}) {
    if (auto inner = value.member(wrapper)) {
      return inner;
    }
  }
  return body_of_example(value);
}

void collect(const ExportValue& value, std::vector<RuleSet>& sets) {
  if (!value.is_good()) {
    return;
  }
  if (value.json().is_array()) {
    collect_list(value, sets);
  } else if (looks_like_effective_nsg(value)) {
    sets.push_back(parse_effective_nsg(value));
  } else if (looks_like_nsg(value)) {
    sets.push_back(parse_nsg(value));
  } else if (looks_like_template(value)) {
    std::vector<RuleSet> found = parse_template(value);
    if (found.empty() && value.is_good()) {
      value.expected(
          "a template with a resource of the type "
          "Microsoft.Network/networkSecurityGroups");
    }
    std::move(found.begin(), found.end(), std::back_inserter(sets));
  } else if (looks_like_rule(value)) {
    sets.push_back(parse_rule_list({value}));
  } else if (const auto inner = unwrapped(value)) {
    // An answer with an empty list is an interface that has no NSG.
    if (!inner->json().is_array() || !inner->json().empty()) {
      collect(*inner, sets);
    }
  } else {
    value.expected(fmt::format("{}{}", what_is_known, hint_about(value)));
  }
}

/// "exports/nic.json" is "nic".
std::string stem_of(std::string_view file) {
  file = file.substr(std::min(file.find_last_of("/\\") + 1, file.size()));
  return std::string(file.substr(0, file.rfind('.')));
}

Result<void> check_number(const std::vector<RuleSet>& sets, std::string_view file) {
  const auto nsgs = static_cast<std::size_t>(
      std::count_if(sets.begin(), sets.end(), [](const RuleSet& set) { return !set.effective; }));
  if (nsgs <= most_nsgs) {
    return {};
  }
  return input_error(fmt::format(
      "{}: found {} NSGs, expected those of one machine: of its network interface and of its "
      "subnet",
      file, nsgs));
}

}  // namespace

Result<std::vector<RuleSet>> parse_rule_sets(std::string_view text, std::string_view file) {
  const std::string name = printable(file, 300);
  const auto json = parse_export(text, name);
  if (!json) {
    return tl::unexpected(json.error());
  }
  ExportValue::Reading reading{name, ""};
  std::vector<RuleSet> sets;
  collect(ExportValue(*json, reading), sets);
  if (!reading.problem.empty()) {
    return input_error(reading.problem);
  }
  if (const auto checked = check_number(sets, name); !checked) {
    return tl::unexpected(checked.error());
  }
  for (RuleSet& set : sets) {
    set.file = file;
    set.has_own_name = !set.name.empty() && !is_expression(set.name);
    set.name = set.name.empty() ? stem_of(file) : set.name;
    add_missing_defaults(set);
  }
  return sets;
}

}  // namespace netprobe
