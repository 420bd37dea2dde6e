#pragma once

#include "netprobe/core/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A part of the system that has proxy settings of its own (`--as`).
struct Component {
  enum class Kind {
    env,      ///< this process
    user,     ///< WinINet of whoever calls, on Windows
    system,   ///< WinINet of the account SYSTEM, on Windows
    waagent,  ///< the Azure Linux agent, and with it the backup extension of Azure VMs
    hana,     ///< the SAP HANA backup extension
    service,  ///< any service of this system
    mars,     ///< the MARS agent, on Windows
    sql,      ///< the SQL Server backup plug-in, on Windows
  };
  Kind kind = Kind::env;
  std::string unit;  ///< of a service: "backup.service", on Windows "obengine"; empty for others
  bool operator==(const Component&) const = default;
};

std::string name_of(const Component& component);    ///< as `--as` has it
std::string words_for(const Component& component);  ///< "the HANA extension"

/// Where its proxy is set, and what is to be done for a change to take effect: the remedy of a
/// finding.
struct SettingsOwner {
  std::string place;  ///< a clause: "set HttpProxy.Host and … in /etc/waagent.conf"
  std::vector<std::string> commands;  ///< that make it take effect
};
SettingsOwner settings_owner(const Component& component, std::span<const Component::Kind> here);

/// Is this the Windows' list of components?
bool is_windows(std::span<const Component::Kind> here);

/// The name of a service as this system's manager knows it; empty for what cannot be one.
std::string service_name(std::string_view text, std::span<const Component::Kind> here);

/// The component of that name: "env", "waagent", "hana", "user", "system", "mars", "sql",
/// "service:NAME". The error
/// names those of this system, `here`, and says why one that exists elsewhere is not among them.
Result<Component> parse_component(std::string_view text, std::span<const Component::Kind> here);

}  // namespace netprobe
