#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/remedy_options.h"
#include "netprobe/remedy/from_findings.h"
#include "reports/saved_report.h"

#include <memory>

namespace netprobe {

namespace {

struct RemedyState {
  std::string file;
  RemedyOptions options;
};

Result<ExitStatus> remedy(const RemedyState& state) {
  if (state.options.syntax.empty()) {
    return usage_error(
        "--for: found nothing, expected whose syntax is wanted: az, squid, ticket, … (--help "
        "lists them)");
  }
  const auto chosen = chosen_syntax(state.options);
  if (!chosen) {
    return tl::unexpected(chosen.error());
  }
  const auto text = read_input(state.file, "the report");
  if (!text) {
    return tl::unexpected(text.error());
  }
  const auto report = read_report(*text, state.file);
  if (!report) {
    return tl::unexpected(report.error());
  }
  const AllowList list = from_findings(*report, chosen->syntax, state.options.optional_too);
  return print(write(list, chosen->syntax, chosen->options));
}

}  // namespace

Command add_remedy_command(CLI::App& root, const EnvironmentVariables& environment) {
  const auto state = std::make_shared<RemedyState>();
  CLI::App* app =
      add_command(root, "remedy",
                  "the least change that fixes a saved report's findings, in its owner's syntax");
  add_option(*app, "report", state->file, "a JSON report of check, - is standard input").required();
  add_remedy_options(*app, state->options);
  return {app, [app, state, &environment] {
            return with_late_sources(*app, environment, nullptr, [&] { return remedy(*state); });
          }};
}

}  // namespace netprobe
