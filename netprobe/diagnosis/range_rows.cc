#include "netprobe/diagnosis/range_rows.h"

#include "netprobe/core/failover.h"
#include "netprobe/core/report.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/host_verdict.h"
#include "netprobe/diagnosis/prefixes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace netprobe {

namespace {

/// What was seen at the addresses of a range.
struct Seen {
  std::vector<AttemptIndex> passed;   ///< by names and samples
  std::vector<AttemptIndex> failed;   ///< of sign-in names, and of the one address that was named
  std::vector<AttemptIndex> refused;  ///< of samples: refusals, and silence on the caller's side
  std::vector<AttemptIndex> reset;    ///< of samples: RST, which proves nothing by itself
  bool a_sample_passed = false;
  bool silence_on_callers_side = false;  ///< of a sample
  bool elsewhere = false;                ///< what fails here works by a route that is not in force
};

bool ends_on_callers_side(const Experiments& experiments, const Observation& seen) {
  return experiments.end_of_silence(seen).where == PathEnd::Where::callers_side;
}

void add_sample(const Experiments& experiments, const Observation& sample, AttemptIndex index,
                Seen& seen) {
  const Cause cause = sample.failure->cause;
  if (is_refusal_of_a_sample(cause)) {
    seen.refused.push_back(index);
  } else if (ends_on_callers_side(experiments, sample)) {
    seen.silence_on_callers_side = true;
    seen.refused.push_back(index);
  } else if (cause == Cause::tcp_reset) {
    seen.reset.push_back(index);
  }
}

Seen look_at(const Attempts& attempts, const Experiments& experiments, const Uploads& uploads,
             const PlannedRow& row, RowVerdict& verdict) {
  Seen seen;
  for (const RowProbe& probe : row.probes) {
    const HostVerdict host = judge_host(attempts, uploads, row, probe);
    const bool sample = probe.role == RowProbe::Role::sample;
    verdict.undecided_by_end = verdict.undecided_by_end || (host.cut_short && !sample);
    seen.elsewhere = seen.elsewhere || works_elsewhere(attempts, uploads, row, probe);
    seen.a_sample_passed = seen.a_sample_passed || (sample && !host.passed.empty());
    seen.passed.insert(seen.passed.end(), host.passed.begin(), host.passed.end());
    for (const AttemptIndex index : host.failed) {
      if (!attempts[index].address) {
        continue;
      }
      if (sample) {
        add_sample(experiments, attempts[index], index, seen);
      } else {
        seen.failed.push_back(index);
      }
    }
  }
  return seen;
}

/// Does each sign-in name pass by some address of it, inside of the range or out? One that does not
/// exist says nothing.
bool names_pass(const Attempts& attempts, const PlannedRow& row) {
  bool any = false;
  for (const RowProbe& probe : row.probes) {
    bool passed = false;
    bool failed = false;
    const auto tasks = probe.role == RowProbe::Role::sign_in ? tasks_reached(probe, attempts.all())
                                                             : std::vector<TaskId>();
    for (const TaskId task : tasks) {
      for (const AttemptIndex index : attempts.of(task)) {
        const auto cause = cause_of(attempts[index]);
        passed = passed || is_ok(attempts[index]);
        failed = failed || (cause && !is_missing_name(*cause));
      }
    }
    if (failed && !passed) {
      return false;
    }
    any = any || passed;
  }
  return any;
}

/// Who opens names has no need of addresses that none of them resolves to, whatever answers there.
/// Only a hole in a range that is open else blocks: silence that begins on the caller's side,
/// beside addresses of the same kind that answer (product contract, 7).
bool is_spared(const Attempts& attempts, const PlannedRow& row, const Seen& seen) {
  const bool hole = seen.silence_on_callers_side && seen.a_sample_passed;
  return seen.failed.empty() && !hole && names_pass(attempts, row);
}

/// What the range has, where it was reached through NAT64.
std::vector<IpAddress> addresses_meant(const Attempts& attempts,
                                       const std::vector<AttemptIndex>& some) {
  std::set<IpAddress> meant;
  for (const AttemptIndex index : some) {
    meant.insert(attempts[index].stands_for.value_or(*attempts[index].address));
  }
  return {meant.begin(), meant.end()};
}

std::string part_note(const RowVerdict& verdict, std::size_t failed, std::size_t tested) {
  std::vector<std::string> parts;
  for (const Cidr& part : verdict.blocked_parts) {
    parts.push_back(part.is_single() ? part.base.to_string() : part.to_string());
  }
  return failed == tested ? fmt::format("every tested address fails ({})", tested)
                          : fmt::format("part of it fails: {} ({} of {} tested addresses)",
                                        fmt::join(parts, ", "), failed, tested);
}

/// Why all that was to be tried was left out, where that has one reason.
std::string reason_of_skips(const Attempts& attempts, const PlannedRow& row) {
  std::set<std::string> reasons;
  for (const RowProbe& probe : row.probes) {
    for (const TaskId task : probe.tasks) {
      for (const AttemptIndex index : attempts.of(task)) {
        const Observation& seen = attempts[index];
        if (seen.route == RouteKind::direct && is_listed(row, probe, seen)) {
          reasons.insert(seen.skipped_because);
        }
      }
    }
  }
  return reasons.size() == 1 ? *reasons.begin() : "";
}

void block(const Attempts& attempts, const Seen& seen, RowVerdict& verdict) {
  const std::vector<IpAddress> failing = addresses_meant(attempts, verdict.culprits);
  const std::vector<IpAddress> passing = addresses_meant(attempts, seen.passed);
  verdict.result.status = seen.elsewhere ? RowStatus::degraded : RowStatus::blocked;
  verdict.blocked_parts = blocked_parts(failing, passing);
  verdict.result.note = part_note(verdict, failing.size(), failing.size() + passing.size());
}

void leave_undecided(const Attempts& attempts, const PlannedRow& row, RowVerdict& verdict) {
  const std::string reason = reason_of_skips(attempts, row);
  leave_untested(verdict, !reason.empty() ? reason
                          : verdict.unneeded_addresses.empty()
                              ? "no sign-in host resolves into it, and the silence of sampled "
                                "addresses proves nothing"
                              : "no sign-in host resolves into it, and the sign-in names pass");
}

}  // namespace

void judge_addresses(const Attempts& attempts, const Experiments& experiments,
                     const Uploads& uploads, const PlannedRow& row, RowVerdict& verdict) {
  const Seen seen = look_at(attempts, experiments, uploads, row, verdict);
  verdict.culprits = seen.failed;
  if (is_spared(attempts, row, seen)) {
    verdict.unneeded_addresses = seen.refused;
    verdict.unneeded_addresses.insert(verdict.unneeded_addresses.end(), seen.reset.begin(),
                                      seen.reset.end());
  } else {
    verdict.culprits.insert(verdict.culprits.end(), seen.refused.begin(), seen.refused.end());
  }
  if (!verdict.culprits.empty()) {
    block(attempts, seen, verdict);
  } else if (seen.passed.empty()) {
    leave_undecided(attempts, row, verdict);
  } else {
    verdict.result.status = RowStatus::reachable;
  }
}

}  // namespace netprobe
