#include "netprobe/diagnosis/standing.h"

#include "netprobe/diagnosis/causes.h"

#include <algorithm>

namespace netprobe {

namespace {

bool is_ipv6(const Observation& seen) {
  return seen.address && seen.address->family() == Family::ipv6;
}

bool is_without_ipv6(const Observation& seen) {
  return is_ipv6(seen) && seen.route == RouteKind::direct && failed_with(seen, Cause::tcp_no_route);
}

bool all_fail_with(const Attempts& attempts, const std::vector<AttemptIndex>& failed,
                   bool (*fits)(Cause)) {
  return std::all_of(failed.begin(), failed.end(), [&](AttemptIndex index) {
    const auto cause = cause_of(attempts[index]);
    return cause && fits(*cause);
  });
}

State state_of(const Attempts& attempts, const Standing& standing, bool skipped) {
  if (!standing.passed.empty()) {
    return State::works;
  }
  if (skipped || standing.failed.empty()) {
    return State::undecided;
  }
  const auto is_nodata = [](Cause cause) { return cause == Cause::dns_nodata; };
  if (attempts.plan().families != Families::both &&
      all_fail_with(attempts, standing.failed, is_nodata)) {
    return State::no_family;
  }
  return all_fail_with(attempts, standing.failed, is_missing_name) ? State::no_name : State::fails;
}

}  // namespace

Standing standing_of(const Attempts& attempts, const std::vector<AttemptIndex>& indexes,
                     bool has_ipv6) {
  Standing standing;
  std::vector<AttemptIndex> without_ipv6;
  bool skipped = false;
  for (const AttemptIndex index : indexes) {
    const Observation& seen = attempts[index];
    standing.reached = std::max(standing.reached, seen.reached);
    if (is_ok(seen)) {
      standing.passed.push_back(index);
    } else if (seen.outcome == Outcome::skipped || !seen.failure) {
      skipped = true;
    } else if (!has_ipv6 && is_without_ipv6(seen)) {
      without_ipv6.push_back(index);
    } else {
      standing.failed.push_back(index);
    }
  }
  if (standing.failed.empty() && standing.passed.empty()) {
    standing.failed = without_ipv6;
  }
  standing.state = state_of(attempts, standing, skipped);
  return standing;
}

std::vector<AttemptIndex> attempts_on(const Attempts& attempts, const RowProbe& probe,
                                      RouteKind kind) {
  std::vector<AttemptIndex> found;
  for (const TaskId task : probe.tasks) {
    if (task < attempts.plan().tasks.size() && attempts.plan().tasks[task].route.kind == kind) {
      const std::vector<AttemptIndex> of_task = attempts.of(task);
      found.insert(found.end(), of_task.begin(), of_task.end());
    }
  }
  return found;
}

bool has_ipv6_route(const Attempts& attempts) {
  bool tried = false;
  bool ipv4_has_way = false;
  for (const AttemptIndex index : attempts.counted()) {
    const Observation& seen = attempts[index];
    if (seen.route != RouteKind::direct || !seen.address || seen.outcome == Outcome::skipped) {
      continue;
    }
    const bool no_way = failed_with(seen, Cause::tcp_no_route);
    if (is_ipv6(seen) && !no_way) {
      return true;
    }
    tried = tried || is_ipv6(seen);
    ipv4_has_way = ipv4_has_way || (!is_ipv6(seen) && !no_way);
  }
  return !tried || !ipv4_has_way;
}

std::optional<RouteKind> other_route_that_works(const Attempts& attempts, const RowProbe& probe,
                                                bool has_ipv6) {
  for (const RouteKind kind : {RouteKind::direct, RouteKind::system, RouteKind::proxy}) {
    if (kind != probe.in_force &&
        standing_of(attempts, attempts_on(attempts, probe, kind), has_ipv6).state == State::works) {
      return kind;
    }
  }
  return std::nullopt;
}

}  // namespace netprobe
