#include "netprobe/core/address.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace address_test {

TEST(IpAddress, reads_and_writes_the_canonical_text) {
  struct Row {
    std::string text;
    std::string written;  // empty: not an address
  };
  const std::vector<Row> rows = {
      {"20.190.128.1", "20.190.128.1"},
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"256.1.1.1", ""},
      {"1.2.3", ""},
      {"1.2.3.4.5", ""},
      {"1.2.3.4 ", ""},
      {"01.2.3.4", ""},
      {"+1.2.3.4", ""},
      {"", ""},
      {"::", "::"},
      {"::1", "::1"},
      {"2603:1006:2000::1", "2603:1006:2000::1"},
      {"2603:1006:2000:0:0:0:0:1", "2603:1006:2000::1"},
      {"2001:DB8::A", "2001:db8::a"},
      {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
      {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},
      {"0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"},
      {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
      {"::ffff:1.2.3.4", "::ffff:102:304"},
      {"1:2:3:4:5:6:7", ""},
      {"1:2:3:4:5:6:7:8:9", ""},
      {"1::2::3", ""},
      {"1:2:3:4:5:6:7::8", ""},
      {":1", ""},
      {"1:", ""},
      {"1.2.3.4::", ""},
      {"12345::", ""},
      {"fe80::1%eth0", ""},
      {"[::1]", ""},
  };
  for (const Row& row : rows) {
    const auto address = IpAddress::parse(row.text);
    EXPECT_EQ(address ? address->to_string() : "", row.written) << row.text;
  }
}

TEST(IpAddress, knows_what_kind_it_is) {
  const auto parse = [](const char* text) { return *IpAddress::parse(text); };
  EXPECT_TRUE(parse("0.0.0.0").is_unspecified());
  EXPECT_TRUE(parse("::").is_unspecified());
  EXPECT_FALSE(parse("::1").is_unspecified());
  EXPECT_TRUE(parse("127.8.9.1").is_loopback());
  EXPECT_TRUE(parse("::1").is_loopback());
  EXPECT_TRUE(parse("172.31.255.255").is_private());
  EXPECT_FALSE(parse("172.32.0.0").is_private());
  EXPECT_TRUE(parse("fd3e:4f5a:5b81::1").is_private());
  EXPECT_TRUE(parse("100.127.0.1").is_shared());
  EXPECT_TRUE(parse("169.254.169.254").is_link_local());
  EXPECT_TRUE(parse("203.0.113.7").is_documentation());
  EXPECT_TRUE(parse("2001:db8::1").is_documentation());
  EXPECT_TRUE(parse("ff02::1").is_multicast());
  EXPECT_FALSE(parse("20.190.128.1").is_private());
}

TEST(Cidr, reads_only_prefixes_without_host_bits) {
  EXPECT_EQ(Cidr::parse("20.190.128.0/18")->to_string(), "20.190.128.0/18");
  EXPECT_EQ(Cidr::parse("10.0.0.4")->to_string(), "10.0.0.4/32");
  EXPECT_EQ(Cidr::parse("2603:1006:2000::/48")->to_string(), "2603:1006:2000::/48");
  EXPECT_FALSE(Cidr::parse("20.190.128.1/18"));
  EXPECT_FALSE(Cidr::parse("20.190.128.0/33"));
  EXPECT_FALSE(Cidr::parse("20.190.128.0/"));
  EXPECT_FALSE(Cidr::parse("20.190.128.0/-1"));
  EXPECT_FALSE(Cidr::parse("20.190.128.0/4294967297"));
  EXPECT_FALSE(Cidr::parse("/18"));
}

TEST(Cidr, contains_exactly_its_addresses) {
  const Cidr range = *Cidr::parse("20.190.128.0/18");
  EXPECT_TRUE(range.contains(*IpAddress::parse("20.190.128.0")));
  EXPECT_TRUE(range.contains(*IpAddress::parse("20.190.191.255")));
  EXPECT_FALSE(range.contains(*IpAddress::parse("20.190.192.0")));
  EXPECT_FALSE(range.contains(*IpAddress::parse("20.190.127.255")));
  EXPECT_FALSE(range.contains(*IpAddress::parse("::")));
  EXPECT_TRUE(Cidr::parse("0.0.0.0/0")->contains(*IpAddress::parse("255.0.0.1")));
  EXPECT_TRUE(range.contains(*Cidr::parse("20.190.160.0/20")));
  EXPECT_FALSE(range.contains(*Cidr::parse("20.190.0.0/16")));
}

TEST(Cidr, counts_and_steps_through_its_addresses) {
  const Cidr range = *Cidr::parse("20.190.128.0/18");
  EXPECT_EQ(range.size(), 16384U);
  EXPECT_EQ(range.at(16383).to_string(), "20.190.191.255");
  EXPECT_EQ(Cidr::parse("2001:db8::/64")->at(0x1ffff).to_string(), "2001:db8::1:ffff");
  EXPECT_EQ(Cidr::parse("::1")->size(), 1U);
}

TEST(HostPort, reads_names_addresses_and_ports) {
  struct Row {
    std::string text;
    std::string host;  // empty: refused
    std::uint16_t port = 0;
  };
  const std::vector<Row> rows = {
      {"login.microsoftonline.com", "login.microsoftonline.com", 0},
      {"Login.Microsoft.COM:8443", "login.microsoft.com", 8443},
      {"10.0.0.4:53", "10.0.0.4", 53},
      {"[2001:db8::1]:443", "2001:db8::1", 443},
      {"[2001:db8::1]", "2001:db8::1", 0},
      {"2001:db8::1", "2001:db8::1", 0},
      {"host:", "", 0},
      {"host:0", "", 0},
      {"host:65536", "", 0},
      {"host:x", "", 0},
      {"ho st", "", 0},
      {"-host", "", 0},
      {"host..example", "", 0},
      {"300.1.2.3", "", 0},
      {"[10.0.0.1]:80", "", 0},
      {"[::1", "", 0},
      {"[::1]443", "", 0},
      {"", "", 0},
      {"a\nb", "", 0},
      {std::string(64, 'a') + ".example", "", 0},
  };
  for (const Row& row : rows) {
    const auto parsed = HostPort::parse(row.text);
    EXPECT_EQ(parsed.value_or(HostPort{}), (HostPort{row.host, row.port})) << row.text;
  }
  EXPECT_EQ((HostPort{"2001:db8::1", 443}).to_string(), "[2001:db8::1]:443");
  EXPECT_EQ((HostPort{"proxy.corp", 3128}).to_string(), "proxy.corp:3128");
}

}  // namespace address_test
}  // namespace netprobe
