#pragma once

#include "proxy/settings.h"

#include <string_view>

namespace netprobe {

/// The proxy of the SAP HANA backup extension, from the text of ExtensionSettingsOverrides.json
/// ("Back up SAP HANA databases to Azure", learn.microsoft.com/azure/backup/
/// backup-azure-sap-hana-database): ProxyServerAddress, for those of Entra ID, Azure Backup and
/// Azure Storage whose switch is true; only Entra ID is supported. A switch that is false or
/// missing means direct. Whatever else the file holds belongs to others. Nothing is decided where
/// it names no proxy and turns none on; where it cannot be used, its `problem` says why.
///
/// What the file does not decide comes from `environment`, that of the extension's processes.
ProxySettings hana_settings(std::string_view text, std::string_view file,
                            const Variables& environment);

inline constexpr auto hana_overrides_path = "/opt/msawb/bin/ExtensionSettingsOverrides.json";
/// Its programs lie below this folder; the names of its services are not documented.
inline constexpr auto hana_programs = "/opt/msawb/";

}  // namespace netprobe
