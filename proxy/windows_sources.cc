#include "proxy/windows_sources.h"

#include "netprobe/core/text.h"
#include "netprobe/core/url.h"
#include "proxy/wininet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

using Kind = Component::Kind;

constexpr std::string_view by_caller = "browsers and programs of whoever calls; no backup agent";
constexpr std::string_view by_system =
    "what runs as SYSTEM: the MARS agent, where it has no setting of its own";
constexpr std::string_view by_local_service = "services that run as LocalService";
constexpr std::string_view by_network_service = "services that run as NetworkService";
constexpr std::string_view by_sql = "the SQL Server plug-in (AzureWLBackupPluginSvc)";
constexpr std::string_view by_everybody = "every account, as ProxySettingsPerUser is 0";
constexpr std::string_view by_nobody =
    "nobody: each account has its own, unless ProxySettingsPerUser is 0";
constexpr std::string_view by_winhttp =
    "services that speak through WinHTTP (netsh winhttp show proxy); no backup agent is known to";

/// What the account's values say, in one form.
ConnectionSettings read(const WinInetTexts& texts) {
  if (auto settings = parse_connection_settings(texts.connections.value_or(""))) {
    return *std::move(settings);
  }
  ConnectionSettings settings;
  settings.uses_proxy = texts.enable.value_or(0) != 0;
  settings.proxy = texts.server.value_or("");
  settings.bypass = texts.bypass.value_or("");
  settings.script_url = texts.script_url.value_or("");
  settings.uses_script = !settings.script_url.empty();
  return settings;
}

FoundProxy found(const std::string& source, const std::string& text,
                 const std::optional<Proxy>& proxy, const std::string& problem) {
  FoundProxy one;
  one.setting.source = source;
  one.setting.url = proxy ? proxy->url() : printable(without_user_information(text), 200);
  one.setting.problem = problem;
  one.proxy = proxy;
  return one;
}

/// Both proxies of a text, and its bypass list; nothing where no proxy is switched on.
ProxySettings settings_in(const ConnectionSettings& connection, const std::string& source,
                          const std::string& bypass_source) {
  ProxySettings settings;
  if (!connection.uses_proxy || trim(connection.proxy).empty()) {
    return settings;
  }
  const auto pair = parse_windows_proxy_list(connection.proxy);
  if (!pair) {
    settings.https = found(source, connection.proxy, std::nullopt, pair.error().message);
    settings.http = settings.https;
    return settings;
  }
  if (pair->https) {
    settings.https = found(source, connection.proxy, pair->https, "");
  }
  if (pair->http) {
    settings.http = found(source, connection.proxy, pair->http, "");
  }
  settings.bypass = {BypassRules::wininet, split_wininet_bypass(connection.bypass), bypass_source};
  return settings;
}

std::string value_words(const WinInetTexts& texts, std::string_view name) {
  const bool is_binary = parse_connection_settings(texts.connections.value_or("")).has_value();
  return is_binary ? fmt::format(R"({} in Connections\DefaultConnectionSettings of {})", name,
                                 texts.place)
                   : fmt::format("{} in {}", name, texts.place);
}

ProxySettings settings_of(const WinInetTexts& texts) {
  return settings_in(read(texts), value_words(texts, "ProxyServer"),
                     value_words(texts, "ProxyOverride"));
}

const WinInetTexts& account(const WindowsProxyTexts& texts, std::string_view sid) {
  static const WinInetTexts none;
  const auto one = texts.accounts.find(std::string(sid));
  return one == texts.accounts.end() ? none : one->second;
}

const WinInetTexts& texts_for(const Component& component, const WindowsProxyTexts& texts) {
  if (texts.per_machine) {
    return texts.machine;
  }
  switch (component.kind) {
    case Kind::system:
    case Kind::mars:
      return account(texts, system_sid);
    case Kind::sql:
      return account(texts, sql_plugin_sid);
    case Kind::service: {
      const auto sid = texts.service_sids.find(component.unit);
      return account(texts, sid == texts.service_sids.end() ? "" : sid->second);
    }
    case Kind::env:
    case Kind::user:
    case Kind::waagent:
    case Kind::hana:
      break;
  }
  return texts.caller;
}

bool is_there(const WinInetTexts& texts) {
  return texts.connections || texts.enable || texts.server || texts.bypass || texts.script_url;
}

void add_proxies(const ProxySettings& settings, ProxyPlace& place) {
  if (settings.https && settings.http && settings.https->setting == settings.http->setting) {
    place.proxies.push_back({"ProxyServer", "HTTPS and HTTP", settings.https->setting});
  } else {
    if (settings.https) {
      place.proxies.push_back({"ProxyServer", "HTTPS", settings.https->setting});
    }
    if (settings.http) {
      place.proxies.push_back({"ProxyServer", "HTTP", settings.http->setting});
    }
  }
  place.bypass = settings.bypass;
}

void add_notes(const WinInetTexts& texts, ProxyPlace& place) {
  const ConnectionSettings settings = read(texts);
  if (settings.uses_script) {
    place.notes.push_back(
        fmt::format("a PAC script goes before it: {}",
                    printable(without_user_information(settings.script_url), 300)));
  }
  if (settings.detects) {
    place.notes.emplace_back(
        "automatic detection is on: where the network offers a script (netprobe check --wpad "
        "looks), "
        "that goes before it");
  }
  if (!settings.uses_proxy && !settings.proxy.empty()) {
    place.notes.push_back(fmt::format("it names {} and is switched off",
                                      printable(without_user_information(settings.proxy), 200)));
  }
  if (texts.connections && !parse_connection_settings(*texts.connections)) {
    place.notes.emplace_back(
        "DefaultConnectionSettings has a form that is not known here; the values beside it were "
        "read");
  }
}

ProxyPlace place_of(const WinInetTexts& texts, std::string_view used_by) {
  ProxyPlace place;
  place.name = texts.place;
  place.used_by = used_by;
  place.state = is_there(texts)    ? ProxyPlace::State::read
                : texts.unreadable ? ProxyPlace::State::unreadable
                                   : ProxyPlace::State::absent;
  if (is_there(texts)) {
    add_proxies(settings_of(texts), place);
    add_notes(texts, place);
  }
  return place;
}

ProxyPlace place_of_mars() {
  ProxyPlace place;
  place.name = "(Get-OBMachineSetting).ProxySetting";
  place.used_by = "the MARS agent, before anything else";
  place.state = ProxyPlace::State::unreadable;
  place.notes.emplace_back(
      "Microsoft documents no place of the registry for it, so it is not read: ask PowerShell on a "
      "machine with the agent, and test what it names with --proxy");
  return place;
}

ProxyPlace place_of_winhttp(const WindowsProxyTexts& texts) {
  ProxyPlace place;
  place.name = texts.winhttp_place;
  place.used_by = by_winhttp;
  place.state = texts.winhttp ? ProxyPlace::State::read : ProxyPlace::State::absent;
  const auto settings = parse_winhttp_settings(texts.winhttp.value_or(""));
  if (settings) {
    add_proxies(settings_in(*settings, "WinHttpSettings in " + texts.winhttp_place,
                            "WinHttpSettings in " + texts.winhttp_place),
                place);
  } else if (texts.winhttp) {
    place.notes.emplace_back("WinHttpSettings has a form that is not known here");
  }
  return place;
}

std::string used_by_account(const std::string& sid, const WindowsProxyTexts& texts) {
  struct Known {
    std::string_view sid, words;
  };
  constexpr auto known = std::to_array<Known>({{system_sid, by_system},
                                               {local_service_sid, by_local_service},
                                               {network_service_sid, by_network_service},
                                               {sql_plugin_sid, by_sql}});
  const auto* const one =
      std::find_if(known.begin(), known.end(), [&](const Known& row) { return row.sid == sid; });
  if (one != known.end()) {
    return std::string(one->words);
  }
  const auto service = std::find_if(texts.service_sids.begin(), texts.service_sids.end(),
                                    [&](const auto& entry) { return entry.second == sid; });
  return service == texts.service_sids.end() ? "the account " + sid
                                             : "the service " + service->first;
}

}  // namespace

std::string sid_of_service_account(std::string_view account) {
  struct Known {
    std::string_view name, sid;
  };
  constexpr auto known = std::to_array<Known>({
      {"LocalSystem", system_sid},
      {R"(.\LocalSystem)", system_sid},
      {R"(NT AUTHORITY\SYSTEM)", system_sid},
      {R"(NT AUTHORITY\LocalService)", local_service_sid},
      {R"(NT AUTHORITY\NetworkService)", network_service_sid},
      {R"(NT AUTHORITY\Local Service)", local_service_sid},
      {R"(NT AUTHORITY\Network Service)", network_service_sid},
      {R"(NT Service\AzureWLBackupPluginSvc)", sql_plugin_sid},
  });
  const auto* const one = std::find_if(known.begin(), known.end(), [&](const Known& row) {
    return equals_ignoring_case(row.name, trim(account));
  });
  return one == known.end() ? "" : std::string(one->sid);
}

ProxySettings windows_settings_of(const Component& component, const WindowsProxyTexts& texts) {
  return settings_of(texts_for(component, texts));
}

WindowsScript windows_script_of(const Component& component, const WindowsProxyTexts& texts) {
  const WinInetTexts& account = texts_for(component, texts);
  const ConnectionSettings settings = read(account);
  return settings.uses_script && !settings.script_url.empty()
             ? WindowsScript{settings.script_url, value_words(account, "AutoConfigURL")}
             : WindowsScript{};
}

std::vector<ProxyPlace> windows_places_of(const WindowsProxyTexts& texts) {
  std::vector<ProxyPlace> places;
  if (!texts.is_here) {
    return places;
  }
  places.push_back(place_of(texts.caller, by_caller));
  places.push_back(place_of_mars());
  for (const auto& [sid, account] : texts.accounts) {
    places.push_back(place_of(account, used_by_account(sid, texts)));
  }
  places.push_back(place_of(texts.machine, texts.per_machine ? by_everybody : by_nobody));
  places.push_back(place_of_winhttp(texts));
  return places;
}

}  // namespace netprobe
