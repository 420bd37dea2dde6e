#pragma once

#include "netprobe/core/rules_report.h"
#include "netprobe/policy/judge.h"

#include <span>
#include <vector>

namespace netprobe {

/// What is odd about rules and routes themselves, whether or not it decides anything today. Only
/// what concerns outbound traffic.
std::vector<RuleLint> lint_of(const Policy& policy, std::span<const Examined> examined);

/// Its parts.

/// About one rule; what it is called and where it stands filled in.
RuleLint lint_about(const Policy& policy, const RuleRef& ref, std::string kind, Severity severity,
                    std::string text);

/// Rules of which the rules before them leave nothing.
void add_shadowed(const Policy& policy, std::size_t set, std::vector<RuleLint>& lint);

/// Lists of prefixes that were copied out of a service tag, which has others by now; and rules that
/// open more than what is needed.
void add_outgrown(const Policy& policy, std::span<const Examined> examined,
                  std::vector<RuleLint>& lint);
void add_too_wide(const Policy& policy, std::span<const Examined> examined,
                  std::vector<RuleLint>& lint);

}  // namespace netprobe
