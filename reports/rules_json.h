#pragma once

#include "netprobe/core/rule_explanation.h"
#include "netprobe/core/rules_report.h"

#include <string>

namespace netprobe {

/// Schema "netprobe.rules/1" (netprobe.rules.schema.json).
std::string render_rules_json(const RulesReport& report);

/// Schema "netprobe.rules.explanation/1".
std::string render_explanation_json(const RuleExplanation& explanation);

}  // namespace netprobe
