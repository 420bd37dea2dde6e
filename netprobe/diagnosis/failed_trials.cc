#include "netprobe/diagnosis/failed_trials.h"

#include "netprobe/diagnosis/chains.h"
#include "netprobe/diagnosis/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace netprobe {

namespace {

/// A limit on requests (429) or a page that wants a sign-in (511) is no list of names.
bool is_about_names(const Failure& refusal) {
  return std::none_of(refusal.raw.begin(), refusal.raw.end(), [](const RawCode& raw) {
    return raw.library == "http" && (raw.code == 429 || raw.code == 511);
  });
}

/// Nobody waits long for a trial. Where what passed beside it needed longer than this one was
/// given, on a busy machine or a slow way, its silence is no more than that.
bool was_given_up_early(const Observation& trial, const Observation& passed) {
  const auto patience = trial.timings.total;
  const auto needed = passed.timings.total;
  return patience && needed && *patience < *needed;
}

/// What is wrong where the trial fails and the attempt that it varies passes; none where it says
/// nothing, or was chance.
std::optional<Cause> verdict_of(const Facts& facts, const Observation& trial) {
  const auto cause = cause_of(trial);
  const Observation* const passed = cause ? passed_beside(facts.attempts, trial) : nullptr;
  if (passed == nullptr || (*cause == Cause::tls_timeout && was_given_up_early(trial, *passed))) {
    return std::nullopt;
  }
  switch (*cause) {
    case Cause::tls_reset:
    case Cause::tls_timeout:
      return facts.experiments.answered(trial, Experiment::repeat) == true ||
                     facts.experiments.answered(trial, Experiment::name_elsewhere) == true
                 ? std::nullopt
                 : cause;
    case Cause::tls_version:
      return cause;
    case Cause::proxy_denied:
      return is_about_names(*trial.failure) ? cause : std::nullopt;
    case Cause::tls_intercepted:
    case Cause::tls_untrusted:
      // Beside a chain of the same address that verified; a server that has two, and sends one of
      // them without its link, is no interceptor.
      return trial.tls && (is_cut_short(*trial.tls) || is_root_missing(*trial.tls))
                 ? std::nullopt
                 : std::optional(Cause::tls_intercepted);
    default:
      return std::nullopt;
  }
}

/// A name that nobody listed says nothing of TLS, nor a handshake of what a proxy refuses.
bool is_of_kind(Cause cause, ControlKind kind) {
  const Cause others =
      kind == ControlKind::unlisted_name ? Cause::tls_version : Cause::proxy_denied;
  return cause != others;
}

}  // namespace

TrialGroups failed_trials(const Facts& facts, ControlKind kind) {
  TrialGroups groups;
  const std::vector<Observation>& all = facts.attempts.all();
  for (AttemptIndex index = 0; index < all.size(); ++index) {
    const auto cause =
        all[index].control == kind ? verdict_of(facts, all[index]) : std::optional<Cause>();
    if (cause && is_of_kind(*cause, kind)) {
      groups[{*cause, all[index].proxy.value_or("")}].push_back(index);
    }
  }
  return groups;
}

void add_trials(const Facts& facts, const std::vector<AttemptIndex>& trials, Finding& finding) {
  for (const AttemptIndex index : trials) {
    const Observation& seen = facts.attempts[index];
    const std::string& name = facts.attempts.task_of(seen)->server_name;
    finding.evidence.push_back({fmt::format("{} for the name {}: {}", name_of(*cause_of(seen)),
                                            name, seen.failure->detail),
                                source_of(seen)});
    add_varied(facts, seen, finding.evidence);
    const auto tally = facts.experiments.tally(seen);
    if (tally.repeats > 0) {
      finding.evidence.push_back(
          {fmt::format("{} of {} repeats passed", tally.passed, tally.repeats),
           fmt::format("the {} and its repeats", source_of(seen))});
    }
    if (facts.experiments.answered(seen, Experiment::name_elsewhere) == false) {
      finding.evidence.push_back(
          {fmt::format("the name {} is cut at another address too", name), source_of(seen)});
    }
  }
}

std::string count_uploads(const Facts& facts, const Observation& first, std::size_t hung) {
  int tried = 0;
  for (const Observation& seen : facts.attempts.all()) {
    tried += seen.control == ControlKind::upload && seen.route == first.route &&
                     seen.proxy == first.proxy && seen.outcome != Outcome::skipped
                 ? 1
                 : 0;
  }
  return fmt::format(
      " {} of {} such requests on this route hung; without the padding all of these "
      "were answered.",
      hung, tried);
}

/// Where a handshake falls silent for its large segments: a small hello of TLS 1.2 that is answered
/// on the same way shows that the server's certificate gets here, and it was our own hello that did
/// not get there. Else it is the certificate: no hello of ours is large without a key for it.
std::string_view direction_of(const Facts& facts, const Observation& first) {
  const auto& all = facts.attempts.all();
  const bool small_hello_answered = std::any_of(all.begin(), all.end(), [&](const auto& seen) {
    return seen.control == ControlKind::windows_tls && seen.route == first.route &&
           seen.proxy == first.proxy && is_hello_answered(seen);
  });
  return small_hello_answered ? "towards" : "from";
}

}  // namespace netprobe
