#include "netprobe/core/ip_set.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace netprobe {
namespace ip_set_test {

IpSet set_of(const std::vector<std::string>& prefixes) {
  std::vector<Cidr> parsed;
  for (const std::string& prefix : prefixes) {
    parsed.push_back(Cidr::parse(prefix).value());
  }
  return IpSet(parsed);
}

std::vector<std::string> texts(const IpSet& set) {
  std::vector<std::string> out;
  for (const Cidr& prefix : set.prefixes()) {
    out.push_back(prefix.to_string());
  }
  return out;
}

TEST(IpSet, is_written_with_the_fewest_prefixes) {
  struct Row {
    const char* sentence;
    std::vector<std::string> prefixes;
    std::vector<std::string> written;
  };
  const std::vector<Row> rows = {
      {"nothing", {}, {}},
      {"what touches becomes one, whatever the order",
       {"10.0.0.128/25", "10.0.0.0/25"},
       {"10.0.0.0/24"}},
      {"what is covered goes", {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32"}, {"10.0.0.0/8"}},
      {"neighbours that make no prefix stay two",
       {"10.0.0.1/32", "10.0.0.2/32"},
       {"10.0.0.1/32", "10.0.0.2/32"}},
      {"three quarters are two prefixes",
       {"10.0.0.64/26", "10.0.0.0/26", "10.0.0.128/26"},
       {"10.0.0.0/25", "10.0.0.128/26"}},
      {"both halves are everything", {"128.0.0.0/1", "0.0.0.0/1"}, {"0.0.0.0/0"}},
      {"both ends", {"255.255.255.255/32", "0.0.0.0/32"}, {"0.0.0.0/32", "255.255.255.255/32"}},
      {"IPv4 stands before IPv6", {"::/0", "0.0.0.0/0"}, {"0.0.0.0/0", "::/0"}},
      {"all ones touch nothing", {"ffff::/16", "255.0.0.0/8"}, {"255.0.0.0/8", "ffff::/16"}},
      {"halves of IPv6", {"8000::/1", "::/1"}, {"::/0"}},
      {"across the 64th bit",
       {"::ffff:ffff:ffff:ffff/128", "0:0:0:1::/128"},
       {"::ffff:ffff:ffff:ffff/128", "0:0:0:1::/128"}},
      {"an IPv4 address is not the IPv6 address with its number",
       {"0.0.0.1/32", "::1/128"},
       {"0.0.0.1/32", "::1/128"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(texts(set_of(row.prefixes)), row.written) << row.sentence;
  }
}

TEST(IpSet, counts_exactly) {
  struct Row {
    IpSet set;
    std::uint64_t ipv4;
    std::string ipv6;
    std::string both;
  };
  const std::vector<Row> rows = {
      {IpSet(), 0, "0", "0"},
      {set_of({"20.190.128.0/18", "40.126.0.0/18"}), 32768, "0", "32768"},
      {set_of({"2603:1006:2000::/48"}), 0, "1208925819614629174706176",
       "1208925819614629174706176"},
      {IpSet::all(Family::ipv4), 4294967296, "0", "4294967296"},
      {IpSet::all(Family::ipv6), 0, "340282366920938463463374607431768211456",
       "340282366920938463463374607431768211456"},
      {IpSet::all(Family::ipv6) | IpSet::all(Family::ipv4), 4294967296,
       "340282366920938463463374607431768211456", "340282366920938463463374607436063178752"},
      {IpSet::all(Family::ipv6) - set_of({"::/128"}), 0, "340282366920938463463374607431768211455",
       "340282366920938463463374607431768211455"},
      {set_of({"::/64"}), 0, "18446744073709551616", "18446744073709551616"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(row.set.ipv4_count(), row.ipv4) << row.both;
    EXPECT_EQ(row.set.ipv6_count().to_string(), row.ipv6);
    EXPECT_EQ(row.set.count().to_string(), row.both);
  }
  EXPECT_LT(set_of({"::/64"}).count(), set_of({"::/63"}).count());
  EXPECT_LT(set_of({"::/1"}).count(), IpSet::all(Family::ipv6).count());
  EXPECT_EQ(set_of({"::/63"}).count().to_double(), 36893488147419103232.0);
  EXPECT_EQ(IpSet::all(Family::ipv6).count().to_double(), 0x1p128);
}

TEST(IpSet, is_made_from_ranges_too) {
  const auto range = [](const char* first, const char* last) {
    return IpSet::range(IpAddress::parse(first).value(), IpAddress::parse(last).value());
  };
  EXPECT_EQ(texts(range("10.0.0.1", "10.0.0.6")),
            (std::vector<std::string>{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"}));
  EXPECT_EQ(range("0.0.0.0", "255.255.255.255"), IpSet::all(Family::ipv4));
  EXPECT_EQ(range("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), IpSet::all(Family::ipv6));
  EXPECT_EQ(range("10.0.0.7", "10.0.0.7"), set_of({"10.0.0.7/32"}));
  EXPECT_EQ(range("10.0.0.2", "10.0.0.1"), IpSet());
  EXPECT_EQ(range("10.0.0.2", "::1"), IpSet());
  // The most prefixes that a range can need: two of each length but one.
  EXPECT_EQ(range("0.0.0.1", "255.255.255.254").prefixes().size(), 62U);
  EXPECT_EQ(range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe").prefixes().size(), 254U);
  const IpSet two = set_of({"10.0.0.0/31", "10.0.0.2/32", "::1/128"});
  EXPECT_EQ(two.ranges(),
            (std::vector<IpRange>{
                {IpAddress::parse("10.0.0.0").value(), IpAddress::parse("10.0.0.2").value()},
                {IpAddress::parse("::1").value(), IpAddress::parse("::1").value()}}));
}

TEST(IpSet, knows_what_it_contains) {
  const IpSet set = set_of({"10.0.0.0/25", "10.0.0.128/26", "2603:1006:2000::/48"});
  const auto has = [&](const char* text) { return set.contains(Cidr::parse(text).value()); };
  EXPECT_TRUE(set.contains(IpAddress::parse("10.0.0.191").value()));
  EXPECT_FALSE(set.contains(IpAddress::parse("10.0.0.192").value()));
  EXPECT_TRUE(set.contains(IpAddress::parse("2603:1006:2000:ffff::").value()));
  EXPECT_FALSE(set.contains(IpAddress::parse("2603:1006:2001::").value()));
  EXPECT_TRUE(has("10.0.0.128/26"));
  EXPECT_FALSE(has("10.0.0.0/24"));
  EXPECT_FALSE(has("::/0"));
  EXPECT_TRUE(set.contains(set_of({"10.0.0.64/26", "10.0.0.128/26"})));
  EXPECT_FALSE(set.contains(set_of({"10.0.0.64/26", "10.0.0.192/32"})));
  EXPECT_EQ(set.only(Family::ipv4), set_of({"10.0.0.0/25", "10.0.0.128/26"}));
  EXPECT_EQ(set.only(Family::ipv6), set_of({"2603:1006:2000::/48"}));
}

}  // namespace ip_set_test
}  // namespace netprobe
