#include "netprobe/cli/proxy_texts.h"

#include "netprobe/core/utf16.h"
#include "netprobe/probe/registry.h"
#include "netprobe/probe/winsock.h"

#include <sddl.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

using Kind = Component::Kind;

constexpr auto settings_key = R"(Software\Microsoft\Windows\CurrentVersion\Internet Settings)";
constexpr auto policy_key =
    R"(Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings)";

WinInetTexts read_wininet(Hive hive, const std::string& prefix) {
  const std::string key = prefix + settings_key;
  WinInetTexts texts;
  texts.place = std::string(name_of(hive)) + "\\" + key;
  const RegistryValue connections =
      registry_value(hive, key + R"(\Connections)", "DefaultConnectionSettings");
  const RegistryValue enable = registry_value(hive, key, "ProxyEnable");
  texts.unreadable = connections.is_denied || enable.is_denied;
  texts.connections = connections.bytes;
  texts.enable = enable.number;
  texts.server = registry_value(hive, key, "ProxyServer").text;
  texts.bypass = registry_value(hive, key, "ProxyOverride").text;
  texts.script_url = registry_value(hive, key, "AutoConfigURL").text;
  return texts;
}

/// The SID of an account, as the system knows it; empty where it knows none of that name.
std::string look_up_sid(const std::string& account) {
  std::array<unsigned char, SECURITY_MAX_SID_SIZE> sid{};
  auto sid_size = static_cast<DWORD>(sid.size());
  std::array<wchar_t, 512> domain{};
  auto domain_size = static_cast<DWORD>(domain.size());
  SID_NAME_USE use = SidTypeUnknown;
  wchar_t* text = nullptr;
  if (LookupAccountNameW(nullptr, wide_of(account).c_str(), sid.data(), &sid_size, domain.data(),
                         &domain_size, &use) == 0 ||
      ConvertSidToStringSidW(sid.data(), &text) == 0) {
    return "";
  }
  std::string result = utf8_of_wide(text);
  LocalFree(text);
  return result;
}

/// The account that the service runs as; empty where there is no such service.
std::string sid_of_service(const std::string& name) {
  const auto account =
      registry_value(Hive::machine, R"(SYSTEM\CurrentControlSet\Services\)" + name, "ObjectName");
  if (!account.text) {
    return "";
  }
  const std::string known = sid_of_service_account(*account.text);
  return known.empty() ? look_up_sid(*account.text) : known;
}

WindowsProxyTexts read_windows(const std::vector<std::string>& services) {
  WindowsProxyTexts texts;
  texts.is_here = true;
  texts.per_machine =
      registry_value(Hive::machine, policy_key, "ProxySettingsPerUser").number.value_or(1) == 0;
  texts.machine = read_wininet(Hive::machine, "");
  texts.caller = read_wininet(Hive::caller, "");
  std::vector<std::string> sids = {std::string(system_sid), std::string(local_service_sid),
                                   std::string(network_service_sid), std::string(sql_plugin_sid)};
  for (const std::string& name : services) {
    if (std::string sid = sid_of_service(name); !sid.empty()) {
      sids.push_back(sid);
      texts.service_sids.emplace(name, std::move(sid));
    }
  }
  for (const std::string& sid : sids) {
    texts.accounts.emplace(sid, read_wininet(Hive::users, sid + "\\"));
  }
  texts.winhttp_place = std::string("HKLM\\") + settings_key + R"(\Connections)";
  texts.winhttp = registry_value(Hive::machine, std::string(settings_key) + R"(\Connections)",
                                 "WinHttpSettings")
                      .bytes;
  return texts;
}

}  // namespace

std::span<const Kind> components_here() {
  static constexpr auto kinds =
      std::to_array({Kind::env, Kind::user, Kind::system, Kind::mars, Kind::sql, Kind::service});
  return kinds;
}

ProxyTexts proxy_texts_of(const Component& component, const EnvironmentVariables& environment) {
  return all_proxy_texts(component.kind == Kind::service ? std::vector<std::string>{component.unit}
                                                         : std::vector<std::string>(),
                         environment);
}

ProxyTexts all_proxy_texts(const std::vector<std::string>& services,
                           const EnvironmentVariables& environment) {
  ProxyTexts texts;
  texts.environment = environment;
  texts.windows = read_windows(services);
  return texts;
}

bool is_service_known(const ProxyTexts& texts, const std::string& unit) {
  return texts.windows.service_sids.contains(unit);
}

}  // namespace netprobe
