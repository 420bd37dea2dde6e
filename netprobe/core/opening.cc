#include "netprobe/core/opening.h"

#include "netprobe/core/text.h"

#include <algorithm>

namespace netprobe {

namespace {

/// What became of a host on the way that the agent goes.
struct HostOutcome {
  bool passed = false, failed = false;
};

HostOutcome outcome_of(const RowProbe& probe, const std::vector<Observation>& observations) {
  const std::vector<TaskId>& tasks = probe.in_force.empty() ? probe.tasks : probe.in_force;
  HostOutcome outcome;
  for (const Observation& seen : observations) {
    if (seen.follow_up || std::find(tasks.begin(), tasks.end(), seen.task) == tasks.end()) {
      continue;
    }
    outcome.passed |= seen.outcome == Outcome::ok;
    outcome.failed |= seen.outcome == Outcome::failed;
  }
  return outcome;
}

bool names(const PlannedRow& row, std::string_view host) {
  return row.kind == EndpointKind::wildcard
             ? wildcard_covers(row.name, host)
             : row.kind == EndpointKind::fqdn && equals_ignoring_case(row.name, host);
}

}  // namespace

std::size_t narrowest_row(const ProbePlan& plan, std::string_view host, std::uint16_t port) {
  std::size_t best = plan.rows.size();
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const PlannedRow& row = plan.rows[i];
    // A name is longer than any wildcard that covers it, less the two characters of the mark.
    const auto length = [](const PlannedRow& one) {
      return one.kind == EndpointKind::fqdn ? one.name.size() + 2 : one.name.size();
    };
    if (row.port == port && names(row, host) &&
        (best == plan.rows.size() || length(row) > length(plan.rows[best]))) {
      best = i;
    }
  }
  return best;
}

std::vector<std::size_t> rows_to_open(const ProbePlan& plan,
                                      const std::vector<Observation>& observations,
                                      std::size_t row) {
  const PlannedRow& closed = plan.rows[row];
  std::vector<std::size_t> narrower;
  bool some_pass = false;
  for (const RowProbe& probe : closed.probes) {
    const HostOutcome outcome = outcome_of(probe, observations);
    some_pass |= outcome.passed && !outcome.failed;
    if (!outcome.failed || probe.host.empty()) {
      continue;
    }
    const std::size_t found = narrowest_row(plan, probe.host, closed.port);
    narrower.push_back(found == plan.rows.size() ? row : found);
  }
  if (closed.kind != EndpointKind::wildcard || !some_pass || narrower.empty()) {
    return {row};
  }
  std::sort(narrower.begin(), narrower.end());
  narrower.erase(std::unique(narrower.begin(), narrower.end()), narrower.end());
  return narrower;
}

}  // namespace netprobe
