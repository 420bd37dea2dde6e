#include "proxy/wininet.h"

#include "proxy/bypass_list.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace netprobe {
namespace wininet_test {

/// Where Microsoft says so.
///   WinINet: learn.microsoft.com/windows/win32/wininet/enabling-internet-functionality
///   InternetOpen: learn.microsoft.com/windows/win32/api/wininet/nf-wininet-internetopenw
///   Settings: support.microsoft.com 4551930, "Using proxy servers with Internet Explorer"
///   Vault: the ProxyOverride that Azure Backup's support tells to set for MARS
struct BypassRow {
  std::string name;
  std::string list;
  std::string host;
  std::optional<std::string> entry;
  std::string source;
  Protocol protocol = Protocol::https;
  std::uint16_t port = 443;
};

const std::vector<BypassRow> bypass_rows = {
    {"a name without a period", "<local>", "intranet", "<local>", "WinINet"},
    {"a name with a period is not local", "<local>", "intranet.corp", std::nullopt, "WinINet"},
    {"<local> in any letter case", "<LOCAL>", "intranet", "<LOCAL>", "InternetOpen"},
    {"an IPv6 address is no name", "<local>", "[fd00::1]", std::nullopt, "WinINet"},
    {"what begins with ms", "ms*", "msdn", "ms*", "WinINet"},
    {"what begins otherwise", "ms*", "a.ms", std::nullopt, "WinINet"},
    {"what contains int", "*int*", "painter", "*int*", "WinINet"},
    {"internet too", "*int*", "internet", "*int*", "WinINet"},
    {"what does not", "*int*", "inn.tn", std::nullopt, "WinINet"},
    {"blanks separate", "example *test*", "a.test.corp", "*test*", "WinINet"},
    {"a plain name is that name", "example *test*", "example", "example", "WinINet"},
    {"and not what lies under it", "example.com", "a.example.com", std::nullopt, "WinINet"},
    {"semicolons separate", "a.corp;b.corp", "b.corp", "b.corp", "WinINet"},
    {"letter case is ignored", "*.CORP", "a.corp", "*.CORP", "WinINet"},
    {"everything under a domain", "*.backup.windowsazure.com",
     "pod01-rec2.we.backup.windowsazure.com", "*.backup.windowsazure.com", "Vault"},
    {"not the domain itself", "*.windows.net", "windows.net", std::nullopt, "Settings"},
    {"a common ending", "*edu", "example.edu", "*edu", "Settings"},
    {"a range by its first numbers", "20.190.128.*", "20.190.128.7", "20.190.128.*", "Vault"},
    {"outside of it", "20.190.128.*", "20.190.12.7", std::nullopt, "Vault"},
    {"a prefix is not understood", "20.190.128.0/18", "20.190.128.7", std::nullopt, "Vault"},
    {"an address", "168.63.129.16", "168.63.129.16", "168.63.129.16", "Vault"},
    {"an IPv6 address in brackets", "[FD00:0::1]", "fd00::1", "[FD00:0::1]", "WinINet"},
    {"a star alone", "*", "a.corp", "*", "WinINet"},
    {"stars side by side", "a**c", "abc", "a**c", "WinINet"},
    {"a star that has to go back", "*.a.b", "x.a.a.b", "*.a.b", "WinINet"},
    {"a scheme", "https://*.corp", "a.corp", "https://*.corp", "Settings"},
    {"another scheme", "http://*.corp", "a.corp", std::nullopt, "Settings"},
    {"a scheme for plain HTTP", "http://*.corp", "a.corp", "http://*.corp", "Settings",
     Protocol::http, 80},
    {"a port", "*.corp:443", "a.corp", "*.corp:443", "Settings"},
    {"another port", "*.corp:8443", "a.corp", std::nullopt, "Settings"},
    {"localhost is exempt by itself", "", "localhost", "(loopback)", "WinINet"},
    {"so is loopback", "", "loopback", "(loopback)", "WinINet"},
    {"so is 127.0.0.1", "*.corp", "127.0.0.1", "(loopback)", "WinINet"},
    {"so is [::1]", "*.corp", "[::1]", "(loopback)", "WinINet"},
    {"no other of 127/8", "", "127.0.0.2", std::nullopt, "WinINet"},
    {"unless it is taken back", "<-loopback>", "localhost", std::nullopt, "WinINet"},
    {"wherever in the list", "*.corp;<-loopback>", "127.0.0.1", std::nullopt, "WinINet"},
    {"an entry still counts then", "<-loopback>;localhost", "localhost", "localhost", "WinINet"},
    {"an empty host", "*", "", std::nullopt, ""},
};

TEST(WininetBypass, follows_what_microsoft_documents) {
  for (const BypassRow& row : bypass_rows) {
    const auto entries = split_wininet_bypass(row.list);
    EXPECT_EQ(matching_wininet_entry(entries, {row.host, row.protocol, row.port}), row.entry)
        << row.name << " (" << row.source << ")";
  }
}

TEST(WininetBypass, of_many_stars_ends_in_good_time) {
  std::string pattern;
  for (int i = 0; i < 2000; ++i) {
    pattern += "*a";
  }
  EXPECT_FALSE(
      matching_wininet_entry(std::vector{pattern + "b"}, {std::string(20000, 'a')}).has_value());
}

struct ListRow {
  std::string name;
  std::string text;
  std::string https;  ///< its URL; empty: none
  std::string http;
};

const std::vector<ListRow> list_rows = {
    {"one for each", "http=a:1;https=b:2", "http://b:2", "http://a:1"},
    {"blanks separate", "http=a:1 https=b:2", "http://b:2", "http://a:1"},
    {"a protocol in any letter case", "HTTP=a:1;Https=b:2", "http://b:2", "http://a:1"},
    {"one for HTTP alone", "http=a:1", "", "http://a:1"},
    {"one for HTTPS alone", "https=b:2", "http://b:2", ""},
    {"what is not named takes the one by itself", "http=a:1 other:2", "http://other:2",
     "http://a:1"},
    {"ftp is left out", "ftp=c:3;https=b:2", "http://b:2", ""},
    {"socks serves what has none", "http=a:1;socks=s:9", "socks4://s:9", "http://a:1"},
    {"socks alone", "socks=s", "socks4://s:1080", "socks4://s:1080"},
    {"a scheme of SOCKS counts", "socks=socks5h://s:9", "socks5h://s:9", "socks5h://s:9"},
    {"the port is 80 where there is none", "http=a;https=b", "http://b:80", "http://a:80"},
    {"every proxy is spoken to in plain HTTP", "https=https://b:2", "http://b:2", ""},
    {"the example of the documentation", "ftp=ftp://ftp-gw HTTP=https://jericho:99 proxy",
     "http://proxy:80", "http://jericho:99"},
    {"an IPv6 address", "https=[fd00::1]:2", "http://[fd00::1]:2", ""},
};

TEST(WindowsProxyList, is_read_as_windows_reads_it) {
  for (const ListRow& row : list_rows) {
    EXPECT_TRUE(is_windows_proxy_list(row.text)) << row.name;
    const auto pair = parse_windows_proxy_list(row.text);
    ASSERT_TRUE(pair) << row.name << ": " << pair.error().message;
    EXPECT_EQ(pair->https ? pair->https->url() : "", row.https) << row.name;
    EXPECT_EQ(pair->http ? pair->http->url() : "", row.http) << row.name;
  }
}

TEST(WindowsProxyList, that_is_wrong_is_told_and_repeats_no_user_information) {
  struct Row {
    std::string name, text, words;
  };
  const std::vector<Row> rows = {
      {"ftp alone", "ftp=c:3;", "found no proxy for HTTP or HTTPS"},
      {"two for one protocol", "http=a:1;http=b:2", "found two proxies for http"},
      {"two for all", "a:1;b:2", "found two proxies for every protocol"},
      {"a port beyond 65535", "https=b:70000", "for https: "},
      {"nothing behind the sign", "https=", "for https: "},
      {"a password", "https=bob:secret@b:2", "found user information"},
      {"a password with a semicolon", "http=bob:sec;ret@b:2", "found user information"},
  };
  for (const Row& row : rows) {
    const auto pair = parse_windows_proxy_list(row.text);
    ASSERT_FALSE(pair) << row.name;
    EXPECT_NE(pair.error().message.find(row.words), std::string::npos) << pair.error().message;
    EXPECT_EQ(pair.error().message.find("sec"), std::string::npos) << pair.error().message;
    EXPECT_EQ(pair.error().message.find("bob"), std::string::npos) << pair.error().message;
  }
}

TEST(WindowsProxyList, is_told_from_a_url) {
  for (const char* url : {"http://proxy:1", "proxy:1", "proxy", "", "http://u:p=w@proxy:1",
                          "http://u:p;w@proxy:1", "http://u:p w@proxy:1", "socks5h://s:9"}) {
    EXPECT_FALSE(is_windows_proxy_list(url)) << url;
  }
}

TEST(BypassListForm, is_seen_from_its_entries) {
  struct Row {
    std::string text;
    BypassRules rules;
    std::vector<std::string> entries;
  };
  const std::vector<Row> rows = {
      {"corp.example,10.0.0.0/8", BypassRules::libcurl, {"corp.example", "10.0.0.0/8"}},
      {"corp.example", BypassRules::libcurl, {"corp.example"}},
      {"corp.example;", BypassRules::wininet, {"corp.example"}},
      {"*", BypassRules::libcurl, {"*"}},
      {"*.corp", BypassRules::wininet, {"*.corp"}},
      {"*.corp,10.*", BypassRules::wininet, {"*.corp", "10.*"}},
      {"<local>", BypassRules::wininet, {"<local>"}},
      {"https://a.corp", BypassRules::wininet, {"https://a.corp"}},
      {"a.corp:443", BypassRules::wininet, {"a.corp:443"}},
      {"fd00::1,::1", BypassRules::libcurl, {"fd00::1", "::1"}},
      {"localhost 127.0.0.1", BypassRules::libcurl, {"localhost", "127.0.0.1"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(parse_bypass_list(row.text, "x"), (BypassList{row.rules, row.entries, "x"}))
        << row.text;
  }
}

TEST(BypassListRules, decide_by_themselves) {
  const auto list = [](BypassRules rules, std::string entry) {
    return BypassList{rules, {std::move(entry)}, "a list"};
  };
  struct Row {
    BypassList list;
    std::string host;
    bool exempt;
  };
  const std::vector<Row> rows = {
      {list(BypassRules::libcurl, "corp"), "a.corp", true},
      {list(BypassRules::libcurl, "corp"), "acorp", false},
      {list(BypassRules::waagent, "corp"), "acorp", true},
      {list(BypassRules::wininet, "corp"), "a.corp", false},
      {list(BypassRules::libcurl, "*.corp"), "a.corp", false},
      {list(BypassRules::wininet, "*.corp"), "a.corp", true},
      {list(BypassRules::gnome, "a.corp"), "a.corp", false},
      {list(BypassRules::kde, "a.corp"), "a.corp", false},
      {{BypassRules::wininet, {}, ""}, "localhost", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(exempting_entry(row.list, {row.host}).has_value(), row.exempt)
        << name_of(row.list.rules) << " " << row.host;
  }
}

TEST(UselessEntries, are_named_with_what_would_say_it) {
  struct Row {
    BypassList list;
    std::vector<std::string> words;  ///< of each sentence
  };
  const std::vector<Row> rows = {
      {{BypassRules::libcurl, {"*"}, "no_proxy"}, {}},
      {{BypassRules::libcurl, {"corp", "10.0.0.0/8", "fd00::1", "::/0"}, "no_proxy"}, {}},
      {{BypassRules::libcurl, {"*.blob.core.windows.net"}, "no_proxy"},
       {"write blob.core.windows.net"}},
      {{BypassRules::libcurl, {"*", "corp"}, "no_proxy"}, {"a '*' means nothing in it"}},
      {{BypassRules::libcurl, {"[::1]", "a:443", "10.0.0.0/33", "http://a"}, "no_proxy"},
       {"without brackets", "a port", "neither a name nor a prefix", "a scheme"}},
      {{BypassRules::waagent, {"*.corp", "corp"}, "no_proxy"}, {"write corp"}},
      {{BypassRules::wininet, {"10.0.0.0/8", ".corp", "*.corp", "http://a/"}, "a list"},
       {"such as 10.*", "write *.corp"}},
  };
  for (const Row& row : rows) {
    const auto sentences = useless_entries(row.list);
    ASSERT_EQ(sentences.size(), row.words.size()) << row.list.entries.front();
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      EXPECT_NE(sentences[i].find(row.words[i]), std::string::npos) << sentences[i];
    }
  }
}

}  // namespace wininet_test
}  // namespace netprobe
