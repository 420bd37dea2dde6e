#include "proxy/waagent.h"

#include "proxy/bypass_list.h"
#include "proxy/choice.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace netprobe {
namespace waagent_test {

TEST(WaagentConf, is_read_as_the_agent_reads_it) {
  struct Row {
    std::string name, text;
    std::optional<std::string> url;  ///< of the proxy
    std::string problem;             ///< words in it
  };
  const std::vector<Row> rows = {
      {"an empty file", "", std::nullopt, ""},
      {"no host", "HttpProxy.Port=3128\n", std::nullopt, ""},
      {"None is not set", "HttpProxy.Host=None\nHttpProxy.Port=None\n", std::nullopt, ""},
      {"an empty value is not set", "HttpProxy.Host=\nHttpProxy.Port=3128", std::nullopt, ""},
      {"a comment", "#HttpProxy.Host=a\n # HttpProxy.Host=b\nHttpProxy.Port=1\n", std::nullopt, ""},
      {"host and port", "HttpProxy.Host=Proxy.corp\nHttpProxy.Port=3128\n",
       "http://proxy.corp:3128", ""},
      {"blanks and quotes", "  HttpProxy.Host = \"10.0.0.9\" \r\nHttpProxy.Port=\"3128\"\r\n",
       "http://10.0.0.9:3128", ""},
      {"a comment behind a value", "HttpProxy.Host=p # ours\nHttpProxy.Port=3128 # squid\n",
       "http://p:3128", ""},
      {"the last line decides", "HttpProxy.Host=a\nHttpProxy.Port=1\nHttpProxy.Host=b\n",
       "http://b:1", ""},
      {"None takes back", "HttpProxy.Host=a\nHttpProxy.Port=1\nHttpProxy.Host=None\n", std::nullopt,
       ""},
      {"keys have their letter case", "httpproxy.host=a\nHTTPPROXY.PORT=1\n", std::nullopt, ""},
      {"no port", "HttpProxy.Host=p\n", "", "uses no proxy at all"},
      {"port None", "HttpProxy.Host=p\nHttpProxy.Port=None\n", "", "uses no proxy at all"},
      {"a port beyond 65535", "HttpProxy.Host=p\nHttpProxy.Port=70000\n", "", "1 to 65535"},
      {"port 0", "HttpProxy.Host=p\nHttpProxy.Port=0\n", "", "1 to 65535"},
      {"a word for a port", "HttpProxy.Host=p\nHttpProxy.Port=http\n", "", "1 to 65535"},
      {"a URL for a host", "HttpProxy.Host=http://bob:secret@p\nHttpProxy.Port=1\n", "",
       "no bare host name"},
      {"a port in the host", "HttpProxy.Host=p:3128\nHttpProxy.Port=3128\n", "",
       "no bare host name"},
      {"a host in brackets", "HttpProxy.Host=[fd00::1]\nHttpProxy.Port=1\n", "http://[fd00::1]:1",
       ""},
  };
  for (const Row& row : rows) {
    const auto found = waagent_setting(row.text, "/etc/waagent.conf");
    ASSERT_EQ(found.has_value(), row.url.has_value()) << row.name;
    if (!found) {
      continue;
    }
    EXPECT_EQ(found->setting.source, "/etc/waagent.conf") << row.name;
    EXPECT_EQ(found->proxy ? found->proxy->url() : "", *row.url) << row.name;
    EXPECT_EQ(found->setting.problem.empty(), found->proxy.has_value()) << row.name;
    EXPECT_NE(found->setting.problem.find(row.problem), std::string::npos) << row.name;
    EXPECT_EQ(found->setting.url.find("secret"), std::string::npos) << row.name;
  }
}

TEST(WaagentEnvironment, is_read_as_the_agent_reads_it) {
  struct Row {
    std::string name;
    Variables variables;
    std::string https;  ///< its URL; empty: none
    std::string problem;
  };
  const std::vector<Row> rows = {
      {"nothing", {}, "", ""},
      {"a proxy", {{"https_proxy", {"http://p:3128", ""}}}, "http://p:3128", ""},
      {"upper case", {{"HTTPS_PROXY", {"http://p:3128", ""}}}, "http://p:3128", ""},
      {"lower case first",
       {{"https_proxy", {"http://p:1", ""}}, {"HTTPS_PROXY", {"http://p:2", ""}}},
       "http://p:1",
       ""},
      {"an empty one hides the other",
       {{"https_proxy", {"", ""}}, {"HTTPS_PROXY", {"http://p:2", ""}}},
       "",
       ""},
      {"all_proxy is not asked", {{"all_proxy", {"http://p:1", ""}}}, "", ""},
      {"the other protocol's is not asked", {{"http_proxy", {"http://p:1", ""}}}, "", ""},
      {"a proxy over TLS is spoken to in plain HTTP",
       {{"https_proxy", {"https://p:1", ""}}},
       "http://p:1",
       ""},
      {"without a scheme there is none", {{"https_proxy", {"p:3128", ""}}}, "", "no scheme"},
      {"without a port there is none", {{"https_proxy", {"http://p", ""}}}, "", "no port"},
      {"malformed", {{"https_proxy", {"http://p:x", ""}}}, "", "is not a URL"},
  };
  for (const Row& row : rows) {
    const auto settings = waagent_settings("", "/etc/waagent.conf", row.variables);
    const auto& found = settings.https;
    EXPECT_EQ(found && found->proxy ? found->proxy->url() : "", row.https) << row.name;
    const std::string problem = found ? found->setting.problem : "";
    EXPECT_EQ(problem.empty(), row.problem.empty()) << row.name << ": " << problem;
    EXPECT_NE(problem.find(row.problem), std::string::npos) << row.name << ": " << problem;
  }
}

TEST(WaagentEnvironment, lends_the_file_its_bypass_list_and_no_credentials) {
  const Variables own = {{"https_proxy", {"http://bob:secret@env:1", "u:2"}},
                         {"no_proxy", {"windows.net", "u:3"}}};
  const auto settings =
      waagent_settings("HttpProxy.Host=conf\nHttpProxy.Port=1\n", "/etc/waagent.conf", own);
  EXPECT_EQ(settings.https->setting.url, "http://conf:1");
  EXPECT_EQ(settings.http, settings.https);
  EXPECT_EQ(settings.bypass,
            (BypassList{BypassRules::waagent, {"windows.net"}, "no_proxy in u:3"}));
  EXPECT_FALSE(waagent_settings("", "", own).https->proxy->credentials);
}

TEST(WaagentBypass, is_read_as_the_agent_reads_it) {
  struct Row {
    std::string name, list, host;
    std::optional<std::string> entry;
  };
  const std::vector<Row> rows = {
      {"an empty list", "", "a.corp", std::nullopt},
      {"the name itself", "a.corp", "a.corp", "a.corp"},
      {"what lies under it", "corp", "a.corp", "corp"},
      {"what merely ends so", "corp", "acorp", "corp"},
      {"letter case is ignored", "CORP", "a.corp", "CORP"},
      {"a dot in front", ".corp", "a.corp", ".corp"},
      {"a dot in front is not the name itself", ".corp", "corp", std::nullopt},
      {"a star means nothing", "*.corp", "a.corp", std::nullopt},
      {"a lone star means nothing", "*", "a.corp", std::nullopt},
      {"commas separate, blanks are dropped", "x, corp ,y", "a.corp", "corp"},
      {"blanks alone do not separate", "x corp", "a.xcorp", "xcorp"},
      {"an address", "10.0.0.1", "10.0.0.1", "10.0.0.1"},
      {"a prefix", "10.0.0.0/8", "10.1.2.3", "10.0.0.0/8"},
      {"outside of it", "10.0.0.0/8", "11.1.2.3", std::nullopt},
      {"a length of 0 is none", "0.0.0.0/0", "10.0.0.1", std::nullopt},
      {"an address is no ending", "0.0.1", "10.0.0.1", std::nullopt},
      {"a prefix exempts no name", "10.0.0.0/8", "ten.corp", std::nullopt},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(matching_waagent_entry(split_waagent_bypass(row.list), row.host), row.entry)
        << row.name;
  }
}

}  // namespace waagent_test
}  // namespace netprobe
