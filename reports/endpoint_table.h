#pragma once

#include "netprobe/core/plan.h"
#include "reports/row_view.h"
#include "reports/text_style.h"

#include <string>
#include <vector>

namespace netprobe {

/// The endpoints, a line each, with a column per tested route: what is required first. Optional
/// ones that work are counted, ports that were only compared are one line, and what could not be
/// decided stands below with the reason.
std::string endpoint_table(const ProbePlan& plan, const std::vector<RowView>& rows,
                           const TextStyle& style);

}  // namespace netprobe
