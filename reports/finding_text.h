#pragma once

#include "netprobe/core/diagnosis.h"
#include "reports/row_view.h"
#include "reports/text_style.h"

#include <string>
#include <vector>

namespace netprobe {

/// Errors and warnings in full, then what is merely worth knowing in one block; empty when there
/// are none. Within a severity the order is the diagnosis's.
std::string findings_text(const std::vector<Finding>& findings, const std::vector<RowView>& rows,
                          const TextStyle& style);

}  // namespace netprobe
