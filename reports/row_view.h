#pragma once

#include "netprobe/core/report.h"

#include <string>
#include <vector>

namespace netprobe {

/// An attempt beside the probe that it belongs to in its row.
struct RowAttempt {
  const Observation* seen = nullptr;
  const RowProbe* probe = nullptr;
  const ProbeTask* task = nullptr;  ///< set for an experiment of the second round
};

/// A planned row with what became of it. Points into the report, which must outlive it.
struct RowView {
  const PlannedRow* row = nullptr;
  RowResult result;
  std::vector<RowAttempt> attempts;
  std::vector<RowAttempt> follow_ups;  ///< what was tried about those of them that failed

  /// What the plan and the run have to say about the row, "; " between; empty when nothing.
  [[nodiscard]] std::string note() const;
  /// "*.blob.core.windows.net:443", as a rule of a firewall would name it.
  [[nodiscard]] std::string name_and_port() const;
};

/// All rows of the report, in the plan's order.
std::vector<RowView> rows_of(const Report& report);

/// The kinds of route that the plan's rows were tested by, direct first.
std::vector<RouteKind> routes_of(const ProbePlan& plan);

/// The proxies that the plan's rows use on that kind of route, each once, in the plan's order.
std::vector<HostPort> proxies_of(const ProbePlan& plan, RouteKind kind);

}  // namespace netprobe
