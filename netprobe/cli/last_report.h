#pragma once

#include "netprobe/cli/late_sources.h"
#include "netprobe/core/report.h"
#include "netprobe/core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// The report of the run before this call, which `remedy`, `explain`, `report show` and `nsg
/// explain` mean where they are given none. One file, of this user alone, in the folder that the
/// system has for what programs remember (XDG Base Directory; %LOCALAPPDATA%). It holds what every
/// JSON report holds, and so no password.

/// The folder; nothing where the environment names none (a service without HOME).
std::optional<std::string> state_folder(const EnvironmentVariables& environment, Platform platform);

/// Keeps it in the place of the one before. Never a reason to fail: false where it could not be
/// kept, of which a line on standard error tells, unless there is no folder for it.
/// `json`: what was kept, or would have been: the report as JSON on one line.
bool keep_report(const Report& report, const EnvironmentVariables& environment, std::string& json);

/// A report that was kept, and how it is called: "the report of srv01, 3 minutes old (FILE)".
struct KeptReport {
  Report report;
  std::string words;
};
/// The error says where it was looked for, and what makes one.
Result<KeptReport> last_report(const EnvironmentVariables& environment);

/// The report of that file, or the last one where there is no file, which standard error is told
/// of on behalf of the command.
Result<Report> saved_or_last_report(const std::string& file, std::string_view command,
                                    const EnvironmentVariables& environment);

/// "40 seconds", "3 minutes", "5 hours", "12 days".
std::string age_words(Millis age);

}  // namespace netprobe
