#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// A line per attempt (RFC 4180, with a line of headings): those of each row in the plan's order,
/// with what became of the row, then controls, then what no row lists. What is not known is an
/// empty cell. No cell is a formula.
std::string render_csv(const Report& report);

}  // namespace netprobe
