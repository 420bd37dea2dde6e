#pragma once

#include "netprobe/cli/check_options.h"
#include "netprobe/core/result.h"
#include "netprobe/run.h"

#include <string>
#include <vector>

namespace netprobe {

/// Options that would do nothing in this call: whoever typed one believes that something is tested
/// which is not.

/// What the call itself rules out is refused: a script beside `--route direct`, a user without any
/// proxy that could ask for one.
Result<void> refuse_idle(const CheckOptions& options, const RunRequest& request);

/// What depends on the catalog or the machine is told, a line each: `--samples` where no range is
/// tested. The plan with the option is the plan without it.
std::vector<std::string> idle_options(const CheckOptions& options, const RunRequest& request);

/// Both: the lines go to standard error, on behalf of the command.
Result<void> check_idle(const CheckOptions& options, const RunRequest& request,
                        std::string_view command);

}  // namespace netprobe
