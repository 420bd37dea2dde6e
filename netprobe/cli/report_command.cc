#include "netprobe/cli/command.h"
#include "netprobe/cli/last_report.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/output.h"
#include "netprobe/run.h"
#include "reports/render.h"

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
  return exit_status_of(report->diagnosis, output->fail_on_warning);
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
  return {{app, [app, state, &environment] {
             return with_late_sources(*app, environment, nullptr,
                                      [&] { return show_report(*state, environment); });
           }}};
}

}  // namespace netprobe
