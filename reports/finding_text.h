#pragma once

#include "netprobe/core/diagnosis.h"
#include "reports/row_view.h"
#include "reports/text_style.h"

#include <string>
#include <vector>

namespace netprobe {

/// Errors and warnings, then what is merely worth knowing in one block; empty when there are none.
/// Within a severity the order is the diagnosis's. Where the style is not verbose an error has
/// three lines of evidence, a warning none, and the rest its title; asides are left to the footer.
std::string findings_text(const std::vector<Finding>& findings, const std::vector<RowView>& rows,
                          const TextStyle& style);

/// Merely worth knowing, and of nothing but rows that were not tested or are there to compare.
bool is_aside(const Finding& finding, const std::vector<RowView>& rows);

}  // namespace netprobe
