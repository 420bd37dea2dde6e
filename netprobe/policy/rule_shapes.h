#pragma once

#include "netprobe/policy/export_value.h"
#include "netprobe/policy/rule_set.h"

#include <vector>

namespace netprobe {

/// The objects that hold rules, whatever stands round them.

/// An NSG with "securityRules" and "defaultSecurityRules".
bool looks_like_nsg(const ExportValue& value);
RuleSet parse_nsg(const ExportValue& value);

/// An entry of an answer with effective rules.
bool looks_like_effective_nsg(const ExportValue& value);
RuleSet parse_effective_nsg(const ExportValue& value);

/// The elements of a bare list of rules.
RuleSet parse_rule_list(const std::vector<ExportValue>& rules);

/// A deployment template: all NSGs among its resources, with the rules that are resources of their
/// own.
bool looks_like_template(const ExportValue& value);
std::vector<RuleSet> parse_template(const ExportValue& value);

}  // namespace netprobe
