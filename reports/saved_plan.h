#pragma once

#include "netprobe/core/report.h"
#include "reports/json_values.h"

namespace netprobe {

/// `plan` of a report: what the run was about to do, the second round included, so that a saved
/// report can be judged again. Nothing secret: a proxy is its URL without user information.
Json json_of_saved(const ProbePlan& plan);

/// `circumstances`: what the judge knew beside the plan and the attempts, as far as `run` and
/// `environment` do not say it.
Json json_of_saved(const Circumstances& circumstances);

std::string_view name_of(Families families);        ///< "both", "ipv4", "ipv6"
std::string_view name_of(Expectation expectation);  ///< "service", "verified", "nobody"
std::string_view name_of(Platform platform);        ///< "linux", "windows"
std::string_view name_of(RunEnd end);  ///< "finished", "deadline", "interrupted", "exhausted"

}  // namespace netprobe
