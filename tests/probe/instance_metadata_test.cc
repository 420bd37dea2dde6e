#include "netprobe/probe/instance_metadata.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace netprobe {
namespace instance_metadata_test {

struct Row {
  std::string name, body;
  std::optional<AzureInstance> instance;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class InstanceMetadata : public testing::TestWithParam<Row> {};

TEST_P(InstanceMetadata, says_where_the_machine_runs_and_nothing_else) {
  EXPECT_EQ(azure_instance_in(GetParam().body), GetParam().instance);
}

INSTANTIATE_TEST_SUITE_P(
    All, InstanceMetadata,
    testing::Values(
        Row{"as Azure answers",
            R"({"compute": {"azEnvironment": "AzurePublicCloud", "location": "westeurope",
                "subscriptionId": "0", "userData": "c2VjcmV0"}, "network": {"interface": []}})",
            AzureInstance{"westeurope", "AzurePublicCloud"}},
        Row{"an old version, which names no environment",
            R"({"compute": {"location": "WestEurope"}})", AzureInstance{"westeurope", ""}},
        Row{"no region", R"({"compute": {"azEnvironment": "AzurePublicCloud"}})", {}},
        Row{"another cloud's document", R"({"instance": {"zone": "europe-west4-a"}})", {}},
        Row{"a region that is no word",
            R"({"compute": {"location": "\u001b[2J", "azEnvironment": "AzurePublicCloud"}})",
            {}},
        Row{"a region that is a number", R"({"compute": {"location": 7}})", {}},
        Row{"compute is a list", R"({"compute": ["westeurope"]})", {}}, Row{"a list", "[]", {}},
        Row{"a page", "<html>Sign in</html>", {}},
        Row{"cut off", R"({"compute": {"location": "weste)", {}},
        Row{"nested too deep", std::string(100000, '['), {}}, Row{"nothing", "", {}}));

}  // namespace instance_metadata_test
}  // namespace netprobe
