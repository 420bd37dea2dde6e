// Rule sets, and what becomes of TCP through them, worked out by hand.

#include "tests/policy/short_rules.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace evaluation_table_test {

struct Row {
  std::string name;
  std::vector<std::string> rules;
  std::string to;  ///< prefixes
  int port = 443;
  std::string decided;
  std::vector<std::string> subnet = {};  ///< rules of a second NSG; none: there is none
  std::string from = {};                 ///< the machine's addresses
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class RuleTable : public testing::TestWithParam<Row> {};

TEST_P(RuleTable, decide) {
  const Row& row = GetParam();
  PolicyInputs inputs;
  inputs.tags = short_tags();
  inputs.rule_sets = {short_rules(row.rules, Association::network_interface)};
  if (!row.subnet.empty()) {
    inputs.rule_sets.insert(inputs.rule_sets.begin(), short_rules(row.subnet, Association::subnet));
  }
  inputs.machine = set_of(row.from).prefixes();
  const Policy policy(std::move(inputs));
  const Evaluation evaluation =
      policy.evaluate(set_of(row.to), static_cast<std::uint16_t>(row.port));
  EXPECT_EQ(in_short(policy, evaluation), row.decided);
}

constexpr const char* internet_allowed = "allow 20.0.0.0/24 AllowInternetOutBound";

INSTANTIATE_TEST_SUITE_P(OrderAndFields, RuleTable,
                         testing::Values(Row{"the defaults alone let the Internet through",
                                             {},
                                             "20.0.0.0/24",
                                             443,
                                             internet_allowed},
                                         Row{"the first match decides: allow",
                                             {"100 Allow * * * *", "200 Deny * * * *"},
                                             "20.0.0.0/24",
                                             443,
                                             "allow 20.0.0.0/24 rule100"},
                                         Row{"the first match decides: deny",
                                             {"100 Deny * * * *", "200 Allow * * * *"},
                                             "20.0.0.0/24",
                                             443,
                                             "deny 20.0.0.0/24 rule100"},
                                         Row{"the priority counts, not the order in the file",
                                             {"200 Deny * * * *", "100 Allow * * * *"},
                                             "20.0.0.0/24",
                                             443,
                                             "allow 20.0.0.0/24 rule100"},
                                         Row{"inbound rules play no role",
                                             {"in:100 Deny * * * *"},
                                             "20.0.0.0/24",
                                             443,
                                             internet_allowed},
                                         Row{"a rule for UDP takes no TCP",
                                             {"100 Deny Udp * * *"},
                                             "20.0.0.0/24",
                                             443,
                                             internet_allowed},
                                         Row{"a rule for ICMP takes no TCP",
                                             {"100 Deny Icmp * * *"},
                                             "20.0.0.0/24",
                                             443,
                                             internet_allowed},
                                         Row{"a rule for TCP takes it",
                                             {"100 Deny Tcp * * *"},
                                             "20.0.0.0/24",
                                             443,
                                             "deny 20.0.0.0/24 rule100"},
                                         Row{"letter case does not count",
                                             {"100 deny TCP * azurebackup *"},
                                             "20.0.0.0/24",
                                             443,
                                             "deny 20.0.0.0/24 rule100"},
                                         Row{"another port is not taken",
                                             {"100 Deny * * * 8443"},
                                             "20.0.0.0/24",
                                             443,
                                             internet_allowed},
                                         Row{"the first port of a range is",
                                             {"100 Deny * * * 443-445"},
                                             "20.0.0.0/24",
                                             443,
                                             "deny 20.0.0.0/24 rule100"},
                                         Row{"the last port of a range is",
                                             {"100 Deny * * * 440-443"},
                                             "20.0.0.0/24",
                                             443,
                                             "deny 20.0.0.0/24 rule100"},
                                         Row{"the port behind a range is not",
                                             {"100 Deny * * * 400-442"},
                                             "20.0.0.0/24",
                                             443,
                                             internet_allowed},
                                         Row{"one of several ranges suffices",
                                             {"100 Deny * * * 80,8443,400-500"},
                                             "20.0.0.0/24",
                                             443,
                                             "deny 20.0.0.0/24 rule100"},
                                         Row{"the whole range of ports is every port",
                                             {"100 Deny * * * 0-65535"},
                                             "20.0.0.0/24",
                                             443,
                                             "deny 20.0.0.0/24 rule100"}));

INSTANTIATE_TEST_SUITE_P(
    Addresses, RuleTable,
    testing::Values(Row{"half of what is asked is denied",
                        {"100 Deny * * 20.0.0.0/25 *"},
                        "20.0.0.0/24",
                        443,
                        "deny 20.0.0.0/25 rule100; allow 20.0.0.128/25 AllowInternetOutBound"},
                    Row{"a hole in what is denied",
                        {"100 Allow * * 20.0.0.64/26 443", "200 Deny * * 20.0.0.0/24 *"},
                        "20.0.0.0/24",
                        443,
                        "deny 20.0.0.0/26,20.0.0.128/25 rule200; allow 20.0.0.64/26 rule100"},
                    Row{"a bare address is one",
                        {"100 Deny * * 20.0.0.7 *"},
                        "20.0.0.6/31",
                        443,
                        "allow 20.0.0.6 AllowInternetOutBound; deny 20.0.0.7 rule100"},
                    Row{"several prefixes in a rule",
                        {"100 Deny * * 20.0.0.0/26,20.0.0.64/26 *"},
                        "20.0.0.0/25",
                        443,
                        "deny 20.0.0.0/25 rule100"},
                    Row{"host bits are cleared",
                        {"100 Deny * * 20.0.0.77/25 *"},
                        "20.0.0.0/25",
                        443,
                        "deny 20.0.0.0/25 rule100"},
                    Row{"0.0.0.0/0 is IPv4 only",
                        {"100 Deny * * 0.0.0.0/0 *"},
                        "20.0.0.1/32,2001:db8:1::/64",
                        443,
                        "deny 20.0.0.1 rule100; allow 2001:db8:1::/64 AllowInternetOutBound"},
                    Row{"::/0 is IPv6 only",
                        {"100 Deny * * ::/0 *"},
                        "20.0.0.1/32,2001:db8:1::/64",
                        443,
                        "allow 20.0.0.1 AllowInternetOutBound; deny 2001:db8:1::/64 rule100"},
                    Row{"* is both",
                        {"100 Deny * * * *"},
                        "20.0.0.1/32,2001:db8:1::/64",
                        443,
                        "deny 20.0.0.1 rule100; deny 2001:db8:1::/64 rule100"}));

INSTANTIATE_TEST_SUITE_P(
    Tags, RuleTable,
    testing::Values(
        Row{"a tag lets its own through, the rest is denied",
            {"100 Allow Tcp * AzureBackup 443", "200 Deny * * Internet *"},
            "20.0.0.0/23",
            443,
            "allow 20.0.0.0/24 rule100; deny 20.0.1.0/24 rule200"},
        Row{"two tags in one rule",
            {"100 Allow Tcp * AzureBackup,Storage 443", "200 Deny * * * *"},
            "20.0.0.0/23",
            443,
            "allow 20.0.0.0/23 rule100"},
        Row{"a region's tag lets a part of the whole through",
            {"100 Allow Tcp * Storage.West 443", "200 Deny * * * *"},
            "20.0.1.0/24",
            443,
            "allow 20.0.1.0/25 rule100; deny 20.0.1.128/25 rule200"},
        Row{"AzureCloud holds the services",
            {"100 Allow Tcp * AzureCloud 443", "200 Deny * * Internet *"},
            "20.0.0.0/24,20.1.0.0/24",
            443,
            "allow 20.0.0.0/24 rule100; deny 20.1.0.0/24 rule200"},
        Row{"a tag beside a prefix",
            {"100 Deny * * AzureBackup,20.0.1.0/25 *"},
            "20.0.0.0/23",
            443,
            "deny 20.0.0.0/24,20.0.1.0/25 rule100; allow 20.0.1.128/25 AllowInternetOutBound"},
        Row{"a tag that no file has leaves it open",
            {"100 Deny * * Moon *"},
            "20.0.0.0/24",
            443,
            "unknown 20.0.0.0/24 rule100"},
        Row{"a tag that no file has, behind one that decides",
            {"100 Allow * * AzureBackup *", "200 Deny * * Moon *"},
            "20.0.0.0/24",
            443,
            "allow 20.0.0.0/24 rule100"},
        Row{"a tag that no file has, and all say the same",
            {"100 Allow * * Moon *"},
            "20.0.0.0/24",
            443,
            internet_allowed},
        Row{"what was taken as a tag is a number",
            {"100 Deny * * 789 *"},
            "20.0.0.0/24",
            443,
            "unknown 20.0.0.0/24 rule100"},
        Row{"a tag that is known to be elsewhere",
            {"100 Deny * * Sql *"},
            "20.0.0.0/24",
            443,
            internet_allowed},
        Row{"and of what it is not known",
            {"100 Deny * * Sql *"},
            "21.0.0.0/24",
            443,
            "unknown 21.0.0.0/24 rule100"}));

INSTANTIATE_TEST_SUITE_P(
    PlatformTags, RuleTable,
    testing::Values(Row{"public addresses are the Internet",
                        {"100 Deny * * Internet *"},
                        "20.0.0.0/24,2001:db8:1::/64",
                        443,
                        "deny 20.0.0.0/24 rule100; deny 2001:db8:1::/64 rule100"},
                    Row{"and not the virtual network",
                        {"100 Deny * * VirtualNetwork *"},
                        "20.0.0.0/24",
                        443,
                        internet_allowed},
                    Row{"private ones are allowed either way",
                        {},
                        "10.0.0.4/32",
                        443,
                        "allow 10.0.0.4 AllowVnetOutBound"},
                    Row{"private ones may be the Internet to a rule",
                        {"100 Deny * * Internet *"},
                        "10.0.0.4/32",
                        443,
                        "unknown 10.0.0.4 rule100"},
                    Row{"or the virtual network",
                        {"100 Deny * * VirtualNetwork *"},
                        "fd00::4/128",
                        443,
                        "unknown fd00::4 rule100"},
                    Row{"denied as both they are denied",
                        {"100 Deny * * Internet *", "200 Deny * * VirtualNetwork *"},
                        "10.0.0.4/32",
                        443,
                        "deny 10.0.0.4 rule200"},
                    Row{"the spellings of classic deployments",
                        {"100 Deny * * INTERNET *"},
                        "20.0.0.0/24",
                        443,
                        "deny 20.0.0.0/24 rule100"},
                    Row{"no rule reaches the platform's own addresses",
                        {"100 Deny * * * *"},
                        "168.63.129.16/32,169.254.169.254/32",
                        80,
                        "allow 168.63.129.16,169.254.169.254 -"},
                    Row{"but by the tag of its DNS",
                        {"100 Deny * * AzurePlatformDNS *"},
                        "168.63.129.16/32",
                        53,
                        "deny 168.63.129.16 rule100"},
                    Row{"which may or may not mean the wire server",
                        {"100 Deny * * AzurePlatformDNS *"},
                        "168.63.129.16/32",
                        80,
                        "unknown 168.63.129.16 rule100"},
                    Row{"or by the tag of its metadata",
                        {"100 Deny * * AzurePlatformIMDS *"},
                        "169.254.169.254/32",
                        80,
                        "deny 169.254.169.254 rule100"},
                    Row{"the load balancer's tag is not the host",
                        {"100 Deny * * AzureLoadBalancer *"},
                        "168.63.129.16/32",
                        80,
                        "allow 168.63.129.16 -"}));

}  // namespace evaluation_table_test
}  // namespace netprobe
