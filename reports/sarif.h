#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// SARIF 2.1.0 for dashboards of findings (code scanning): a rule for each cause that a finding
/// has, a result for each finding. A place is a file there: the endpoint's name stands for one.
std::string render_sarif(const Report& report);

}  // namespace netprobe
