#pragma once

#include "netprobe/core/report.h"

#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// An attempt beside the probe that it belongs to in its row.
struct RowAttempt {
  const Observation* seen = nullptr;
  const RowProbe* probe = nullptr;
};

/// A planned row with what became of it. Points into the report, which must outlive it.
struct RowView {
  const PlannedRow* row = nullptr;
  RowResult result;
  std::vector<RowAttempt> attempts;

  /// What the plan and the run have to say about the row, "; " between; empty when nothing.
  [[nodiscard]] std::string note() const;
};

/// All rows of the report, in the plan's order.
std::vector<RowView> rows_of(const Report& report);

}  // namespace netprobe
