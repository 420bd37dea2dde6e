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

/// The script that a setting of the machine names; nothing where it is none that can be fetched.
/// `source` says whose setting.
std::optional<PacRequest> pac_of_setting(const std::string& url, std::string source);

}  // namespace netprobe
