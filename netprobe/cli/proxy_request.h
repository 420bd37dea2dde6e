#pragma once

#include "netprobe/cli/check_options.h"
#include "netprobe/cli/late_sources.h"
#include "netprobe/core/result.h"
#include "netprobe/run.h"

#include <optional>

namespace netprobe {

/// Asks for the password of `--proxy-user` at the terminal, where no file and no variable has one.
std::optional<Secret> ask_for_password(const CheckOptions& options,
                                       const EnvironmentVariables& environment);

/// Fills in the routes and the proxies of the request: the system's settings, `--proxy` with its
/// credentials, `--route`.
Result<void> read_routes(const CheckOptions& options, const EnvironmentVariables& environment,
                         RunRequest& request);

}  // namespace netprobe
