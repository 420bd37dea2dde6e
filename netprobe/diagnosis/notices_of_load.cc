#include "netprobe/core/text.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Notices about what failed first and passed when it was repeated.
namespace netprobe {

namespace {

/// Attempts that passed on a repeat, and the rows that are decided by them.
struct Repeated {
  std::set<AttemptIndex> attempts;
  std::set<std::string> rows;
};

template <typename Select>
Repeated repeated_where(const Facts& facts, const Select& select) {
  Repeated found;
  for (std::size_t row = 0; row < facts.rows.size(); ++row) {
    if (facts.rows[row].comparison) {
      continue;
    }
    for (const RowProbe& probe : facts.attempts.plan().rows[row].probes) {
      for (const TaskId task : probe.in_force) {
        for (const AttemptIndex index : facts.attempts.of(task)) {
          const Observation& seen = facts.attempts[index];
          if (is_ok(seen) && !seen.earlier_failures.empty() && select(seen)) {
            found.attempts.insert(index);
            found.rows.insert(row_id(facts, row));
          }
        }
      }
    }
  }
  return found;
}

void add(const Facts& facts, const Repeated& repeated, Finding& finding,
         std::vector<Finding>& findings) {
  finding.affected.assign(repeated.rows.begin(), repeated.rows.end());
  add_attempts(facts, {repeated.attempts.begin(), repeated.attempts.end()}, finding);
  findings.push_back(std::move(finding));
}

void note_unstable(const Facts& facts, std::vector<Finding>& findings) {
  const Repeated flapping =
      repeated_where(facts, [](const Observation& seen) { return !seen.repeated_alone; });
  if (flapping.attempts.empty()) {
    return;
  }
  const Failure& first = facts.attempts[*flapping.attempts.begin()].earlier_failures.front();
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

/// Who refuses some of many connections at a time, and takes each of them alone.
void note_limit(const Facts& facts, const std::optional<std::string>& proxy,
                std::vector<Finding>& findings) {
  const Repeated refused = repeated_where(
      facts, [&](const Observation& seen) { return seen.repeated_alone && seen.proxy == proxy; });
  if (refused.attempts.empty()) {
    return;
  }
  const Failure& first = facts.attempts[*refused.attempts.begin()].earlier_failures.front();
  const std::string who =
      proxy ? fmt::format("proxy {}", printable(*proxy, 200)) : std::string("way out");
  Finding finding =
      notice(proxy ? "limit.proxy" : "limit.direct", Severity::warning,
             proxy ? Blocker::proxy : Blocker::firewall, first.cause, Confidence::possible);
  finding.title = fmt::format("The {} refuses some of many connections at a time", who);
  finding.explanation = fmt::format(
      "{} {} while others of this run were under way, and passed when repeated alone: something "
      "limits how many connections one client may have. They count as reachable; an agent that "
      "opens many connections may meet the same limit.",
      refused.attempts.size(),
      refused.attempts.size() == 1 ? "attempt was refused" : "attempts were refused");
  finding.alternatives = {{Blocker::service, "the far end may have been short of connections"}};
  finding.remedy.text =
      proxy ? "have the connections that one client may have at the proxy raised, if backups fail "
              "now and then; -j 4 tests gently"
            : "look for a limit of connections per client on the firewall, if backups fail now and "
              "then; -j 4 tests gently";
  add(facts, refused, finding, findings);
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
