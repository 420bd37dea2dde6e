#include "reports/row_view.h"

#include "netprobe/core/text.h"

#include <algorithm>

namespace netprobe {

namespace {

const RowProbe* probe_of(const PlannedRow& row, TaskId task) {
  const auto found = std::find_if(row.probes.begin(), row.probes.end(), [&](const RowProbe& probe) {
    return std::find(probe.tasks.begin(), probe.tasks.end(), task) != probe.tasks.end();
  });
  return found == row.probes.end() ? nullptr : &*found;
}

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
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace netprobe
