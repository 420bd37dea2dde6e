#pragma once

#include "netprobe/core/rules_report.h"

#include <string>

namespace netprobe {

/// One line a requirement, for spreadsheets (RFC 4180): a cell that a program could take for a
/// formula is written as text.
std::string render_rules_csv(const RulesReport& report);

/// For tickets: the verdict, the table, the fixes.
std::string render_rules_markdown(const RulesReport& report);

}  // namespace netprobe
