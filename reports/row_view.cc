#include "reports/row_view.h"

#include "netprobe/core/failover.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

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

/// Is that kind of route used at all, and by which proxies, each once?
std::pair<bool, Way> proxies_of(const ProbePlan& plan, RouteKind kind) {
  bool used = false;
  Way way{kind, {}, {}};
  for (const ProbeTask& task : plan.tasks) {
    if (!serves_a_row(task) || task.route.kind != kind) {
      continue;
    }
    used = true;
    const std::string url = task.route.proxy ? task.route.proxy->url() : "";
    if (task.route.proxy && std::find(way.urls.begin(), way.urls.end(), url) == way.urls.end()) {
      way.proxies.push_back(task.route.proxy->address);
      way.urls.push_back(url);
    }
  }
  return {used, way};
}

/// The experiments of the second round, in plan order, by the attempt that each is about.
using Experiments = std::map<std::pair<TaskId, int>, std::vector<const Observation*>>;

Experiments experiments_of(const Report& report) {
  Experiments experiments;
  for (const Observation& seen : report.observations) {
    if (seen.follow_up && seen.task < report.plan.tasks.size()) {
      const auto& why = report.plan.tasks[seen.task].follow_up;
      if (why) {
        experiments[{why->about, why->path}].push_back(&seen);
      }
    }
  }
  return experiments;
}

/// Those about what the row lists, in plan order.
void add_follow_ups(const Report& report, const Experiments& experiments, RowView& view) {
  std::set<std::pair<TaskId, int>> asked;
  std::vector<const Observation*> found;
  for (const RowAttempt& attempt : view.attempts) {
    const std::pair about{attempt.seen->task, attempt.seen->path};
    const auto own = asked.insert(about).second ? experiments.find(about) : experiments.end();
    if (own != experiments.end()) {
      found.insert(found.end(), own->second.begin(), own->second.end());
    }
  }
  std::sort(found.begin(), found.end());  // all of one list, which is in that order
  for (const Observation* const seen : found) {
    const ProbeTask& task = report.plan.tasks[seen->task];
    if (const RowProbe* probe = probe_of(*view.row, task.follow_up->about)) {
      view.follow_ups.push_back({seen, probe, &task});
    }
  }
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

std::string RowView::name_and_port() const {
  // A name with a ':' in it would read as IPv6 in HostPort; a range or a pattern is neither.
  return fmt::format("{}:{}", row->name, row->port);
}

std::vector<RowView> rows_of(const Report& report) {
  const Experiments experiments = experiments_of(report);
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
    add_follow_ups(report, experiments, view);
    views.push_back(std::move(view));
  }
  return views;
}

std::vector<OtherAttempt> unlisted_attempts(const Report& report,
                                            const std::vector<RowView>& rows) {
  std::set<std::pair<TaskId, int>> listed;
  for (const RowView& view : rows) {
    for (const auto* attempts : {&view.attempts, &view.follow_ups}) {
      for (const RowAttempt& attempt : *attempts) {
        listed.emplace(attempt.seen->task, attempt.seen->path);
      }
    }
  }
  std::vector<OtherAttempt> others;
  for (const Observation& seen : report.observations) {
    if (!seen.control && !listed.contains({seen.task, seen.path})) {
      const bool known = seen.task < report.plan.tasks.size();
      const ProbeTask* task = known ? &report.plan.tasks[seen.task] : nullptr;
      others.push_back({&seen, task != nullptr && task->follow_up ? task : nullptr});
    }
  }
  return others;
}

bool Way::is_of(const Observation& seen) const {
  return seen.route == kind && (urls.empty() || std::find(urls.begin(), urls.end(),
                                                          seen.proxy.value_or("")) != urls.end());
}

std::string Way::words() const {
  if (proxies.empty()) {
    return std::string(name_of(kind));
  }
  return proxies.size() == 1 ? fmt::format("{} {}", name_of(kind), proxies.front().to_string())
                             : fmt::format("{} {} proxies", name_of(kind), proxies.size());
}

std::vector<Way> ways_of(const ProbePlan& plan) {
  constexpr std::size_t most_apart = 3;
  std::vector<Way> ways;
  for (const RouteKind kind : {RouteKind::direct, RouteKind::system, RouteKind::proxy}) {
    const auto [used, together] = proxies_of(plan, kind);
    if (together.urls.size() > most_apart || (used && together.urls.empty())) {
      ways.push_back(together);
      continue;
    }
    for (std::size_t i = 0; i < together.urls.size(); ++i) {
      ways.push_back({kind, {together.proxies[i]}, {together.urls[i]}});
    }
  }
  return ways;
}

bool is_way_in_force(const RowView& view, const Way& way) {
  return std::any_of(view.attempts.begin(), view.attempts.end(), [&](const RowAttempt& a) {
    return way.is_of(*a.seen) && is_in_force(*a.probe, a.seen->task);
  });
}

bool is_first_choice(const RowAttempt& attempt) {
  const RowProbe& probe = *attempt.probe;
  return probe.role == RowProbe::Role::sample
             ? is_in_force(probe, attempt.seen->task)
             : !probe.in_force.empty() && probe.in_force.front() == attempt.seen->task;
}

}  // namespace netprobe
