#pragma once

#include "netprobe/core/report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// What was tested, from where, by which routes, and what the controls showed.
std::string footer(const Report& report, const TextStyle& style);

}  // namespace netprobe
