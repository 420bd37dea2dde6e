#pragma once

#include "netprobe/core/connection_ruling.h"
#include "netprobe/policy/policy.h"

#include <span>
#include <vector>

namespace netprobe {

/// What the rules and routes say about single connections, in the order in which they are asked
/// for: the form in which the diagnosis holds them against the wire. Addresses of the platform
/// itself, which neither rules nor routes apply to, are left out.
std::vector<ConnectionRuling> rule_connections(const Policy& policy,
                                               std::span<const Destination> destinations);

/// The priorities that the outbound rules of each NSG have, the default rules left out.
std::vector<NsgPriorities> priorities_of(std::span<const RuleSet> sets);

}  // namespace netprobe
