#include "netprobe/cli/command.h"
#include "netprobe/cli/last_report.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/run.h"
#include "reports/render.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace netprobe {

namespace {

struct ReportShowState {
  std::string file;
  CheckOutput output;
  bool rejudge = false;
};

Result<ExitStatus> show_report(const ReportShowState& state,
                               const EnvironmentVariables& environment) {
  auto output = plan_output(state.output, environment);
  if (!output) {
    return tl::unexpected(output.error());
  }
  auto report = saved_or_last_report(state.file, "report show", environment);
  if (!report) {
    return tl::unexpected(report.error());
  }
  if (state.rejudge) {
    *report = rejudge(std::move(*report));
  }
  if (const auto written = write_report(*report, *output); !written) {
    return tl::unexpected(written.error());
  }
  return exit_status_of(*report, *output);
}

struct ReportConvertState {
  std::string format;
  std::string file;
  CheckOutput output;
  bool fail_on_was_typed = false;  // a variable that serves `check` too asks for nothing here
};

/// The report as the run itself would have written it. Nothing is judged: done is exit 0.
Result<ExitStatus> convert_report(const ReportConvertState& state,
                                  const EnvironmentVariables& environment) {
  const auto format = parse_format(state.format, "FORMAT");
  if (!format) {
    return tl::unexpected(format.error());
  }
  if (state.fail_on_was_typed && *format != Format::nagios) {
    return usage_error(fmt::format(
        "--fail-on: found it beside {}, expected nagios, whose state alone it changes here",
        name_of(*format)));
  }
  ReportShowState show{state.file, state.output, false};
  show.output.format = name_of(*format);
  return show_report(show, environment).map([](ExitStatus) { return ExitStatus::ready; });
}

Command add_convert_command(CLI::App& parent, const EnvironmentVariables& environment) {
  const auto state = std::make_shared<ReportConvertState>();
  CLI::App* app = add_command(parent, "convert", "a saved JSON report in another format");
  add_option(*app, "format", state->format, ("one of " + format_names()).c_str()).required();
  add_option(*app, "file", state->file, "the report, - is standard input").required();
  add_file_option(*app, state->output);
  add_fail_on_option(*app, state->output,
                     "of nagios: WARNING when: blocked (default), or also on a warning: warning");
  add_looks_options(*app, state->output);
  when_parsed(*app, [app, state] { state->fail_on_was_typed = count_of(*app, "--fail-on") > 0; });
  return {app, [app, state, &environment] {
            return with_late_sources(*app, environment, nullptr,
                                     [&] { return convert_report(*state, environment); });
          }};
}

}  // namespace

std::vector<Command> add_report_commands(CLI::App& root, const EnvironmentVariables& environment) {
  CLI::App* parent = add_family(root, "report", "saved JSON reports");
  const auto state = std::make_shared<ReportShowState>();
  CLI::App* app = add_command(*parent, "show", "a saved JSON report, as check would have shown it");
  add_option(*app, "file", state->file,
             "the report, - is standard input; none: the last one that was kept");
  add_flag(*app, "--rejudge", state->rejudge,
           "judge its attempts again, by the rules of this version; nothing is sent");
  add_report_options(*app, state->output);
  return {{app,
           [app, state, &environment] {
             return with_late_sources(*app, environment, nullptr,
                                      [&] { return show_report(*state, environment); });
           }},
          add_convert_command(*parent, environment)};
}

}  // namespace netprobe
