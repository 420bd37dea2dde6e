#pragma once

#include "netprobe/core/address.h"

#include <vector>

namespace netprobe {

/// The smallest set of prefixes that covers every failing address and no passing one, each as
/// narrow as its failing addresses allow: what is known to be blocked, and no more. Sorted. An
/// address that is in both lists counts as failing, alone.
std::vector<Cidr> blocked_parts(const std::vector<IpAddress>& failing,
                                const std::vector<IpAddress>& passing);

}  // namespace netprobe
