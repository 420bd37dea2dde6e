#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/prefixes.h"
#include "netprobe/diagnosis/rows.h"
#include "netprobe/diagnosis/standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace netprobe {

namespace {

constexpr std::size_t most_parts_in_a_note = 6;

/// What the attempts of a range amount to.
struct RangeEvidence {
  std::vector<AttemptIndex> failed, passed;
  std::vector<AttemptIndex> unsure;  ///< failures of samples: they prove nothing alone
  bool skipped = false;
  bool has_cure_for_all = true;  ///< each failing probe works by another route
  std::optional<RouteKind> cure;
  std::optional<Depth> reached;
};

bool is_inside(const Observation& seen, const PlannedRow& row) {
  return seen.address && row.range && row.range->contains(*seen.address);
}

/// Sign-in hosts: by a proxy all of their attempts count, directly those to addresses inside.
std::vector<AttemptIndex> counting(const Attempts& attempts, const PlannedRow& row,
                                   const RowProbe& probe, bool& skipped) {
  std::vector<AttemptIndex> found;
  for (const AttemptIndex index : attempts_on(attempts, probe, probe.in_force)) {
    const Observation& seen = attempts[index];
    if (probe.role != RowProbe::Role::sign_in || seen.route != RouteKind::direct ||
        is_inside(seen, row)) {
      found.push_back(index);
    } else if (!seen.address && seen.outcome == Outcome::skipped) {
      skipped = true;  // it was never resolved: nobody knows what was missed
    }
  }
  return found;
}

void add_cure(RangeEvidence& evidence, std::optional<RouteKind> cure) {
  evidence.has_cure_for_all = evidence.has_cure_for_all && cure.has_value();
  if (cure) {
    evidence.cure = cure;
  }
}

void add_probe(const Attempts& attempts, const PlannedRow& row, const RowProbe& probe,
               bool has_ipv6, RangeEvidence& evidence) {
  bool failed_here = false;
  for (const AttemptIndex index : counting(attempts, row, probe, evidence.skipped)) {
    const Observation& seen = attempts[index];
    evidence.reached = std::max(evidence.reached, seen.reached);
    if (is_ok(seen)) {
      evidence.passed.push_back(index);
    } else if (seen.outcome == Outcome::skipped || !seen.failure) {
      evidence.skipped = true;
    } else {
      evidence.failed.push_back(index);
      failed_here = true;
    }
  }
  if (failed_here) {
    add_cure(evidence, other_route_that_works(attempts, probe, has_ipv6));
  }
}

/// The right service answered, although for another of its names.
bool is_answered_by_service(const Observation& seen) {
  return failed_with(seen, Cause::tls_name_mismatch) && seen.tls &&
         seen.tls->anchor_kind == AnchorKind::expected;
}

/// Samples count where the route in force is direct; by a proxy only what passes does.
void add_samples(const Attempts& attempts, const RowProbe& probe, RangeEvidence& evidence) {
  const bool direct = probe.in_force == RouteKind::direct;
  for (const AttemptIndex index : attempts_on(attempts, probe, probe.in_force)) {
    const Observation& seen = attempts[index];
    evidence.reached = std::max(evidence.reached, seen.reached);
    if (is_ok(seen) || is_answered_by_service(seen)) {
      evidence.passed.push_back(index);
    } else if (seen.outcome == Outcome::skipped || !seen.failure) {
      evidence.skipped = true;
    } else if (direct && is_refusal_of_a_sample(seen.failure->cause)) {
      evidence.failed.push_back(index);
    } else {
      evidence.unsure.push_back(index);
    }
  }
}

/// TLS that is cut at a sample says something only where a sign-in address fares likewise.
void settle_unsure(const Attempts& attempts, RangeEvidence& evidence) {
  std::set<Cause> seen_of_sign_in;
  for (const AttemptIndex index : evidence.failed) {
    seen_of_sign_in.insert(attempts[index].failure->cause);
  }
  for (const Cause cause : {Cause::tls_reset, Cause::tls_timeout}) {
    if (seen_of_sign_in.count(cause) != 0) {
      std::copy_if(evidence.unsure.begin(), evidence.unsure.end(),
                   std::back_inserter(evidence.failed), [&](AttemptIndex index) {
                     return attempts[index].route == RouteKind::direct &&
                            failed_with(attempts[index], cause);
                   });
    }
  }
}

RangeEvidence gather(const Attempts& attempts, const PlannedRow& row, bool has_ipv6) {
  RangeEvidence evidence;
  for (const RowProbe& probe : row.probes) {
    if (probe.role != RowProbe::Role::sample) {
      add_probe(attempts, row, probe, has_ipv6, evidence);
    }
  }
  const std::size_t before = evidence.failed.size();
  for (const RowProbe& probe : row.probes) {
    if (probe.role == RowProbe::Role::sample) {
      add_samples(attempts, probe, evidence);
    }
  }
  // A refused sample is no block for a client that goes by a proxy which passes the names.
  if (before == 0 && !evidence.failed.empty()) {
    for (const RowProbe& probe : row.probes) {
      if (probe.role == RowProbe::Role::sign_in) {
        add_cure(evidence, other_route_that_works(attempts, probe, has_ipv6));
      }
    }
  }
  settle_unsure(attempts, evidence);
  return evidence;
}

std::vector<IpAddress> addresses_of(const Attempts& attempts, const PlannedRow& row,
                                    const std::vector<AttemptIndex>& indexes) {
  std::set<IpAddress> addresses;
  for (const AttemptIndex index : indexes) {
    if (attempts[index].route == RouteKind::direct && is_inside(attempts[index], row)) {
      addresses.insert(*attempts[index].address);
    }
  }
  return {addresses.begin(), addresses.end()};
}

std::string parts_of(const std::vector<Cidr>& parts) {
  std::vector<std::string> words;
  for (const Cidr& part : parts) {
    if (words.size() == most_parts_in_a_note) {
      words.push_back(fmt::format("{} more", parts.size() - words.size()));
      break;
    }
    words.push_back(part.is_single() ? part.base.to_string() : part.to_string());
  }
  return join(words, ", ");
}

/// "20.190.128.0/21 (2 of 8 tested addresses)": what failed, never the whole range for a part.
std::string blocked_note(const Attempts& attempts, const PlannedRow& row,
                         const RangeEvidence& evidence) {
  const auto failing = addresses_of(attempts, row, evidence.failed);
  auto passing = addresses_of(attempts, row, evidence.passed);
  if (failing.empty() || row.range->is_single()) {
    return "";
  }
  std::erase_if(passing, [&](const IpAddress& address) {
    return std::binary_search(failing.begin(), failing.end(), address);
  });
  const std::size_t tested = failing.size() + passing.size();
  const std::string which =
      passing.empty() ? fmt::format("every tested address fails, {} in ", tested) : "";
  const std::string count =
      passing.empty() ? "" : fmt::format(" ({} of {} tested addresses)", failing.size(), tested);
  return fmt::format("fails in part: {}{}{}", which, parts_of(blocked_parts(failing, passing)),
                     count);
}

std::string silent_note(const Attempts& attempts, const PlannedRow& row,
                        const RangeEvidence& evidence) {
  const bool direct = std::any_of(row.probes.begin(), row.probes.end(), [](const RowProbe& probe) {
    return probe.in_force == RouteKind::direct;
  });
  if (!direct) {
    return "not decided: no sign-in name was tried through the proxy";
  }
  const std::size_t silent = addresses_of(attempts, row, evidence.unsure).size();
  const std::string names =
      row.catalog_id ? "no sign-in host resolved into it" : "no host is known to live there";
  return silent == 0 ? fmt::format("not decided: {}", names)
                     : fmt::format(
                           "not decided: {}, and {} sampled addresses did not answer, "
                           "which proves nothing",
                           names, silent);
}

bool is_excluded(const PlannedRow& row, Families families) {
  const Family family = row.range ? row.range->base.family() : Family::ipv4;
  return (families == Families::ipv6_only && family == Family::ipv4) ||
         (families == Families::ipv4_only && family == Family::ipv6);
}

/// By a proxy the family of our own addresses does not matter.
bool is_direct(const PlannedRow& row) {
  return std::all_of(row.probes.begin(), row.probes.end(),
                     [](const RowProbe& probe) { return probe.in_force == RouteKind::direct; });
}

JudgedRow undecided(Undecided why, std::string note) {
  JudgedRow judged;
  judged.undecided = why;
  judged.result.note = std::move(note);
  return judged;
}

}  // namespace

JudgedRow judge_range(const Attempts& attempts, const PlannedRow& row, bool has_ipv6) {
  const RangeEvidence evidence = gather(attempts, row, has_ipv6);
  if (is_direct(row) && is_excluded(row, attempts.plan().families)) {
    return undecided(Undecided::no_family, "not decided: its address family was excluded");
  }
  // Of a single address that somebody named, a missing way is the answer.
  const bool is_ipv6 =
      row.range && !row.range->is_single() && row.range->base.family() == Family::ipv6;
  if (is_direct(row) && is_ipv6 && !has_ipv6 && attempts.plan().families == Families::both) {
    return undecided(Undecided::no_ipv6, "not decided: this machine has no way to IPv6 addresses");
  }
  if (evidence.failed.empty() && evidence.skipped) {
    return undecided(Undecided::skipped, "not decided: the run ended first");
  }
  if (evidence.failed.empty() && evidence.passed.empty()) {
    return undecided(Undecided::silence, silent_note(attempts, row, evidence));
  }
  JudgedRow judged;
  judged.result.reached = evidence.reached;
  judged.result.status = RowStatus::reachable;
  if (!evidence.failed.empty()) {
    const bool cured = evidence.has_cure_for_all && evidence.cure;
    judged.result.status = cured ? RowStatus::degraded : RowStatus::blocked;
    judged.cure = cured ? evidence.cure : std::nullopt;
    judged.decisive = evidence.failed;
    judged.result.note = blocked_note(attempts, row, evidence);
  }
  return judged;
}

}  // namespace netprobe
