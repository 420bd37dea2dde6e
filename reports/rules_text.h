#pragma once

#include "netprobe/core/rule_explanation.h"
#include "netprobe/core/rules_report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// What `nsg evaluate` prints: the verdict, what denies what with its fix, then the table. Of a
/// long export as much as a screen holds, unless the style is verbose.
std::string render_rules_text(const RulesReport& report, const TextStyle& style);

/// Its findings alone: what is denied, dropped, detoured, unknown or odd.
std::string rules_findings_text(const RulesReport& report, const TextStyle& style);

/// What `nsg explain` prints: the verdict, then the rules that decide, or, where the style is
/// verbose, each rule in the order of evaluation.
std::string render_explanation_text(const RuleExplanation& explanation, const TextStyle& style);

}  // namespace netprobe
