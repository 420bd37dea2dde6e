#pragma once

#include "netprobe/cli/check_options.h"
#include "netprobe/cli/late_sources.h"
#include "netprobe/core/result.h"
#include "netprobe/run.h"

namespace netprobe {

/// Reads every file and variable that the options name and turns all of it into values. The first
/// thing that is wrong ends it, with the option or file, the place in it, what was found, and what
/// was expected.
Result<RunRequest> make_request(const CheckOptions& options,
                                const EnvironmentVariables& environment);

/// The embedded catalog of the cloud, extended by the caller's files in their order.
Result<Catalog> make_catalog(Cloud cloud, const std::vector<std::string>& files);

/// The cloud of that name; the error suggests near names.
Result<Cloud> cloud_named(const std::string& name);

/// What `--workload` names: "all" is every one, "none" alone is none; each once.
Result<std::vector<Workload>> workloads_named(const std::vector<std::string>& names);

}  // namespace netprobe
