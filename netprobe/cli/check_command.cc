#include "netprobe/cli/command.h"
#include "netprobe/cli/idle_options.h"
#include "netprobe/cli/last_lines.h"
#include "netprobe/cli/last_report.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/cli/proxy_request.h"
#include "netprobe/cli/request.h"
#include "reports/nagios.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

struct CheckState {
  CheckOptions options;
  CheckOutput output;
};

Result<ExitStatus> check(const CheckState& state, const EnvironmentVariables& environment) {
  CheckOptions options = state.options;
  options.typed_password = ask_for_password(options, environment);
  auto request = make_request(options, environment);
  if (!request) {
    return tl::unexpected(request.error());
  }
  if (const auto good = check_idle(options, *request, "check"); !good) {
    return tl::unexpected(good.error());
  }
  // From here on there is something to lose: files that were begun, and then what is learnt.
  const Interrupts& interrupts = Interrupts::hold();
  auto output = plan_output(state.output, environment);
  if (!output) {
    return tl::unexpected(output.error());
  }
  const auto report = run(*request, progress_line(*output), &interrupts);
  if (!report) {
    return tl::unexpected(report.error());
  }
  const bool is_kept = !state.output.no_save && keep_report(*report, environment, output->json);
  output->last_lines = last_lines(*report, is_kept, output->style);
  if (const auto written = write_report(*report, *output); !written) {
    return tl::unexpected(written.error());
  }
  return exit_status_of(*report, *output);
}

/// A plugin says that it could not do its work where it is read: on standard output, as UNKNOWN.
Result<ExitStatus> as_plugin(Result<ExitStatus> status, const CheckOutput& output) {
  if (status || parse_format(output.format, "--format") != Format::nagios) {
    return status;
  }
  return print(nagios_unknown(status.error().message), ExitStatus::incomplete);
}

}  // namespace

Command add_check_command(CLI::App& root, const EnvironmentVariables& environment) {
  auto state = std::make_shared<CheckState>();
  CLI::App* app =
      add_command(root, "check", "test the required endpoints and say what blocks them");
  add_check_options(*app, state->options);
  add_output_options(*app, state->output);
  return {app, [app, state, &environment] {
            return as_plugin(with_late_sources(*app, environment, &state->options.config_file,
                                               [&] { return check(*state, environment); }),
                             state->output);
          }};
}

Result<ExitStatus> with_late_sources(CLI::App& command, const EnvironmentVariables& environment,
                                     const std::string* config_file, const Action& action) {
  Origins origins;
  if (const auto applied = apply_environment(command, environment, origins); !applied) {
    return tl::unexpected(applied.error());
  }
  for (const std::string& line : unread_variables(command, environment)) {
    fmt::print(stderr, "{}\n", line);
  }
  if (config_file != nullptr && !config_file->empty()) {
    const auto text = read_input(*config_file, "--config");
    const auto applied =
        text ? apply_config(command, *text, *config_file, origins) : tl::unexpected(text.error());
    if (!applied) {
      return tl::unexpected(applied.error());
    }
  }
  auto status = action();
  return status ? status : tl::unexpected(with_origin(status.error(), origins));
}

}  // namespace netprobe
