#pragma once

#include "netprobe/core/report.h"

#include <string>

namespace netprobe {

/// The objects of the JSON report, one on each line, for what reads line by line (jq, log
/// shippers). Each begins with its `type`: "run" (with tool and environment), "certificate" (before
/// the first attempt that refers to it by its `sha256`), "attempt" (with the id of its `endpoint`),
/// "control", "other_attempt", "endpoint" (without its attempts, which stand before it), "finding",
/// and "summary", which ends it.
std::string render_ndjson(const Report& report);

}  // namespace netprobe
