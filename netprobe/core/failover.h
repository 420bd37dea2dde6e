#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/core/vocabulary.h"

#include <span>
#include <vector>

namespace netprobe {

/// The proxy itself cannot be reached: a client that knows another one goes on to it. One that
/// answers, whatever it says, is the client's last.
constexpr bool is_proxy_out_of_reach(Cause cause) {
  return cause == Cause::proxy_unresolvable || cause == Cause::proxy_timeout ||
         cause == Cause::proxy_refused || cause == Cause::proxy_unreachable;
}

/// Is the task one that goes the way of the agent?
bool is_in_force(const RowProbe& probe, TaskId task);

/// The tasks in force of a probe that a client gets to: the first, and the next for as long as the
/// proxies before cannot be reached. Of samples all are, one an address. The observations are
/// sorted by task.
std::vector<TaskId> tasks_reached(const RowProbe& probe, std::span<const Observation> observations);

}  // namespace netprobe
