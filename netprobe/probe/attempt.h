#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/transfer_trace.h"

namespace netprobe {

/// An observation of which nothing is known yet but what the plan says.
Observation blank_observation(const ProbePlan& plan, TaskId task, Instant now);

/// What an attempt of this task connects to, when it is tried by way of this address.
HostPort connect_target(const ProbeTask& task, const IpAddress& address);

/// How long its connect may take, and how long all of it.
Micros connect_patience(const ProbeTask& task, const Limits& limits);
Micros attempt_patience(const ProbeTask& task, const Limits& limits);

/// Puts what a transfer showed into the observation, and says how the attempt ends with it. One
/// that did not start is no news of the network: it is skipped, with the reason.
[[nodiscard]] Outcome note_transfer(const TransferTrace& trace, const ProbeTask& task,
                                    Observation& seen);

/// Did libcurl read an interim answer that should have been taken away from it? Where the proxy is
/// spoken to over TLS nobody could.
bool lost_to_interim(const TransferTrace& trace, const ProbeTask& task);

/// Silence that was measured while this process was at work for most of the time says more about
/// this machine than about the far end.
bool is_starved(const Failure& failure, Micros busy, Micros limit);

/// Could the same attempt end otherwise a moment later? Answers of policy, verdicts on certificates
/// and refusals of this machine are not asked for twice.
bool is_worth_repeating(const Failure& failure);

/// May it be what a device says to a client that has too many connections at a time? Such a refusal
/// comes at once; silence is another matter.
bool is_refusal_of_crowds(const Failure& failure);

/// How deep an attempt got that did all its task asks.
Depth depth_of_success(const ProbeTask& task);

}  // namespace netprobe
