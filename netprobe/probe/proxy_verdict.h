#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/transfer_trace.h"

#include <optional>

namespace netprobe {

bool is_socks(const ProbeTask& task);

/// Something came, and it is no HTTP.
bool is_no_http(const TransferTrace& trace);

/// Why a proxy opened no way to the target, at stage `proxy-connect`.
Failure judge_tunnel(const TransferTrace& trace, const ProbeTask& task);

/// Does an answer ask for credentials, or reject those that were sent? A 401 does where a proxy is
/// asked, whatever scheme it names.
bool asks_who_it_is(const HeaderBlock& block, const ProbeTask& task);

/// What a proxy's own answer means, to CONNECT or to a plain request.
Failure judge_proxy_answer(const HeaderBlock& block, const TransferTrace& trace,
                           const ProbeTask& task);

/// An HTTP proxy took the connection, and gave no answer of HTTP to what was asked of it.
Failure judge_unanswered(const TransferTrace& trace, const ProbeTask& task);

/// What the proxy answered, in the report's shape.
std::optional<ProxyFacts> proxy_facts(const TransferTrace& trace, const ProbeTask& task);

}  // namespace netprobe
