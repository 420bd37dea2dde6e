#include "reports/row_view.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

const RowProbe* probe_of(const PlannedRow& row, TaskId task) {
  const auto found = std::find_if(row.probes.begin(), row.probes.end(), [&](const RowProbe& probe) {
    return std::find(probe.tasks.begin(), probe.tasks.end(), task) != probe.tasks.end();
  });
  return found == row.probes.end() ? nullptr : &*found;
}

/// The tasks that stand for rows: no controls, no follow-ups.
bool serves_a_row(const ProbeTask& task) { return !task.control && !task.follow_up; }

}  // namespace

std::string RowView::note() const {
  std::vector<std::string> parts;
  for (const std::string& part : {row->note, row->untested, result.note}) {
    if (!part.empty() && std::find(parts.begin(), parts.end(), part) == parts.end()) {
      parts.push_back(part);
    }
  }
  return join(parts, "; ");
}

std::string RowView::name_and_port() const {
  // A name with a ':' in it would read as IPv6 in HostPort; a range or a pattern is neither.
  return fmt::format("{}:{}", row->name, row->port);
}

std::vector<RowView> rows_of(const Report& report) {
  std::vector<RowView> views;
  for (std::size_t i = 0; i < report.plan.rows.size(); ++i) {
    RowView view;
    view.row = &report.plan.rows[i];
    // A run that failed before it was judged has no results: its rows are untested.
    if (i < report.diagnosis.rows.size()) {
      view.result = report.diagnosis.rows[i];
    }
    for (const Observation* seen : attempts_of(*view.row, report.plan, report.observations)) {
      if (const RowProbe* probe = probe_of(*view.row, seen->task)) {
        view.attempts.push_back({seen, probe});
      }
    }
    for (const Observation* seen : follow_ups_of(*view.row, report.plan, report.observations)) {
      const ProbeTask& task = report.plan.tasks[seen->task];
      if (const RowProbe* probe = probe_of(*view.row, task.follow_up->about)) {
        view.follow_ups.push_back({seen, probe, &task});
      }
    }
    views.push_back(std::move(view));
  }
  return views;
}

std::vector<RouteKind> routes_of(const ProbePlan& plan) {
  std::vector<RouteKind> kinds;
  for (const RouteKind kind : {RouteKind::direct, RouteKind::system, RouteKind::proxy}) {
    if (std::any_of(plan.tasks.begin(), plan.tasks.end(), [&](const ProbeTask& task) {
          return serves_a_row(task) && task.route.kind == kind;
        })) {
      kinds.push_back(kind);
    }
  }
  return kinds;
}

std::vector<HostPort> proxies_of(const ProbePlan& plan, RouteKind kind) {
  std::vector<HostPort> proxies;
  for (const ProbeTask& task : plan.tasks) {
    if (serves_a_row(task) && task.route.kind == kind && task.route.proxy &&
        std::find(proxies.begin(), proxies.end(), task.route.proxy->address) == proxies.end()) {
      proxies.push_back(task.route.proxy->address);
    }
  }
  return proxies;
}

}  // namespace netprobe
