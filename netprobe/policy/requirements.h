#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/service_tags.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// What must be let through, in the terms of rules by address: a service tag or a range, at one
/// port, by TCP.
struct Requirement {
  std::string id;                        ///< "tag-azure-backup:443"; unique
  std::vector<std::string> catalog_ids;  ///< the rows that ask for it
  std::string service_tag;               ///< of a range the tag that it is of; may be empty
  std::optional<Cidr> range;             ///< nothing: the whole tag
  std::uint16_t port = 0;
  bool required = false;
  bool comparison = false;  ///< tested beside another port, never required
  std::vector<Workload> workloads;
  std::string purpose;
  bool operator==(const Requirement&) const = default;

  [[nodiscard]] std::string destination() const { return range ? range->to_string() : service_tag; }
};

/// A region as service tags spell it; all its spellings (`tag_region`).
using RegionSpellings = std::vector<std::string>;

struct Requirements {
  std::vector<Requirement> list;        ///< the required ones first
  std::vector<std::string> not_judged;  ///< required rows that no tag covers: "*.microsoft.com:443"
};

/// What the catalog's rows ask for: the tag of each row that has one, the ranges, the rule-only
/// rows. With regions, AzureBackup and Storage are narrowed to their tags there; the others have
/// none that would do.
Requirements requirements_of(const Catalog& catalog, std::span<const Workload> workloads,
                             const ServiceTags& tags, std::span<const RegionSpellings> regions);

/// The services whose tags a region has of its own, and those of the regions: "Storage" to
/// "Storage.WestEurope". A service that one of them has no tag for is left out.
std::map<std::string, std::vector<std::string>> regional_tags_of(
    const ServiceTags& tags, std::span<const RegionSpellings> regions);

}  // namespace netprobe
