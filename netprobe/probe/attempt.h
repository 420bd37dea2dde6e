#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/transfer_trace.h"

namespace netprobe {

/// Puts what a transfer showed into the observation.
void note_transfer(const TransferTrace& trace, const ProbeTask& task, Observation& seen);

/// Could the same attempt end otherwise a moment later? Answers of policy, verdicts on certificates
/// and refusals of this machine are not asked for twice.
bool is_worth_repeating(const Failure& failure);

/// How deep an attempt got that did all its task asks.
Depth depth_of_success(const ProbeTask& task);

}  // namespace netprobe
