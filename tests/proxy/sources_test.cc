#include "proxy/sources.h"

#include "proxy/hana.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace netprobe {
namespace sources_test {

using namespace std::string_literals;
using Kind = Component::Kind;

constexpr auto on_linux = std::to_array({Kind::env, Kind::waagent, Kind::hana, Kind::service});

TEST(ComponentName, is_read_back) {
  for (const char* name : {"env", "waagent", "hana", "service:backup.service"}) {
    const auto component = parse_component(name, on_linux);
    ASSERT_TRUE(component) << name;
    EXPECT_EQ(name_of(*component), name);
    EXPECT_FALSE(words_for(*component).empty());
    EXPECT_FALSE(settings_owner(*component, on_linux).place.empty());
  }
  EXPECT_EQ(*parse_component("HANA", on_linux), (Component{Kind::hana, ""}));
  EXPECT_EQ(*parse_component("service:backup", on_linux),
            (Component{Kind::service, "backup.service"}));
}

TEST(ComponentName, that_is_wrong_is_told) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "expected one of env, waagent, hana, service:NAME"},
      {"root", "--as: found \"root\", expected one of env, waagent, hana, service:NAME"},
      {"mars", "which runs on Windows"},
      {"sql", "which runs on Windows"},
      {"env:x", "expected one of"},
      {"service", "service:NAME with the name of a systemd service"},
      {"service:", "service:NAME with the name of a systemd service"},
      {"service:../x", "service:NAME with the name of a systemd service"},
      {"service:a;b", "service:NAME with the name of a systemd service"},
  };
  for (const auto& [text, words] : rows) {
    const auto component = parse_component(text, on_linux);
    ASSERT_FALSE(component) << text;
    EXPECT_EQ(component.error().kind, Error::Kind::usage) << text;
    EXPECT_NE(component.error().message.find(words), std::string::npos)
        << component.error().message;
  }
}

SourceText there(std::string place, std::string text) {
  return {std::move(place), std::move(text)};
}

ProxyTexts machine() {
  ProxyTexts texts;
  texts.environment = {{"https_proxy", "http://bob:secret@mine:1"},
                       {"no_proxy", "windows.net,*.corp"}};
  texts.pam_environments = {there("/etc/environment", "http_proxy=http://pam:1\n")};
  texts.profiles = {there("/etc/profile", "export https_proxy=$X\n"),
                    SourceText{"/etc/profile.d/x.sh", std::nullopt, true}};
  texts.system_confs = {
      there("/etc/systemd/system.conf", "[Manager]\nDefaultEnvironment=http_proxy=http://all:1\n")};
  texts.waagent_conf = there("/etc/waagent.conf", "HttpProxy.Host=agent\nHttpProxy.Port=2\n");
  texts.hana_overrides =
      there(hana_overrides_path, R"({"UseProxyForAAD": true, "UseProxyForAzureBackup": true,
                                     "ProxyServerAddress": "http://hana:3"})");
  ServiceTexts service{"backup.service", {}, {}, {}};
  service.files = {there("/etc/systemd/system/backup.service",
                         "[Service]\nEnvironment=https_proxy=http://unit:4\n")};
  service.environment_files = {there("/etc/default/backup", "no_proxy=blob.core.windows.net\n")};
  texts.services = {service};
  texts.gsettings = {SourceText{"gsettings org.gnome.system.proxy", std::nullopt, false}};
  texts.apt_confs = {there("/etc/apt/apt.conf", "Acquire::http::Proxy \"http://apt:5\";")};
  return texts;
}

struct WayRow {
  std::string name;
  Component component;
  ProxyVerdict expected;
};

TEST(ProxyTable, says_which_way_a_url_goes_for_whom) {
  const auto texts = machine();
  const std::vector<AskedUrl> urls = {
      {"https://a.blob.core.windows.net/", "a.blob.core.windows.net", Protocol::https, 443,
       "Storage"},
      {"https://login.example/", "login.example", Protocol::https, 443, "AzureActiveDirectory"},
      {"http://168.63.129.16/", "168.63.129.16", Protocol::http, 80, ""}};
  const auto verdicts = [&](Kind kind, std::string unit = "") {
    return make_proxy_table({kind, std::move(unit)}, texts, urls).verdicts;
  };
  const ProxyVerdict platform{urls[2].url, std::nullopt, "",
                              "this address is never reached through a proxy"};
  EXPECT_EQ(
      verdicts(Kind::env),
      (std::vector<ProxyVerdict>{{urls[0].url, std::nullopt, "no_proxy",
                                  "the bypass list entry 'windows.net' of no_proxy matches",
                                  "windows.net", BypassRules::libcurl},
                                 {urls[1].url, "http://mine:1", "environment variable https_proxy",
                                  "environment variable https_proxy sets http://mine:1"},
                                 platform}));
  EXPECT_EQ(verdicts(Kind::waagent)[0],
            (ProxyVerdict{urls[0].url, "http://agent:2", "/etc/waagent.conf",
                          "/etc/waagent.conf sets http://agent:2"}));
  const std::string hana = "ProxyServerAddress in "s + hana_overrides_path;
  EXPECT_EQ(verdicts(Kind::hana)[1],
            (ProxyVerdict{urls[1].url, "http://hana:3", hana, hana + " sets http://hana:3"}));
  EXPECT_EQ(verdicts(Kind::hana)[0],
            (ProxyVerdict{urls[0].url, std::nullopt, hana_overrides_path,
                          hana_overrides_path + " turns no proxy on for it"s}));
  const auto service = verdicts(Kind::service, "backup.service");
  EXPECT_EQ(service[1].source, "https_proxy in /etc/systemd/system/backup.service:2");
  EXPECT_EQ(service[0].source, "no_proxy in /etc/default/backup:1");
  EXPECT_EQ(service[0].entry, "blob.core.windows.net");
}

TEST(ProxyTable, lists_every_place_with_who_reads_it_and_what_wins) {
  const auto table = make_proxy_table({Kind::service, "backup.service"}, machine(), {});
  EXPECT_EQ(table.component, "service:backup.service");
  struct Row {
    std::string name;
    ProxyPlace::State state;
    std::vector<std::string> proxies;  ///< a '*' in front of what wins
    std::vector<std::string> bypass;
    std::vector<std::string> notes;  ///< words of each
  };
  using State = ProxyPlace::State;
  const std::vector<Row> rows = {
      {"environment of this process",
       State::read,
       {"https_proxy http://mine:1"},
       {"windows.net", "*.corp"},
       {"'*.corp' of no_proxy exempts nobody"}},
      {"/etc/environment", State::read, {"http_proxy http://pam:1"}, {}, {}},
      {"/etc/profile", State::read, {}, {}, {"/etc/profile:1: https_proxy is not evaluated"}},
      {"/etc/profile.d/x.sh", State::unreadable, {}, {}, {}},
      {"/etc/systemd/system.conf", State::read, {"*http_proxy http://all:1"}, {}, {}},
      {"/etc/waagent.conf", State::read, {"HttpProxy.Host http://agent:2"}, {}, {}},
      {hana_overrides_path,
       State::read,
       {"ProxyServerAddress http://hana:3", "ProxyServerAddress http://hana:3"},
       {},
       {"supports one for Entra ID only"}},
      {"/etc/systemd/system/backup.service", State::read, {"*https_proxy http://unit:4"}, {}, {}},
      {"/etc/default/backup", State::read, {}, {"blob.core.windows.net"}, {}},
      {"gsettings org.gnome.system.proxy", State::absent, {}, {}, {}},
      {"/etc/apt/apt.conf", State::read, {"Acquire::http::Proxy http://apt:5"}, {}, {}},
  };
  ASSERT_EQ(table.places.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ProxyPlace& place = table.places[i];
    EXPECT_EQ(place.name, rows[i].name);
    EXPECT_EQ(place.state, rows[i].state) << place.name;
    EXPECT_FALSE(place.used_by.empty()) << place.name;
    std::vector<std::string> proxies;
    for (const PlacedProxy& proxy : place.proxies) {
      proxies.push_back((proxy.wins ? "*" : "") + proxy.name + " " + proxy.setting.url);
    }
    EXPECT_EQ(proxies, rows[i].proxies) << place.name;
    EXPECT_EQ(place.bypass.entries, rows[i].bypass) << place.name;
    ASSERT_EQ(place.notes.size(), rows[i].notes.size()) << place.name;
    for (std::size_t note = 0; note < place.notes.size(); ++note) {
      EXPECT_NE(place.notes[note].find(rows[i].notes[note]), std::string::npos)
          << place.notes[note];
    }
  }
}

TEST(ServiceEnvironment, of_the_running_process_goes_before_its_files) {
  ProxyTexts texts = machine();
  texts.services.front().process =
      there("environment of process 812", "https_proxy=http://old:1\0"s);
  const Component service{Kind::service, "backup.service"};
  EXPECT_EQ(settings_of(service, texts).https->setting.source,
            "https_proxy in environment of process 812");
  const auto places = places_of(texts, settings_of(service, texts));
  const auto running = std::find_if(places.begin(), places.end(), [](const ProxyPlace& place) {
    return place.name == "environment of process 812";
  });
  ASSERT_NE(running, places.end());
  ASSERT_EQ(running->notes.size(), 1U);
  EXPECT_NE(running->notes.front().find("when it is restarted"), std::string::npos);
}

TEST(ServiceEnvironment, that_may_not_be_read_leaves_its_files) {
  ProxyTexts texts = machine();
  texts.services.front().process = {"environment of process 812", std::nullopt, true};
  EXPECT_EQ(settings_of({Kind::service, "backup.service"}, texts).https->setting.url,
            "http://unit:4");
}

TEST(ServiceEnvironment, that_is_unknown_is_what_every_service_gets) {
  EXPECT_EQ(settings_of({Kind::service, "other.service"}, machine()).http->setting.url,
            "http://all:1");
  EXPECT_FALSE(settings_of({Kind::service, "other.service"}, machine()).https);
}

TEST(ProxyTable, never_holds_user_information) {
  const auto table = make_proxy_table({}, machine(), {});
  for (const ProxyPlace& place : table.places) {
    for (const PlacedProxy& proxy : place.proxies) {
      EXPECT_EQ(proxy.setting.url.find("secret"), std::string::npos);
    }
  }
}

}  // namespace sources_test
}  // namespace netprobe
