#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// JUnit's XML as Jenkins and Surefire define it, for what shows test results: a case for each row
/// by each way. A required row that its route in force does not reach is a failure with the
/// findings about it; what was not tested, is not required, or fails only where no agent goes is
/// skipped, with the reason. There is a failure or an error exactly where the run is not ready.
std::string render_junit(const Report& report);

}  // namespace netprobe
