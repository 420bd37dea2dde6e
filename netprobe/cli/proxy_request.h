#pragma once

#include "netprobe/cli/check_options.h"
#include "netprobe/cli/late_sources.h"
#include "netprobe/core/result.h"
#include "netprobe/run.h"
#include "proxy/sources.h"

#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// Asks for the password of `--proxy-user` at the terminal, where no file and no variable has one.
std::optional<Secret> ask_for_password(const CheckOptions& options,
                                       const EnvironmentVariables& environment);

/// Fills in the routes and the proxies of the request: the settings of the component (`--as`) and
/// of this process, `--proxy` with its credentials and its bypass list, `--route`.
Result<void> read_routes(const CheckOptions& options, const EnvironmentVariables& environment,
                         RunRequest& request);

/// Refuses the name of a service of which this system knows nothing.
Result<void> require_service(const ProxyTexts& texts, const std::string& unit,
                             std::string_view option);

}  // namespace netprobe
