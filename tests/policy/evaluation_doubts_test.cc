// Rule sets that leave something open, and several sets in a row, worked out by hand.

#include "tests/policy/short_rules.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace evaluation_doubts_test {

struct Row {
  std::string name;
  std::vector<std::string> rules;
  std::string to;
  std::string decided;
  std::string from = {};                 ///< the machine's addresses
  std::vector<std::string> subnet = {};  ///< rules of the subnet's NSG
  std::vector<std::string> admin = {};   ///< security admin rules
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class RuleDoubts : public testing::TestWithParam<Row> {};

TEST_P(RuleDoubts, decide) {
  const Row& row = GetParam();
  PolicyInputs inputs;
  inputs.tags = short_tags();
  if (!row.subnet.empty()) {
    inputs.rule_sets.push_back(short_rules(row.subnet, Association::subnet));
  }
  inputs.rule_sets.push_back(short_rules(row.rules, Association::network_interface));
  if (!row.admin.empty()) {
    inputs.rule_sets.push_back(short_rules(row.admin, Association::network_manager));
  }
  inputs.machine = set_of(row.from).prefixes();
  const Policy policy(std::move(inputs));
  EXPECT_EQ(in_short(policy, policy.evaluate(set_of(row.to), 443)), row.decided);
}

constexpr const char* internet_allowed = "allow 20.0.0.0/24 AllowInternetOutBound";
constexpr const char* open = "unknown 20.0.0.0/24 rule100";

INSTANTIATE_TEST_SUITE_P(
    Sources, RuleDoubts,
    testing::Values(
        Row{"every machine is in its virtual network",
            {"100 Deny * VirtualNetwork * *"},
            "20.0.0.0/24",
            "deny 20.0.0.0/24 rule100"},
        Row{"no machine sends from the Internet",
            {"100 Deny * Internet * *"},
            "20.0.0.0/24",
            internet_allowed},
        Row{"no machine sends from the load balancer",
            {"100 Deny * AzureLoadBalancer * *"},
            "20.0.0.0/24",
            internet_allowed},
        Row{"a subnet's rule, and it is not known where this is",
            {"100 Deny * 10.1.0.0/24 * *"},
            "20.0.0.0/24",
            open},
        Row{"a subnet's rule, inside of it",
            {"100 Deny * 10.1.0.0/24 * *"},
            "20.0.0.0/24",
            "deny 20.0.0.0/24 rule100",
            "10.1.0.7"},
        Row{"a subnet's rule, outside of it",
            {"100 Deny * 10.1.0.0/24 * *"},
            "20.0.0.0/24",
            internet_allowed,
            "10.2.0.7"},
        Row{"a subnet's rule, of a machine somewhere around it",
            {"100 Deny * 10.1.0.0/24 * *"},
            "20.0.0.0/24",
            open,
            "10.1.0.0/16"},
        Row{"a source of IPv4 takes no IPv6",
            {"100 Deny * 0.0.0.0/0 * *"},
            "20.0.0.0/24,2001:db8:1::/64",
            "deny 20.0.0.0/24 rule100; allow 2001:db8:1::/64 AllowInternetOutBound"},
        Row{"halves make up a whole",
            {"100 Deny * 0.0.0.0/1,128.0.0.0/1 * *"},
            "20.0.0.0/24",
            "deny 20.0.0.0/24 rule100"},
        Row{"open, but who comes after agrees",
            {"100 Allow * 10.1.0.0/24 * *"},
            "20.0.0.0/24",
            internet_allowed},
        Row{"open for a part",
            {"100 Deny * 10.1.0.0/24 20.0.0.0/25 *"},
            "20.0.0.0/24",
            "unknown 20.0.0.0/25 rule100; allow 20.0.0.128/25 AllowInternetOutBound"},
        Row{"two rules for the same source hold together",
            {"100 Allow * 10.1.0.0/24 AzureBackup *", "200 Deny * 10.1.0.0/24 Internet *"},
            "20.0.0.0/24",
            internet_allowed},
        Row{"two rules for different sources do not",
            {"100 Allow * 10.1.0.0/24 AzureBackup *", "200 Deny * 10.2.0.0/24 Internet *"},
            "20.0.0.0/24",
            "unknown 20.0.0.0/24 rule200"},
        Row{"a group's members are not known", {"100 Deny * asg:web * *"}, "20.0.0.0/24", open},
        Row{"a group is not the service: its members are inside",
            {"100 Deny * * asg:web *"},
            "20.0.0.0/24",
            internet_allowed},
        Row{"a group may hold a private address",
            {"100 Deny * * asg:web *"},
            "10.0.0.4/32",
            "unknown 10.0.0.4 rule100"},
        Row{"no client sends from port 443",
            {"from:443 100 Deny * * * *"},
            "20.0.0.0/24",
            internet_allowed},
        Row{"every client sends from above 1023",
            {"from:1024-65535 100 Deny * * * *"},
            "20.0.0.0/24",
            "deny 20.0.0.0/24 rule100"},
        Row{"some clients send from these ports",
            {"from:49152-65535 100 Deny * * * *"},
            "20.0.0.0/24",
            open}));

INSTANTIATE_TEST_SUITE_P(
    Expressions, RuleDoubts,
    testing::Values(Row{"a destination", {"100 Deny * * [parameters('x')] *"}, "20.0.0.0/24", open},
                    Row{"a destination beside one that is known",
                        {"100 Deny * * [parameters('x')],20.0.0.0/25 *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/25 rule100; unknown 20.0.0.128/25 rule100"},
                    Row{"a source", {"100 Deny * [parameters('x')] * *"}, "20.0.0.0/24", open},
                    Row{"a port", {"100 Deny * * * [parameters('x')]"}, "20.0.0.0/24", open},
                    Row{"a port beside the one asked for",
                        {"100 Deny * * * [parameters('x')],443"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 rule100"},
                    Row{"a protocol", {"100 Deny [parameters('x')] * * *"}, "20.0.0.0/24", open},
                    Row{"an access", {"100 [parameters('x')] * * * *"}, "20.0.0.0/24", open},
                    Row{"a priority: it may come before any other",
                        {"100 Allow * * * *", "[parameters('x')] Deny * * * *"},
                        "20.0.0.0/24",
                        "unknown 20.0.0.0/24 rule[parameters('x')]"}));

INSTANTIATE_TEST_SUITE_P(
    SeveralSets, RuleDoubts,
    testing::Values(Row{"both must allow, and both are named",
                        {"100 Allow * * AzureBackup *"},
                        "20.0.0.0/24",
                        "allow 20.0.0.0/24 rule100; allow 20.0.0.0/24 subnet:rule110",
                        "",
                        {"110 Allow * * AzureBackup *"}},
                    Row{"the interface comes first",
                        {"100 Deny * * * *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 rule100",
                        "",
                        {"110 Deny * * * *"}},
                    Row{"the subnet denies what the interface allows",
                        {"100 Allow * * * *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 subnet:rule110",
                        "",
                        {"110 Deny * * AzureBackup *"}},
                    Row{"each denies a half",
                        {"100 Deny * * 20.0.0.0/25 *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/25 rule100; deny 20.0.0.128/25 subnet:rule110",
                        "",
                        {"110 Deny * * 20.0.0.128/25 *"}},
                    Row{"what the interface leaves open the subnet denies",
                        {"100 Deny * asg:web * *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 subnet:rule110",
                        "",
                        {"110 Deny * * * *"}},
                    Row{"what the interface leaves open the subnet does not settle by allowing",
                        {"100 Deny * asg:web * *"},
                        "20.0.0.0/24",
                        open,
                        "",
                        {"110 Allow * * * *"}},
                    Row{"what the subnet leaves open stays so",
                        {"100 Allow * * * *"},
                        "20.0.0.0/24",
                        "unknown 20.0.0.0/24 subnet:rule110",
                        "",
                        {"110 Deny * * Moon *"}},
                    Row{"an admin rule's Deny ends it",
                        {"100 Allow * * * *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 rule1",
                        "",
                        {},
                        {"1 Deny * * Internet *"}},
                    Row{"an admin rule's Allow goes on to the NSG",
                        {"100 Deny * * * *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 rule100",
                        "",
                        {},
                        {"1 Allow * * Internet *", "2 Deny * * * *"}},
                    Row{"an admin rule's AlwaysAllow does not",
                        {"100 Deny * * * *"},
                        "20.0.0.0/24",
                        "always-allow 20.0.0.0/24 rule1",
                        "",
                        {},
                        {"1 AlwaysAllow * * AzureBackup *"}},
                    Row{"an AlwaysAllow in doubt",
                        {"100 Deny * * * *"},
                        "20.0.0.0/24",
                        "unknown 20.0.0.0/24 rule1",
                        "",
                        {},
                        {"1 AlwaysAllow * asg:web AzureBackup *"}},
                    Row{"no admin rule takes it",
                        {"100 Deny * * * *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 rule100",
                        "",
                        {},
                        {"1 Deny * * 30.0.0.0/8 *"}}));

INSTANTIATE_TEST_SUITE_P(
    EqualPriorities, RuleDoubts,
    testing::Values(Row{"where they agree it is certain",
                        {"100 Deny * * AzureBackup *", "100 Deny * * AzureCloud *"},
                        "20.0.0.0/24",
                        "deny 20.0.0.0/24 rule100"},
                    Row{"where they disagree nobody knows",
                        {"100 Allow * * AzureBackup *", "100 Deny * * AzureCloud *"},
                        "20.0.0.0/23",
                        "unknown 20.0.0.0/24 rule100; deny 20.0.1.0/24 rule100"}));

}  // namespace evaluation_doubts_test
}  // namespace netprobe
