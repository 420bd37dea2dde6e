#include "netprobe/remedy/allow_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace allow_list_test {

using Texts = std::vector<std::string>;

Want name(const std::string& text) {
  Want want;
  want.kind = text.starts_with("*.") ? EndpointKind::wildcard : EndpointKind::fqdn;
  want.name = text;
  return want;
}

Want range(const std::string& text, const Texts& addresses = {}) {
  Want want;
  want.kind = EndpointKind::range;
  want.name = text;
  want.range = Cidr::parse(text);
  for (const std::string& address : addresses) {
    want.addresses.push_back(*IpAddress::parse(address));
  }
  return want;
}

TEST(AllowList, widest_names_leave_out_what_a_wildcard_covers) {
  EXPECT_EQ(widest_names({name("login.windows.net"), name("*.windows.net"),
                          name("*.blob.core.windows.net"), name("windows.net"), name("a.example"),
                          name("a.example")}),
            (Texts{"*.windows.net", "windows.net", "a.example"}));
}

TEST(AllowList, prefixes_leave_out_what_another_contains) {
  const std::vector<Want> wants = {
      range("20.190.128.0/18", {"20.190.129.10", "52.1.1.1", "2603::1"}), range("52.1.1.1/32"),
      range("20.190.128.0/20"), range("2603::/16")};
  EXPECT_EQ(prefixes_in(wants, Family::ipv4), (Texts{"20.190.128.0/18", "52.1.1.1"}));
  EXPECT_EQ(prefixes_in(wants, Family::ipv6), (Texts{"2603::/16"}));
}

TEST(AllowList, a_rule_takes_one_tag_and_all_of_its_ports) {
  Want storage = name("*.blob.core.windows.net");
  storage.tags = {"Storage"};
  Want more = storage;
  more.port = 8443;
  Want both = name("*.windows.net");
  both.tags = {"AzureActiveDirectory", "Storage"};
  EXPECT_EQ(tag_rules({storage, more, both, range("10.0.0.0/8"), range("11.0.0.0/8"),
                       range("2603::/16")}),
            (std::vector<TagRule>{{"Storage", {"Storage"}, {443, 8443}},
                                  {"AzureActiveDirectory", {"AzureActiveDirectory"}, {443}},
                                  {"ranges-443", {"10.0.0.0/8", "11.0.0.0/8"}, {443}},
                                  {"ranges-ipv6-443", {"2603::/16"}, {443}}}));
}

TEST(AllowList, the_same_wish_twice_is_one) {
  std::vector<Want> wants;
  Want first = name("a.example");
  first.rows = {"one"};
  Want second = first;
  second.rows = {"two"};
  add(wants, first);
  add(wants, second);
  ASSERT_EQ(wants.size(), 1U);
  EXPECT_EQ(wants[0].rows, (Texts{"one", "two"}));
}

TEST(AllowList, addresses_that_nobody_means) {
  for (const std::string text :
       {"0.0.0.0", "127.0.0.1", "169.254.1.1", "192.0.2.1", "224.0.0.1", "::", "::1", "fe80::1"}) {
    EXPECT_FALSE(is_destination(*IpAddress::parse(text))) << text;
  }
  EXPECT_TRUE(is_destination(*IpAddress::parse("10.1.2.3")));
  EXPECT_TRUE(is_destination(*IpAddress::parse("20.60.1.1")));
}

}  // namespace allow_list_test
}  // namespace netprobe
