#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"
#include "netprobe/probe/transfer_trace.h"

#include <vector>

namespace netprobe {

/// What the headers of a proxy's answers say: the last one decides, all of them together list the
/// schemes that it offers. At least one block.
ProxyFacts answer_of(const std::vector<HeaderBlock>& blocks);

/// The same of a CONNECT whose answer was read to the end: with its page, but for one that repeats
/// the password that was sent.
ProxyFacts answer_in_full(const TransferTrace& trace, const ProbeTask& task);

}  // namespace netprobe
