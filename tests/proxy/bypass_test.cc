#include "proxy/bypass.h"

#include "netprobe/core/address.h"
#include "tests/proxy/libcurl.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace netprobe {
namespace {

struct Row {
  std::string name;
  std::string list;
  std::string host;
  std::optional<std::string> entry;
};

const std::vector<Row> rows = {
    {"an empty list exempts nobody", "", "a.corp", std::nullopt},
    {"a name exempts itself", "corp.example", "corp.example", "corp.example"},
    {"a name exempts what lies under it", "corp.example", "a.b.corp.example", "corp.example"},
    {"a name ends at a label", "corp.example", "xcorp.example", std::nullopt},
    {"a leading dot means the same", ".corp.example", "corp.example", ".corp.example"},
    {"one leading dot, no more", "..corp.example", "a.corp.example", std::nullopt},
    {"a trailing dot means the same", "corp.example.", "a.corp.example", "corp.example."},
    {"a rooted host is the same host", "corp.example", "a.corp.example.", "corp.example"},
    {"letter case is ignored", "CORP.example", "a.Corp.Example", "CORP.example"},
    {"a lone star exempts all", "*", "a.corp", "*"},
    {"a lone star exempts addresses too", "*", "10.0.0.1", "*"},
    {"a star beside others means nothing", "*,b", "a.corp", std::nullopt},
    {"a star with a blank beside it means nothing", "* ", "a.corp", std::nullopt},
    {"a star in front of a name matches nothing", "*.corp", "a.corp", std::nullopt},
    {"commas separate", "a.example,b.example", "x.b.example", "b.example"},
    {"blanks separate", "a.example b.example\tc.example", "c.example", "c.example"},
    {"the first entry that matches is named", "example,b.example", "b.example", "example"},
    {"an address", "192.0.2.1,10.0.0.1", "10.0.0.1", "10.0.0.1"},
    {"another address", "10.0.0.1", "10.0.0.11", std::nullopt},
    {"a prefix", "10.0.0.0/8", "10.200.3.4", "10.0.0.0/8"},
    {"a prefix with host bits", "10.1.2.3/9", "10.127.0.1", "10.1.2.3/9"},
    {"outside the prefix", "10.1.2.3/9", "10.128.0.1", std::nullopt},
    {"a length of 0 asks for the very address", "0.0.0.0/0", "10.0.0.1", std::nullopt},
    {"a length of 33", "10.0.0.1/33", "10.0.0.1", std::nullopt},
    {"a length that is no number", "10.0.0.1/x", "10.0.0.1", std::nullopt},
    {"a prefix of the other family", "::/8", "10.0.0.1", std::nullopt},
    {"an address is no suffix of an address", "0.0.1", "10.0.0.1", std::nullopt},
    {"a prefix exempts no names", "10.0.0.0/8", "ten.example", std::nullopt},
    {"an IPv6 address in any spelling", "FD00:0:0::1", "fd00::1", "FD00:0:0::1"},
    {"an IPv6 host in brackets", "fd00::/8", "[fd12::1]", "fd00::/8"},
    {"an IPv6 prefix of a length not divisible by 8", "fc00::/7", "fd12::1", "fc00::/7"},
    {"outside of such a prefix", "fc00::/7", "fe12::1", std::nullopt},
    {"an IPv6 entry in brackets matches nothing", "[fd00::1]", "fd00::1", std::nullopt},
    {"an empty host", "corp", "", std::nullopt},
};

TEST(BypassList, names_the_entry_that_exempts_a_host) {
  for (const Row& row : rows) {
    EXPECT_EQ(matching_bypass_entry(split_bypass_list(row.list), row.host), row.entry) << row.name;
  }
}

/// Deterministic choices, the same on every machine (std::uniform_int_distribution is not).
class Choices {
 public:
  template <typename T>
  const T& among(std::span<const T> values) {
    return values[generator_() % values.size()];
  }
  std::size_t below(std::size_t limit) { return generator_() % limit; }

 private:
  std::mt19937 generator_{20261121};
};

const std::vector<std::string> hosts = {
    "corp.example",
    "a.corp.example",
    "a.b.corp.example",
    "xcorp.example",
    "CORP.example",
    "corp.example.",
    "a.corp.example.",
    "example",
    "example.org",
    "localhost",
    "corp",
    "a.corp",
    "acorp",
    "login.microsoftonline.com",
    "10.0.0.1",
    "10.0.0.11",
    "10.1.2.3",
    "10.200.3.4",
    "192.168.1.1",
    "192.168.254.7",
    "172.16.0.1",
    "172.32.0.1",
    "127.0.0.1",
    "168.63.129.16",
    "0.0.0.1",
    "255.255.255.255",
    "[fd00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[2001:db8::1]",
    "[::1]",
    "pod01.we.backup.windowsazure.com",
};

/// No IPv6 prefix of a length not divisible by 8, and no length that is no number: there libcurl's
/// versions differ from one another.
const std::vector<std::string> entry_pool = {
    "corp.example",
    ".corp.example",
    "corp.example.",
    ".corp.example.",
    "..corp.example",
    "CORP.Example",
    "orp.example",
    "example",
    ".example",
    "a.corp.example",
    "b.corp.example",
    "corp",
    ".corp",
    "*",
    "*.corp",
    "*.example",
    "*corp.example",
    ".",
    "..",
    "localhost",
    "windowsazure.com",
    "microsoftonline.com",
    "10.0.0.1",
    "10.0.0.0/8",
    "10.1.2.3/9",
    "10.0.0.1/32",
    "10.0.0.0/31",
    "10.0.0.8/29",
    "0.0.0.0/0",
    "10.0.0.1/0",
    "10.0.0.1/33",
    "192.168.0.0/16",
    "192.168.0.0/17",
    "172.16.0.0/12",
    "127.0.0.0/8",
    "168.63.129.16",
    "10.0.0",
    "0.0.1",
    "010.0.0.1",
    "255.255.255.255/1",
    "fd00::1",
    "FD00:0:0::1",
    "fd00::/8",
    "fd00::/16",
    "fe80::/64",
    "2001:db8::/32",
    "::1",
    "::1/128",
    "::/0",
    "[fd00::1]",
    "[::1]",
};

std::string random_list(Choices& choices, bool with_blanks) {
  const std::vector<std::string> commas = {",", ",", ",,", ", ", " , ", ",\t"};
  const std::vector<std::string> blanks = {",", " ", "\t", "  ", ", ", " ,"};
  std::string list;
  for (std::size_t left = 1 + choices.below(4); left > 0; --left) {
    list += list.empty() ? "" : choices.among(std::span(with_blanks ? blanks : commas));
    list += choices.among(std::span(entry_pool));
  }
  const std::vector<std::string> ends = {"", "", "", ",", " "};
  return choices.among(std::span(ends)) + list + choices.among(std::span(ends));
}

TEST(BypassList, decides_as_libcurl_does) {
  // Two differences are meant (bypass.h): before 8.18 libcurl compares an IPv6 literal as a name,
  // and since 8.9 it stops at the first blank without a comma.
  const bool knows_ipv6 = testing::libcurl_bypasses("[fd00::1]", "fd00::/8");
  const bool with_blanks = testing::libcurl_bypasses("b", "a b");
  Choices choices;
  int pairs = 0;
  int exempted = 0;
  for (int round = 0; round < 100; ++round) {
    const std::string list = random_list(choices, with_blanks);
    const auto entries = split_bypass_list(list);
    for (const std::string& host : hosts) {
      if (host.starts_with('[') && !knows_ipv6) {
        continue;
      }
      const bool ours = matching_bypass_entry(entries, host).has_value();
      ASSERT_EQ(ours, testing::libcurl_bypasses(host, list))
          << fmt::format("host {} list \"{}\"", host, list);
      ++pairs;
      exempted += ours ? 1 : 0;
    }
  }
  EXPECT_GE(pairs, 2000);
  EXPECT_GE(exempted, 200);
  EXPECT_LE(exempted, pairs - 200);
}

TEST(BypassList, agrees_with_libcurl_in_every_row_of_the_table) {
  const bool knows_ipv6 = testing::libcurl_bypasses("[fd00::1]", "fd00::/8");
  const bool with_blanks = testing::libcurl_bypasses("b", "a b");
  for (const Row& row : rows) {
    const bool ipv6 = row.host.find(':') != std::string::npos;
    const bool blanks = row.list.find_first_of(" \t") != std::string::npos;
    if (row.host.empty() || (ipv6 && !knows_ipv6) || (blanks && !with_blanks) ||
        row.list.ends_with("/x")) {
      continue;
    }
    EXPECT_EQ(testing::libcurl_bypasses(row.host, row.list), row.entry.has_value()) << row.name;
  }
}

}  // namespace
}  // namespace netprobe
