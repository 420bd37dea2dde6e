// Exports that are wrong: the place is named, and nothing is guessed.

#include "netprobe/policy/parse_routes.h"
#include "netprobe/policy/parse_rule_sets.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace netprobe {
namespace bad_exports_test {

struct Row {
  std::string name;
  std::string text;
  std::string says;  ///< what the message holds
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

/// One good rule, with a member in place of another.
std::string rule_with(const std::string& member) {
  const std::vector<std::pair<std::string, std::string>> members = {
      {"name", R"("r")"},
      {"access", R"("Allow")"},
      {"direction", R"("Outbound")"},
      {"priority", "100"},
      {"protocol", R"("Tcp")"},
      {"sourceAddressPrefix", R"("*")"},
      {"sourcePortRange", R"("*")"},
      {"destinationAddressPrefix", R"("Storage")"},
      {"destinationPortRange", R"("443")"}};
  std::string out;
  for (const auto& [name, value] : members) {
    if (!member.starts_with(fmt::format("\"{}\"", name))) {
      out += fmt::format("\"{}\": {}, ", name, value);
    }
  }
  return fmt::format("[{{{}{}}}]", out, member);
}

std::vector<Row> rows_of_json() {
  return {
      {"empty", "", "own.json: the file is empty"},
      {"blank", " \r\n", "own.json: the file is empty"},
      {"truncated", R"([{"access": "Allow", "dire)", "own.json:1:"},
      {"UTF-16", std::string("\xff\xfe[\0]\0", 6), "own.json: the file is UTF-16"},
      {"NUL bytes", std::string("[\0]", 3), "NUL bytes"},
      {"nested 100,000 deep", repeated("[", 100'000) + repeated("]", 100'000), "nested deeper"},
      {"nested 100,000 deep in objects", repeated(R"({"value":)", 100'000), "own.json"},
      {"a number", "42", "own.json: /: found 42, expected an NSG"},
      {"text", R"("nsg")", "own.json: /: found \"nsg\", expected an NSG"},
      {"a list of numbers", "[1, 2]", "own.json: /0: found 1, expected an NSG"},
      {"an object of nothing", "{}", "own.json: /: found {}, expected an NSG"},
      {"XML", "<rules/>", "own.json:1:1: not JSON"},
      {"bytes", "\x80\x81\x82", "own.json:1:1"},
      {"more values than there can be", "[" + repeated("1,", 4'100'000) + "1]",
       "own.json: found more than 4 million values"},
  };
}

std::vector<Row> rows_of_rules() {
  return {
      {"rules that are none", R"({"securityRules": 5})",
       "own.json: /securityRules: found 5, expected a list of security rules"},
      {"a rule that is text", R"({"securityRules": ["x"]})",
       "own.json: /securityRules/0: found \"x\", expected a security rule"},
      {"effective rules that are an object", R"({"effectiveSecurityRules": {"a": 1}})",
       "own.json: /effectiveSecurityRules: found"},
      {"a name that is a number", R"({"name": 5, "securityRules": []})",
       "own.json: /name: found 5, expected text"},
      {"an access that is none", rule_with(R"("access": "Permit")"),
       R"(own.json: /0/access: found "Permit", expected an "access": Allow or Deny)"},
      {"a direction that is none", rule_with(R"("direction": "Sideways")"),
       R"(own.json: /0/direction: found "Sideways")"},
      {"a protocol that is none", rule_with(R"("protocol": "Sctp")"),
       R"(own.json: /0/protocol: found "Sctp")"},
      {"no protocol", rule_with(R"("protocol": null)"), "own.json: /0: found {"},
      {"no priority", rule_with(R"("priority": null)"), R"(expected a "priority" from 1 to 65535)"},
      {"a priority of nought", rule_with(R"("priority": 0)"), "own.json: /0/priority: found 0"},
      {"a priority beyond all", rule_with(R"("priority": 99999999999)"),
       "own.json: /0/priority: found 99999999999"},
      {"a priority in parts", rule_with(R"("priority": 100.5)"),
       "own.json: /0/priority: found 100.5"},
      {"a prefix length that cannot be", rule_with(R"("destinationAddressPrefix": "10.0.0.0/33")"),
       R"(own.json: /0/destinationAddressPrefix: found "10.0.0.0/33", expected an address prefix)"},
      {"a prefix length of IPv6 that cannot be",
       rule_with(R"("destinationAddressPrefix": "2001:db8::/129")"),
       R"(own.json: /0/destinationAddressPrefix: found "2001:db8::/129")"},
      {"a prefix length that is none", rule_with(R"("destinationAddressPrefix": "10.0.0.0/x")"),
       R"(found "10.0.0.0/x")"},
      {"a prefix of a name", rule_with(R"("destinationAddressPrefix": "Storage/24")"),
       R"(found "Storage/24")"},
      {"one bad prefix in a list",
       rule_with(R"("sourceAddressPrefixes": ["10.0.0.0/8", "10.0.0.0/64"])"),
       R"(own.json: /0/sourceAddressPrefixes/1: found "10.0.0.0/64")"},
      {"a prefix that is an object", rule_with(R"("destinationAddressPrefix": {"a": 1})"),
       "own.json: /0/destinationAddressPrefix: found"},
      {"a port beyond all", rule_with(R"("destinationPortRange": "65536")"),
       R"(own.json: /0/destinationPortRange: found "65536", expected a port)"},
      {"a range that ends before it begins", rule_with(R"("destinationPortRange": "443-80")"),
       R"(own.json: /0/destinationPortRange: found "443-80")"},
      {"a port that is a word", rule_with(R"("destinationPortRanges": ["80", "https"])"),
       R"(own.json: /0/destinationPortRanges/1: found "https")"},
      {"a range without an end", rule_with(R"("sourcePortRange": "443-")"),
       R"(own.json: /0/sourcePortRange: found "443-")"},
      {"groups that are none", rule_with(R"("sourceApplicationSecurityGroups": 7)"),
       "own.json: /0/sourceApplicationSecurityGroups: found 7"},
      {"an expansion that is none",
       R"([{"name": "securityRules/r", "access": "Allow", "direction": "Outbound", "priority": 100, "protocol": "All",
            "destinationAddressPrefix": "Storage", "expandedDestinationAddressPrefix": ["20.0.0.0/8", "x"]}])",
       "own.json: /0/expandedDestinationAddressPrefix/1: found \"x\""},
      {"a key with a slash", R"({"a/b": 1, "value": {"securityRules": [[]]}})",
       "own.json: /value/securityRules/0: found []"},
      {"a template without an NSG",
       R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": []})",
       "expected a template with a resource of the type Microsoft.Network/networkSecurityGroups"},
  };
}

void expect_refused(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto parsed = parse_rule_sets(row.text, "own.json");
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().kind, Error::Kind::input);
    EXPECT_NE(parsed.error().message.find(row.says), std::string::npos) << parsed.error().message;
    EXPECT_LT(parsed.error().message.size(), 700U);
  }
}

TEST(BadExports, that_are_no_json_or_no_rules_are_refused) { expect_refused(rows_of_json()); }
TEST(BadExports, name_the_place_of_what_is_wrong) { expect_refused(rows_of_rules()); }

std::string text_of(const std::string& name) {
  std::ifstream file("tests/policy/exports/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(BadExports, that_are_something_else_say_what_they_are) {
  expect_refused({
      {"a tag file", R"({"changeNumber": 1, "cloud": "Public", "values": []})",
       "which --service-tags takes"},
      {"a route table", text_of("routes-cli.json"), "which --route-table takes"},
      {"one flow", R"({"access": "Deny", "ruleName": "UserRule_x"})", "Network Watcher"},
      {"several NSGs", text_of("three-nsgs.json"),
       "own.json: found 3 NSGs, expected those of one machine"},
      {"PowerShell's short depth", text_of("powershell-cut-short.json"), "-Depth 10"},
      {"a what-if result",
       R"({"status": "Succeeded", "changes": [{"changeType": "Modify", "after": {"properties": {"securityRules": []}}}]})",
       "a what-if result, which says what a deployment would change, not what there is: az network "
       "nsg show"},
      {"a query that found nothing", R"({"count": 0, "data": [], "total_records": 0})",
       "the query of Resource Graph found none: az network nsg show"},
      {"a query without the rules",
       R"({"data": [{"name": "nsg", "type": "microsoft.network/networksecuritygroups"}]})",
       "own.json: /data/0: found"},
      {"parameters of a deployment",
       R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "parameters": {}})",
       "the parameters of a deployment"},
      {"an error", R"({"error": {"code": "AuthorizationFailed", "message": "no"}})",
       "an error that Azure answered, AuthorizationFailed"},
      {"a subnet", R"({"name": "s", "networkSecurityGroup": {"id": "/subscriptions/s/nsg"}})",
       "az network nsg show --ids /subscriptions/s/nsg --output json > nsg.json"},
      {"a network interface", R"({"name": "n", "ipConfigurations": []})",
       "az network nic list-effective-nsg"},
      {"a table", "Name  Rule\n----  ----\nnsg   deny\n",
       "own.json:1:1: not JSON: it is a table, as az prints it with --output table; --output json "
       "gives what is needed; az network nsg show"},
  });
}

TEST(BadRoutes, name_the_place_of_what_is_wrong) {
  const auto route = [](const std::string& members) {
    return fmt::format(R"({{"name": "t", "routes": [{{{}}}]}})", members);
  };
  const std::vector<Row> rows = {
      {"empty", "", "own.json: the file is empty"},
      {"truncated", R"({"routes": [)", "own.json:1:"},
      {"nested 100,000 deep", repeated("[", 100'000), "own.json"},
      {"UTF-16", std::string("\xfe\xff\0[", 4), "UTF-16"},
      {"a number", "42", "own.json: /: found 42, expected a route table"},
      {"rules", text_of("cli-nsg.json"), "which --nsg takes"},
      {"routes that are none", R"({"routes": 5})", "own.json: /routes: found 5"},
      {"a route that is none", R"({"routes": [5]})", "own.json: /routes/0: found 5"},
      {"no prefix", route(R"("nextHopType": "Internet")"), "\"addressPrefix\""},
      {"a prefix that cannot be",
       route(R"("nextHopType": "Internet", "addressPrefix": "10.0.0.0/40")"),
       R"(own.json: /routes/0/addressPrefix: found "10.0.0.0/40")"},
      {"a next hop that is none", route(R"("nextHopType": "Moon", "addressPrefix": "0.0.0.0/0")"),
       R"(own.json: /routes/0/nextHopType: found "Moon")"},
      {"a source that is none",
       R"([{"source": "Me", "state": "Active", "addressPrefix": ["0.0.0.0/0"], "nextHopType": "Internet"}])",
       R"(own.json: /0/source: found "Me")"},
      {"a state that is none",
       R"([{"source": "User", "state": "Idle", "addressPrefix": ["0.0.0.0/0"], "nextHopType": "Internet"}])",
       R"(own.json: /0/state: found "Idle")"},
      {"two tables", R"({"value": [{"name": "a", "routes": []}, {"name": "b", "routes": []}]})",
       "own.json: found 2 route tables"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto parsed = parse_routes(row.text, "own.json");
    ASSERT_FALSE(parsed);
    EXPECT_NE(parsed.error().message.find(row.says), std::string::npos) << parsed.error().message;
  }
}

}  // namespace bad_exports_test
}  // namespace netprobe
