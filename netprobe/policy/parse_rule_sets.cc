#include "netprobe/policy/parse_rule_sets.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/export_value.h"
#include "netprobe/policy/nsg_place.h"
#include "netprobe/policy/parse_rule.h"
#include "netprobe/policy/parse_template.h"
#include "netprobe/policy/parse_terraform.h"
#include "netprobe/policy/rule_shapes.h"
#include "netprobe/policy/template_resources.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::size_t most_nsgs = 2;

constexpr std::string_view known_rule_sets =
    "an NSG (az network nsg show), its rules (az network nsg rule list), effective rules (az "
    "network nic list-effective-nsg) or a template with an NSG";

constexpr std::string_view print_nsg =
    "az network nsg show --resource-group <resource-group> --name <nsg> --output json > nsg.json";

bool is_what_if(const ExportValue& value) {
  const auto changes = value.property("changes");
  return changes && changes->json().is_array() && !changes->json().empty() &&
         changes->element(0).member("changeType");
}

/// A resource of Azure that has an NSG, but not its rules.
std::string hint_about_resource(const ExportValue& value) {
  const auto nsg = value.property("networkSecurityGroup");
  if (const auto id = nsg ? nsg->member("id") : std::nullopt) {
    return fmt::format(
        "; this has the NSG, not its rules: az network nsg show --ids {} --output json > nsg.json",
        as_shell_word(id->as_text()));
  }
  if (value.property("ipConfigurations")) {
    return "; this is a network interface: az network nic list-effective-nsg --resource-group "
           "<resource-group> --name <nic> --output json > nsg.json";
  }
  const auto type = value.member("type");
  const bool has_no_rules =
      type && equals_ignoring_case(type->as_text(), "Microsoft.Network/networkSecurityGroups");
  return has_no_rules ? fmt::format("; this NSG is without its rules: {}", print_nsg) : "";
}

/// What somebody may have taken for rules.
std::string hint_about(const ExportValue& value) {
  if (value.member("values") && value.member("changeNumber")) {
    return "; this is a file of service tags, which --service-tags takes";
  }
  if (value.property("routes") || value.property("nextHopType")) {
    return "; these are routes, which --route-table takes";
  }
  if (is_what_if(value)) {
    return fmt::format(
        "; this is a what-if result, which says what a deployment would change, not what there is: "
        "{}",
        print_nsg);
  }
  if (value.member("securityRuleAccessResult") || value.member("results") ||
      value.member("ruleName")) {
    return fmt::format("; this is what Network Watcher answers about one flow: {}", print_nsg);
  }
  const auto schema = value.member("$schema");
  if (schema && contains_ignoring_case(schema->as_text(), "deploymentParameters")) {
    return "; these are the parameters of a deployment, and its template is needed, or the "
           "deployed NSG";
  }
  if (const auto error = value.member("error")) {
    return fmt::format("; this is an error that Azure answered, {}",
                       printable(error->text("code"), 60));
  }
  return hint_about_resource(value);
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
std::optional<ExportValue> unwrapped_rules(const ExportValue& value) {
  for (const std::string_view wrapper : {"value", "data", "networkSecurityGroups", "NewNSG"}) {
    if (auto inner = value.member(wrapper)) {
      return inner;
    }
  }
  return body_of_example(value);
}

/// The rows of an answer of Resource Graph in its older form, a table with columns, as objects.
std::optional<nlohmann::json> rows_of_table(const ExportValue& value) {
  const auto columns = value.member("columns");
  const auto rows = value.member("rows");
  if (!columns || !rows || !columns->json().is_array() || !rows->json().is_array()) {
    return std::nullopt;
  }
  nlohmann::json objects = nlohmann::json::array();
  for (const ExportValue& row : rows->elements()) {
    nlohmann::json object = nlohmann::json::object();
    for (std::size_t i = 0; i < columns->json().size() && i < row.json().size(); ++i) {
      const auto name = columns->element(i).member("name");
      if (name && row.json().is_array()) {
        object[name->as_text()] = row.json()[i];
      }
    }
    objects.push_back(std::move(object));
  }
  return objects;
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
  } else if (looks_like_terraform(value)) {
    std::vector<RuleSet> found = parse_terraform(value);
    if (found.empty() && value.is_good()) {
      value.expected("a plan or state of Terraform with an azurerm_network_security_group");
    }
    std::move(found.begin(), found.end(), std::back_inserter(sets));
  } else if (const auto table = rows_of_table(value)) {
    for (const nlohmann::json& row : *table) {
      collect(ExportValue(row, value.pointer(), value.reading()), sets);
    }
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
  } else if (const auto inner = unwrapped_rules(value)) {
    if (value.member("data") && inner->json().empty()) {
      value.expected(fmt::format("an NSG; the query of Resource Graph found none: {}", print_nsg));
    }
    // An answer with an empty list is an interface that has no NSG.
    if (!inner->json().is_array() || !inner->json().empty()) {
      collect(*inner, sets);
    }
  } else {
    value.expected(fmt::format("{}{}", known_rule_sets, hint_about(value)));
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
    return input_error(fmt::format("{}; {} prints it", json.error().message, print_nsg));
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
