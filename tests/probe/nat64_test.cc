#include "netprobe/probe/nat64.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace nat64_test {

IpAddress address(const std::string& text) { return *IpAddress::parse(text); }

struct Row {
  std::string prefix;
  std::string six;  ///< 192.0.2.33 below it, as RFC 6052 (2.4) has it
};

const std::vector<Row> rows = {
    {"2001:db8::/32", "2001:db8:c000:221::"},
    {"2001:db8:100::/40", "2001:db8:1c0:2:21::"},
    {"2001:db8:122::/48", "2001:db8:122:c000:2:2100::"},
    {"2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::"},
    {"2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100:0"},
    {"2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33"},
    {"64:ff9b::/96", "64:ff9b::192.0.2.33"},
};

TEST(Nat64, carries_addresses_as_rfc_6052_has_them) {
  for (const Row& row : rows) {
    const Cidr prefix = *Cidr::parse(row.prefix);
    EXPECT_EQ(through_nat64(prefix, address("192.0.2.33")), address(row.six)) << row.prefix;
    EXPECT_EQ(behind_nat64(prefix, address(row.six)), address("192.0.2.33")) << row.prefix;
    EXPECT_EQ(behind_nat64(prefix, address("2603::1")), std::nullopt) << row.prefix;
  }
}

TEST(Nat64, finds_its_prefix_in_what_the_resolver_makes_of_the_witness) {
  for (const Row& row : rows) {
    const Cidr prefix = *Cidr::parse(row.prefix);
    for (const std::string four : {"192.0.0.170", "192.0.0.171"}) {
      const std::vector<ResolvedAddress> made = {{.address = through_nat64(prefix, address(four))}};
      EXPECT_EQ(nat64_prefix_in(made), prefix) << row.prefix << ' ' << four;
    }
  }
  EXPECT_EQ(nat64_prefix_in({}), std::nullopt);
  const std::vector<ResolvedAddress> others = {{.address = address("192.0.0.170")},
                                               {.address = address("2603::1")}};
  EXPECT_EQ(nat64_prefix_in(others), std::nullopt);
}

TEST(Nat64, is_for_machines_that_have_only_ipv6_to_go_out_by) {
  const auto only_six = [](const std::vector<std::string>& texts) {
    std::vector<IpAddress> own;
    for (const std::string& text : texts) {
      own.push_back(address(text));
    }
    return has_only_ipv6(own);
  };
  EXPECT_FALSE(only_six({}));
  EXPECT_FALSE(only_six({"127.0.0.1", "::1"}));
  EXPECT_FALSE(only_six({"127.0.0.1", "::1", "10.0.0.4"}));
  EXPECT_FALSE(only_six({"10.0.0.4", "2603::5"}));
  EXPECT_FALSE(only_six({"169.254.1.2", "fe80::1"})) << "no network is not IPv6 alone";
  EXPECT_TRUE(only_six({"127.0.0.1", "::1", "fe80::1", "2603::5"}));
  EXPECT_TRUE(only_six({"169.254.1.2", "fd00::5"})) << "who has only a link has no IPv4";
}

}  // namespace nat64_test
}  // namespace netprobe
