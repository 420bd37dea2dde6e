#include "netprobe/cli/windows_names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace windows_names_test {

TEST(WindowsNames, list_of_domains_goes_before_the_own_domain) {
  EXPECT_EQ(name_files_of({"a.example,b.example", "own.example", {}}).resolv_conf,
            "search a.example b.example\n");
  EXPECT_EQ(name_files_of({"", "own.example", {}}).resolv_conf, "search own.example\n");
  EXPECT_EQ(name_files_of({"", "", {}}).resolv_conf, "");
}

TEST(WindowsNames, rules_of_policy_are_told) {
  const NrptRule sent{{".corp.example", "x.example"}, {"10.0.0.1", "10.0.0.2"}};
  const NrptRule other{{".secure.example"}, {}};  // about DNSSEC, say
  EXPECT_EQ(name_files_of({"", "", {other}}).order, "");
  EXPECT_EQ(name_files_of({"", "", {other, sent}}).order,
            "policy sends .corp.example and x.example to 10.0.0.1 and 10.0.0.2 "
            "(Get-DnsClientNrptRule); the resolvers of the adapters are asked here all the same");
}

TEST(WindowsNames, servers_of_a_rule_are_addresses) {
  using List = std::vector<std::string>;
  EXPECT_EQ(nrpt_servers("10.0.0.53;10.0.0.54"), (List{"10.0.0.53", "10.0.0.54"}));
  EXPECT_EQ(nrpt_servers("fd00::53, 10.0.0.54"), (List{"fd00::53", "10.0.0.54"}));
  EXPECT_EQ(nrpt_servers("dns.corp.example;;10.0.0.1;"), (List{"10.0.0.1"}));
  EXPECT_EQ(nrpt_servers(""), (List{}));
}

}  // namespace windows_names_test
}  // namespace netprobe
