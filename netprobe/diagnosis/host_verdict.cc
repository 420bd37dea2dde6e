#include "netprobe/diagnosis/host_verdict.h"

#include "netprobe/core/failover.h"
#include "netprobe/core/report.h"
#include "netprobe/diagnosis/causes.h"

#include <algorithm>

namespace netprobe {

bool works_elsewhere(const Attempts& attempts, const Uploads& uploads, const PlannedRow& row,
                     const RowProbe& probe) {
  const std::vector<TaskId> reached = tasks_reached(probe, attempts.all());
  for (const TaskId task : probe.tasks) {
    if (std::find(reached.begin(), reached.end(), task) != reached.end()) {
      continue;
    }
    for (const AttemptIndex index : attempts.of(task)) {
      if (is_ok(attempts[index]) && is_listed(row, probe, attempts[index]) &&
          !uploads.hung(attempts[index])) {
        return true;
      }
    }
  }
  return false;
}

namespace {

bool is_name_missing(const Attempts& attempts, const std::vector<AttemptIndex>& failed) {
  return std::all_of(failed.begin(), failed.end(),
                     [&](AttemptIndex i) { return is_missing_name(attempts[i].failure->cause); });
}

/// With one family excluded, a name without addresses of the other says nothing about the network.
bool is_family_excluded(const Attempts& attempts, const std::vector<AttemptIndex>& failed) {
  return attempts.plan().families != Families::both &&
         std::all_of(failed.begin(), failed.end(),
                     [&](AttemptIndex i) { return failed_with(attempts[i], Cause::dns_nodata); });
}

/// What became of the tasks that the agent gets to.
HostVerdict gather(const Attempts& attempts, const Uploads& uploads, const PlannedRow& row,
                   const RowProbe& probe) {
  HostVerdict host;
  host.guess = probe.guess;
  for (const TaskId task : tasks_reached(probe, attempts.all())) {
    for (const AttemptIndex index : attempts.of(task)) {
      const Observation& seen = attempts[index];
      if (!is_listed(row, probe, seen)) {
        continue;
      }
      // Who is answered and cannot upload is of no use to a backup.
      const auto hung = is_ok(seen) ? uploads.hung(seen) : std::nullopt;
      if (hung) {
        host.failed.push_back(*hung);
      } else if (is_ok(seen)) {
        host.passed.push_back(index);
      } else if (cause_of(seen)) {
        host.failed.push_back(index);
      } else {
        host.cut_short = host.cut_short || !seen.address || seen.address->family() == Family::ipv4;
      }
    }
  }
  return host;
}

/// Whatever failed before one passed: at proxies that the agent goes on from, and at addresses
/// beside good ones.
void split_failed(const Attempts& attempts, HostVerdict& host) {
  const auto dead = std::stable_partition(
      host.failed.begin(), host.failed.end(),
      [&](AttemptIndex i) { return !is_proxy_out_of_reach(attempts[i].failure->cause); });
  host.passed_over.assign(dead, host.failed.end());
  host.failed.erase(dead, host.failed.end());
}

}  // namespace

HostVerdict judge_host(const Attempts& attempts, const Uploads& uploads, const PlannedRow& row,
                       const RowProbe& probe) {
  HostVerdict host = gather(attempts, uploads, row, probe);
  if (!host.passed.empty()) {
    host.state = HostState::reachable;
    split_failed(attempts, host);
  } else if (host.failed.empty() || is_family_excluded(attempts, host.failed)) {
    host.state = HostState::undecided;
  } else if (works_elsewhere(attempts, uploads, row, probe)) {
    host.state = HostState::degraded;
  } else {
    host.state = is_name_missing(attempts, host.failed) ? HostState::missing : HostState::blocked;
  }
  return host;
}

}  // namespace netprobe
