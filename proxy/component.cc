#include "proxy/component.h"

#include "netprobe/core/text.h"
#include "proxy/hana.h"
#include "proxy/systemd_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

using Kind = Component::Kind;

constexpr auto kinds = std::to_array({Kind::env, Kind::waagent, Kind::hana, Kind::service,
                                      Kind::user, Kind::system, Kind::mars, Kind::sql});

std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::env:
      return "env";
    case Kind::waagent:
      return "waagent";
    case Kind::hana:
      return "hana";
    case Kind::service:
      return "service";
    case Kind::user:
      return "user";
    case Kind::system:
      return "system";
    case Kind::mars:
      return "mars";
    case Kind::sql:
      return "sql";
  }
  return "";
}

std::string words_here(std::span<const Kind> here) {
  std::vector<std::string> words;
  for (const Kind kind : here) {
    words.push_back(kind == Kind::service ? "service:NAME" : std::string(word_of(kind)));
  }
  return join(words, ", ");
}

std::string why_not_here(Kind kind) {
  if (kind == Kind::user || kind == Kind::system) {
    return "an account of Windows";
  }
  if (kind == Kind::mars || kind == Kind::sql) {
    return "which runs on Windows and keeps its settings there (test a server's own proxy with "
           "--proxy, its exceptions with --proxy-bypass)";
  }
  return "which does not run on this system";
}

/// One line that sets it for SYSTEM: bitsadmin knows the accounts of services by name.
std::vector<std::string> set_for_system() {
  return {"bitsadmin /util /setieproxy LOCALSYSTEM MANUAL_PROXY PROXY:PORT \"<local>\""};
}

bool is_windows_service_name(std::string_view text) {
  constexpr std::size_t longest = 256;  // CreateService
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '/' && c != '\\'; });
}

}  // namespace

bool is_windows(std::span<const Kind> here) {
  return std::find(here.begin(), here.end(), Kind::system) != here.end();
}

std::string service_name(std::string_view text, std::span<const Kind> here) {
  if (!is_windows(here)) {
    return service_unit_name(text);
  }
  return is_windows_service_name(text) ? std::string(text) : "";
}

std::string name_of(const Component& component) {
  return component.kind == Kind::service ? "service:" + component.unit
                                         : std::string(word_of(component.kind));
}

std::string words_for(const Component& component) {
  switch (component.kind) {
    case Kind::env:
      return "this process";
    case Kind::waagent:
      return "the Azure Linux agent";
    case Kind::hana:
      return "the HANA extension";
    case Kind::service:
      return fmt::format("the service {}", component.unit);
    case Kind::user:
      return "whoever calls";
    case Kind::system:
      return "the account SYSTEM";
    case Kind::mars:
      return "the MARS agent";
    case Kind::sql:
      return "the SQL Server plug-in";
  }
  return "";
}

SettingsOwner settings_owner(const Component& component, std::span<const Kind> here) {
  switch (component.kind) {
    case Kind::env:
      return {"the environment variables https_proxy, http_proxy and no_proxy", {}};
    case Kind::waagent:
      return {"HttpProxy.Host and HttpProxy.Port in /etc/waagent.conf",
              {"systemctl restart walinuxagent || systemctl restart waagent"}};
    case Kind::hana:
      return {fmt::format("ProxyServerAddress and UseProxyForAAD in {} (for Entra ID alone)",
                          hana_overrides_path),
              {fmt::format("chmod 750 {0}; chown root:msawb {0}", hana_overrides_path)}};
    case Kind::user:
      return {"the proxy settings of Windows for this user", {}};
    case Kind::system:
      return {R"(the WinINet settings of SYSTEM (HKU\S-1-5-18))", set_for_system()};
    case Kind::service:
      if (is_windows(here)) {
        return {fmt::format("the WinINET settings of the account that {} runs as (sc.exe qc {})",
                            component.unit, component.unit),
                {}};
      }
      return {fmt::format("[Service] in /etc/systemd/system/{}.d/proxy.conf", component.unit),
              {fmt::format("systemctl daemon-reload; systemctl restart {}", component.unit)}};
    case Kind::mars:
      return {R"(the agent's own proxy settings, or the WinINet settings of SYSTEM (HKU\S-1-5-18))",
              {"Set-OBMachineSetting -ProxyServer http://PROXY -ProxyPort PORT",
               "Restart-Service obengine"}};
    case Kind::sql:
      return {"the WinINET settings of NT Service\\AzureWLBackupPluginSvc", {}};
  }
  return {};
}

Result<Component> parse_component(std::string_view text, std::span<const Kind> here) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view word = text.substr(0, colon);
  const auto* const kind = std::find_if(kinds.begin(), kinds.end(), [&](Kind one) {
    return equals_ignoring_case(word_of(one), word);
  });
  const bool names_service = kind != kinds.end() && *kind == Kind::service;
  if (kind == kinds.end() || (colon < text.size() && !names_service)) {
    return usage_error(fmt::format("--as: found \"{}\", expected one of {}", printable(text, 100),
                                   words_here(here)));
  }
  if (std::find(here.begin(), here.end(), *kind) == here.end()) {
    return usage_error(fmt::format("--as: found \"{}\", {}; expected one of {}",
                                   printable(text, 100), why_not_here(*kind), words_here(here)));
  }
  if (!names_service) {
    return Component{*kind, ""};
  }
  std::string unit = service_name(text.substr(std::min(colon + 1, text.size())), here);
  if (unit.empty()) {
    return usage_error(
        fmt::format("--as: found \"{}\", expected service:NAME with the name of a {}",
                    printable(text, 100), is_windows(here) ? "service" : "systemd service"));
  }
  return Component{Kind::service, std::move(unit)};
}

}  // namespace netprobe
