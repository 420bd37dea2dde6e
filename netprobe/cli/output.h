#pragma once

#include "netprobe/cli/check_options.h"
#include "netprobe/cli/exit_status.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/late_sources.h"
#include "netprobe/core/report.h"
#include "netprobe/core/result.h"
#include "netprobe/probe/prober.h"
#include "reports/render.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Where the report goes: decided, and proved possible, before the first packet.
struct OutputPlan {
  Format format = Format::text;
  TextStyle style;                 ///< of standard output
  std::optional<OutputFile> file;  ///< in place of standard output
  bool quiet = false;              ///< the verdict alone
  std::string last_lines;          ///< behind a report as text on a terminal
  std::string json;                ///< the report as JSON on one line, where that was made before
  struct More {
    Format format = Format::json;
    std::optional<OutputFile> file;  ///< none: standard output, which the first report has not
  };
  std::vector<More> more;  ///< one more report each
  bool fail_on_warning = false;
  bool progress = false;
};

Result<OutputPlan> plan_output(const CheckOutput& output, const EnvironmentVariables& environment);

/// The first report, then every other. An error is the first that failed; the
/// rest is written all the same.
Result<void> write_report(const Report& report, OutputPlan& plan);

/// A line on standard error that is overwritten as attempts end, or, where that is no terminal, a
/// line for each tenth of them; nothing where progress is off.
ProgressCallback progress_line(const OutputPlan& plan);

/// "auto", "always" or "never" for a stream.
Result<bool> decide_when(std::string_view option, const std::string& word, bool automatic);

/// 0 for a ready run, unless it has a warning and that is asked for; 1 for a blocked or degraded
/// one; 3 for one that could not tell.
ExitStatus exit_status_of(const Diagnosis& diagnosis, bool fail_on_warning);

/// The same of a report that was written: where the format is nagios, its own convention.
ExitStatus exit_status_of(const Report& report, const OutputPlan& plan);

/// The style of standard output by what `--color` says.
Result<TextStyle> chosen_style(const std::string& color, const EnvironmentVariables& environment);

TextStyle style_of(bool color, const EnvironmentVariables& environment);

}  // namespace netprobe
