#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "reports/json_values.h"

namespace netprobe {

/// An element of `endpoints[].attempts`. `probe` is what the attempt stands for in its row;
/// `experiment` is its task, for an attempt of the second round.
Json json_of_attempt(const Observation& seen, const RowProbe& probe, const ProbeTask* experiment);

/// An element of `other_attempts`, which no row lists and which is no control.
Json json_of_other(const Observation& seen, const ProbeTask* experiment);

/// An element of `controls`: the same keys, and the kind of control. `seen.control` is set.
Json json_of_control(const Observation& seen);

}  // namespace netprobe
