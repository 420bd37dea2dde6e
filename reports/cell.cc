#include "reports/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace netprobe {

namespace {

bool is_silence(Cause cause) {
  return cause == Cause::tcp_timeout || cause == Cause::tcp_reset || cause == Cause::tls_timeout ||
         cause == Cause::tls_reset;
}

bool proves_nothing(const RowAttempt& attempt, const RowView& view) {
  return attempt.probe->role == RowProbe::Role::sample &&
         view.result.status != RowStatus::blocked && attempt.seen->failure &&
         is_silence(attempt.seen->failure->cause);
}

std::map<Cause, int> causes_of(const std::vector<const Observation*>& attempts) {
  std::map<Cause, int> causes;
  for (const Observation* seen : attempts) {
    if (seen->failure) {
      ++causes[seen->failure->cause];
    }
  }
  return causes;
}

/// The middle one of the times that the far end took in the good attempts: the resolver's is not
/// its own.
std::optional<Micros> usual_time(const std::vector<const Observation*>& attempts) {
  std::vector<Micros> times;
  for (const Observation* seen : attempts) {
    if (seen->outcome == Outcome::ok && seen->timings.total) {
      times.push_back(*seen->timings.total - seen->timings.dns.value_or(Micros::zero()));
    }
  }
  if (times.empty()) {
    return std::nullopt;
  }
  std::sort(times.begin(), times.end());
  return times[(times.size() - 1) / 2];
}

std::string duration(Micros time) {
  const auto millis = std::chrono::round<Millis>(time).count();
  return millis < 1000 ? fmt::format("{:>4} ms", std::max<Millis::rep>(1, millis))
                       : fmt::format("{:>4.1f} s", static_cast<double>(millis) / 1000.0);
}

std::string failure_words(const std::vector<const Observation*>& attempts) {
  const auto others = causes_of(attempts).size();
  const auto cause = main_cause(attempts);
  return others > 1 ? fmt::format("{} +{}", name_of(*cause), others - 1)
                    : std::string(cause ? name_of(*cause) : "");
}

Cell passed(std::string_view share, const std::vector<const Observation*>& attempts,
            const TextStyle& style) {
  const auto time = usual_time(attempts);
  const std::string head = fmt::format("{}{}", sign(style, "✓", "OK  "), share);
  return {head + (time ? " " + duration(*time) : ""), head, Paint::green};
}

Cell failed(std::string_view share, const std::vector<const Observation*>& attempts,
            const TextStyle& style) {
  const std::string text =
      fmt::format("{}{} {}", sign(style, "✗", "FAIL"), share, failure_words(attempts));
  return {text, text, Paint::red};
}

}  // namespace

std::vector<const Observation*> telling_attempts(const RowView& view, const Way& way) {
  std::vector<const Observation*> attempts;
  for (const RowAttempt& attempt : view.attempts) {
    const Observation& seen = *attempt.seen;
    if (way.is_of(seen) && !seen.follow_up && seen.outcome != Outcome::skipped &&
        !proves_nothing(attempt, view)) {
      attempts.push_back(&seen);
    }
  }
  return attempts;
}

std::optional<Cause> main_cause(const std::vector<const Observation*>& attempts) {
  const auto causes = causes_of(attempts);
  // Of equal counts the first is taken: causes stand in causal order.
  const auto most =
      std::max_element(causes.begin(), causes.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == causes.end() ? std::nullopt : std::optional(most->first);
}

Cell cell_of(const RowView& view, const Way& way, const TextStyle& style) {
  const auto attempts = telling_attempts(view, way);
  const auto good = static_cast<std::size_t>(
      std::count_if(attempts.begin(), attempts.end(),
                    [](const Observation* seen) { return seen->outcome == Outcome::ok; }));
  if (attempts.empty()) {
    const std::string none(sign(style, "–", "-"));
    return {none, none, Paint::dim};
  }
  if (good == attempts.size()) {
    return passed("", attempts, style);
  }
  if (good == 0) {
    return failed("", attempts, style);
  }
  const std::string share = fmt::format(" {}/{}", good, attempts.size());
  if (!is_way_in_force(view, way)) {
    const std::string text =
        fmt::format("{}{} {}", sign(style, "~", "PART"), share, failure_words(attempts));
    return {text, text, Paint::yellow};
  }
  return view.result.status == RowStatus::reachable ? passed(share, attempts, style)
                                                    : failed(share, attempts, style);
}

}  // namespace netprobe
