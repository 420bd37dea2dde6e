#include "netprobe/cli/command.h"
#include "netprobe/cli/idle_options.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/cli/request.h"
#include "reports/plan.h"

#include <memory>

namespace netprobe {

namespace {

struct PlanState {
  CheckOptions options;
  std::string format = "text";
};

Result<ExitStatus> plan(const PlanState& state, const EnvironmentVariables& environment) {
  const auto format = parse_text_or_json(state.format, "--format");
  if (!format) {
    return tl::unexpected(format.error());
  }
  const auto request = make_request(state.options, environment);
  if (!request) {
    return tl::unexpected(request.error());
  }
  if (const auto good = check_idle(state.options, *request, "plan"); !good) {
    return tl::unexpected(good.error());
  }
  const ProbePlan planned = plan_run(*request);
  const std::string text = *format == Format::json
                               ? render_plan_json(planned)
                               : render_plan_text(planned, style_of(false, environment));
  if (!write_stdout(text)) {
    return tl::unexpected<Error>(
        {Error::Kind::internal, "cannot write the plan to standard output"});
  }
  return ExitStatus::ready;
}

}  // namespace

Command add_plan_command(CLI::App& root, const EnvironmentVariables& environment) {
  auto state = std::make_shared<PlanState>();
  CLI::App* app =
      add_command(root, "plan", "print every packet that check would send, and send none");
  add_check_options(*app, state->options);
  add_option(*app, "-f,--format", state->format, "text (default), json").group("Input and output");
  return {app, [app, state, &environment] {
            return with_late_sources(*app, environment, &state->options.config_file,
                                     [&] { return plan(*state, environment); });
          }};
}

}  // namespace netprobe
