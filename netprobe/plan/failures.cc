#include "netprobe/plan/failures.h"

#include "netprobe/core/domain.h"
#include "netprobe/core/failover.h"
#include "netprobe/core/report.h"

#include <algorithm>

namespace netprobe {

namespace {

constexpr int most_of_a_cause = 2;
constexpr std::size_t most_samples = 3;  // of a range

bool is_ok(const Observation& seen) { return seen.outcome == Outcome::ok; }

bool failed_with(const Observation& seen, Cause cause) {
  return seen.failure && seen.failure->cause == cause;
}

}  // namespace

Failures::Failures(const ProbePlan& plan, std::span<const Observation> seen)
    : plan_(plan), seen_(seen) {
  for (const PlannedRow& row : plan.rows) {
    if (!row.comparison && row.untested.empty() && !row.inside_azure_only) {
      choose_of(row);
    }
  }
}

const std::string& Failures::name_of(const Observation& seen) const {
  const ProbeTask& task = task_of(seen);
  return task.server_name.empty() ? task.host : task.server_name;
}

std::span<const Observation> Failures::of(TaskId task) const {
  const auto begin = std::lower_bound(seen_.begin(), seen_.end(), task,
                                      [](const Observation& o, TaskId id) { return o.task < id; });
  const auto end =
      std::find_if(begin, seen_.end(), [&](const Observation& o) { return o.task != task; });
  return {begin, end};
}

std::vector<const Observation*> Failures::in_force(const PlannedRow& row,
                                                   const RowProbe& probe) const {
  std::vector<const Observation*> attempts;
  for (const TaskId task : tasks_reached(probe, seen_)) {
    for (const Observation& seen : of(task)) {
      if (is_listed(row, probe, seen)) {
        attempts.push_back(&seen);
      }
    }
  }
  return attempts;
}

void Failures::choose_of(const PlannedRow& row) {
  const auto works = [&](const RowProbe& probe) {
    const auto attempts = in_force(row, probe);
    return std::any_of(attempts.begin(), attempts.end(),
                       [](const Observation* seen) { return is_ok(*seen); });
  };
  const bool one_works = std::any_of(row.probes.begin(), row.probes.end(), works);
  for (const RowProbe& probe : row.probes) {
    if (probe.guess && one_works) {
      continue;
    }
    if (probe.role == RowProbe::Role::sample) {
      choose_samples_of(row, probe);
      continue;
    }
    // Each address of a range stands for its part of it; those of a name stand for one another.
    if (row.kind != EndpointKind::range && works(probe)) {
      continue;
    }
    for (const Observation* seen : in_force(row, probe)) {
      choose(*seen);
    }
  }
}

void Failures::choose(const Observation& failed) {
  if (!failed.failure || failed.route != RouteKind::direct) {
    return;
  }
  const std::string owner = owner_domain(name_of(failed));
  int of_this_cause = 0;
  for (const Observation* other : chosen_) {
    if (failed_with(*other, failed.failure->cause)) {
      const bool same = owner_domain(name_of(*other)) == owner;
      of_this_cause += same ? most_of_a_cause : 1;
    }
  }
  if (of_this_cause < most_of_a_cause) {
    chosen_.push_back(&failed);
  }
}

/// The first, the last and one between: a part that is blocked is mostly one stretch.
void Failures::choose_samples_of(const PlannedRow& row, const RowProbe& probe) {
  std::vector<const Observation*> silent;
  for (const Observation* seen : in_force(row, probe)) {
    if (failed_with(*seen, Cause::tcp_timeout)) {
      silent.push_back(seen);
    }
  }
  if (!row.required || silent.empty()) {
    return;
  }
  const std::size_t wanted = std::min(most_samples, silent.size());
  for (std::size_t i = 0; i < wanted; ++i) {
    const std::size_t at = wanted == 1 ? 0 : i * (silent.size() - 1) / (wanted - 1);
    silent_samples_.push_back(silent[at]);
  }
}

const Observation* Failures::passing(Depth at_least, Family family, std::uint16_t port,
                                     const std::string& not_of_owner) const {
  const Observation* found = nullptr;
  for (const Observation& seen : seen_) {
    const ProbeTask& task = task_of(seen);
    const bool usable = is_ok(seen) && seen.route == RouteKind::direct && seen.address &&
                        seen.address->family() == family && seen.reached >= at_least &&
                        task.expectation != Expectation::nobody && !task.follow_up &&
                        !task.is_trial() && owner_domain(name_of(seen)) != not_of_owner &&
                        (at_least < Depth::tls || !name_of(seen).empty());
    if (!usable) {
      continue;
    }
    if (task.port == port) {
      return &seen;
    }
    found = found == nullptr && at_least < Depth::tls ? &seen : found;
  }
  return found;
}

}  // namespace netprobe
