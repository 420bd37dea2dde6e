#include "netprobe/diagnosis/rows.h"

#include "netprobe/core/report.h"
#include "netprobe/core/service_tags.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/host_verdict.h"
#include "netprobe/diagnosis/range_rows.h"
#include "netprobe/diagnosis/told_otherwise.h"

#include <algorithm>

namespace netprobe {

namespace {

void append(std::vector<AttemptIndex>& to, const std::vector<AttemptIndex>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// Do exported rules close the host, and let through all that the regions asked for need? Then it
/// is rightly closed.
bool is_closed_rightly(const Attempts& attempts, const Circumstances& known,
                       const HostVerdict& host) {
  const auto is_denied = [&](AttemptIndex index) {
    const Observation& seen = attempts[index];
    const ProbeTask* const task = attempts.task_of(seen);
    return std::any_of(known.rulings.begin(), known.rulings.end(), [&](const auto& ruling) {
      return !seen.proxy && task != nullptr && seen.address == ruling.address &&
             task->port == ruling.port && ruling.access == Access::deny;
    });
  };
  const bool needs_none =
      std::none_of(known.rule_fixes.begin(), known.rule_fixes.end(), [](const RuleFix& fix) {
        return is_regional_service(fix.destination.substr(0, fix.destination.find('.')));
      });
  return !known.regional_tags.empty() && needs_none && !host.failed.empty() &&
         std::all_of(host.failed.begin(), host.failed.end(), is_denied);
}

/// Guesses stand for each other, and what is known speaks for them: where one host works, guesses
/// that fail are set aside.
void set_guesses_aside(const Attempts& attempts, const Circumstances& known,
                       std::vector<HostVerdict>& hosts, RowVerdict& verdict) {
  const bool one_works = std::any_of(hosts.begin(), hosts.end(), [](const HostVerdict& host) {
    return host.state == HostState::reachable;
  });
  for (HostVerdict& host : hosts) {
    const bool is_aside = one_works || is_closed_rightly(attempts, known, host);
    if (host.guess && host.state != HostState::reachable && is_aside) {
      append(host.state == HostState::missing ? verdict.missing_names : verdict.failed_guesses,
             host.failed);
      host.state = HostState::undecided;
      host.cut_short = false;
    }
  }
}

RowStatus worst(const std::vector<HostVerdict>& hosts) {
  const auto any = [&](HostState state) {
    return std::any_of(hosts.begin(), hosts.end(),
                       [&](const HostVerdict& host) { return host.state == state; });
  };
  if (any(HostState::blocked)) {
    return RowStatus::blocked;
  }
  if (any(HostState::degraded)) {
    return RowStatus::degraded;
  }
  return any(HostState::reachable) ? RowStatus::reachable : RowStatus::untested;
}

std::string why_nothing_is_known(const Attempts& attempts, const std::vector<HostVerdict>& hosts,
                                 const RowVerdict& verdict) {
  if (!verdict.failed_guesses.empty()) {
    return "the hosts that stand for it are of other regions, which the exported rules close; all "
           "that the region asked for needs they let through";
  }
  const auto cut = [](const HostVerdict& host) { return host.cut_short && host.failed.empty(); };
  if (std::any_of(hosts.begin(), hosts.end(), cut) && verdict.undecided_by_end) {
    return "the run ended before it could tell";
  }
  if (!verdict.missing_names.empty()) {
    return "none of the hosts that stand for it resolves";
  }
  switch (attempts.plan().families) {
    case Families::ipv6_only:
      return "it has no IPv6 address, and only IPv6 was asked for";
    case Families::ipv4_only:
      return "it has no IPv4 address, and only IPv4 was asked for";
    case Families::both:
      break;
  }
  return "no attempt on the route in force says anything about it";
}

void judge_names(const Attempts& attempts, const Uploads& uploads, const Circumstances& known,
                 const PlannedRow& row, RowVerdict& verdict) {
  std::vector<HostVerdict> hosts;
  for (const RowProbe& probe : row.probes) {
    hosts.push_back(judge_host(attempts, uploads, row, probe));
  }
  set_guesses_aside(attempts, known, hosts, verdict);
  const bool several = row.kind == EndpointKind::wildcard && hosts.size() > 1;
  for (HostVerdict& host : hosts) {
    if (host.state == HostState::missing) {
      host.state = several ? HostState::undecided : HostState::blocked;
      if (several) {
        append(verdict.missing_names, host.failed);
      }
    }
    verdict.undecided_by_end =
        verdict.undecided_by_end || (host.state == HostState::undecided && host.cut_short);
  }
  verdict.result.status = worst(hosts);
  for (const HostVerdict& host : hosts) {
    if (host.state == HostState::blocked || host.state == HostState::degraded) {
      append(verdict.culprits, host.failed);
    } else if (host.state == HostState::reachable) {
      append(verdict.dead_addresses, host.failed);
      append(verdict.passed_over, host.passed_over);
    }
  }
  if (verdict.result.status == RowStatus::untested) {
    leave_untested(verdict, why_nothing_is_known(attempts, hosts, verdict));
  }
  if (std::any_of(verdict.culprits.begin(), verdict.culprits.end(), [&](AttemptIndex index) {
        return attempts[index].control == ControlKind::upload;
      })) {
    verdict.result.note = "a small request is answered, one of several segments never is";
  }
}

/// A range behind a proxy: the proxy is sent names, so the sign-in names decide; any that works
/// will do, since all of them live in the same ranges.
void judge_range_by_names(const Attempts& attempts, const Uploads& uploads, const PlannedRow& row,
                          RowVerdict& verdict) {
  std::vector<HostVerdict> hosts;
  for (const RowProbe& probe : row.probes) {
    if (probe.role != RowProbe::Role::sample) {
      hosts.push_back(judge_host(attempts, uploads, row, probe));
    }
  }
  const auto works = [](const HostVerdict& host) { return host.state == HostState::reachable; };
  if (std::any_of(hosts.begin(), hosts.end(), works)) {
    verdict.result.status = RowStatus::reachable;
    for (const HostVerdict& host : hosts) {
      append(verdict.passed_over, host.passed_over);
    }
    return;
  }
  for (HostVerdict& host : hosts) {
    host.state = host.state == HostState::missing ? HostState::blocked : host.state;
    verdict.undecided_by_end = verdict.undecided_by_end || host.cut_short;
    append(verdict.culprits, host.failed);
  }
  verdict.result.status = worst(hosts);
  if (verdict.result.status == RowStatus::untested) {
    leave_untested(verdict, "no sign-in name was tried through the proxy in force");
  }
}

std::optional<Depth> depth_reached(const Attempts& attempts, const Uploads& uploads,
                                   const PlannedRow& row) {
  std::optional<Depth> least;
  for (const RowProbe& probe : row.probes) {
    for (const AttemptIndex index : judge_host(attempts, uploads, row, probe).passed) {
      const auto& reached = attempts[index].reached;
      least = reached && least ? std::min(*least, *reached) : least ? least : reached;
    }
  }
  return least;
}

RowVerdict judge_row(const Attempts& attempts, const Experiments& experiments,
                     const Uploads& uploads, const Circumstances& circumstances,
                     const PlannedRow& row) {
  RowVerdict verdict;
  verdict.comparison = row.comparison;
  verdict.result.required = row.required;
  verdict.result.note = row.note;
  if (!row.untested.empty()) {
    leave_untested(verdict, row.untested);
    return verdict;
  }
  const bool by_proxy =
      std::any_of(row.probes.begin(), row.probes.end(), [](const RowProbe& probe) {
        return probe.role != RowProbe::Role::sample && probe.route != RouteKind::direct;
      });
  if (row.kind != EndpointKind::range) {
    judge_names(attempts, uploads, circumstances, row, verdict);
  } else if (by_proxy) {
    judge_range_by_names(attempts, uploads, row, verdict);
  } else {
    judge_addresses(attempts, experiments, uploads, row, verdict);
  }
  if (row.inside_azure_only && circumstances.azure_vm != true &&
      verdict.result.status != RowStatus::reachable) {
    verdict.culprits.clear();
    leave_untested(verdict, circumstances.azure_vm == false
                                ? "inside Azure only, and this machine is not there"
                                : "inside Azure only, and nothing says that this machine is there");
  }
  verdict.undecided_by_end = verdict.undecided_by_end && circumstances.end != RunEnd::finished;
  verdict.result.reached = depth_reached(attempts, uploads, row);
  return verdict;
}

}  // namespace

void leave_untested(RowVerdict& verdict, std::string reason) {
  verdict.result.status = RowStatus::untested;
  verdict.result.required = false;
  verdict.result.note = reason;
  verdict.untested_because = std::move(reason);
}

std::vector<RowVerdict> judge_rows(const Attempts& attempts, const Experiments& experiments,
                                   const Uploads& uploads, const Circumstances& circumstances) {
  std::vector<RowVerdict> verdicts;
  const auto told_otherwise = hosts_told_otherwise(attempts, experiments);
  for (const PlannedRow& row : attempts.plan().rows) {
    verdicts.push_back(judge_row(attempts, experiments, uploads, circumstances, row));
    judge_what_programs_get(attempts, told_otherwise, row, verdicts.back());
  }
  return verdicts;
}

}  // namespace netprobe
