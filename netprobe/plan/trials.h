#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <span>
#include <vector>

namespace netprobe {

/// Several full segments of header fields, and below what the front ends of the service (HTTP.sys:
/// 16 KB) and common gateways (8 KB) take of them.
inline constexpr int upload_padding = 6000;

/// Trials: an agent uploads, speaks TLS as its Windows does, and asks for names that nobody listed;
/// the attempts of rows do none of that. Each trial varies one of these attempts in one thing, so
/// that the two differ where the network minds it. They go with the controls, and are thirty at
/// most: every storage host on every route is sent a request of several segments, every wildcard
/// one name that nobody listed, and each service one handshake of Windows Server 2016 and 2019.
/// Their ids follow those of the plan's tasks.
std::vector<ProbeTask> plan_trials(const Catalog& catalog, std::span<const Workload> workloads,
                                   const ProbePlan& plan);

/// The experiments that decide about the trials which failed beside an attempt that passed.
std::vector<ProbeTask> plan_trial_follow_ups(const ProbePlan& plan,
                                             std::span<const Observation> seen);

}  // namespace netprobe
