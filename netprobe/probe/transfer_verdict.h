#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/transfer_trace.h"

#include <optional>

namespace netprobe {

/// Why a transfer failed, or nothing when it did what the task asks. Pure; all folklore about which
/// code libcurl 7.88 gives for which step is here.
std::optional<Failure> judge_transfer(const TransferTrace& trace, const ProbeTask& task);

/// The answer to the request, in the report's shape.
std::optional<HttpFacts> http_facts(const TransferTrace& trace, const ProbeTask& task);

}  // namespace netprobe
