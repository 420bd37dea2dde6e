// Rules that a template makes but does not list: made where the file tells, unknown where it does
// not, and never absent.

#include "netprobe/core/text.h"
#include "netprobe/policy/parse_routes.h"
#include "netprobe/policy/parse_rule_sets.h"
#include "netprobe/policy/template_expression.h"
#include "netprobe/policy/template_scope.h"
#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace templates_test {

struct Row {
  std::string name;
  std::string members;    ///< of the template
  std::string resources;  ///< of the template
  std::string decided;    ///< of 20.0.0.0/24 at port 443
};

constexpr const char* deny =
    R"({"name": "deny", "properties": {"access": "Deny", "direction": "Outbound", "priority": 200, "protocol": "*",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "Internet", "destinationPortRange": "*"}})";
constexpr const char* allow =
    R"({"name": "allow", "properties": {"access": "Allow", "direction": "Outbound", "priority": 100, "protocol": "*",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}})";

std::string nsg(const std::string& properties, const std::string& more = "") {
  return fmt::format(
      R"({{"type": "Microsoft.Network/networkSecurityGroups", "name": "nsg", "properties": {}{}}})",
      properties, more);
}

std::string lone_rule(const std::string& name, const std::string& more = "") {
  std::string rule = deny;
  rule.erase(0, rule.find("\"properties\""));
  return fmt::format(
      R"({{"type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "{}", {} {})",
      name, more, rule);
}

std::string parameter(const std::string& value) {
  return fmt::format(R"("parameters": {{"rules": {{"type": "array", "defaultValue": {}}}}},)",
                     value);
}

std::string loop(const std::string& count) {
  return nsg(fmt::format(
      R"({{"copy": [{{"name": "securityRules", "count": "{}", "input": "[parameters('rules')[copyIndex('securityRules')]]"}}]}})",
      count));
}

std::string module(const std::string& parameters, const std::string& body) {
  return fmt::format(
      R"({{"type": "Microsoft.Resources/deployments", "name": "module", "properties": {{
          "expressionEvaluationOptions": {{"scope": "inner"}}, "parameters": {}, "template": {}}}}})",
      parameters, body);
}

const std::string by_default = "allow 20.0.0.0/24 AllowInternetOutBound";
const std::string denied = "deny 20.0.0.0/24 deny";

std::string unknown(const std::string& rule) { return fmt::format("unknown 20.0.0.0/24 {}", rule); }

std::vector<Row> rows() {
  const std::string list = fmt::format("[{}]", deny);
  const std::string twin = fmt::format("[{}]", allow);
  const std::string inner = fmt::format(
      R"({{"parameters": {{"rules": {{"type": "array", "defaultValue": []}}}}, "resources": [{}]}})",
      nsg(R"({"securityRules": "[parameters('rules')]"})"));
  return {
      {"a loop over a parameter's default", parameter(list), loop("[length(parameters('rules'))]"),
       denied},
      {"its twin, which allows", parameter(twin), loop("[length(parameters('rules'))]"),
       "allow 20.0.0.0/24 allow"},
      {"a loop over a default that is there to be filled", parameter("[]"),
       loop("[length(parameters('rules'))]"),
       unknown("[copy securityRules: length(parameters('rules'))]")},
      {"a loop over a parameter without a default",
       R"("parameters": {"rules": {"type": "array"}},)", loop("[length(parameters('rules'))]"),
       unknown("[copy securityRules: length(parameters('rules'))]")},
      {"properties that are an expression", "", nsg(R"("[parameters('all')]")"),
       unknown("[parameters('all')]")},
      {"rules that are a variable", fmt::format(R"("variables": {{"rules": {}}},)", list),
       nsg(R"({"securityRules": "[variables('rules')]"})"), denied},
      {"rules that a switch with a default adds",
       fmt::format(
           R"("parameters": {{"lock": {{"defaultValue": false}}}}, "variables": {{"rules": {}, "none": []}},)",
           list),
       nsg(R"({"securityRules": "[if(parameters('lock'), variables('rules'), variables('none'))]"})"),
       unknown("[if(parameters('lock'), variables('rules'), variables('none'))]")},
      {"an NSG that is there already", "", nsg("{}", R"(, "existing": true)"),
       unknown("[rules of the existing NSG nsg]")},
      {"a rule of an NSG that is not in the file", "", lone_rule("other/deny"),
       unknown("[rules of the existing NSG other]")},
      {"a rule of the NSG that is", "", nsg("{}") + "," + lone_rule("nsg/deny"), denied},
      {"a rule on a condition", "",
       nsg("{}") + "," + lone_rule("nsg/deny", R"("condition": "[parameters('lock')]",)"),
       unknown("deny")},
      {"a rule on a condition that always holds", "",
       nsg("{}") + "," + lone_rule("nsg/deny", R"("condition": true,)"), denied},
      {"a rule of whichever NSG", "",
       nsg("{}") + "," + lone_rule("[format('{0}/deny', parameters('name'))]"),
       unknown("[format('{0}/deny', parameters('name'))]")},
      {"rules in a loop, as resources", parameter(list),
       nsg("{}") +
           R"(,{"type": "Microsoft.Network/networkSecurityGroups/securityRules", "copy": {"name": "r", "count": "[length(parameters('rules'))]"},
           "name": "[format('nsg/{0}', parameters('rules')[copyIndex()].name)]", "properties": "[parameters('rules')[copyIndex()].properties]"})",
       denied},
      {"an NSG in a loop", "",
       nsg(fmt::format(R"({{"securityRules": {}}})", list),
           R"(, "copy": {"name": "n", "count": 1})"),
       denied},
      {"an NSG in a loop of nobody knows how many turns", "",
       nsg(fmt::format(R"({{"securityRules": {}}})", list),
           R"(, "copy": {"name": "n", "count": "[parameters('n')]"})"),
       unknown("deny")},
      {"a module that is given its rules", "",
       module(fmt::format(R"({{"rules": {{"value": {}}}}})", list), inner), denied},
      {"a module with its own defaults", "", module("{}", inner), by_default},
      {"a module that is given what nobody knows", "",
       module(R"({"rules": {"value": "[reference('x').outputs.rules.value]"}})", inner),
       unknown("[module: parameters('rules')]")},
      {"a deployment of a file elsewhere beside it", "",
       nsg("{}") +
           R"(,{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"templateLink": {"uri": "https://x.example"}}})",
       unknown("[what the deployment d makes]")},
      {"a rule of which a default has a part", parameter(R"([{"name": "deny", "priority": 4000}])"),
       nsg(R"({"securityRules": "[parameters('rules')]"})"),
       unknown("[rule deny, of which the file has a part]")},
      {"the same rule in the NSG and by itself", "",
       nsg(fmt::format(R"({{"securityRules": {}}})", list)) + "," + lone_rule("nsg/deny"), denied},
      {"an NSG without rules", "", nsg("{}"), by_default},
  };
}

TEST(Templates, make_rules_or_leave_them_open) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const auto parsed = parse_rule_sets(
        fmt::format(R"({{{} "resources": [{}]}})", row.members, row.resources), "template.json");
    ASSERT_TRUE(parsed) << parsed.error().message;
    PolicyInputs inputs;
    inputs.tags = short_tags();
    inputs.rule_sets = *parsed;
    const Policy policy(std::move(inputs));
    EXPECT_EQ(in_short(policy, policy.evaluate(set_of("20.0.0.0/24"), 443)), row.decided);
  }
}

TEST(Templates, say_whose_defaults_they_assumed_and_where_rules_stand) {
  const auto parsed = parse_rule_sets(
      fmt::format(R"({{{} "resources": [{}]}})", parameter(fmt::format("[{}]", deny)),
                  loop("[length(parameters('rules'))]")),
      "template.json");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->front().assumed, std::vector<std::string>{"rules"});
  EXPECT_EQ(parsed->front().rules.front().pointer, "/resources/0/properties");
}

TEST(Templates, of_routes_leave_open_what_they_do_not_list) {
  const auto unknown_of = [](const std::string& properties) {
    const auto table = parse_routes(
        fmt::format(
            R"({{"resources": [{{"type": "Microsoft.Network/routeTables", "name": "t", "properties": {}}}]}})",
            properties),
        "template.json");
    EXPECT_TRUE(table) << table.error().message;
    return table && !table->routes.empty() ? table->routes.front().name : "";
  };
  EXPECT_EQ(unknown_of(R"("[parameters('all')]")"), "[parameters('all')]");
  EXPECT_EQ(
      unknown_of(R"({"copy": [{"name": "routes", "count": "[parameters('n')]", "input": {}}]})"),
      "[copy routes: parameters('n')]");
  EXPECT_EQ(
      unknown_of(
          R"({"routes": [{"name": "[concat('a', 'b')]", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}}]})"),
      "ab");
}

/// The value of an expression in the scope of a few variables; "?" where it cannot be told.
std::string value_of(const std::string& expression) {
  const nlohmann::json body = nlohmann::json::parse(R"({
    "parameters": {"filled": {"defaultValue": [1, 2]}, "blank": {"defaultValue": ""}, "none": {}},
    "variables": {"list": ["a", "b"], "object": {"One": 1, "two": [3]}, "text": "x", "again": "[variables('again')]",
                  "copy": [{"name": "made", "count": 3, "input": "[copyIndex('made', 10)]"}]}})");
  TemplateScope::Shared shared;
  TemplateScope scope(body, "", shared);
  const nlohmann::json value = scope.expand(expression, {{"loop", 4, true}}, false);
  return has_open_part(value) ? "?" : value.dump();
}

TEST(TemplateExpressions, are_what_azure_makes_of_them) {
  const std::vector<std::pair<std::string, std::string>> values = {
      {"text", R"("text")"},
      {"[[text]", R"("[text]")"},
      {"['it''s']", R"("it's")"},
      {"[ -12 ]", "-12"},
      {"[copyIndex()]", "4"},
      {"[copyIndex('LOOP', 1)]", "5"},
      {"[copyIndex('other')]", "?"},
      {"[variables('made')]", "[10,11,12]"},
      {"[VARIABLES('List')[1]]", R"("b")"},
      {"[variables('list')[2]]", "?"},
      {"[variables('object').one]", "1"},
      {"[variables('object')['TWO'][0]]", "3"},
      {"[variables('object').three]", "?"},
      {"[variables('again')]", "?"},
      {"[parameters('filled')]", "[1,2]"},
      {"[parameters('blank')]", "?"},
      {"[parameters('none')]", "?"},
      {"[length(createArray(parameters('none'), 2))]", "2"},
      {"[format('{0}-{1}{{}}', variables('text'), 7)]", R"("x-7{}")"},
      {"[format('{0:D2}', 7)]", "?"},
      {"[concat('a', 1, 'b')]", R"("a1b")"},
      {"[concat(variables('list'), createArray('c'))]", R"(["a","b","c"])"},
      {"[concat('a', parameters('none'))]", "?"},
      {"[if(equals(variables('text'), 'x'), 1, parameters('none'))]", "1"},
      {"[if(empty(parameters('filled')), 1, 2)]", "?"},
      {"[map(variables('list'), lambda('e', concat(lambdaVariables('e'), '!')))]",
       R"(["a!","b!"])"},
      {"[filter(variables('list'), lambda('e', not(equals(lambdaVariables('e'), 'a'))))]",
       R"(["b"])"},
      {"[items(variables('object'))]", "?"},
      {"[union(variables('list'), createArray('b', 'c'))]", R"(["a","b","c"])"},
      {"[flatten(createArray(variables('list'), createArray('c')))]", R"(["a","b","c"])"},
      {"[range(5, 2)]", "[5,6]"},
      {"[coalesce(null(), 'x')]", R"("x")"},
      {"[tryGet(variables('object'), 'none')]", "null"},
      {"[mod(7, 4)]", "3"},
      {"[div(1, 0)]", "?"},
      {"[resourceGroup().location]", "?"},
      {"[my.function('x')]", "?"},
      {"[concat('a']", "?"},
  };
  for (const auto& [expression, value] : values) {
    EXPECT_EQ(value_of(expression), value) << expression;
  }
}

TEST(TemplateExpressions, of_hostile_templates_end) {
  std::string variables = R"("v0": ["x", "x"])";
  for (int i = 1; i < 60; ++i) {
    variables +=
        fmt::format(R"(, "v{}": "[concat(variables('v{}'), variables('v{}'))]")", i, i - 1, i - 1);
    variables += fmt::format(R"(, "w{}": "[createArray(variables('{}'))]")", i,
                             i == 1 ? "v0" : fmt::format("w{}", i - 1));
  }
  const nlohmann::json body =
      nlohmann::json::parse(fmt::format(R"({{"variables": {{{}}}}})", variables));
  TemplateScope::Shared shared;
  TemplateScope scope(body, "", shared);
  EXPECT_TRUE(has_open_part(scope.expand("[variables('v59')]", {}, false)));
  EXPECT_FALSE(parse_template_expression("[" + std::string(100'000, '(') + "]"));
  std::string nested = "1";
  for (int i = 0; i < 1000; ++i) {
    nested.insert(0, "createArray(").append(")");
  }
  EXPECT_FALSE(parse_template_expression("[" + nested + "]"));
}

}  // namespace templates_test
}  // namespace netprobe
