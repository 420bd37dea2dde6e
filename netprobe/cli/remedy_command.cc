#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/last_report.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/remedy_options.h"
#include "netprobe/remedy/from_findings.h"
#include "netprobe/remedy/owner_syntax.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace netprobe {

namespace {

struct RemedyState {
  std::string file;
  RemedyOptions options;
};

/// Without `--for` it is whoever the report's own findings name.
Result<ChosenSyntax> syntax_for(const RemedyState& state, const Report& report) {
  if (!state.options.syntax.empty()) {
    return chosen_syntax(state.options);
  }
  const OwnerSyntax owner = owner_syntax(report);
  RemedyOptions options = state.options;
  options.syntax = name_of(owner.syntax);
  auto chosen = chosen_syntax(options);
  if (chosen) {
    fmt::print(stderr, "netprobe remedy: --for {}: {}\n", options.syntax, owner.why);
  }
  return chosen;
}

Result<ExitStatus> remedy(const RemedyState& state, const EnvironmentVariables& environment) {
  if (!state.options.syntax.empty()) {
    // What is wrong with the call is told before anything is read.
    if (const auto known = chosen_syntax(state.options); !known) {
      return tl::unexpected(known.error());
    }
  }
  const auto report = saved_or_last_report(state.file, "remedy", environment);
  if (!report) {
    return tl::unexpected(report.error());
  }
  const auto chosen = syntax_for(state, *report);
  if (!chosen) {
    return tl::unexpected(chosen.error());
  }
  const AllowList list = from_findings(*report, chosen->syntax, state.options.optional_too);
  return print(write(list, chosen->syntax, chosen->options));
}

}  // namespace

Command add_remedy_command(CLI::App& root, const EnvironmentVariables& environment) {
  const auto state = std::make_shared<RemedyState>();
  CLI::App* app = add_command(root, "remedy",
                              "the least change that fixes a report's findings, in the syntax of "
                              "its owner");
  add_option(*app, "report", state->file,
             "a JSON report of check, - is standard input; none: the last one that was kept");
  add_remedy_options(*app, state->options);
  return {app, [app, state, &environment] {
            return with_late_sources(*app, environment, nullptr,
                                     [&] { return remedy(*state, environment); });
          }};
}

}  // namespace netprobe
