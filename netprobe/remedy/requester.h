#pragma once

#include "netprobe/core/report.h"

#include <string>
#include <vector>

namespace netprobe {

/// Whose traffic it is, as far as the attempts tell. A rule that names it opens nothing for others.
struct Requester {
  /// What this machine sent from; none where something between it and the far end sends in its
  /// place, which nobody here can see.
  std::vector<IpAddress> addresses;
  std::vector<std::string> proxies;  ///< that it went by: "http://proxy.corp:3128 (10.0.0.9)"
  bool operator==(const Requester&) const = default;
};

/// Of the attempts that failed, of these rows.
Requester requester_of(const Report& report, const std::vector<std::string>& row_ids);

/// What the business has of it, in one sentence.
std::string reason_for(const std::vector<Workload>& workloads, Cloud cloud);

}  // namespace netprobe
