#include "netprobe/diagnosis/diagnose.h"

#include "netprobe/core/az_command.h"
#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/experiments.h"
#include "netprobe/diagnosis/facts.h"
#include "netprobe/diagnosis/findings.h"
#include "netprobe/diagnosis/notices.h"
#include "netprobe/diagnosis/refine.h"
#include "netprobe/diagnosis/rows.h"
#include "netprobe/diagnosis/uploads.h"
#include "netprobe/diagnosis/windows_words.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace netprobe {

namespace {

/// A run that was cut off may have missed anything. One that lacked the means for a part of it has
/// done the rest: what it saw blocked is blocked, and it is incomplete where a row hangs on what it
/// could not try.
bool is_incomplete(const Summary& summary, const std::vector<RowVerdict>& rows, RunEnd end) {
  if (end != RunEnd::exhausted) {
    return end != RunEnd::finished;
  }
  return summary.blocked == 0 && std::any_of(rows.begin(), rows.end(), [](const RowVerdict& row) {
           return row.undecided_by_end && !row.comparison;
         });
}

/// Something was required, and nothing of it could be tested from here: that is no all-clear.
bool is_out_of_sight(const Summary& summary, const ProbePlan& plan) {
  return summary.required == 0 &&
         std::any_of(plan.rows.begin(), plan.rows.end(),
                     [](const PlannedRow& row) { return row.required && !row.comparison; });
}

RunStatus status_of(const Summary& summary, int degraded, const Circumstances& circumstances) {
  if (summary.blocked > 0) {
    return RunStatus::blocked;
  }
  const bool malformed = std::any_of(
      circumstances.proxies.begin(), circumstances.proxies.end(),
      [](const ProxySetting& setting) { return setting.in_force && !setting.problem.empty(); });
  const auto& pac = circumstances.pac;
  const bool script_fails = pac && !(pac->problem.empty() && pac->failures.empty());
  return degraded > 0 || malformed || script_fails ? RunStatus::degraded : RunStatus::ready;
}

Summary summarise(const ProbePlan& plan, const std::vector<RowVerdict>& rows,
                  const Circumstances& circumstances) {
  Summary summary;
  int degraded = 0;
  for (const RowVerdict& row : rows) {
    const RowStatus status = row.result.status;
    if (row.result.required) {
      ++summary.required;
      summary.reachable += status == RowStatus::reachable ? 1 : 0;
      summary.blocked += status == RowStatus::blocked ? 1 : 0;
      degraded += status == RowStatus::degraded ? 1 : 0;
    } else if (!row.comparison && (status == RowStatus::blocked || status == RowStatus::degraded)) {
      ++summary.optional_failed;
    }
  }
  summary.status = is_incomplete(summary, rows, circumstances.end)
                       ? RunStatus::incomplete
                       : status_of(summary, degraded, circumstances);
  if (summary.status == RunStatus::ready && is_out_of_sight(summary, plan)) {
    summary.status = RunStatus::incomplete;
  }
  return summary;
}

/// Rows that share an attempt share its evidence: it is told once.
void drop_repeats(std::vector<Evidence>& evidence) {
  std::set<std::pair<std::string, std::string>> told;
  std::erase_if(evidence,
                [&](const Evidence& one) { return !told.emplace(one.fact, one.source).second; });
}

/// Ids are unique in a report; equal ones are numbered in their order.
void make_ids_unique(std::vector<Finding>& findings) {
  std::map<std::string, int> taken;
  for (Finding& finding : findings) {
    const int number = ++taken[finding.id];
    if (number > 1) {
      finding.id += "#" + std::to_string(number);
    }
  }
}

/// The platform's two addresses both speak as they should, and not because somebody answers for
/// all.
bool is_answered_by_azure(const Attempts& attempts) {
  std::set<TaskId> asked;
  for (const PlannedRow& row : attempts.plan().rows) {
    for (const RowProbe& probe : row.probes) {
      if (row.inside_azure_only) {
        asked.insert(probe.tasks.begin(), probe.tasks.end());
      }
    }
  }
  const std::vector<Observation>& all = attempts.all();
  std::set<IpAddress> spoke;
  for (const Observation& seen : all) {
    const bool of_platform =
        seen.control == ControlKind::azure_platform || asked.contains(seen.task);
    if (of_platform && is_ok(seen) && seen.http && seen.address && !seen.follow_up) {
      spoke.insert(*seen.address);
    }
  }
  return spoke.size() > 1 && std::none_of(all.begin(), all.end(), [](const Observation& seen) {
           return is_ok(seen) && seen.control == ControlKind::unrouted_address;
         });
}

}  // namespace

Judgement diagnose(const ProbePlan& plan, std::vector<Observation> observations,
                   const Circumstances& given) {
  Judgement judgement;
  judgement.observations = refine(plan, std::move(observations));
  const Attempts attempts(plan, judgement.observations);
  Circumstances circumstances = given;
  const auto instance = find_azure_instance(attempts);
  if (instance || (!circumstances.azure_vm && is_answered_by_azure(attempts))) {
    circumstances.azure_vm = true;
  }
  const Experiments experiments(attempts);
  const Uploads uploads(attempts, experiments);
  const std::vector<RowVerdict> rows = judge_rows(attempts, experiments, uploads, circumstances);
  const Facts facts(attempts, experiments, uploads, circumstances, rows);
  Diagnosis& diagnosis = judgement.diagnosis;
  diagnosis.clock_skew = measure_clock_skew(attempts);
  diagnosis.azure_vm = circumstances.azure_vm;
  diagnosis.azure_instance = instance;
  diagnosis.findings = accuse(facts);
  for (Finding& finding : notices(facts, diagnosis.clock_skew)) {
    diagnosis.findings.push_back(std::move(finding));
  }
  // Errors first, then warnings, then infos; within them the order of the rules.
  std::stable_sort(diagnosis.findings.begin(), diagnosis.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  for (Finding& finding : diagnosis.findings) {
    drop_repeats(finding.evidence);
    choose_cloud(finding.remedy.commands, circumstances.cloud);
    if (circumstances.platform == Platform::windows) {
      say_for_windows(finding);
    }
  }
  make_ids_unique(diagnosis.findings);
  diagnosis.summary = summarise(plan, rows, circumstances);
  for (const RowVerdict& row : rows) {
    diagnosis.rows.push_back(row.result);
  }
  return judgement;
}

}  // namespace netprobe
