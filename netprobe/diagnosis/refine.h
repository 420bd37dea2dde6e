#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <vector>

namespace netprobe {

/// The same observations, sorted by task and path, with the causes that only a comparison of all
/// attempts can tell (product contract, section 7):
/// - tls.untrusted is tls.intercepted where the same issuer, none of the public ones, signs for
///   names of different owners;
/// - proxy.denied is proxy.port-denied where that proxy passes another port of the same host or,
///   where that was not asked, lets no host through on this port and some on another.
std::vector<Observation> refine(const ProbePlan& plan, std::vector<Observation> observations);

/// Does the distinguished name belong to a public certification authority? A chain that ends there
/// and fails to verify speaks of a missing root, not of interception.
bool is_public_authority(const std::string& issuer);

}  // namespace netprobe
