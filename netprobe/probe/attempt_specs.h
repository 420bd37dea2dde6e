#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/attempt_script.h"
#include "netprobe/probe/dns_verdict.h"
#include "netprobe/probe/name_service.h"

#include <optional>
#include <string>
#include <vector>

/// From what was found out about a task's names to its attempts: one for each address of a host,
/// one through a proxy, whatever addresses that has. Pure.
namespace netprobe {

/// What a task amounts to.
struct TaskTargets {
  std::vector<AttemptSpec> attempts;
  std::optional<Observation> instead;  ///< it ends here: there is nothing to connect to
};

/// Where the task names an address.
TaskTargets targets_of_literal(const ProbePlan& plan, TaskId id, Instant now);

/// Where its host was looked up.
TaskTargets targets_of_host(const ProbePlan& plan, TaskId id, const LookupResult& found,
                            Instant now);

/// Where it goes by a proxy, whose host was looked up; so was the task's own, if the proxy is sent
/// its address (`target`, else null).
TaskTargets targets_by_proxy(const ProbePlan& plan, TaskId id, const LookupResult& proxy,
                             const LookupResult* target, Instant now);

/// Where the system's name service was asked, and no more is wanted.
TaskTargets targets_of_name_service(const ProbePlan& plan, TaskId id,
                                    const NameServiceAnswer& answer, Instant now);

/// The same on a machine that has only IPv6 (RFC 6724): an IPv4 address of a host that has others
/// is left out with a note; one that was named goes through NAT64, where a prefix is known. A host
/// without other addresses is tried at those that it has: that fails, and is to be told.
TaskTargets for_ipv6_only(const ProbePlan& plan, TaskTargets targets,
                          const std::optional<Cidr>& nat64, Instant now);

/// Where nothing can be done, and why.
TaskTargets no_targets(const ProbePlan& plan, TaskId id, std::string because, Instant now);

/// Is the proxy sent the target's address, not its name?
bool is_sent_address(const Proxy& proxy);
/// SOCKS 4 and 4a carry IPv4 alone.
bool carries_only_ipv4(const Proxy& proxy);

}  // namespace netprobe
