#include "proxy/windows_sources.h"

#include "proxy/choice.h"
#include "proxy/sources.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace netprobe {
namespace windows_sources_test {

using Kind = Component::Kind;

std::string number(unsigned value) {
  return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8 & 0xFF),
          static_cast<char>(value >> 16 & 0xFF), static_cast<char>(value >> 24 & 0xFF)};
}

std::string text(const std::string& value) {
  return number(static_cast<unsigned>(value.size())) + value;
}

/// Who asks, and the account whose settings it should get.
struct Identity {
  Component component;
  std::string sid;  ///< empty: the caller's
};

const std::vector<Identity>& identities() {
  static const std::vector<Identity> all = {
      {{Kind::user, ""}, ""},
      {{Kind::system, ""}, std::string(system_sid)},
      {{Kind::mars, ""}, std::string(system_sid)},
      {{Kind::sql, ""}, std::string(sql_plugin_sid)},
      {{Kind::service, "spooler"}, std::string(local_service_sid)},
      {{Kind::service, "mine"}, "S-1-5-21-1-2-3-1001"},
  };
  return all;
}

/// What is set, and what a storage host then gets.
struct Form {
  std::string name;
  bool enabled = false;
  std::string proxy, bypass;
  std::string wanted;  ///< the URL of the proxy; empty: direct
  std::string reason;  ///< in it '%' stands for the place
};

const std::vector<Form>& forms() {
  static const std::vector<Form> all = {
      {"one proxy", true, "p.corp:8080", "", "http://p.corp:8080",
       "ProxyServer in % sets http://p.corp:8080"},
      {"one for each protocol", true, "http=h:1;https=s:2", "", "http://s:2",
       "ProxyServer in % sets http://s:2"},
      {"one for HTTP alone", true, "http=h:1", "", "", "no proxy is set"},
      {"one without a port", true, "p.corp", "", "http://p.corp:80",
       "ProxyServer in % sets http://p.corp:80"},
      {"SOCKS for all", true, "socks=k:1080", "", "socks4://k:1080",
       "ProxyServer in % sets socks4://k:1080"},
      {"switched off", false, "p.corp:8080", "", "", "no proxy is set"},
      {"the host is exempt", true, "p.corp:8080", "*.windows.net;<local>", "",
       "the bypass list entry '*.windows.net' of ProxyOverride in % matches"},
      {"another host is exempt", true, "p.corp:8080", "*.corp", "http://p.corp:8080",
       "ProxyServer in % sets http://p.corp:8080"},
      {"not to be understood", true, "http=:::", "", "",
       "ProxyServer in % sets a proxy that cannot be used"},
  };
  return all;
}

constexpr auto sources = std::to_array<const char*>({"binary", "values", "both", "machine"});

WinInetTexts by_values(const std::string& place, const Form& form) {
  WinInetTexts texts;
  texts.place = place;
  texts.enable = form.enabled ? 1 : 0;
  texts.server = form.proxy;
  texts.bypass = form.bypass;
  return texts;
}

WinInetTexts by_binary(const std::string& place, const Form& form) {
  WinInetTexts texts;
  texts.place = place;
  texts.connections = number(0x46) + number(3) + number(form.enabled ? 3 : 1) + text(form.proxy) +
                      text(form.bypass) + text("");
  return texts;
}

/// Everybody has a proxy that nobody should get, but the account that is asked for.
WindowsProxyTexts machine_with(const Identity& identity, std::string_view source, const Form& form,
                               std::string& place) {
  WindowsProxyTexts texts;
  texts.is_here = true;
  const Form other{"", true, "wrong.corp:1", "", "", ""};
  texts.caller = by_values("HKCU", other);
  texts.machine = by_values("HKLM", other);
  for (const Identity& one : identities()) {
    if (!one.sid.empty()) {
      texts.accounts[one.sid] = by_values("HKU\\" + one.sid, other);
    }
    if (one.component.kind == Kind::service) {
      texts.service_sids[one.component.unit] = one.sid;
    }
  }
  const std::string own = identity.sid.empty() ? "HKCU" : "HKU\\" + identity.sid;
  WinInetTexts& own_texts = identity.sid.empty() ? texts.caller : texts.accounts[identity.sid];
  place = own;
  if (source == "values") {
    own_texts = by_values(own, form);
  } else if (source == "machine") {
    texts.per_machine = true;
    texts.machine = by_values("HKLM", form);
    place = "HKLM";
  } else {
    own_texts = by_binary(own, form);
    place = R"(Connections\DefaultConnectionSettings of )" + own;
    if (source == "both") {
      own_texts.enable = 1;
      own_texts.server = "stale.corp:1";
    }
  }
  return texts;
}

TEST(WindowsProxies, are_those_of_the_account_in_each_form) {
  int rows = 0;
  for (const Identity& identity : identities()) {
    for (const std::string_view source : sources) {
      for (const Form& form : forms()) {
        const std::string row =
            fmt::format("{}, by {}, {}", name_of(identity.component), source, form.name);
        std::string place;
        ProxyTexts texts;
        texts.windows = machine_with(identity, source, form, place);
        const ProxySettings settings = settings_of(identity.component, texts);
        const ProxyChoice choice =
            choose_proxy(settings, {"x.blob.core.windows.net", Protocol::https, 443, "Storage"});
        std::string reason = form.reason;
        if (const std::size_t at = reason.find('%'); at != std::string::npos) {
          reason.replace(at, 1, place);
        }
        const bool is_spare = form.name == "one for HTTP alone";
        EXPECT_EQ(choice.proxy() == nullptr ? "" : choice.proxy()->url(), form.wanted) << row;
        EXPECT_TRUE(is_spare || reason_of(choice, settings).starts_with(reason))
            << row << ": " << reason_of(choice, settings);
        ++rows;
      }
    }
  }
  EXPECT_GE(rows, 60);
}

TEST(WindowsProxies, that_may_not_be_read_are_told_and_not_guessed) {
  ProxyTexts texts;
  texts.windows.is_here = true;
  texts.windows.caller = by_values("HKCU", forms().front());
  texts.windows.accounts["S-1-5-18"].place = R"(HKU\S-1-5-18)";
  texts.windows.accounts["S-1-5-18"].unreadable = true;
  EXPECT_EQ(settings_of({Kind::system, ""}, texts), ProxySettings{});
  const auto places = windows_places_of(texts.windows);
  ASSERT_EQ(places.size(), 5U);  // the caller's, MARS' own, SYSTEM's, the machine's, WinHTTP's
  EXPECT_EQ(places[0].state, ProxyPlace::State::read);
  EXPECT_EQ(places[1].state, ProxyPlace::State::unreadable);
  EXPECT_EQ(places[1].used_by, "the MARS agent, before anything else");
  EXPECT_EQ(places[2].state, ProxyPlace::State::unreadable);
  EXPECT_EQ(places[3].state, ProxyPlace::State::absent);
  EXPECT_EQ(places[4].state, ProxyPlace::State::absent);
}

TEST(WindowsProxies, give_way_to_a_script) {
  WindowsProxyTexts texts;
  texts.is_here = true;
  WinInetTexts& account = texts.accounts["S-1-5-18"];
  account.place = "HKU";
  account.script_url = "http://pac.corp/x.pac";
  EXPECT_EQ(windows_script_of({Kind::mars, ""}, texts).url, "http://pac.corp/x.pac");
  EXPECT_EQ(windows_script_of({Kind::mars, ""}, texts).source, "AutoConfigURL in HKU");
  EXPECT_EQ(windows_script_of({Kind::user, ""}, texts).url, "");
  account.connections =
      number(0x46) + number(1) + number(1) + text("") + text("") + text("http://pac.corp/x.pac");
  EXPECT_EQ(windows_script_of({Kind::mars, ""}, texts).url, "");
  account.connections =
      number(0x46) + number(1) + number(5) + text("") + text("") + text("http://pac.corp/y.pac");
  EXPECT_EQ(windows_script_of({Kind::system, ""}, texts).url, "http://pac.corp/y.pac");
}

TEST(WindowsProxies, of_winhttp_are_shown_and_taken_by_nobody) {
  ProxyTexts texts;
  texts.windows.is_here = true;
  texts.windows.winhttp_place = "HKLM";
  texts.windows.winhttp = number(0x28) + number(0) + number(3) + text("w:8080") + text("<local>");
  for (const Identity& identity : identities()) {
    EXPECT_EQ(settings_of(identity.component, texts), ProxySettings{});
  }
  const ProxyPlace place = windows_places_of(texts.windows).back();
  ASSERT_EQ(place.proxies.size(), 1U);
  EXPECT_EQ(place.proxies[0].setting.url, "http://w:8080");
  EXPECT_EQ(place.bypass.entries, std::vector<std::string>{"<local>"});
}

TEST(WindowsServices, have_the_settings_of_their_account) {
  EXPECT_EQ(sid_of_service_account("LocalSystem"), system_sid);
  EXPECT_EQ(sid_of_service_account(R"(nt authority\localservice)"), local_service_sid);
  EXPECT_EQ(sid_of_service_account(R"(NT AUTHORITY\NetworkService)"), network_service_sid);
  EXPECT_EQ(sid_of_service_account(R"(NT Service\AzureWLBackupPluginSvc)"), sql_plugin_sid);
  EXPECT_EQ(sid_of_service_account(R"(CORP\backup)"), "");
  EXPECT_EQ(sid_of_service_account(""), "");
}

constexpr auto on_windows =
    std::to_array({Kind::env, Kind::user, Kind::system, Kind::mars, Kind::sql, Kind::service});

TEST(WindowsComponents, have_their_names) {
  for (const char* name : {"env", "user", "system", "mars", "sql", "service:obengine"}) {
    const auto component = parse_component(name, on_windows);
    ASSERT_TRUE(component) << name;
    EXPECT_EQ(name_of(*component), name);
    EXPECT_FALSE(words_for(*component).empty());
    const std::string place = settings_owner(*component, on_windows).place;
    EXPECT_FALSE(place.empty());
    EXPECT_EQ(place.find("systemd"), std::string::npos) << place;
  }
  for (const char* name : {"waagent", "service:", R"(service:a\b)", "service:a b", "service:a/b"}) {
    EXPECT_FALSE(parse_component(name, on_windows)) << name;
  }
}

}  // namespace windows_sources_test
}  // namespace netprobe
