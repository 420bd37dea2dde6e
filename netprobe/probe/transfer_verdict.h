#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/transfer_trace.h"

#include <optional>

namespace netprobe {

/// Why a transfer failed, or nothing when it did what the task asks. Pure; all folklore about which
/// code libcurl 7.88 gives for which step is here.
std::optional<Failure> judge_transfer(const TransferTrace& trace, const ProbeTask& task);

/// Why a certificate is refused (nothing: it is good enough). `is_service`: its chain must end at
/// an expected root, and no inspection product may have signed it.
std::optional<Failure> judge_certificate(const TlsFacts& facts, bool name_matches, bool is_service,
                                         Stage stage);

/// What the proxy answered, in the report's shape.
std::optional<ProxyFacts> proxy_facts(const TransferTrace& trace, const ProbeTask& task);

/// The answer to the request, in the report's shape.
std::optional<HttpFacts> http_facts(const TransferTrace& trace);

}  // namespace netprobe
