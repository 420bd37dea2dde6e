#pragma once

#include "netprobe/core/plan.h"
#include "netprobe/diagnosis/attempts.h"

#include <optional>
#include <vector>

namespace netprobe {

/// How a probe stands on one route.
enum class State {
  untried,    ///< no task takes that route
  undecided,  ///< the attempts that would tell were skipped
  no_family,  ///< no address of the only family that was asked for
  no_name,    ///< the name does not exist or has no address
  fails,
  works,  ///< at least one address does
};

struct Standing {
  State state = State::untried;
  std::vector<AttemptIndex> failed, passed;
  std::optional<Depth> reached;  ///< the deepest that any attempt got
};

/// What the attempts say together. Attempts whose only fault is that this machine has no IPv6
/// count for nothing beside others: no client would use them.
Standing standing_of(const Attempts& attempts, const std::vector<AttemptIndex>& indexes,
                     bool has_ipv6);

/// The attempts of a probe on one kind of route.
std::vector<AttemptIndex> attempts_on(const Attempts& attempts, const RowProbe& probe,
                                      RouteKind kind);

/// Does the machine have a way to any IPv6 address? False only when IPv6 was tried and the local
/// table had no way for any of it, while IPv4 has one.
bool has_ipv6_route(const Attempts& attempts);

/// The route other than the one in force by which the probe works, if one was tested.
std::optional<RouteKind> other_route_that_works(const Attempts& attempts, const RowProbe& probe,
                                                bool has_ipv6);

}  // namespace netprobe
