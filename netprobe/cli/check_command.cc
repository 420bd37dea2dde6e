#include "netprobe/cli/command.h"
#include "netprobe/cli/output.h"
#include "netprobe/cli/request.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace netprobe {

namespace {

struct CheckState {
  CheckOptions options;
  CheckOutput output;
};

bool has_warning(const Diagnosis& diagnosis) {
  return std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(),
                     [](const Finding& finding) {
                       return finding.severity == Severity::warning && finding.counts_for_fail_on;
                     });
}

ExitStatus exit_status_of(const Diagnosis& diagnosis, bool fail_on_warning) {
  switch (diagnosis.summary.status) {
    case RunStatus::ready:
      return fail_on_warning && has_warning(diagnosis) ? ExitStatus::problems : ExitStatus::ready;
    case RunStatus::degraded:
    case RunStatus::blocked:
      return ExitStatus::problems;
    case RunStatus::incomplete:
      return ExitStatus::incomplete;
  }
  return ExitStatus::incomplete;
}

Result<ExitStatus> check(CLI::App& app, CheckState& state,
                         const EnvironmentVariables& environment) {
  if (const auto applied = apply_late_sources(app, environment, state.options.config_file);
      !applied) {
    return tl::unexpected(applied.error());
  }
  auto request = make_request(state.options, environment);
  if (!request) {
    return tl::unexpected(request.error());
  }
  auto output = plan_output(state.output, environment);
  if (!output) {
    return tl::unexpected(output.error());
  }
  const auto report = run(*request, progress_line(*output));
  if (!report) {
    return tl::unexpected(report.error());
  }
  if (const auto written = write_report(*report, *output); !written) {
    return tl::unexpected(written.error());
  }
  return exit_status_of(report->diagnosis, output->fail_on_warning);
}

}  // namespace

Command add_check_command(CLI::App& root, const EnvironmentVariables& environment) {
  auto state = std::make_shared<CheckState>();
  CLI::App* app =
      root.add_subcommand("check", "test the required endpoints and say what blocks them");
  add_check_options(*app, state->options);
  add_output_options(*app, state->output);
  return {app, [app, state, &environment] { return check(*app, *state, environment); }};
}

Result<void> apply_late_sources(CLI::App& command, const EnvironmentVariables& environment,
                                std::string& config_file) {
  if (auto applied = apply_environment(command, environment); !applied) {
    return applied;
  }
  if (config_file.empty()) {
    return {};
  }
  const auto text = read_input(config_file, "--config");
  return text ? apply_config(command, *text, config_file) : tl::unexpected(text.error());
}

}  // namespace netprobe
