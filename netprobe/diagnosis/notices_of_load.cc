#include "netprobe/core/text.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Notices about what failed first and passed when it was repeated.
namespace netprobe {

namespace {

/// Attempts that passed on a repeat, and the rows that are decided by them.
template <typename Select>
RowList repeated_where(const Facts& facts, const Select& select) {
  return collect_by_place(facts, [&](std::size_t row) {
    std::vector<AttemptIndex> repeated;
    if (facts.rows[row].comparison) {
      return repeated;
    }
    for (const RowProbe& probe : facts.attempts.plan().rows[row].probes) {
      for (const TaskId task : probe.in_force) {
        for (const AttemptIndex index : facts.attempts.of(task)) {
          const Observation& seen = facts.attempts[index];
          if (is_ok(seen) && !seen.earlier_failures.empty() && select(seen)) {
            repeated.push_back(index);
          }
        }
      }
    }
    return repeated;
  });
}

void add(const Facts& facts, const RowList& repeated, Finding& finding,
         std::vector<Finding>& findings) {
  finding.affected = repeated.rows;
  add_attempts(facts, repeated.attempts, finding);
  findings.push_back(std::move(finding));
}

void note_unstable(const Facts& facts, std::vector<Finding>& findings) {
  const RowList flapping =
      repeated_where(facts, [](const Observation& seen) { return !seen.repeated_alone; });
  if (flapping.attempts.empty()) {
    return;
  }
  const Failure& first = facts.attempts[flapping.attempts.front()].earlier_failures.front();
  Finding finding =
      notice("unstable", Severity::warning, Blocker::unknown, first.cause, Confidence::possible);
  finding.title = fmt::format("{} {} only on a repeat", flapping.attempts.size(),
                              flapping.attempts.size() == 1 ? "attempt passed" : "attempts passed");
  finding.explanation =
      "They failed first and passed when repeated: packets are lost, or something is overloaded. "
      "They count as reachable.";
  finding.alternatives = {{Blocker::network, "packet loss"},
                          {Blocker::firewall, "an overloaded or rate-limiting device"},
                          {Blocker::service, "an overloaded far end"}};
  finding.remedy.text = "run it again a few times; if it persists, look for loss on the path";
  add(facts, flapping, finding, findings);
}

/// How a limit shows: it refuses, or lets packets vanish.
struct LimitWords {
  std::string_view does;    ///< "The way out drops connections when many are opened at once"
  std::string_view were;    ///< "12 attempts …"
  std::string_view limits;  ///< "something limits …"
  std::string_view fix;     ///< "ask … to raise …"
  Alternative other;
};

LimitWords words_of_limit(bool silent) {
  if (silent) {
    return {"drops connections when many are opened at once",
            "got no answer while others were in progress, and passed when repeated one at a time "
            "(so this run took longer)",
            "how many new connections one client may open in a second, and drops the rest",
            "the limit on new connections per second and client (often SYN flood protection)",
            {Blocker::network, "packets may be lost when there are many of them"}};
  }
  return {"refuses connections when many are open at once",
          "refused while others were in progress, and passed when repeated alone",
          "how many connections one client may have",
          "the limit on connections per client",
          {Blocker::service, "the far end may have been short of connections"}};
}

/// Who minds many connections at once, and takes each of them alone.
void note_limit(const Facts& facts, const std::optional<std::string>& proxy,
                std::vector<Finding>& findings) {
  const RowList limited = repeated_where(
      facts, [&](const Observation& seen) { return seen.repeated_alone && seen.proxy == proxy; });
  if (limited.attempts.empty()) {
    return;
  }
  const std::size_t count = limited.attempts.size();
  const Failure& first = facts.attempts[limited.attempts.front()].earlier_failures.front();
  const bool silent = first.cause == Cause::tcp_timeout || first.cause == Cause::proxy_timeout;
  const LimitWords words = words_of_limit(silent);
  const std::string who =
      proxy ? fmt::format("{}proxy {}", silent ? "way to the " : "", printable(*proxy, 200))
            : std::string("network's way out");
  Finding finding = notice(proxy ? "limit.proxy" : "limit.direct", Severity::warning,
                           proxy && !silent ? Blocker::proxy : Blocker::firewall, first.cause,
                           Confidence::possible);
  finding.title = fmt::format("The {} {}", who, words.does);
  finding.explanation = fmt::format(
      "{} {}{} {}: something limits {}. They count as reachable; an agent that opens many "
      "connections may meet the same limit.",
      count, count == 1 ? "attempt" : "attempts",
      silent       ? ""
      : count == 1 ? " was"
                   : " were",
      words.were, words.limits);
  finding.alternatives = {words.other};
  finding.remedy.text = fmt::format(
      "if backups fail intermittently, ask whoever runs {} to raise {} for this machine; run this "
      "again with -j 4 to test gently",
      proxy && !silent ? "the proxy" : "the firewall", words.fix);
  add(facts, limited, finding, findings);
}

}  // namespace

void note_repeats(const Facts& facts, std::vector<Finding>& findings) {
  note_unstable(facts, findings);
  std::set<std::optional<std::string>> ways;
  for (const AttemptIndex index : facts.attempts.counted()) {
    if (facts.attempts[index].repeated_alone) {
      ways.insert(facts.attempts[index].proxy);
    }
  }
  for (const auto& way : ways) {
    note_limit(facts, way, findings);
  }
}

}  // namespace netprobe
