#pragma once

#include "netprobe/core/report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// The report for a person at a terminal (product contract, section 5): the verdict, the findings
/// with their fixes, the table of endpoints, and what was tested. Whatever servers and files put
/// into the values, no control character is written but the line end (and, with `style.color`, our
/// own colour sequences). Nothing is said by colour alone.
std::string render_text(const Report& report, const TextStyle& style);

}  // namespace netprobe
