#pragma once

#include "netprobe/cli/check_options.h"
#include "netprobe/core/result.h"
#include "netprobe/run.h"

#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// What `--pac` or `--wpad` asks for; nothing without either. A file is read here: one that is
/// missing is a wrong call. Wrong too: `--pac`, `--wpad` and `--proxy` beside one another, a URL of
/// another scheme than http, https and file, and credentials for whatever proxy WPAD may name.
Result<std::optional<PacRequest>> read_pac(const CheckOptions& options,
                                           const std::vector<std::string>& search_domains);

}  // namespace netprobe
