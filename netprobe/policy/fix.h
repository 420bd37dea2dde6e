#pragma once

#include "netprobe/core/rules_report.h"
#include "netprobe/policy/judge.h"

#include <span>
#include <vector>

namespace netprobe {

/// The least that lets through what is required and denied: in each NSG that denies it one rule a
/// service tag (a rule takes no more than one), or a prefix that no such tag holds. Its priority is
/// free in the export and lies before every rule of that NSG that denies or may deny. Where the
/// file leaves no room, the rule that denies is moved; where even that does not help, and where
/// security admin rules deny, there are only words.
std::vector<RuleFix> fixes_for(const Policy& policy, std::span<const Examined> examined);

}  // namespace netprobe
