#include "tests/policy/random_template.h"

#include "netprobe/policy/address_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace netprobe {
namespace {

using Json = nlohmann::json;

Json addresses(const AddressField& field) {
  Json list = Json::array();
  for (const AddressTerm& term : field.terms) {
    list.push_back(to_string(term));
  }
  return list;
}

Json ports(const PortField& field) {
  Json list = Json::array();
  for (const PortRange& range : field.ranges) {
    list.push_back(range == PortRange{} ? "*" : fmt::format("{}-{}", range.first, range.last));
  }
  return list;
}

Json json_of(const SecurityRule& rule) {
  const char* const protocol = *rule.protocol == RuleProtocol::udp   ? "Udp"
                               : *rule.protocol == RuleProtocol::tcp ? "Tcp"
                                                                     : "*";
  Json properties = {{"access", *rule.access == RuleAccess::allow ? "Allow" : "Deny"},
                     {"direction", *rule.direction == Direction::outbound ? "Outbound" : "Inbound"},
                     {"protocol", protocol},
                     {"priority", *rule.priority},
                     {"sourcePortRange", ports(rule.source_ports)[0]},
                     {"destinationPortRange", ports(rule.destination_ports)[0]},
                     {"sourceAddressPrefix", addresses(rule.sources)[0]}};
  const Json destinations = addresses(rule.destinations);
  if (destinations.size() == 1) {
    properties["destinationAddressPrefix"] = destinations[0];
  } else {
    properties["destinationAddressPrefixes"] = destinations;
  }
  return {{"name", rule.name}, {"properties", properties}};
}

}  // namespace

std::string RandomTemplate::name(const char* letter) {
  return fmt::format("{}{}", letter, names_++);
}

/// A parameter that stands for the value: by its default, or given by nobody knows whom. What is
/// empty by default is filled by whoever deploys.
std::string RandomTemplate::parameter(const Json& value) {
  const std::string made = name("p");
  Json& declared = parameters_[made] = {{"type", "object"}};
  const unsigned kind = below(is_nested_ ? 5 : 3);
  if (kind == 0) {
    declared["defaultValue"] = value;
  } else if (kind == 1 && !is_nested_) {
    declared["defaultValue"] = value.is_array() ? Json::array() : Json("");
  } else if (kind >= 3) {
    // What is given wins over the default, whatever that is.
    declared["defaultValue"] = value.is_array() ? Json::array() : Json("other");
    given_[made] = kind == 3 ? Json{{"value", value}}
                             : Json{{"value", "[reference('outside').outputs.value]"}};
  }
  return fmt::format("parameters('{}')", made);
}

std::string RandomTemplate::variable(const Json& value) {
  const std::string made = name("v");
  variables_[made] = value;
  return fmt::format("variables('{}')", made);
}

std::string RandomTemplate::text_in_parts(const std::string& text) {
  const std::size_t middle = below(static_cast<unsigned>(text.size() + 1));
  const std::string front = text.substr(0, middle);
  const std::string back = text.substr(middle);
  switch (below(3)) {
    case 0:
      return fmt::format("format('{{0}}{{1}}', '{}', {})", front, expression_for(back));
    case 1:
      return fmt::format("concat({}, '{}')", expression_for(front), back);
    default:
      return fmt::format("string({})", expression_for(text));
  }
}

std::string RandomTemplate::list_in_parts(const Json& list) {
  const std::size_t middle = below(static_cast<unsigned>(list.size() + 1));
  const auto at = list.begin() + static_cast<std::ptrdiff_t>(middle);
  const Json front(Json::array_t(list.begin(), at));
  const Json back(Json::array_t(at, list.end()));
  switch (below(5)) {
    case 0:
      return fmt::format("concat({}, {})", expression_for(front), expression_for(back));
    case 1:
      return fmt::format("flatten(createArray({}, {}))", variable(front), expression_for(back));
    case 2:
      return fmt::format("map({}, lambda('one', lambdaVariables('one')))", expression_for(list));
    case 3:
      return fmt::format("union({}, {})", variable(front), expression_for(back));
    default:
      return fmt::format("filter({}, lambda('one', not(empty(lambdaVariables('one')))))",
                         expression_for(list));
  }
}

/// An expression, without its brackets, that is the value once it is deployed.
std::string RandomTemplate::expression_for(const Json& value) {
  switch (below(9)) {
    case 0:
      return parameter(value);
    case 1:
      return variable(value);
    case 2:
      return "reference('other').outputs.value.value";
    case 3:
      return "my.own()";
    case 4: {
      // A switch, and what it decides today: nobody sets that of the nested deployment.
      parameters_["switch"] = {{"type", "bool"}, {"defaultValue", is_nested_ || chance(50)}};
      return fmt::format("if(parameters('switch'), {}, {})", variable(value), variable(""));
    }
    case 5:
      return fmt::format("if(equals(1, 1), {}, reference('other'))", variable(value));
    case 6:
      return fmt::format("{}.Inner[0]", variable({{"inner", {value}}}));
    default:
      return value.is_string()  ? text_in_parts(value.get<std::string>())
             : value.is_array() ? list_in_parts(value)
                                : fmt::format("first(createArray({}))", variable(value));
  }
}

Json RandomTemplate::hidden(const Json& value) {
  return fmt::format("[{}]", expression_for(value));
}

void RandomTemplate::hide_parts(Json& rule) {
  for (Json& member : rule["properties"]) {
    if (chance(6)) {
      member = hidden(member);
    } else if (member.is_array() && chance(15)) {
      Json& element = member[below(static_cast<unsigned>(member.size()))];
      element = hidden(element);
    }
  }
  if (chance(4)) {
    rule["properties"] = hidden(rule["properties"]);
  }
}

void RandomTemplate::use_list(Json& nsg, const std::vector<Json>& rules) {
  Json list = rules;
  for (Json& rule : list) {
    if (chance(5)) {
      rule = hidden(rule);
    }
  }
  nsg["properties"] = {{"securityRules", chance(20) ? hidden(list) : list}};
  if (chance(5)) {
    nsg["properties"] = hidden(nsg["properties"]);
  }
}

/// `properties.copy` over what the rules are made of.
void RandomTemplate::use_loop(Json& nsg, const std::vector<Json>& rules) {
  const std::string list = chance(50) ? variable(rules) : expression_for(rules);
  Json input = fmt::format("[{}[copyIndex('securityRules')]]", list);
  if (chance(60)) {
    Json properties = Json::object();
    for (const auto& [key, value] : rules.front()["properties"].items()) {
      properties[key] = fmt::format("[{}[copyIndex('securityRules')].properties.{}]", list, key);
    }
    const bool are_alike = std::all_of(rules.begin(), rules.end(), [&](const Json& rule) {
      return std::all_of(rule["properties"].items().begin(), rule["properties"].items().end(),
                         [&](const auto& item) { return properties.contains(item.key()); });
    });
    input = are_alike && rules.front()["properties"].is_object()
                ? Json{{"name",
                        fmt::format("[concat('r', {}[copyIndex('securityRules')].name)]", list)},
                       {"properties", properties}}
                : input;
  }
  const Json count = chance(30) ? Json(rules.size()) : Json(fmt::format("[length({})]", list));
  nsg["properties"]["copy"] = {{{"name", "securityRules"},
                                {"count", chance(10) ? hidden(rules.size()) : count},
                                {"input", input}}};
}

Json RandomTemplate::lone_rule(const Json& rule) {
  Json lone = rule;
  lone["type"] = "Microsoft.Network/networkSecurityGroups/securityRules";
  const std::string full = "nsg/" + rule["name"].get<std::string>();
  lone["name"] = chance(50)   ? Json(full)
                 : chance(70) ? Json(fmt::format("[format('{{0}}/{{1}}', 'nsg', '{}')]",
                                                 rule["name"].get<std::string>()))
                              : hidden(full);
  if (chance(10)) {
    lone["condition"] = chance(50) ? Json(true) : hidden(true);
  }
  return lone;
}

void RandomTemplate::add_lone_rules(std::vector<Json> rules, Json& resources) {
  for (const Json& rule : rules) {
    resources.push_back(lone_rule(rule));
  }
}

void RandomTemplate::add_looped_rules(const std::vector<Json>& rules, Json& resources) {
  const std::string list = chance(50) ? variable(rules) : expression_for(rules);
  resources.push_back(
      {{"type", "Microsoft.Network/networkSecurityGroups/securityRules"},
       {"copy", {{"name", "loop"}, {"count", fmt::format("[length({})]", list)}}},
       {"name", fmt::format("[format('{{0}}/{{1}}', 'nsg', {}[copyIndex()].name)]", list)},
       {"properties", fmt::format("[{}[copyIndex(0)].properties]", list)}});
}

Json RandomTemplate::nested(Json resources) {
  Json body = {{"$schema",
                "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"},
               {"parameters", std::exchange(parameters_, Json::object())},
               {"variables", std::exchange(variables_, Json::object())},
               {"resources", std::move(resources)}};
  Json deployment = {{"type", "Microsoft.Resources/deployments"},
                     {"name", "module"},
                     {"properties",
                      {{"expressionEvaluationOptions", {{"scope", "inner"}}},
                       {"parameters", std::exchange(given_, Json::object())},
                       {"template", std::move(body)}}}};
  is_nested_ = false;
  if (chance(5)) {
    deployment["properties"] = {{"templateLink", {{"uri", "https://elsewhere.example/t.json"}}}};
  }
  if (chance(10)) {
    deployment["condition"] = hidden(true);
  }
  return deployment;
}

/// Some rules stand in no file: in an NSG that exists, or in what a deployment elsewhere makes.
void RandomTemplate::use_elsewhere(Json& nsg, std::vector<Json>& rules, Json& resources) {
  std::vector<Json> listed(rules.begin(),
                           rules.begin() + static_cast<std::ptrdiff_t>(rules.size() / 2));
  if (chance(50)) {
    nsg["existing"] = true;
    add_lone_rules(listed, resources);
    if (!listed.empty() && chance(50)) {
      nsg = nullptr;
    }
    return;
  }
  nsg["properties"] = {{"securityRules", listed}};
  resources.push_back({{"type", "Microsoft.Resources/deployments"},
                       {"name", "elsewhere"},
                       {"properties", {{"templateLink", {{"uri", "https://elsewhere.example"}}}}}});
}

Json RandomTemplate::make(const RuleSet& set, bool hides) {
  std::vector<Json> rules;
  for (const SecurityRule& rule : set.rules) {
    if (!rule.is_default) {
      rules.push_back(json_of(rule));
    }
  }
  Json nsg = {{"type", "Microsoft.Network/networkSecurityGroups"}, {"name", "nsg"}};
  Json resources = Json::array();
  if (!hides) {
    nsg["properties"] = {{"securityRules", rules}};
    return {{"resources", {nsg}}};
  }
  is_nested_ = chance(20);
  for (Json& rule : rules) {
    hide_parts(rule);
  }
  const auto middle =
      rules.begin() + static_cast<std::ptrdiff_t>(below(static_cast<unsigned>(rules.size())));
  switch (below(6)) {
    case 0:
    case 1:
      use_list(nsg, rules);
      break;
    case 2:
      use_loop(nsg, rules);
      break;
    case 3:
      use_list(nsg, {rules.begin(), middle});
      add_lone_rules({middle, rules.end()}, resources);
      break;
    case 4:
      use_list(nsg, {rules.begin(), middle});
      add_looped_rules({middle, rules.end()}, resources);
      break;
    default:
      use_elsewhere(nsg, rules, resources);
      break;
  }
  if (!nsg.is_null()) {
    if (chance(5)) {
      nsg["copy"] = {{"name", "nsgs"}, {"count", chance(50) ? Json(1) : hidden(1)}};
    }
    resources.insert(resources.begin(), std::move(nsg));
  }
  if (is_nested_) {
    Json deployment = nested(std::move(resources));
    resources = Json::array({std::move(deployment)});
  }
  return {{"$schema",
           "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"},
          {"parameters", parameters_},
          {"variables", variables_},
          {"resources", std::move(resources)}};
}

}  // namespace netprobe
