#pragma once

#include "netprobe/core/report.h"

namespace netprobe::samples {

/// One endpoint and one address, tested directly, all well.
Report ready();

/// A proxy in force that refuses one of two endpoints, an address whose silence proves nothing,
/// and a port that is there for comparison.
Report blocked();

/// `blocked`, with what is meant for other parsers than ours in every text.
Report hostile();

/// What `hostile` puts everywhere: escape sequences, line ends, C1, bidirectional overrides,
/// broken UTF-8.
std::string hostile_text();

}  // namespace netprobe::samples
