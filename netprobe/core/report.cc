#include "netprobe/core/report.h"

#include <algorithm>

namespace netprobe {

bool is_listed(const PlannedRow& row, const RowProbe& probe, const Observation& seen) {
  if (probe.role != RowProbe::Role::sign_in || seen.route != RouteKind::direct) {
    return true;
  }
  const auto& address = seen.stands_for ? seen.stands_for : seen.address;
  return row.range && address && row.range->contains(*address);
}

std::vector<const Observation*> attempts_of(const PlannedRow& row, const ProbePlan& /*plan*/,
                                            const std::vector<Observation>& observations) {
  std::vector<const Observation*> attempts;
  for (const RowProbe& probe : row.probes) {
    for (const TaskId task : probe.tasks) {
      // Observations are sorted by task, then path.
      const auto first =
          std::lower_bound(observations.begin(), observations.end(), task,
                           [](const Observation& o, TaskId id) { return o.task < id; });
      for (auto seen = first; seen != observations.end() && seen->task == task; ++seen) {
        if (is_listed(row, probe, *seen)) {
          attempts.push_back(&*seen);
        }
      }
    }
  }
  return attempts;
}

}  // namespace netprobe
