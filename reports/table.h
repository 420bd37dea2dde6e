#pragma once

#include "netprobe/core/report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// The endpoints, a line each, with one column per tested route: required rows first, then the
/// others, then one line for all that was tested for comparison only.
std::string render_table(const Report& report, const TextStyle& style);

}  // namespace netprobe
