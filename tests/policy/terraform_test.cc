// States and plans of Terraform: the NSGs in them are read whole, and what a plan does not know
// before its apply is unknown.

#include "netprobe/policy/parse_rule_sets.h"
#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace terraform_test {

std::string rule(const std::string& name, const std::string& access, int priority,
                 const std::string& more = R"("destination_address_prefix": "*",)") {
  return fmt::format(
      R"({{"name": "{}", "access": "{}", "priority": {}, "direction": "Outbound", "protocol": "*", {}
          "source_address_prefix": "*", "source_port_range": "*", "destination_port_range": "",
          "destination_port_ranges": ["443", "8443"], "network_security_group_name": "nsg"}})",
      name, access, priority, more);
}

std::string resource(const std::string& type, const std::string& values) {
  return fmt::format(
      R"({{"address": "{0}.x", "mode": "managed", "type": "{0}", "name": "x", "values": {1}}})",
      type, values);
}

std::string nsg(const std::string& rules) {
  return resource(
      "azurerm_network_security_group",
      fmt::format(R"({{"name": "nsg", "resource_group_name": "rg", "security_rule": {}}})", rules));
}

std::string shown(const std::string& resources) {
  return fmt::format(
      R"({{"format_version": "1.0", "terraform_version": "1.9.5", "values": {{"root_module": {{"resources": [{}]}}}}}})",
      resources);
}

std::string planned(const std::string& resources, const std::string& unknown) {
  return fmt::format(
      R"({{"format_version": "1.2", "terraform_version": "1.9.5",
          "planned_values": {{"root_module": {{"child_modules": [{{"resources": [{}]}}]}}}},
          "resource_changes": [{{"address": "azurerm_network_security_group.x", "change": {{"after_unknown": {}}}}}]}})",
      resources, unknown);
}

struct Row {
  std::string name;
  std::string text;
  std::string decided;  ///< of 20.0.0.0/24 at port 443
};

std::vector<Row> rows() {
  const std::string deny = rule("deny", "Deny", 200);
  const std::string without_rules =
      resource("azurerm_network_security_group", R"({"name": "nsg"})");
  const std::string lone = resource("azurerm_network_security_rule", deny);
  const std::string group = R"("destination_address_prefix": "*",
      "source_application_security_group_ids": ["/x/applicationSecurityGroups/web"],)";
  return {
      {"rules in the NSG", shown(nsg("[" + deny + "]")), "deny 20.0.0.0/24 deny"},
      {"an NSG without rules", shown(nsg("[]")), "allow 20.0.0.0/24 AllowInternetOutBound"},
      {"rules as resources of their own", shown(nsg("[]") + "," + lone), "deny 20.0.0.0/24 deny"},
      {"a rule in both places", shown(nsg("[" + deny + "]") + "," + lone), "deny 20.0.0.0/24 deny"},
      {"a rule of an NSG that is elsewhere", shown(lone),
       "unknown 20.0.0.0/24 [rules of the existing NSG nsg]"},
      {"a rule for a group", shown(nsg("[" + rule("deny", "Deny", 200, group) + "]")),
       "deny 20.0.0.0/24 deny"},
      {"a plan", planned(nsg("[" + deny + "]"), "{}"), "deny 20.0.0.0/24 deny"},
      {"a plan that does not know its rules",
       planned(without_rules, R"({"id": true, "security_rule": true})"),
       "unknown 20.0.0.0/24 [security_rule, known after apply]"},
      {"a plan with rules of their own",
       planned(without_rules + "," + lone, R"({"security_rule": true})"), "deny 20.0.0.0/24 deny"},
      {"a plan that does not know a destination",
       planned(nsg("[" + rule("deny", "Deny", 200, "") + "]"), "{}"), "unknown 20.0.0.0/24 deny"},
      {"an NSG that another provider makes",
       shown(resource("azapi_resource",
                      R"({"type": "Microsoft.Network/networkSecurityGroups@2024-05-01"})")),
       "unknown 20.0.0.0/24 [what azapi_resource.x makes]"},
      {"a state file",
       R"({"version": 4, "terraform_version": "1.9.5", "resources": [{"mode": "managed", "type": "azurerm_network_security_group",
           "name": "x", "instances": [{"attributes": {"name": "nsg", "security_rule": [)" +
           deny + R"(]}}]}]})",
       "deny 20.0.0.0/24 deny"},
  };
}

TEST(Terraform, gives_the_rules_that_are_or_will_be) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const auto parsed = parse_rule_sets(row.text, "terraform.json");
    ASSERT_TRUE(parsed) << parsed.error().message;
    PolicyInputs inputs;
    inputs.tags = short_tags();
    inputs.rule_sets = *parsed;
    const Policy policy(std::move(inputs));
    EXPECT_EQ(in_short(policy, policy.evaluate(set_of("20.0.0.0/24"), 443)), row.decided);
  }
}

TEST(Terraform, without_an_nsg_is_refused) {
  const auto parsed = parse_rule_sets(shown(""), "terraform.json");
  ASSERT_FALSE(parsed);
  EXPECT_NE(parsed.error().message.find("an azurerm_network_security_group"), std::string::npos)
      << parsed.error().message;
}

TEST(Terraform, knows_whose_the_nsg_is_and_where_a_rule_stands) {
  const auto parsed =
      parse_rule_sets(shown(nsg("[" + rule("deny", "Deny", 200) + "]")), "terraform.json");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->front().resource_group, "rg");
  EXPECT_EQ(parsed->front().rules.front().pointer,
            "/values/root_module/resources/0/values/security_rule/0");
}

}  // namespace terraform_test
}  // namespace netprobe
