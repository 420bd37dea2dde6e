#include "netprobe/diagnosis/diagnose.h"

#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/refine.h"
#include "netprobe/diagnosis/rows.h"

#include <algorithm>
#include <utility>

namespace netprobe {

Judgement diagnose(const ProbePlan& plan, std::vector<Observation> observations,
                   const Circumstances& circumstances) {
  Judgement judgement;
  judgement.observations = refine(plan, std::move(observations));
  const Attempts attempts(plan, judgement.observations);
  const std::vector<JudgedRow> rows = judge_rows(attempts, circumstances);
  const bool setting_is_broken =
      std::any_of(circumstances.proxies.begin(), circumstances.proxies.end(),
                  [](const ProxySetting& setting) { return !setting.problem.empty(); });
  Diagnosis& diagnosis = judgement.diagnosis;
  diagnosis.summary = summarise(plan, rows, circumstances.end, setting_is_broken);
  for (const JudgedRow& row : rows) {
    diagnosis.rows.push_back(row.result);
  }
  return judgement;
}

}  // namespace netprobe
