#include "netprobe/policy/parse_subnets.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace subnets_test {

constexpr const char* id =
    R"("id": "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net/subnets/servers")";

/// "net/servers private|default|? nat routes", or "none".
std::string sketch(const std::string& text) {
  const auto subnets = parse_subnets(text, "subnet.json");
  if (!subnets) {
    return "none";
  }
  std::string out;
  for (const Subnet& subnet : *subnets) {
    const auto& way = subnet.outbound.default_outbound;
    out += fmt::format("{} {}{}{};", subnet.outbound.name,
                       !way   ? "?"
                       : *way ? "default"
                              : "private",
                       subnet.outbound.nat_gateway ? " nat" : "",
                       subnet.has_route_table ? " routes" : "");
  }
  return out;
}

struct Row {
  std::string name, text, subnets;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Subnets : public testing::TestWithParam<Row> {};

TEST_P(Subnets, are_read_in_every_shape) { EXPECT_EQ(sketch(GetParam().text), GetParam().subnets); }

std::string subnet(const std::string& more) {
  return fmt::format(R"({{ {}, "addressPrefix": "10.0.0.0/24"{} }})", id, more);
}

INSTANTIATE_TEST_SUITE_P(
    Files, Subnets,
    testing::Values(
        Row{"a private subnet", subnet(R"(, "defaultOutboundAccess": false, "natGateway": null)"),
            "net/servers private;"},
        Row{"with a NAT gateway and routes",
            subnet(R"(, "defaultOutboundAccess": false, "natGateway": {"id": "/nat"},
                      "routeTable": {"id": "/routes"})"),
            "net/servers private nat routes;"},
        Row{"an older tool's, which does not say", subnet(""), "net/servers ?;"},
        Row{"as the REST API has it, below properties",
            fmt::format(R"({{ {}, "properties": {{ "addressPrefixes": ["10.0.0.0/24"],
                               "defaultOutboundAccess": true }} }})",
                        id),
            "net/servers default;"},
        Row{"PowerShell's, with capitals",
            R"({ "Id": "/x/virtualNetworks/net/subnets/servers", "AddressPrefix": ["10.0.0.0/24"],
                 "DefaultOutboundAccess": "False" })",
            "net/servers private;"},
        Row{"a list of them",
            fmt::format("[{}, {}]", subnet(R"(, "defaultOutboundAccess": true)"), subnet("")),
            "net/servers default;net/servers ?;"},
        Row{"a virtual network",
            fmt::format(R"({{ "id": "/virtualNetworks/net", "addressSpace": {{}},
                              "subnets": [{}] }})",
                        subnet(R"(, "defaultOutboundAccess": false)")),
            "net/servers private;"},
        Row{"an NSG, which names its subnets",
            R"({ "id": "/networkSecurityGroups/nsg", "securityRules": [],
                 "subnets": [{"id": "/x/virtualNetworks/net/subnets/servers"}] })",
            "none"},
        Row{"no JSON", "Name  Prefix", "none"}, Row{"nothing", "", "none"}),
    [](const testing::TestParamInfo<Row>& row) { return std::to_string(row.index); });

}  // namespace subnets_test
}  // namespace netprobe
