#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <span>
#include <vector>

namespace netprobe {

/// Where a resolver or the system gives other addresses of a name than the run used: does the name
/// work there too? A service that is spread over many addresses does, a stale record does not. The
/// ids are set by the caller.
std::vector<ProbeTask> plan_name_follow_ups(const ProbePlan& plan,
                                            std::span<const Observation> seen);

}  // namespace netprobe
