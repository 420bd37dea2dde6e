#pragma once

#include "netprobe/core/report.h"
#include "reports/text_style.h"

#include <string>

namespace netprobe {

/// What stands last on a terminal, where a person looks first, after a run that is not ready: the
/// verdict again, whom to call, and the command to type next. Empty after one that is.
std::string last_lines(const Report& report, bool is_kept, const TextStyle& style);

}  // namespace netprobe
