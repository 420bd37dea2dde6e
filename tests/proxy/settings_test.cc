#include "proxy/settings.h"

#include "tests/proxy/libcurl.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace settings_test {

using testing_support::Variables;

Proxy proxy(ProxyScheme scheme, std::string host, std::uint16_t port) {
  return {.scheme = scheme, .address = {std::move(host), port}};
}

TEST(ProxyText, is_read_as_libcurl_reads_it) {
  struct Row {
    std::string text;
    Proxy expected;
  };
  const std::vector<Row> rows = {
      {"127.0.0.1", proxy(ProxyScheme::http, "127.0.0.1", 1080)},
      {"127.0.0.1:3128", proxy(ProxyScheme::http, "127.0.0.1", 3128)},
      {"http://127.0.0.1", proxy(ProxyScheme::http, "127.0.0.1", 1080)},
      {"http://127.0.0.1:80", proxy(ProxyScheme::http, "127.0.0.1", 80)},
      {"HTTP://127.0.0.1:3128/", proxy(ProxyScheme::http, "127.0.0.1", 3128)},
      {"http://127.0.0.1:3128/some/path", proxy(ProxyScheme::http, "127.0.0.1", 3128)},
      {"http://127.0.0.1:", proxy(ProxyScheme::http, "127.0.0.1", 1080)},
      {"https://127.0.0.1", proxy(ProxyScheme::https, "127.0.0.1", 443)},
      {"https://127.0.0.1:8443", proxy(ProxyScheme::https, "127.0.0.1", 8443)},
      {"socks://127.0.0.1", proxy(ProxyScheme::socks4, "127.0.0.1", 1080)},
      {"socks4://127.0.0.1", proxy(ProxyScheme::socks4, "127.0.0.1", 1080)},
      {"socks4a://127.0.0.1:1", proxy(ProxyScheme::socks4a, "127.0.0.1", 1)},
      {"socks5://127.0.0.1", proxy(ProxyScheme::socks5, "127.0.0.1", 1080)},
      {"SOCKS5h://127.0.0.1:65535", proxy(ProxyScheme::socks5h, "127.0.0.1", 65535)},
  };
  for (const Row& row : rows) {
    const auto found = parse_proxy(row.text);
    ASSERT_TRUE(found) << row.text << ": " << found.error().message;
    EXPECT_EQ(*found, row.expected) << row.text;
    EXPECT_EQ(found->address.to_string(), testing_support::libcurl_destination(
                                              "https://a.example/", {{"https_proxy", row.text}}))
        << row.text;
  }
}

TEST(ProxyText, may_name_a_host_or_an_ipv6_address) {
  EXPECT_EQ(*parse_proxy("Proxy.Corp:3128"), proxy(ProxyScheme::http, "proxy.corp", 3128));
  EXPECT_EQ(*parse_proxy("http://[FD00::1]:8080"), proxy(ProxyScheme::http, "fd00::1", 8080));
  EXPECT_EQ(*parse_proxy("https://[fd00::1]"), proxy(ProxyScheme::https, "fd00::1", 443));
}

TEST(ProxyText, gives_the_credentials_that_libcurl_would_present) {
  struct Row {
    std::string user_information, user, password;
  };
  const std::vector<Row> rows = {
      {"bob:secret", "bob", "secret"},
      {"bob%40corp:p%3Ass%2f", "bob@corp", "p:ss/"},
      {"CORP%5Cbob:s", "CORP\\bob", "s"},
      {"bob", "bob", ""},
      {"bob:", "bob", ""},
      {":secret", "", "secret"},
      {"bob:a:b", "bob", "a:b"},
      {"bob:p%zz", "bob", "p%zz"},
      {"bob:p%C3%A4ss", "bob", "p\xc3\xa4ss"},
      {"a+n:a+b", "a+n", "a+b"},
  };
  for (const Row& row : rows) {
    const std::string text = fmt::format("http://{}@127.0.0.1:9", row.user_information);
    const auto found = parse_proxy(text);
    ASSERT_TRUE(found) << text << ": " << found.error().message;
    ASSERT_TRUE(found->credentials) << text;
    const auto libcurls = testing_support::libcurl_credentials(text);
    ASSERT_TRUE(libcurls) << text;
    EXPECT_EQ(found->credentials->user, row.user) << text;
    EXPECT_EQ(found->credentials->password.reveal(), row.password) << text;
    EXPECT_EQ(*libcurls, std::pair(row.user, row.password)) << text;
    EXPECT_EQ(found->url(), "http://127.0.0.1:9");
  }
  EXPECT_FALSE(parse_proxy("http://127.0.0.1:9")->credentials);
  EXPECT_EQ(testing_support::libcurl_credentials("http://127.0.0.1:9"), std::nullopt);
}

TEST(ProxyText, that_is_wrong_says_what_was_expected_and_hides_user_information) {
  struct Row {
    std::string name, text, words;
  };
  const std::vector<Row> rows = {
      {"nothing", "", "found nothing"},
      {"an unknown scheme", "ftp://bob:secret@127.0.0.1:1", "found the proxy scheme \"ftp\""},
      {"a PAC file", "file:///etc/proxy.pac", "found the proxy scheme \"file\""},
      {"a password in place of a scheme", "bob:secret@h://127.0.0.1", "***@"},
      {"no host", "http://", "is not a URL"},
      {"no host but user information", "http://bob:secret@", "is not a URL"},
      {"no host but a port", "http://bob:secret@:3128", "is not a URL"},
      {"a port beyond 65535", "http://bob:secret@127.0.0.1:65536", "is not a URL"},
      {"a port that is no number", "http://bob:secret@127.0.0.1:http", "is not a URL"},
      {"port 0", "http://bob:secret@127.0.0.1:0", "1 to 65535"},
      {"a blank inside", "http://bob:secret@127.0.0.1 :3128", "found a blank"},
      {"a blank in front", " http://bob:secret@127.0.0.1:3128", "found a blank"},
      {"a line's end from Windows", "http://bob:secret@127.0.0.1:3128\r", "found a blank"},
      {"two proxies", "http://bob:secret@127.0.0.1:1,http://127.0.0.1:2", "found several"},
      {"a list as Windows writes it", "http=127.0.0.1:1;https=127.0.0.1:2", "found several"},
      {"a list entry as Windows writes it", "https=127.0.0.1:2", "is not a URL"},
      {"a label that is none", "http://bob:secret@-proxy:1", "no host name"},
      {"an address that is none", "http://bob:secret@[fd00::1:1", "is not a URL"},
      {"a control character in the password", "http://bob:%00secret@127.0.0.1:1",
       "cannot be decoded"},
      {"a control character in the user", "http://bob%0a:secret@127.0.0.1:1", "cannot be decoded"},
      {"an '@' in the password", "http://bob:p@secret@127.0.0.1:1", "is not a URL"},
      {"a slash in the password", "http://bob:sec/ret@127.0.0.1:1", "is not a URL"},
  };
  for (const Row& row : rows) {
    const auto found = parse_proxy(row.text);
    ASSERT_FALSE(found) << row.name;
    EXPECT_EQ(found.error().kind, Error::Kind::usage) << row.name;
    EXPECT_NE(found.error().message.find(row.words), std::string::npos)
        << row.name << ": " << found.error().message;
    EXPECT_EQ(found.error().message.find("bob"), std::string::npos) << found.error().message;
    EXPECT_EQ(found.error().message.find("sec"), std::string::npos) << found.error().message;

    const auto settings = settings_from_environment({{"https_proxy", row.text}});
    EXPECT_EQ(settings.https.has_value(), !row.text.empty()) << row.name;
    if (settings.https) {
      EXPECT_FALSE(settings.https->proxy) << row.name;
      EXPECT_EQ(settings.https->setting.problem, found.error().message) << row.name;
      EXPECT_EQ(settings.https->setting.url.find("sec"), std::string::npos) << row.name;
    }
  }
}

/// Every variable that is set names a proxy of its own, 127.0.0.1 on that port.
Variables with_ports(const std::vector<std::pair<std::string, int>>& ports) {
  Variables variables;
  for (const auto& [name, port] : ports) {
    variables[name] = port == 0 ? "" : fmt::format("http://127.0.0.1:{}", port);
  }
  return variables;
}

std::string destination(const std::optional<FoundProxy>& found) {
  return found ? found->proxy->address.to_string() : testing_support::pinned;
}

TEST(ProxyVariables, take_precedence_as_in_libcurl) {
  const std::vector<std::string> names = {"http_proxy",  "HTTP_PROXY", "https_proxy",
                                          "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};
  // Every combination of absent, empty and set: 3^6.
  for (int combination = 0; combination < 729; ++combination) {
    std::vector<std::pair<std::string, int>> ports;
    int rest = combination;
    for (std::size_t i = 0; i < names.size(); ++i, rest /= 3) {
      if (rest % 3 != 0) {
        ports.emplace_back(names[i], rest % 3 == 1 ? 0 : static_cast<int>(i) + 1);
      }
    }
    const Variables variables = with_ports(ports);
    const auto settings = settings_from_environment(variables);
    ASSERT_EQ(destination(settings.https),
              testing_support::libcurl_destination("https://a.example/", variables))
        << combination;
    ASSERT_EQ(destination(settings.http),
              testing_support::libcurl_destination("http://a.example/", variables))
        << combination;
  }
}

TEST(ProxyVariables, of_the_bypass_list_take_precedence_as_in_libcurl) {
  struct Row {
    Variables variables;
    std::vector<std::string> entries;
    std::string source;
  };
  const std::vector<Row> rows = {
      {{}, {}, ""},
      {{{"no_proxy", ""}}, {}, ""},
      {{{"no_proxy", "a.example"}}, {"a.example"}, "no_proxy"},
      {{{"NO_PROXY", "a.example"}}, {"a.example"}, "NO_PROXY"},
      {{{"no_proxy", "b.example"}, {"NO_PROXY", "a.example"}}, {"b.example"}, "no_proxy"},
      {{{"no_proxy", ""}, {"NO_PROXY", "a.example, 10.0.0.0/8"}},
       {"a.example", "10.0.0.0/8"},
       "NO_PROXY"},
  };
  for (Row row : rows) {
    row.variables["https_proxy"] = "http://127.0.0.1:3128";
    const auto settings = settings_from_environment(row.variables);
    EXPECT_EQ(settings.bypass, (BypassList{BypassRules::libcurl, row.entries, row.source}));
    const bool exempt = !row.entries.empty() && row.entries.front() == "a.example";
    EXPECT_EQ(testing_support::libcurl_destination("https://a.example/", row.variables),
              exempt ? testing_support::pinned : "127.0.0.1:3128");
  }
}

TEST(ProxyVariables, that_are_malformed_hide_what_comes_after_them) {
  const Variables variables = {{"https_proxy", "gopher://bob:secret@127.0.0.1:1"},
                               {"HTTPS_PROXY", "http://127.0.0.1:2"}};
  EXPECT_EQ(testing_support::libcurl_destination("https://a.example/", variables),
            testing_support::refused);
  const auto settings = settings_from_environment(variables);
  EXPECT_EQ(list_settings(settings),
            (std::vector<ProxySetting>{{"environment variable https_proxy",
                                        "gopher://***@127.0.0.1:1",
                                        {},
                                        settings.https->setting.problem}}));
}

TEST(ProxyVariables, are_listed_once_for_the_report) {
  const auto settings =
      settings_from_environment({{"ALL_PROXY", "http://bob:secret@Proxy.corp:3128"},
                                 {"HTTP_PROXY", "http://ignored:1"},
                                 {"NO_PROXY", ".corp,10.0.0.0/8"}});
  const ProxySetting all = {
      "environment variable ALL_PROXY", "http://proxy.corp:3128", {".corp", "10.0.0.0/8"}, ""};
  EXPECT_EQ(list_settings(settings), std::vector<ProxySetting>{all});
  EXPECT_EQ(list_settings({}), std::vector<ProxySetting>{});
}

TEST(ProxyVariables, that_count_for_nothing_are_listed_as_not_in_force) {
  const ProxySetting plain = {"environment variable http_proxy", "http://a:1", {}, ""};
  const ProxySetting upper = {"environment variable HTTP_PROXY", "http://a:1", {}, "", false};
  EXPECT_EQ(list_settings(settings_from_environment({{"http_proxy", "http://a:1"}})),
            std::vector<ProxySetting>{plain});
  EXPECT_EQ(list_settings(settings_from_environment({{"HTTP_PROXY", "http://a:1"}})),
            std::vector<ProxySetting>{upper});
}

}  // namespace settings_test
}  // namespace netprobe
