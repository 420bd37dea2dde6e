// Route tables and effective routes: read in every shape, and where they lead, worked out by hand.

#include "netprobe/core/text.h"
#include "netprobe/policy/judge.h"
#include "netprobe/policy/parse_routes.h"
#include "tests/policy/short_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace routes_test {

/// "forced-tunnel 20.0.0.0/24 to-firewall", a part each, in the order of addresses.
std::string in_words(const Policy& policy, const std::string& prefixes) {
  std::vector<std::pair<IpAddress, std::string>> lines;
  for (const RoutedPart& part : policy.route(set_of(prefixes))) {
    std::vector<std::string> addresses;
    for (const Cidr& prefix : part.addresses.prefixes()) {
      addresses.push_back(prefix.to_string());
    }
    const std::string name = part.route ? policy.inputs().routes->routes[*part.route].name : "-";
    lines.emplace_back(part.addresses.ranges().front().first,
                       fmt::format("{} {} {}", name_of(part.effect), join(addresses, ","),
                                   name.empty() ? part.prefix : name));
  }
  std::sort(lines.begin(), lines.end());
  std::vector<std::string> words;
  for (const auto& [address, line] : lines) {
    words.push_back(line);
  }
  return join(words, "; ");
}

Policy policy_with(RouteTable table) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.routes = std::move(table);
  return Policy(std::move(inputs));
}

std::string text_of(const std::string& name) {
  std::ifstream file("tests/policy/exports/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Shape {
  std::string file;
  bool effective = false;
  bool learns = true;
  std::string leads;  ///< 20.0.0.0/23
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.file; }

class RouteShapes : public testing::TestWithParam<Shape> {};

TEST_P(RouteShapes, are_read) {
  const auto table = parse_routes(text_of(GetParam().file), GetParam().file);
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->effective, GetParam().effective);
  EXPECT_EQ(table->learns_from_gateway, GetParam().learns);
  EXPECT_EQ(in_words(policy_with(*table), "20.0.0.0/23"), GetParam().leads);
}

constexpr const char* by_table =
    "direct 20.0.0.0/24 backup-direct; forced-tunnel 20.0.1.0/24 to-firewall";

INSTANTIATE_TEST_SUITE_P(
    Exports, RouteShapes,
    testing::Values(Shape{"routes-cli.json", false, true, by_table},
                    Shape{"routes-list.json", false, true, by_table},
                    Shape{"routes-arm.json", false, false, by_table},
                    Shape{"routes-powershell.json", false, true, by_table},
                    Shape{"routes-template.json", false, true,
                          "forced-tunnel 20.0.0.0/23 to-firewall"},
                    Shape{"effective-routes-cli.json", true, true,
                          "forced-tunnel 20.0.0.0/25 20.0.0.0/25; forced-tunnel "
                          "20.0.0.128/25,20.0.1.0/24 to-firewall"},
                    Shape{"effective-routes-rest.json", true, true, "direct 20.0.0.0/23 0.0.0.0/0"},
                    Shape{"effective-routes-powershell.json", true, true,
                          "forced-tunnel 20.0.0.0/23 to-firewall"}));

/// "User 0.0.0.0/0 VirtualAppliance"; a leading '!' is a route that is not in force.
TableRoute short_route(std::string text, std::size_t index) {
  TableRoute route;
  route.active = !text.starts_with('!');
  text.erase(0, route.active ? 0 : 1);
  const std::vector<std::string> words = split(text, " ");
  route.name = fmt::format("route{}", index);
  route.origin = words[0] == "User"      ? RouteOrigin::user
                 : words[0] == "Gateway" ? RouteOrigin::gateway
                                         : RouteOrigin::platform;
  const auto prefix = Cidr::parse(words[1]);
  route.destinations = {prefix ? AddressTerm(*prefix) : AddressTerm(TagName{words[1]})};
  route.next_hop = parse_next_hop(words[2]);
  return route;
}

struct Row {
  std::string name;
  std::vector<std::string> routes;
  std::string to;
  std::string leads;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Routes : public testing::TestWithParam<Row> {};

TEST_P(Routes, lead) {
  RouteTable table;
  for (const std::string& text : GetParam().routes) {
    table.routes.push_back(short_route(text, table.routes.size()));
  }
  EXPECT_EQ(in_words(policy_with(table), GetParam().to), GetParam().leads);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Routes,
    testing::Values(Row{"the longest prefix wins",
                        {"User 0.0.0.0/0 VirtualAppliance", "Default 20.0.0.0/24 Internet"},
                        "20.0.0.0/23",
                        "direct 20.0.0.0/24 route1; forced-tunnel 20.0.1.0/24 route0"},
                    Row{"of equals the user's wins",
                        {"Default 0.0.0.0/0 Internet", "Gateway 0.0.0.0/0 VirtualNetworkGateway",
                         "User 0.0.0.0/0 None"},
                        "20.0.0.0/24",
                        "blackhole 20.0.0.0/24 route2"},
                    Row{"then what was learnt",
                        {"Default 0.0.0.0/0 Internet", "Gateway 0.0.0.0/0 VirtualNetworkGateway"},
                        "20.0.0.0/24",
                        "forced-tunnel 20.0.0.0/24 route1"},
                    Row{"what is not in force forwards nothing",
                        {"Default 0.0.0.0/0 Internet", "!User 0.0.0.0/0 None"},
                        "20.0.0.0/24",
                        "direct 20.0.0.0/24 route0"},
                    Row{"what no route takes is dropped",
                        {"User 10.0.0.0/8 VnetLocal"},
                        "20.0.0.0/24",
                        "blackhole 20.0.0.0/24 -"},
                    Row{"a tag is its prefixes",
                        {"User 0.0.0.0/0 VirtualAppliance", "User Storage Internet"},
                        "20.0.0.0/23",
                        "forced-tunnel 20.0.0.0/24 route0; direct 20.0.1.0/24 route1"},
                    Row{"a prefix wins over the same of a tag",
                        {"User Storage Internet", "User 20.0.1.0/24 None"},
                        "20.0.1.0/24",
                        "blackhole 20.0.1.0/24 route1"},
                    Row{"even if learnt, not: the user's comes first",
                        {"User Storage Internet", "Gateway 20.0.1.0/24 None"},
                        "20.0.1.0/24",
                        "direct 20.0.1.0/24 route0"},
                    Row{"a longer prefix wins over a tag",
                        {"User Storage Internet", "Gateway 20.0.1.0/25 VirtualNetworkGateway"},
                        "20.0.1.0/24",
                        "forced-tunnel 20.0.1.0/25 route1; direct 20.0.1.128/25 route0"},
                    Row{"a region's tag is longer where its prefixes are",
                        {"User Storage None", "User Storage.West Internet"},
                        "20.0.1.0/24",
                        "direct 20.0.1.0/25 route1; blackhole 20.0.1.128/25 route0"},
                    Row{"an endpoint of the service is direct",
                        {"Default 20.0.1.0/24 VirtualNetworkServiceEndpoint"},
                        "20.0.1.0/24",
                        "direct 20.0.1.0/24 route0"},
                    Row{"a peering stays inside",
                        {"Default 20.0.1.0/24 VNetPeering"},
                        "20.0.1.0/24",
                        "inside 20.0.1.0/24 route0"},
                    Row{"a tag that no file has may take anything",
                        {"Default 0.0.0.0/0 Internet", "User Moon None"},
                        "20.0.1.0/24",
                        "unknown 20.0.1.0/24 route0"},
                    Row{"unless it leads to the same end",
                        {"Default 0.0.0.0/0 Internet", "User Moon Internet"},
                        "20.0.1.0/24",
                        "direct 20.0.1.0/24 route0"},
                    Row{"a tag that is known to be elsewhere takes nothing here",
                        {"Default 0.0.0.0/0 Internet", "User Sql None"},
                        "20.0.1.0/24,21.0.0.0/24",
                        "direct 20.0.1.0/24 route0; unknown 21.0.0.0/24 route0"},
                    Row{"the platform's own addresses follow no route",
                        {"User 0.0.0.0/0 None"},
                        "168.63.129.16/32,20.0.0.0/24",
                        "blackhole 20.0.0.0/24 route0"},
                    Row{"families are apart",
                        {"User 0.0.0.0/0 Internet", "User ::/0 None"},
                        "20.0.0.0/24,2001:db8:1::/48",
                        "direct 20.0.0.0/24 route0; blackhole 2001:db8:1::/48 route1"}));

TEST(Routes, that_cover_an_address_may_make_it_of_the_virtual_network) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.rule_sets = {short_rules({"100 Deny * * Internet *"}, Association::subnet)};
  inputs.routes = RouteTable{};
  inputs.routes->routes = {short_route("User 20.0.0.0/25 VirtualAppliance", 0)};
  const Policy policy(std::move(inputs));
  const Evaluation evaluation = policy.evaluate(set_of("20.0.0.0/24"), 443);
  EXPECT_EQ(in_short(policy, evaluation),
            "unknown 20.0.0.0/25 subnet:rule100; deny 20.0.0.128/25 subnet:rule100");
}

TEST(Routes, that_nobody_knows_are_no_all_clear) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.routes =
      parse_routes(R"({"resources": [{"type": "Microsoft.Network/routeTables", "name": "t",
                       "properties": {"routes": "[parameters('routes')]"}}]})",
                   "template.json")
          .value();
  const Policy policy(std::move(inputs));
  Requirement requirement;
  requirement.service_tag = "AzureBackup";
  requirement.port = 443;
  requirement.required = true;
  const JudgedRequirement judged = judge(policy, examine(policy, requirement));
  EXPECT_EQ(judged.ipv4->route, RouteEffect::unknown);
  EXPECT_FALSE(judged.passes());
  EXPECT_EQ(status_of({judged}), RulesStatus::unknown);
}

TEST(Routes, drop_what_rules_allow) {
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.routes = RouteTable{};
  inputs.routes->routes = {short_route("User 0.0.0.0/0 VirtualAppliance", 0),
                           short_route("User 20.0.0.0/25 None", 1)};
  const Policy policy(std::move(inputs));
  Requirement requirement;
  requirement.service_tag = "AzureBackup";
  requirement.port = 443;
  requirement.required = true;
  const JudgedRequirement judged = judge(policy, examine(policy, requirement));
  EXPECT_EQ(judged.access(), Access::allow);
  EXPECT_FALSE(judged.passes());
  ASSERT_EQ(judged.ipv4->routes.size(), 2U);
  EXPECT_EQ(judged.ipv4->route, RouteEffect::blackhole);
  EXPECT_EQ(judged.ipv4->routes[0].name, "route1");
  EXPECT_EQ(judged.ipv4->routes[0].share, 0.5);
  EXPECT_EQ(judged.ipv4->routes[1].effect, RouteEffect::forced_tunnel);
  EXPECT_EQ(status_of({judged}), RulesStatus::blocked);
}

}  // namespace routes_test
}  // namespace netprobe
