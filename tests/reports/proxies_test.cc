#include "reports/proxies.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace netprobe {
namespace proxies_test {

using State = ProxyPlace::State;

PlacedProxy placed(std::string name, std::string scope, std::string url, bool wins = false,
                   std::string problem = "") {
  const std::string source = name + " in a place";
  return {
      std::move(name), std::move(scope), {source, std::move(url), {}, std::move(problem)}, wins};
}

/// A machine on which a service has another proxy than its administrator.
ProxyTable mixed() {
  ProxyTable table{"service:backup.service", "the service backup.service", {}, {}, {}};
  table.verdicts = {
      {"https://login.microsoftonline.com/", "http://proxy.corp.example:3128",
       "https_proxy in /etc/systemd/system/backup.service.d/proxy.conf:2",
       "https_proxy in /etc/systemd/system/backup.service.d/proxy.conf:2 sets "
       "http://proxy.corp.example:3128"},
      {"https://ceuswatcab01.blob.core.windows.net/", std::nullopt,
       "no_proxy in /etc/default/backup:1",
       "the bypass list entry 'windows.net' of no_proxy in /etc/default/backup:1 matches",
       "windows.net", BypassRules::libcurl}};
  ProxyPlace mine{"environment of this process",
                  "netprobe, curl and what else starts from here",
                  State::read,
                  {},
                  {},
                  {}};
  mine.proxies = {placed("https_proxy", "HTTPS", "http://10.0.0.9:8080")};
  mine.bypass = {BypassRules::libcurl, {"localhost", "*.corp.example"}, "no_proxy"};
  mine.notes = {
      "the entry '*.corp.example' of no_proxy exempts nobody by libcurl's rules: a '*' "
      "means nothing in it; write corp.example"};
  ProxyPlace unit{
      "/etc/systemd/system/backup.service.d/proxy.conf", "backup.service", State::read, {}, {}, {}};
  unit.proxies = {placed("https_proxy", "HTTPS", "http://proxy.corp.example:3128", true),
                  placed("http_proxy", "HTTP", "http://proxy.corp.example:port", false,
                         "\"http://proxy.corp.example:port\" is not a URL: Port number was not a "
                         "decimal number between 0 and 65535")};
  table.places = {mine,
                  unit,
                  {"/etc/environment", "log-in sessions", State::read, {}, {}, {}},
                  {"/etc/waagent.conf", "the agent", State::absent, {}, {}, {}},
                  {"environment of process 812", "backup.service", State::unreadable, {}, {}, {}}};
  table.notes = {"the hana workload has settings of its own: --as hana"};
  return table;
}

ProxyTable nothing() {
  return {"env",
          "this process",
          {{"https://login.microsoftonline.com/", std::nullopt, "", "no proxy is set"}},
          {{"environment of this process", "netprobe", State::read, {}, {}, {}}},
          {}};
}

ProxyTable hostile() {
  ProxyTable table = mixed();
  const std::string evil = "\x1b[31mred\x07\xe2\x80\xae\xff\n" + std::string(300, 'x');
  table.component_words = evil;
  for (ProxyVerdict& verdict : table.verdicts) {
    verdict.reason = verdict.source = evil;
    verdict.entry = evil;
  }
  for (ProxyPlace& place : table.places) {
    place.name = place.used_by = evil;
    place.notes.push_back(evil);
    place.bypass = {BypassRules::wininet, {evil}, evil};
    for (PlacedProxy& proxy : place.proxies) {
      proxy.name = proxy.scope = evil;
      proxy.setting = {evil, evil, {}, evil};
    }
  }
  return table;
}

void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = "tests/reports/golden/proxies/" + name;
  if (std::getenv("NETPROBE_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(actual, text.str()) << path;
}

TEST(Proxies, are_shown_as_the_golden_files_have_them) {
  const std::vector<std::pair<std::string, ProxyTable>> samples = {{"mixed", mixed()},
                                                                   {"nothing", nothing()}};
  for (const auto& [name, table] : samples) {
    expect_golden(name + ".txt", render_proxies_text(table, {}));
    expect_golden(name + ".80.ascii.txt", render_proxies_text(table, {80, false, false}));
    expect_golden(name + ".json", render_proxies_json(table));
  }
}

TEST(Proxies, keep_within_the_terminal) {
  for (const int width : {80, 100, 120}) {
    for (const ProxyTable& table : {mixed(), nothing()}) {
      std::istringstream lines(render_proxies_text(table, {width, false, true}));
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(columns_of(line), static_cast<std::size_t>(width)) << line;
      }
    }
  }
}

TEST(Proxies, of_a_hostile_machine_reach_no_terminal_unescaped) {
  for (const bool unicode : {true, false}) {
    const std::string text = render_proxies_text(hostile(), {100, false, unicode});
    EXPECT_TRUE(std::none_of(text.begin(), text.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return (byte < 0x20 && c != '\n') || byte == 0x7f;
    }));
    EXPECT_EQ(text, valid_utf8(text));
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  }
  const std::string json = render_proxies_json(hostile());
  EXPECT_TRUE(std::all_of(json.begin(), json.end(), [](char c) { return c > 0; }));
  EXPECT_FALSE(nlohmann::json::parse(json).empty());
}

}  // namespace proxies_test
}  // namespace netprobe
