#include "netprobe/core/failover.h"

#include <algorithm>

namespace netprobe {

namespace {

/// Did all that was tried of the task end at a proxy that cannot be reached?
bool is_passed_over(TaskId task, std::span<const Observation> observations) {
  const auto first = std::lower_bound(observations.begin(), observations.end(), task,
                                      [](const Observation& o, TaskId id) { return o.task < id; });
  bool tried = false;
  for (auto seen = first; seen != observations.end() && seen->task == task; ++seen) {
    if (seen->outcome != Outcome::failed || !is_proxy_out_of_reach(seen->failure->cause)) {
      return false;
    }
    tried = true;
  }
  return tried;
}

}  // namespace

bool is_in_force(const RowProbe& probe, TaskId task) {
  return std::find(probe.in_force.begin(), probe.in_force.end(), task) != probe.in_force.end();
}

std::vector<TaskId> tasks_reached(const RowProbe& probe,
                                  std::span<const Observation> observations) {
  if (probe.role == RowProbe::Role::sample) {
    return probe.in_force;
  }
  auto end = std::find_if(probe.in_force.begin(), probe.in_force.end(),
                          [&](TaskId task) { return !is_passed_over(task, observations); });
  end += end == probe.in_force.end() ? 0 : 1;
  return {probe.in_force.begin(), end};
}

}  // namespace netprobe
