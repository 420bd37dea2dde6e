#include "netprobe/diagnosis/rows.h"

#include "netprobe/diagnosis/standing.h"

#include <algorithm>

namespace netprobe {

namespace {

JudgedRow judge_row(const Attempts& attempts, const PlannedRow& row, bool has_ipv6) {
  if (!row.untested.empty() || row.probes.empty()) {
    JudgedRow judged;
    judged.undecided = Undecided::planned;
    judged.result.note = row.untested.empty() ? "nothing was planned for it" : row.untested;
    return judged;
  }
  const bool by_hosts = std::all_of(row.probes.begin(), row.probes.end(), [](const RowProbe& p) {
    return p.role == RowProbe::Role::representative;
  });
  return by_hosts ? judge_hosts(attempts, row, has_ipv6) : judge_range(attempts, row, has_ipv6);
}

/// Rows that exist inside Azure only say nothing about a machine that is not there.
void spare_rows_of_azure(const ProbePlan& plan, const Circumstances& circumstances,
                         std::vector<JudgedRow>& rows) {
  bool answered = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    answered = answered ||
               (plan.rows[i].inside_azure_only && rows[i].result.status == RowStatus::reachable);
  }
  if (circumstances.azure_vm.value_or(answered)) {
    return;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowStatus status = rows[i].result.status;
    if (plan.rows[i].inside_azure_only &&
        (status == RowStatus::blocked || status == RowStatus::degraded)) {
      JudgedRow spared;
      spared.undecided = Undecided::not_in_azure;
      spared.result.note = "not decided: it answers inside Azure only, where this machine is not";
      rows[i] = std::move(spared);
    }
  }
}

void sort_and_deduplicate(std::vector<AttemptIndex>& indexes) {
  std::sort(indexes.begin(), indexes.end());
  indexes.erase(std::unique(indexes.begin(), indexes.end()), indexes.end());
}

}  // namespace

std::vector<JudgedRow> judge_rows(const Attempts& attempts, const Circumstances& circumstances) {
  const ProbePlan& plan = attempts.plan();
  const bool has_ipv6 = has_ipv6_route(attempts);
  std::vector<JudgedRow> rows;
  rows.reserve(plan.rows.size());
  for (const PlannedRow& row : plan.rows) {
    rows.push_back(judge_row(attempts, row, has_ipv6));
  }
  spare_rows_of_azure(plan, circumstances, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].result.required = plan.rows[i].required && rows[i].result.status != RowStatus::untested;
    for (auto* list :
         {&rows[i].decisive, &rows[i].minor, &rows[i].other_guesses, &rows[i].nameless}) {
      sort_and_deduplicate(*list);
    }
  }
  return rows;
}

Summary summarise(const ProbePlan& plan, const std::vector<JudgedRow>& rows, RunEnd end,
                  bool setting_is_broken) {
  Summary summary;
  bool degraded = setting_is_broken;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowResult& row = rows[i].result;
    const bool fails = row.status == RowStatus::blocked || row.status == RowStatus::degraded;
    if (row.required) {
      ++summary.required;
      summary.reachable += row.status == RowStatus::reachable ? 1 : 0;
      summary.blocked += row.status == RowStatus::blocked ? 1 : 0;
      degraded = degraded || row.status == RowStatus::degraded;
    } else if (fails && !plan.rows[i].comparison) {
      ++summary.optional_failed;
    }
  }
  if (end != RunEnd::finished) {
    summary.status = RunStatus::incomplete;
  } else if (summary.blocked > 0) {
    summary.status = RunStatus::blocked;
  } else {
    summary.status = degraded ? RunStatus::degraded : RunStatus::ready;
  }
  return summary;
}

}  // namespace netprobe
