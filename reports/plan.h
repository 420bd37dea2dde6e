#pragma once

#include "netprobe/core/plan.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// What `netprobe plan` prints: every lookup and every attempt of the first round, grouped so that
/// a person who guards a network can read it, with the bounds on what each of them may send.
std::string render_plan_text(const ProbePlan& plan, const TextStyle& style);

/// The same as JSON, schema "netprobe.plan/1".
std::string render_plan_json(const ProbePlan& plan);

}  // namespace netprobe
