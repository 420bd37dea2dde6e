#pragma once

#include "netprobe/core/rules_report.h"
#include "netprobe/core/service_tags.h"
#include "netprobe/policy/judge.h"
#include "netprobe/policy/requirements.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// The tags that must be looked up to judge these requirements by these rules: those that rules and
/// routes name, those required, and their regional ones, by which prefixes and partial answers are
/// recognised.
std::vector<std::string> tags_to_look_up(const ServiceTags& tags, std::span<const RuleSet> sets,
                                         const RouteTable* routes,
                                         std::span<const Requirement> requirements);

/// The report on all requirements: verdicts, lint, fixes, status. What was asked with (cloud,
/// workloads, regions, tags) is left to the caller.
RulesReport evaluate_rules(const Policy& policy, const Requirements& requirements);

}  // namespace netprobe
