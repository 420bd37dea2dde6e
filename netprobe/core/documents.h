#pragma once

#include <array>
#include <string_view>

/// The one table of pages that the program sends people to. Whoever refreshes it reads the page,
/// compares it with what the program says where it links there, and changes `held`.
namespace netprobe {

enum class Page {
  mars_agent,
  mars_agent_china,
  sql_server,
  sap_hana,
  vm_snapshots,
  file_recovery,
  tls_versions,
  security_groups,
  outbound_access,
  sign_in_ranges,
  pac_files,
  certificate_authorities,
};

struct Document {
  Page page;
  std::string_view url;
  std::string_view about;    ///< what it is cited for
  std::string_view revised;  ///< the date that the copy itself bears
  std::string_view held;     ///< when the program was last held against that copy's content
};

inline constexpr std::array documents = {
    Document{Page::mars_agent,
             "https://learn.microsoft.com/azure/backup/backup-support-matrix-mars-agent",
             "the names that the MARS agent needs, in the public cloud and the US Government's "
             "(its part on network access, which has a date of its own)",
             "2025-02-28", "2026-11-27"},
    Document{Page::mars_agent_china,
             "https://docs.azure.cn/en-us/backup/backup-support-matrix-mars-agent",
             "the names that the MARS agent needs in China, by 21Vianet", "2021-03-01",
             "2026-11-27"},
    Document{Page::sql_server,
             "https://learn.microsoft.com/azure/backup/backup-sql-server-database-azure-vms",
             "what SQL Server in a VM needs: tags, names, no proxy that asks for a password, no "
             "TLS inspection by Azure Firewall",
             "2025-12-17", "2026-11-27"},
    Document{Page::sap_hana,
             "https://learn.microsoft.com/azure/backup/backup-azure-sap-hana-database",
             "the same for SAP HANA in a VM", "2026-02-16", "2026-11-27"},
    Document{Page::vm_snapshots,
             "https://learn.microsoft.com/azure/backup/"
             "backup-azure-troubleshoot-vm-backup-fails-snapshot-timeout",
             "168.63.129.16 and its ports, the guest agent's errors", "2025-11-12", "2026-11-27"},
    Document{Page::file_recovery,
             "https://learn.microsoft.com/azure/backup/backup-azure-restore-files-from-vm",
             "TCP 3260 to the recovery service, and no proxy between", "2023-06-30", "2026-11-27"},
    Document{Page::tls_versions,
             "https://learn.microsoft.com/azure/backup/transport-layer-security",
             "TLS 1.2 at least, and how Windows is told to offer it", "2022-09-20", "2026-11-27"},
    Document{Page::security_groups,
             "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
             "priorities, one service tag a rule, and the platform's addresses, which rules leave "
             "alone",
             "2025-07-15", "2026-11-27"},
    Document{Page::outbound_access,
             "https://learn.microsoft.com/azure/virtual-network/ip-services/"
             "default-outbound-access",
             "private subnets, and the ways out of them", "2026-01-30", "2026-11-27"},
    Document{Page::sign_in_ranges,
             "https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges",
             "the address ranges of sign-in", "2025-04-02", "2026-11-27"},
    Document{Page::pac_files,
             "https://learn.microsoft.com/troubleshoot/developer/browsers/administration/"
             "cannot-read-pac-file",
             "which content types and endings WinHTTP takes for a PAC script", "2020-03-26",
             "2026-11-27"},
    Document{Page::certificate_authorities,
             "https://learn.microsoft.com/azure/security/fundamentals/"
             "azure-certificate-authority-details",
             "the roots and the authorities below them that Azure's certificates come from",
             "2025-11-17", "2026-11-27"},
};

constexpr std::string_view link_to(Page page) {
  for (const Document& document : documents) {
    if (document.page == page) {
      return document.url;
    }
  }
  return {};
}

}  // namespace netprobe
