#pragma once

#include "netprobe/policy/policy.h"

#include <optional>

namespace netprobe {

/// What becomes of one packet, found out in the plainest way: everything that no file tells is
/// tried in each of its ways, and in each of these worlds every set of rules is walked from its
/// first rule to its last until one matches. Shares no code with the evaluation.
Ruling naive_walk(const PolicyInputs& inputs, const IpAddress& address, std::uint16_t port);

/// The route that a packet takes, by looking at each of them; the end that it leads to.
RouteEffect naive_route(const PolicyInputs& inputs, const RouteTable& table,
                        const IpAddress& address);

}  // namespace netprobe
