#pragma once

#include "netprobe/core/json_reader.h"
#include "netprobe/core/observation.h"

namespace netprobe {

/// An attempt or a control of a saved report.
Observation read_attempt(JsonReader json);

}  // namespace netprobe
