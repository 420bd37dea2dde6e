#pragma once

#include "reports/row_view.h"
#include "reports/text_style.h"

#include <string>
#include <vector>

namespace netprobe {

/// What could not be decided, and why: a reason is said once for all rows that share it. Ports that
/// were only compared are left out. Empty when everything was decided.
std::string untested_rows(const std::vector<RowView>& rows, const TextStyle& style);

}  // namespace netprobe
