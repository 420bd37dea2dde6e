#pragma once

#include "proxy/component.h"
#include "proxy/settings.h"
#include "proxy/windows_settings.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Who has proxy settings of WinINet on Windows: each account its own, in its hive of HKEY_USERS.
/// SIDs of the accounts that services run as ("Well-known SIDs",
/// learn.microsoft.com/windows/win32), and of NT Service\AzureWLBackupPluginSvc, whose settings the
/// SQL Server plug-in takes.
constexpr std::string_view system_sid = "S-1-5-18";
constexpr std::string_view local_service_sid = "S-1-5-19";
constexpr std::string_view network_service_sid = "S-1-5-20";
constexpr std::string_view sql_plugin_sid =
    "S-1-5-80-1631947889-4033244730-3205203906-53534054-4184208151";

/// What one account's hive holds. Where the binary value is there, WinINet goes by it; the others
/// are what the dialog and policies write.
struct WinInetTexts {
  std::string place;                       ///< R"(HKU\S-1-5-18\Software\…\Internet Settings)"
  bool unreadable = false;                 ///< not for this user; nor is a hive that is not loaded
  std::optional<std::string> connections;  ///< DefaultConnectionSettings
  std::optional<std::uint32_t> enable;     ///< ProxyEnable
  std::optional<std::string> server, bypass, script_url;
  bool operator==(const WinInetTexts&) const = default;
};

struct WindowsProxyTexts {
  bool is_here = false;  ///< is this Windows at all?
  /// ProxySettingsPerUser is 0: the machine's settings count for every account.
  bool per_machine = false;
  WinInetTexts machine, caller;
  std::map<std::string, WinInetTexts> accounts;     ///< by SID
  std::map<std::string, std::string> service_sids;  ///< of the services asked about: name to SID
  std::string winhttp_place;
  std::optional<std::string> winhttp;  ///< WinHttpSettings
};

/// The account that a service runs as (ObjectName of its key) by its SID, where that is one of the
/// three; empty for another, which the system has to be asked about.
std::string sid_of_service_account(std::string_view account);

/// What that component takes of Windows' settings; the caller's for those that take none.
ProxySettings windows_settings_of(const Component& component, const WindowsProxyTexts& texts);

/// The PAC script that goes before the proxy of these settings; empty: none does.
struct WindowsScript {
  std::string url, source;
};
WindowsScript windows_script_of(const Component& component, const WindowsProxyTexts& texts);

/// Every place, with who reads it.
std::vector<ProxyPlace> windows_places_of(const WindowsProxyTexts& texts);

}  // namespace netprobe
