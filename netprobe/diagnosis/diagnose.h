#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <vector>

namespace netprobe {

/// What a run amounts to, and the observations that say so.
struct Judgement {
  Diagnosis diagnosis;
  /// Sorted by task, then path; causes refined where all attempts together say more than one alone
  /// (tls.untrusted becomes tls.intercepted, proxy.denied becomes proxy.port-denied).
  std::vector<Observation> observations;
  bool operator==(const Judgement&) const = default;
};

/// Correlates all attempts and names who blocks what, with its evidence (product contract, 2.1,
/// 2.2, 3 and 7). Total: any plan with any observations gives an answer. Pure: equal values give
/// equal answers, whatever order the observations came in. Every required row that fails is among
/// `affected` of an error finding.
Judgement diagnose(const ProbePlan& plan, std::vector<Observation> observations,
                   const Circumstances& circumstances);

}  // namespace netprobe
