#pragma once

#include "netprobe/core/json_reader.h"
#include "netprobe/core/plan.h"

#include <vector>

namespace netprobe {

/// A task and a row as the `plan` of a saved report has them (saved_plan.h writes it).
ProbeTask read_task(JsonReader json);
PlannedRow read_planned_row(JsonReader json, const std::vector<ProbeTask>& tasks);

}  // namespace netprobe
