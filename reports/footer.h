#pragma once

#include "netprobe/core/report.h"
#include "reports/row_view.h"
#include "reports/text_style.h"

#include <string>
#include <vector>

namespace netprobe {

/// What was tested, from where, by which routes, and what the controls showed; where the style is
/// not verbose, on six lines or so, and how many notes were left out.
std::string footer(const Report& report, const std::vector<RowView>& rows, const TextStyle& style);

}  // namespace netprobe
