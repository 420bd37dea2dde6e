#include "netprobe/remedy/requester.h"

#include "netprobe/core/text.h"
#include "netprobe/remedy/allow_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

namespace netprobe {

namespace {

/// The proxy asks in our place: what it sends from is its own.
bool is_beyond_proxy(const Observation& seen) {
  const auto cause = seen.failure ? std::optional(seen.failure->cause) : std::nullopt;
  return cause == Cause::proxy_upstream_dns || cause == Cause::proxy_upstream_timeout ||
         cause == Cause::proxy_upstream_refused || cause == Cause::proxy_upstream_failed;
}

std::string words_of(const std::string& proxy, const Observation& seen) {
  const std::string url = printable(proxy, 300);
  return seen.address ? fmt::format("{} ({})", url, seen.address->to_string()) : url;
}

std::string words_for(Workload workload) {
  switch (workload) {
    case Workload::mars:
      return "the MARS agent";
    case Workload::vm:
      return "backup of Azure VMs";
    case Workload::sql:
      return "SQL Server in Azure VMs";
    case Workload::hana:
      return "SAP HANA in Azure VMs";
    case Workload::mabs:
      return "Azure Backup Server and DPM";
  }
  return "";
}

std::string words_for(Cloud cloud) {
  switch (cloud) {
    case Cloud::public_cloud:
      return "";
    case Cloud::us_government:
      return " in Azure Government";
    case Cloud::china:
      return " in Azure China";
  }
  return "";
}

}  // namespace

Requester requester_of(const Report& report, const std::vector<std::string>& row_ids) {
  std::set<IpAddress> addresses;
  std::set<std::string> proxies;
  bool is_somebody_else = false;
  for (const PlannedRow& row : report.plan.rows) {
    if (std::find(row_ids.begin(), row_ids.end(), row.id) == row_ids.end()) {
      continue;
    }
    for (const Observation* seen : attempts_of(row, report.plan, report.observations)) {
      if (seen->outcome != Outcome::failed) {
        continue;
      }
      if (seen->proxy) {
        proxies.insert(words_of(*seen->proxy, *seen));
      }
      is_somebody_else |= is_beyond_proxy(*seen);
      if (seen->source && is_destination(*seen->source)) {
        addresses.insert(*seen->source);
      }
    }
  }
  if (is_somebody_else) {
    addresses.clear();
  }
  return {{addresses.begin(), addresses.end()}, {proxies.begin(), proxies.end()}};
}

std::string reason_for(const std::vector<Workload>& workloads, Cloud cloud) {
  std::vector<std::string> who;
  std::transform(workloads.begin(), workloads.end(), std::back_inserter(who),
                 [](Workload workload) { return words_for(workload); });
  return who.empty()
             ? "these are destinations of our own list, which this machine cannot do without"
             : fmt::format(
                   "Azure Backup{} ({}) registers, backs up and restores over these "
                   "connections; without them there is no backup of our data",
                   words_for(cloud), join(who, ", "));
}

}  // namespace netprobe
