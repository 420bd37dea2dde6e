#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/output.h"
#include "netprobe/run.h"
#include "reports/render.h"
#include "reports/saved_report.h"

#include <memory>
#include <utility>

namespace netprobe {

namespace {

struct ShowState {
  std::string file;
  CheckOutput output;
  bool rejudge = false;
};

Result<ExitStatus> show(const ShowState& state, const EnvironmentVariables& environment) {
  auto output = plan_output(state.output, environment);
  if (!output) {
    return tl::unexpected(output.error());
  }
  const auto text = read_input(state.file, "the report");
  if (!text) {
    return tl::unexpected(text.error());
  }
  auto report = read_report(*text, state.file);
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
  CLI::App* parent = root.add_subcommand("report", "saved JSON reports");
  parent->require_subcommand(1);
  const auto state = std::make_shared<ShowState>();
  CLI::App* app =
      parent->add_subcommand("show", "a saved JSON report, as check would have shown it");
  app->add_option("file", state->file, "the report, - is standard input")->required();
  app->add_flag("--rejudge", state->rejudge,
                "judge its attempts again, by the rules of this version; nothing is sent");
  app->add_option("-f,--format", state->output.format, "text (default), json");
  app->add_option("--fail-on", state->output.fail_on,
                  "exit 1 when: blocked (default), warning (a ready run with a warning too)");
  app->add_option("--color", state->output.color, "auto (default), always, never");
  return {{app, [app, state, &environment] {
             return with_late_sources(*app, environment, nullptr,
                                      [&] { return show(*state, environment); });
           }}};
}

}  // namespace netprobe
