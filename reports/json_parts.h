#pragma once

#include "netprobe/core/report.h"
#include "reports/json_values.h"
#include "reports/row_view.h"

#include <vector>

namespace netprobe {

/// The parts of a report in schema "netprobe.report/1": they stand in one document (json) and one
/// on each line (ndjson).

Json json_of_run(const RunInfo& run, const ProbePlan& plan);
Json json_of_environment(const Report& report);
Json json_of_summary(const Summary& summary);
Json json_of_finding(const Finding& finding);
/// A row, with its attempts in their place.
Json json_of_row(const RowView& view, const ProbePlan& plan, Json attempts);

}  // namespace netprobe
