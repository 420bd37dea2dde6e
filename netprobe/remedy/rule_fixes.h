#pragma once

#include "netprobe/core/report.h"

#include <vector>

namespace netprobe {

/// What makes the exported rules let through what they deny, as the finding about them has it: of
/// a report with such a finding, and only what Azure would take, since the report is foreign.
std::vector<RuleFix> rule_fixes_of(const Report& report);

}  // namespace netprobe
