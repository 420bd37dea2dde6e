#pragma once

#include "netprobe/cli/check_options.h"
#include "netprobe/core/result.h"
#include "netprobe/run.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace netprobe {

/// Reads `--nsg`, `--route-table` and `--service-tags`, and makes the run hold what they say
/// against the wire. A tag file alone still tells what sign-in hosts may resolve to. Errors name
/// the file and the JSON pointer.
Result<void> read_policies(const CheckOptions& options, Cloud cloud, RunRequest& request);

/// The service tags of those regions, by the carried tags; nothing to ask where none is given.
std::function<std::map<std::string, std::vector<std::string>>()> regional_tags_for(
    const std::vector<std::string>& regions, Cloud cloud);

}  // namespace netprobe
