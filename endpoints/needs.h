#pragma once

#include "netprobe/core/catalog.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A source's page, and when the copy of it that was read is from.
struct DatedPage {
  std::string page;
  std::string date;  ///< "2025-02-28", "2019"; empty where the page's words end in none
  bool operator==(const DatedPage&) const = default;
};
/// Of "backup-network-connectivity.md, 2025-02-28".
DatedPage dated_page(std::string_view text);

/// What a row is to one workload of one cloud, and who says so.
struct Need {
  Cloud cloud = Cloud::public_cloud;
  Workload workload = Workload::mars;
  bool required = false;
  std::string row;
  std::string name;
  std::vector<std::uint16_t> ports;
  std::string years;  ///< from the first source's first to the last one's last
  DatedPage source;   ///< of those that speak of the workload, the one that asked for it last
  bool operator==(const Need&) const = default;
};

/// Cloud by cloud, workload by workload, row by row.
std::vector<Need> needs_of(std::span<const Catalog> catalogs);

/// `endpoints list --needs`: one line a need, under a head line.
std::string needs_table(std::span<const Catalog> catalogs);
std::string needs_json(std::span<const Catalog> catalogs);

}  // namespace netprobe
