#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/rows.h"
#include "netprobe/diagnosis/standing.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

struct JudgedHost {
  const RowProbe* probe = nullptr;
  Standing standing;
  std::optional<RouteKind> cure;
};

/// Worse is greater; what decides nothing is least.
enum class Worth { nothing, reachable, undecided, degraded, blocked };

bool is_nameless(const JudgedHost& host) {
  return host.standing.state == State::no_name && !host.cure;
}

bool is_familyless(const JudgedHost& host) {
  return host.standing.state == State::no_family && !host.cure;
}

Worth worth_of(const JudgedHost& host) {
  switch (host.standing.state) {
    case State::works:
      return Worth::reachable;
    case State::untried:
    case State::undecided:
      return Worth::undecided;
    case State::no_family:
    case State::no_name:
    case State::fails:
      return host.cure ? Worth::degraded : Worth::blocked;
  }
  return Worth::undecided;
}

/// A proxy that resolves other names and not this one: like NXDOMAIN, unless the name resolves
/// here.
bool proxy_finds_no_name(const Attempts& attempts, const Standing& standing) {
  return std::all_of(standing.failed.begin(), standing.failed.end(), [&](AttemptIndex index) {
    const Observation& failed = attempts[index];
    const auto is_cured = [&](const Observation& seen) {
      return seen.proxy == failed.proxy && is_ok(seen) && !seen.follow_up;
    };
    return failed_with(failed, Cause::proxy_upstream_dns) &&
           std::any_of(attempts.all().begin(), attempts.all().end(), is_cured);
  });
}

bool resolves_here(const Attempts& attempts, const RowProbe& probe) {
  const auto direct = attempts_on(attempts, probe, RouteKind::direct);
  return std::any_of(direct.begin(), direct.end(),
                     [&](AttemptIndex index) { return attempts[index].address.has_value(); });
}

JudgedHost judge_host(const Attempts& attempts, const RowProbe& probe, bool has_ipv6) {
  JudgedHost host;
  host.probe = &probe;
  host.standing = standing_of(attempts, attempts_on(attempts, probe, probe.in_force), has_ipv6);
  const State state = host.standing.state;
  if (state == State::fails || state == State::no_name || state == State::no_family) {
    host.cure = other_route_that_works(attempts, probe, has_ipv6);
  }
  if (state == State::fails && !host.cure && proxy_finds_no_name(attempts, host.standing) &&
      !resolves_here(attempts, probe)) {
    host.standing.state = State::no_name;
  }
  return host;
}

void append(std::vector<AttemptIndex>& to, const std::vector<AttemptIndex>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// The hosts that decide the row: guesses that fail step back behind one that works.
std::vector<const JudgedHost*> deciding(const std::vector<JudgedHost>& hosts, JudgedRow& judged) {
  const bool guess_works = std::any_of(hosts.begin(), hosts.end(), [](const JudgedHost& host) {
    return host.probe->guess && host.standing.state == State::works;
  });
  std::vector<const JudgedHost*> chosen;
  for (const JudgedHost& host : hosts) {
    if (is_nameless(host) || is_familyless(host)) {
      append(judged.nameless, host.standing.failed);
    } else if (host.probe->guess && guess_works && worth_of(host) != Worth::reachable) {
      append(judged.other_guesses, host.standing.failed);
    } else {
      chosen.push_back(&host);
    }
  }
  return chosen;
}

/// Of several guesses of which none works, the one that comes nearest stands for all.
Worth worth_of_all(const std::vector<const JudgedHost*>& chosen) {
  Worth worth = Worth::nothing;
  std::optional<Worth> guess;
  for (const JudgedHost* const host : chosen) {
    if (host->probe->guess) {
      guess = guess ? std::min(*guess, worth_of(*host)) : worth_of(*host);
    } else {
      worth = std::max(worth, worth_of(*host));
    }
  }
  return std::max(worth, guess.value_or(Worth::nothing));
}

void collect(const std::vector<const JudgedHost*>& chosen, Worth worth, JudgedRow& judged) {
  bool first = true;
  for (const JudgedHost* const host : chosen) {
    const Standing& standing = host->standing;
    if (standing.state == State::works) {
      append(judged.minor, standing.failed);
    } else {
      append(judged.decisive, standing.failed);
    }
    if (worth == Worth::degraded && host->cure) {
      judged.cure = host->cure;
    }
    judged.result.reached =
        first ? standing.reached : std::min(judged.result.reached, standing.reached);
    first = false;
  }
}

RowStatus status_of(Worth worth) {
  switch (worth) {
    case Worth::reachable:
      return RowStatus::reachable;
    case Worth::degraded:
      return RowStatus::degraded;
    case Worth::blocked:
      return RowStatus::blocked;
    case Worth::nothing:
    case Worth::undecided:
      return RowStatus::untested;
  }
  return RowStatus::untested;
}

std::string list_of(const std::vector<JudgedHost>& hosts, bool (*fits)(const JudgedHost&)) {
  std::vector<std::string> names;
  for (const JudgedHost& host : hosts) {
    if (fits(host)) {
      names.push_back(host.probe->host);
    }
  }
  return join(names, ", ");
}

std::string note_of(const std::vector<JudgedHost>& hosts, const JudgedRow& judged) {
  const std::string nameless = list_of(hosts, is_nameless);
  const std::string familyless = list_of(hosts, is_familyless);
  switch (judged.undecided) {
    case Undecided::skipped:
      return "not decided: the run ended first";
    case Undecided::no_name:
      return fmt::format("not decided: no representative has an address ({})", nameless);
    case Undecided::no_family:
      return fmt::format("not decided: no address of the family that was asked for ({})",
                         familyless);
    case Undecided::no:
    case Undecided::planned:
    case Undecided::no_ipv6:
    case Undecided::not_in_azure:
    case Undecided::silence:
      break;
  }
  return nameless.empty() ? ""
                          : fmt::format("left out, because they have no address: {}", nameless);
}

Undecided why_undecided(const std::vector<JudgedHost>& hosts, Worth worth) {
  if (worth == Worth::undecided) {
    return Undecided::skipped;
  }
  return std::all_of(hosts.begin(), hosts.end(), is_familyless) ? Undecided::no_family
                                                                : Undecided::no_name;
}

}  // namespace

JudgedRow judge_hosts(const Attempts& attempts, const PlannedRow& row, bool has_ipv6) {
  std::vector<JudgedHost> hosts;
  for (const RowProbe& probe : row.probes) {
    hosts.push_back(judge_host(attempts, probe, has_ipv6));
    // The only name of a row is no guess that may be wrong: that it is missing is the failure.
    if (row.probes.size() == 1 && hosts.back().standing.state == State::no_name) {
      hosts.back().standing.state = State::fails;
    }
  }
  JudgedRow judged;
  const std::vector<const JudgedHost*> chosen = deciding(hosts, judged);
  const Worth worth = worth_of_all(chosen);
  collect(chosen, worth, judged);
  judged.result.status = status_of(worth);
  if (judged.result.status == RowStatus::untested) {
    judged.undecided = why_undecided(hosts, worth);
    judged.decisive.clear();
  }
  judged.result.note = note_of(hosts, judged);
  return judged;
}

}  // namespace netprobe
