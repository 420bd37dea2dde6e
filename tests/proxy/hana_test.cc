#include "proxy/hana.h"

#include "proxy/choice.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace hana_test {

constexpr auto file = "/opt/msawb/bin/ExtensionSettingsOverrides.json";

/// "http://…", "direct", or the problem of what is set.
std::string way(const ProxySettings& settings, std::string_view tag) {
  const auto choice = choose_proxy(settings, {"a.example", Protocol::https, 443, tag});
  if (choice.found && !choice.found->proxy) {
    return choice.found->setting.problem;
  }
  return choice.proxy() == nullptr ? "direct" : choice.proxy()->url();
}

struct Row {
  std::string name, text;
  std::string entra, backup, other;
};

const std::string documented =
    R"({"UseProxyForAAD": true, "UseProxyForAzureBackup": false, "UseProxyForAzureStorage": false,
        "ProxyServerAddress": "http://10.0.0.9:3128"})";

const std::vector<Row> rows = {
    {"no file", "", "http://own:1", "http://own:1", "http://own:1"},
    {"as documented", documented, "http://10.0.0.9:3128", "direct", "http://own:1"},
    {"somebody else's settings alone", R"({"DefaultBackupTasksThreshold": 5})", "http://own:1",
     "http://own:1", "http://own:1"},
    {"a proxy that nothing turns on", R"({"ProxyServerAddress": "http://10.0.0.9:3128"})", "direct",
     "direct", "http://own:1"},
    {"everything turned on",
     R"({"UseProxyForAAD": true, "UseProxyForAzureBackup": true, "ProxyServerAddress": "p:1"})",
     "http://p:1", "http://p:1", "http://own:1"},
    {"turned on without a proxy", R"({"UseProxyForAAD": true})",
     "UseProxyForAAD is true, and ProxyServerAddress names no proxy", "direct", "http://own:1"},
    {"an empty proxy", R"({"UseProxyForAAD": true, "ProxyServerAddress": " "})",
     "UseProxyForAAD is true, and ProxyServerAddress names no proxy", "direct", "http://own:1"},
    {"a switch that is text", R"({"UseProxyForAAD": "true", "ProxyServerAddress": "http://p:1"})",
     "UseProxyForAAD is neither true nor false", "direct", "http://own:1"},
    {"an address that is a number", R"({"UseProxyForAAD": true, "ProxyServerAddress": 3128})",
     "ProxyServerAddress is no text", "direct", "http://own:1"},
    {"no object", "[]", "it holds no object", "it holds no object", "http://own:1"},
};

TEST(HanaOverrides, decide_by_service_and_leave_the_rest_to_the_environment) {
  const Variables own = {{"https_proxy", {"http://own:1", "unit:2"}}};
  for (const Row& row : rows) {
    const auto settings = hana_settings(row.text, file, own);
    EXPECT_EQ(way(settings, "AzureActiveDirectory"), row.entra) << row.name;
    EXPECT_EQ(way(settings, "AzureBackup"), row.backup) << row.name;
    EXPECT_EQ(way(settings, ""), row.other) << row.name;
  }
}

TEST(HanaOverrides, that_are_broken_say_where) {
  const auto settings = hana_settings("{\"UseProxyForAAD\": true,\n \"Proxy", file, {});
  const std::string problem = way(settings, "AzureActiveDirectory");
  EXPECT_NE(problem.find("ExtensionSettingsOverrides.json:2:"), std::string::npos) << problem;
}

TEST(HanaOverrides, never_show_user_information) {
  for (const char* address : {"http://bob:secret@p:1", "gopher://bob:secret@p:1",
                              "http://bob:sec"
                              "ret@p:x"}) {
    const auto settings = hana_settings(std::string(R"({"UseProxyForAAD": true,
        "ProxyServerAddress": ")") + address +
                                            "\"}",
                                        file, {});
    for (const ProxySetting& setting : list_settings(settings)) {
      EXPECT_EQ(setting.url.find("secret"), std::string::npos) << setting.url;
      EXPECT_EQ(setting.problem.find("secret"), std::string::npos) << setting.problem;
      EXPECT_EQ(setting.source, std::string("ProxyServerAddress in ") + file);
    }
  }
}

TEST(ProxyChoice, is_told_in_words) {
  const auto settings = hana_settings(
      documented, file,
      {{"no_proxy", {"a.example", "unit:3"}}, {"https_proxy", {"gopher://x", "unit:2"}}});
  const auto reason = [&](std::string_view tag) {
    return reason_of(choose_proxy(settings, {"a.example", Protocol::https, 443, tag}), settings);
  };
  EXPECT_EQ(reason("AzureActiveDirectory"),
            std::string("ProxyServerAddress in ") + file + " sets http://10.0.0.9:3128");
  EXPECT_EQ(reason("Storage"), std::string(file) + " turns no proxy on for it");
  EXPECT_TRUE(reason("").starts_with("https_proxy in unit:2 sets a proxy that cannot be used: "));
  EXPECT_EQ(reason_of(choose_proxy({}, {"a.example"}), {}), "no proxy is set");
}

}  // namespace hana_test
}  // namespace netprobe
