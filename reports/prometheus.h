#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// Prometheus' text format 0.0.4, for node_exporter's textfile collector: gauges in base units. The
/// endpoints of the catalog have series of their own, of a caller's list no more than a few
/// hundred.
std::string render_prometheus(const Report& report);

}  // namespace netprobe
