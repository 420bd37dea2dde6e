#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <vector>

namespace netprobe {

/// Which of a host's addresses an attempt tries, and in which order.

/// The first addresses of each family, in the resolver's order.
std::vector<IpAddress> limited(const std::vector<ResolvedAddress>& resolved, int per_family);

/// Those of the families that are wanted.
std::vector<IpAddress> of_families(std::vector<IpAddress> addresses, Families families);

/// For a client that takes the first that works, IPv4 goes first: it is less often set up and dead.
void put_ipv4_first(std::vector<IpAddress>& addresses);

}  // namespace netprobe
