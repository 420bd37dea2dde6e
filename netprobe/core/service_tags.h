#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/ip_set.h"
#include "netprobe/core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A service tag: a name that stands for the prefixes of an Azure service, in one region or in all.
struct ServiceTag {
  std::string name;            ///< "AzureBackup.WestEurope"
  std::string id;              ///< the same in every file that Microsoft has published
  std::string system_service;  ///< "AzureBackup"; empty for AzureCloud
  std::string region;          ///< as the file spells it ("westeurope", "centralfrance"), or empty
  std::uint64_t change_number = 0;
  std::vector<Cidr> prefixes;  ///< as listed, both families
  bool operator==(const ServiceTag&) const = default;

  [[nodiscard]] IpSet addresses() const { return IpSet(prefixes); }
};

/// The tags of one cloud at one time.
struct ServiceTags {
  std::string file;   ///< empty: the snapshot that the program carries
  std::string cloud;  ///< as the file spells it: "Public", "AzureGovernment", "China"; or empty
  std::uint64_t change_number = 0;  ///< grows with every publication; 0 where the file has none
  std::string date;                 ///< "2025-10-28", or empty where nothing tells it
  bool is_partial = false;          ///< the answer of the API goes on at another address
  std::vector<ServiceTag> tags;     ///< in the order of the file, no two of the same name
  bool operator==(const ServiceTags&) const = default;

  /// Names are compared without letter case, as Azure does. Nothing when there is none.
  [[nodiscard]] const ServiceTag* find(std::string_view name) const;
  /// The tag of a service in one region, which is given by all the spellings that files have for
  /// it.
  [[nodiscard]] const ServiceTag* find_in_region(std::string_view service,
                                                 std::span<const std::string> region) const;

  /// "Public service tags of 2025-10-28 (change 375), carried by netprobe": for whatever used them.
  [[nodiscard]] std::string description() const;
};

/// "AzureBackup" of "AzureBackup.WestEurope".
std::string_view service_of(std::string_view tag_name);
/// "WestEurope" of "AzureBackup.WestEurope", which says more than the file's own region: that is
/// spelled otherwise in places, and given to "Storage.EastUS2Stage" too. Empty for a tag without a
/// region, such as "AzureActiveDirectory.ServiceEndpoint".
std::string_view region_suffix(const ServiceTag& tag);

/// Microsoft publishes new prefixes every week, and begins to use them a week later at the earliest
/// (learn.microsoft.com/azure/virtual-network/service-tags-overview). Nothing for a date that is
/// none.
std::optional<int> age_in_days(std::string_view date, WallTime now);
/// Older than 90 days.
bool is_stale(std::string_view date, WallTime now);
/// A sentence about tags that are stale or only a part of all; nothing to say of any others.
std::optional<std::string> warning_about(const ServiceTags& tags, WallTime now);

/// Has each region a tag of its own for the service, with hosts that no other region needs? The
/// sign-in and management services answer from every region.
inline constexpr std::array<std::string_view, 2> regional_services = {"AzureBackup", "Storage"};
constexpr bool is_regional_service(std::string_view service) {
  return service == regional_services[0] || service == regional_services[1];
}

}  // namespace netprobe
