#pragma once

#include "netprobe/policy/export_value.h"
#include "netprobe/policy/rule_set.h"

#include <vector>

namespace netprobe {

/// All NSGs that a deployment template makes, with the rules that are resources of their own. What
/// the file does not tell is a rule of which nothing is known: none of its NSGs is ever taken to
/// have fewer rules than it may have.
std::vector<RuleSet> parse_template(const ExportValue& value);

}  // namespace netprobe
