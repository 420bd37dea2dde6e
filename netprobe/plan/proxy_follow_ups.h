#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <span>
#include <vector>

namespace netprobe {

/// The experiments about proxies that refuse, or that cannot go on, where they are the way in
/// force: what their answer says in full (libcurl drops the page of a refused CONNECT), and
/// whether the host's address passes where its name does not. Of each proxy and cause two failures
/// of different owners stand for all. Pure; `seen` is sorted by task, then path. Ids are for the
/// caller to give.
std::vector<ProbeTask> plan_proxy_follow_ups(const ProbePlan& plan,
                                             std::span<const Observation> seen);

}  // namespace netprobe
