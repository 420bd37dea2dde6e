#include "netprobe/core/failover.h"
#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/finding_values.h"
#include "netprobe/diagnosis/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// What the machine's own setting does where a given proxy decides the run.
namespace netprobe {

namespace {

/// The required rows for which one of the attempts was made.
std::vector<std::string> required_rows_with(const Facts& facts,
                                            const std::vector<AttemptIndex>& attempts) {
  std::set<TaskId> tasks;
  for (const AttemptIndex index : attempts) {
    tasks.insert(facts.attempts[index].task);
  }
  std::vector<std::string> ids;
  for (const PlannedRow& row : facts.attempts.plan().rows) {
    const bool has_one =
        std::any_of(row.probes.begin(), row.probes.end(), [&](const RowProbe& probe) {
          return std::any_of(probe.tasks.begin(), probe.tasks.end(),
                             [&](TaskId task) { return tasks.contains(task); });
        });
    if (has_one && row.required && !row.comparison) {
      ids.push_back(row.id);
    }
  }
  return ids;
}

/// Those that decide a row are the accusations' matter.
bool decides(const ProbePlan& plan, TaskId task) {
  return std::any_of(plan.rows.begin(), plan.rows.end(), [&](const PlannedRow& row) {
    return std::any_of(row.probes.begin(), row.probes.end(),
                       [&](const RowProbe& probe) { return is_in_force(probe, task); });
  });
}

Finding failing_system_proxy(const Facts& facts, const std::string& proxy,
                             const std::vector<AttemptIndex>& attempts) {
  const Observation& first = facts.attempts[attempts.front()];
  const std::string source = proxy_source(facts, first);
  Finding finding = notice("proxy-settings.system@" + proxy, Severity::warning,
                           Blocker::proxy_settings, cause_of(first), Confidence::likely);
  finding.title = fmt::format("The system's proxy {} lets nothing through", proxy);
  finding.explanation = fmt::format(
      "{} names it. The given proxy decides this run and works; programs that follow the system's "
      "setting fail.",
      source);
  finding.alternatives = {
      {Blocker::proxy, "where the setting is right, that proxy itself is at fault"}};
  finding.affected = required_rows_with(facts, attempts);
  add_attempts(facts, attempts, finding);
  finding.remedy.text = fmt::format(
      "make sure that the agent is given the proxy that works; correct or remove the setting ({}) "
      "for everything else",
      source);
  return finding;
}

}  // namespace

void note_failing_system_proxy(const Facts& facts, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<AttemptIndex>> failed;
  std::set<std::string> pass;
  bool given_passes = false;
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    const ProbeTask& task = *facts.attempts.task_of(seen);
    if (!seen.proxy || seen.control || task.comparison || seen.outcome == Outcome::skipped) {
      continue;
    }
    given_passes = given_passes || (seen.route == RouteKind::proxy && is_ok(seen));
    if (seen.route == RouteKind::system && is_ok(seen)) {
      pass.insert(*seen.proxy);
    } else if (seen.route == RouteKind::system && !decides(facts.attempts.plan(), seen.task)) {
      failed[*seen.proxy].push_back(index);
    }
  }
  for (const auto& [proxy, attempts] : failed) {
    if (given_passes && !pass.contains(proxy)) {
      findings.push_back(failing_system_proxy(facts, proxy, attempts));
    }
  }
}

}  // namespace netprobe
