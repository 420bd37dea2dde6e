#pragma once

#include "netprobe/cli/exit_status.h"
#include "netprobe/cli/late_sources.h"
#include "netprobe/core/result.h"

#include <CLI/CLI.hpp>

#include <functional>

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
/// `endpoints` has commands of its own: list, show, validate, export.
std::vector<Command> add_endpoints_commands(CLI::App& root,
                                            const EnvironmentVariables& environment);

/// Options that the command line left alone, from the environment and then from `--config`.
Result<void> apply_late_sources(CLI::App& command, const EnvironmentVariables& environment,
                                std::string& config_file);

}  // namespace netprobe
