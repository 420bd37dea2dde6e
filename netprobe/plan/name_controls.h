#pragma once

#include "netprobe/core/plan.h"
#include "netprobe/plan/make_plan.h"

namespace netprobe {

/// Adds the controls about names: do all resolvers that are configured say the same, and is it what
/// programs get, who ask the system and not a resolver? A few names of the plan stand for all;
/// nothing is added where none is looked up directly.
void add_name_controls(const PlanRequest& request, ProbePlan& plan);

}  // namespace netprobe
