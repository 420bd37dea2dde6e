#pragma once

#include "netprobe/core/rules_report.h"
#include "netprobe/core/service_tags.h"
#include "netprobe/policy/judge.h"
#include "netprobe/policy/requirements.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// The tags of what is required, and their regional ones: by these prefixes and partial answers are
/// recognised.
std::vector<std::string> tags_of(std::span<const Requirement> requirements,
                                 const ServiceTags& tags);

/// The least that makes the rules let through what is required: what `evaluate_rules` reports.
std::vector<RuleFix> rule_fixes_of(const Policy& policy, const Requirements& requirements);

/// The report on all requirements: verdicts, lint, fixes, status. What was asked with (cloud,
/// workloads, regions, tags) is left to the caller.
RulesReport evaluate_rules(const Policy& policy, const Requirements& requirements);

}  // namespace netprobe
