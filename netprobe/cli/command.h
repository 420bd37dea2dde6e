#pragma once

#include "netprobe/cli/exit_status.h"
#include "netprobe/cli/late_sources.h"
#include "netprobe/core/result.h"

#include <functional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): a name of the library
class App;
}

namespace netprobe {

/// One command of the program: where its options hang, and what it does once they are parsed. Its
/// report goes to standard output; an Error is printed by main, which turns its kind into the exit
/// status.
struct Command {
  CLI::App* app = nullptr;
  std::function<Result<ExitStatus>()> run;
};

Command add_check_command(CLI::App& root, const EnvironmentVariables& environment);
Command add_plan_command(CLI::App& root, const EnvironmentVariables& environment);
/// `endpoints` has commands of its own: list, show, validate, export, diff.
std::vector<Command> add_endpoints_commands(CLI::App& root,
                                            const EnvironmentVariables& environment);

/// What a cause means; how the findings of a saved report were decided.
Command add_explain_command(CLI::App& root, const EnvironmentVariables& environment);
/// `proxy` has commands of its own: show.
std::vector<Command> add_proxy_commands(CLI::App& root, const EnvironmentVariables& environment);
/// `report` has commands of its own: show, convert.
std::vector<Command> add_report_commands(CLI::App& root, const EnvironmentVariables& environment);

/// `tags` has commands of its own: lookup, list, show, diff.
std::vector<Command> add_tags_commands(CLI::App& root, const EnvironmentVariables& environment);

/// `nsg` has commands of its own: evaluate, explain.
std::vector<Command> add_nsg_commands(CLI::App& root, const EnvironmentVariables& environment);

/// The least change that fixes a saved report's findings, in the syntax of its owner.
Command add_remedy_command(CLI::App& root, const EnvironmentVariables& environment);

/// What a command does and takes, or one of the topics (help_topics.h).
Command add_help_command(CLI::App& root);
Command add_version_command(CLI::App& root);
/// What `netprobe --help` prints.
std::string help_of_program(const CLI::App& root);

/// All of them. Of an option with one value that is given more than once the last one counts, in
/// whatever command it stands.
std::vector<Command> add_commands(CLI::App& root, const EnvironmentVariables& environment);

using Action = std::function<Result<ExitStatus>()>;

/// Runs a command once the options that the command line left alone have their values from the
/// environment and then, where there is one, from `config_file` (read after the environment, which
/// may name it). Whatever is wrong with such a value names the place that it came from.
Result<ExitStatus> with_late_sources(CLI::App& command, const EnvironmentVariables& environment,
                                     const std::string* config_file, const Action& action);

}  // namespace netprobe
