#pragma once

#include "netprobe/policy/export_value.h"
#include "netprobe/policy/rule_set.h"

#include <vector>

namespace netprobe {

/// The objects that hold rules, whatever stands round them.

/// An NSG with "securityRules" and "defaultSecurityRules".
bool looks_like_nsg(const ExportValue& value);
/// In a template's NSG, `is_evaluated`, a rule that is not whole is one that the file does not
/// tell: what makes it may be given to the deployment.
RuleSet parse_nsg(const ExportValue& value, bool is_evaluated = false);

/// An entry of an answer with effective rules.
bool looks_like_effective_nsg(const ExportValue& value);
RuleSet parse_effective_nsg(const ExportValue& value);

/// The elements of a bare list of rules.
RuleSet parse_rule_list(const std::vector<ExportValue>& rules);

/// A rule that is a resource of its own: "NSG/RULE" is its name, or RULE inside its NSG.
SecurityRule rule_of_resource(const ExportValue& resource, bool is_evaluated = false);

/// A rule of which nothing is known but that it may be there, and how it is called.
SecurityRule undecidable_rule(std::string words, std::string pointer);

}  // namespace netprobe
