#include "proxy/bypass.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"
#include "tests/proxy/libcurl.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace netprobe {
namespace bypass_test {

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

/// No length that is no number: there libcurl's versions differ from one another.
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
    "fc00::/7",
    "fd00::/9",
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

/// A name of few labels, so that endings are shared often.
std::string random_name(Choices& choices) {
  static const std::vector<std::string> labels = {
      "a", "b", "ab", "corp", "xcorp", "example", "net", "windows", "Windows", "blob", "core"};
  std::string name;
  for (std::size_t left = 1 + choices.below(4); left > 0; --left) {
    name += (name.empty() ? "" : ".") + choices.among(std::span(labels));
  }
  return name;
}

std::string random_address(Choices& choices, bool v6) {
  // Few bits that differ, in places that prefixes of many lengths tell apart.
  std::array<std::uint8_t, 16> bytes{10};
  bytes[choices.below(v6 ? 16 : 4)] ^= static_cast<std::uint8_t>(1U << choices.below(8));
  if (v6) {
    bytes[0] = 0xfd;
    return IpAddress::v6(bytes).to_string();
  }
  return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
}

/// An entry made from a host, so that it often exempts it, and as often only nearly.
std::string random_entry(Choices& choices, const std::string& host) {
  const bool v6 = host.find(':') != std::string::npos;
  const std::string bare = v6 ? host.substr(1, host.size() - 2) : host;
  if (IpAddress::parse(bare)) {
    const std::string base = choices.below(2) == 0 ? bare : random_address(choices, v6);
    const std::vector<std::string> forms = {
        base, fmt::format("{}/{}", base, choices.below(v6 ? 130 : 34)),
        fmt::format("{}/{}", base, 8 * choices.below(v6 ? 17 : 5))};
    return choices.among(std::span(forms));
  }
  const std::string tail = bare.substr(choices.below(bare.size()));
  const std::vector<std::string> forms = {
      bare,       tail,        "." + tail,           tail + ".",
      "*" + tail, "*." + bare, to_lower(tail) + ".", random_name(choices)};
  return choices.among(std::span(forms));
}

/// What is known to differ (bypass.h), and nothing else may.
struct Slips {
  bool ipv6_as_name = false;     ///< before 8.18
  bool odd_ipv6_prefix = false;  ///< before 8.17
};

bool is_slip(const Slips& slips, const std::string& host, const std::string& list) {
  if (!host.starts_with('[')) {
    return false;
  }
  const auto entries = split_bypass_list(list);
  const bool odd = std::any_of(entries.begin(), entries.end(), [](const std::string& entry) {
    const auto length =
        parse_number<int>(entry.substr(std::min(entry.find('/'), entry.size() - 1) + 1));
    return entry.find(':') != std::string::npos && length && *length % 8 != 0;
  });
  return slips.ipv6_as_name || (slips.odd_ipv6_prefix && odd);
}

struct Tally {
  int pairs = 0, exempted = 0, slipped = 0;
};

void compare(const std::string& host, const std::string& list, const Slips& slips, Tally& tally) {
  const bool ours = matching_bypass_entry(split_bypass_list(list), host).has_value();
  const bool theirs = testing_support::libcurl_bypasses(host, list);
  ++tally.pairs;
  tally.exempted += ours ? 1 : 0;
  if (ours != theirs) {
    ++tally.slipped;
    EXPECT_TRUE(is_slip(slips, host, list)) << fmt::format("host {} list \"{}\"", host, list);
  }
}

Slips slips_of_this_libcurl() {
  return {!testing_support::libcurl_bypasses("[fd00::1]", "fd00::/8"),
          testing_support::libcurl_bypasses("[fe12::1]", "fc00::/7")};
}

TEST(BypassList, decides_as_libcurl_does_over_the_pool) {
  // Since 8.9 libcurl stops at the first blank without a comma; that one is not looked for.
  const bool with_blanks = testing_support::libcurl_bypasses("b", "a b");
  const Slips slips = slips_of_this_libcurl();
  Choices choices;
  Tally tally;
  for (int round = 0; round < 100; ++round) {
    const std::string list = random_list(choices, with_blanks);
    for (const std::string& host : hosts) {
      compare(host, list, slips, tally);
    }
  }
  EXPECT_GE(tally.pairs, 3000);
  EXPECT_GE(tally.exempted, 200);
  EXPECT_LE(tally.exempted, tally.pairs - 200);
}

TEST(BypassList, decides_as_libcurl_does_over_hosts_and_lists_made_for_each_other) {
  const Slips slips = slips_of_this_libcurl();
  Choices choices;
  Tally names;
  Tally addresses;
  for (int round = 0; round < 4000; ++round) {
    const auto kind = choices.below(4);
    const std::string host = kind < 2   ? random_name(choices)
                             : kind < 3 ? random_address(choices, false)
                                        : "[" + random_address(choices, true) + "]";
    std::string list = random_entry(choices, host);
    for (std::size_t more = choices.below(3); more > 0; --more) {
      list += "," + random_entry(choices, host);
    }
    compare(host, list, slips, kind < 2 ? names : addresses);
  }
  EXPECT_EQ(names.pairs + addresses.pairs, 4000);
  EXPECT_EQ(names.slipped, 0);
  for (const Tally& tally : {names, addresses}) {
    EXPECT_GE(tally.exempted, 400);
    EXPECT_LE(tally.exempted, tally.pairs - 400);
  }
}

TEST(BypassList, agrees_with_libcurl_in_every_row_of_the_table) {
  const bool knows_ipv6 = testing_support::libcurl_bypasses("[fd00::1]", "fd00::/8");
  const bool with_blanks = testing_support::libcurl_bypasses("b", "a b");
  for (const Row& row : rows) {
    const bool ipv6 = row.host.find(':') != std::string::npos;
    const bool blanks = row.list.find_first_of(" \t") != std::string::npos;
    if (row.host.empty() || (ipv6 && !knows_ipv6) || (blanks && !with_blanks) ||
        row.list.ends_with("/x")) {
      continue;
    }
    EXPECT_EQ(testing_support::libcurl_bypasses(row.host, row.list), row.entry.has_value())
        << row.name;
  }
}

}  // namespace bypass_test
}  // namespace netprobe
