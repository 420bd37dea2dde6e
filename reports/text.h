#pragma once

#include "netprobe/core/report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// The report for a person at a terminal (product contract, section 5): the verdict, the findings
/// with their fixes, the table of endpoints, and what the run was.
std::string render_text(const Report& report, const TextStyle& style);

}  // namespace netprobe
