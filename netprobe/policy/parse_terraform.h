#pragma once

#include "netprobe/policy/export_value.h"
#include "netprobe/policy/rule_set.h"

#include <vector>

namespace netprobe {

/// A state file of Terraform, or what `terraform show -json` prints of a state or a plan. Of a plan
/// it is what will be; what only the apply will tell is a rule of which nothing is known.
bool looks_like_terraform(const ExportValue& value);
std::vector<RuleSet> parse_terraform(const ExportValue& value);

}  // namespace netprobe
