#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// The experiments of the second round: for failures that turn a row red on the route in force,
/// what tells one culprit from another (product contract, 3). A few failures stand for all
/// that share their cause, so the number of packets does not grow with the number of failures;
/// where nothing failed there are none. Pure: `seen` is sorted by task, then path.
///
/// The ids continue those of the plan; who runs them appends them to `ProbePlan::tasks`.
/// `resolvers` are those that were asked ("10.0.0.53:53").
std::vector<ProbeTask> plan_follow_ups(const ProbePlan& plan, std::span<const Observation> seen,
                                       std::span<const std::string> resolvers);

/// RFC 9293 (3.7.1): the segment size that every IPv4 path carries; IPv6 paths carry more.
inline constexpr int safe_segment = 536;

/// Hop limits go from 1 to this: the caller's own side of the way, and a little more.
inline constexpr int most_hops = 7;

}  // namespace netprobe
