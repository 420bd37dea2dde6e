#pragma once

#include "netprobe/core/rule_explanation.h"
#include "netprobe/policy/judge.h"

#include <cstdint>

namespace netprobe {

/// What each rule says to TCP to these addresses, in the order in which the rules are asked. The
/// texts that only the caller knows (destination, tags, version) are left to it.
RuleExplanation explain(const Policy& policy, const IpSet& destinations, std::uint16_t port);

/// What was asked, in the order of asking.
RuleSource source_of(const RuleSet& set);

}  // namespace netprobe
