#pragma once

#include "netprobe/core/report.h"

#include <cstdint>
#include <string>
#include <vector>

namespace netprobe::testing_reports {

/// Writes a Report by hand, row by row, in the order in which a plan would list them.
class ReportBuilder {
 public:
  /// A run of `mars` in the public cloud, depth http, at a fixed moment, with a fixed id.
  ReportBuilder();

  /// A row for a name or a range ("*.x", "20.190.128.0/18"); what follows belongs to it.
  ReportBuilder& row(const std::string& catalog_id, const std::string& name, std::uint16_t port,
                     RowStatus status, bool required = true);
  /// A host that stands for the last row, or a role without one.
  ReportBuilder& probe(const std::string& host, RouteKind in_force = RouteKind::direct,
                       RowProbe::Role role = RowProbe::Role::representative);
  /// An attempt of the last probe: its task is made to fit, its target filled in.
  ReportBuilder& attempt(RouteKind route, Observation seen);
  ReportBuilder& control(ControlKind kind, const std::string& host, Observation seen);
  ReportBuilder& finding(Finding finding);
  /// The row at hand, to change what the shorthands above leave at its default.
  PlannedRow& planned() { return report_.plan.rows.back(); }
  RowResult& result() { return report_.diagnosis.rows.back(); }
  /// The proxy of the routes `system` and `proxy` from here on.
  ReportBuilder& proxy(const Proxy& proxy);

  /// With the summary counted from the rows.
  [[nodiscard]] Report finish(RunStatus status) const;
  Report& report() { return report_; }

 private:
  TaskId add_task(const std::string& host, RouteKind route, std::uint16_t port);

  Report report_;
  Proxy proxy_;
};

/// Attempts to a host of the service: what succeeds, in so many milliseconds, and what fails.
Observation good(int milliseconds, const std::string& address = "20.60.1.1");
Observation bad(Stage stage, Cause cause, const std::string& detail);
Observation skipped(const std::string& because);

Proxy http_proxy(const std::string& host, std::uint16_t port);

}  // namespace netprobe::testing_reports
