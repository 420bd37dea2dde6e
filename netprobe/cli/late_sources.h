#pragma once

#include "netprobe/core/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): a name of the library
class App;
}

namespace netprobe {

using EnvironmentVariables = std::map<std::string, std::string>;

/// The variable that stands for an option: "--connect-timeout" is NETPROBE_CONNECT_TIMEOUT.
std::string variable_of(std::string_view option);

/// Where an option's value came from, if not from the command line: "--cloud" to "environment
/// variable NETPROBE_CLOUD" or "FILE:LINE".
using Origins = std::map<std::string, std::string>;

/// Gives every option that the command line left alone its value from the environment. An error
/// names the variable. An empty variable counts as not set.
Result<void> apply_environment(CLI::App& command, const EnvironmentVariables& environment,
                               Origins& origins);

/// A line of standard error for each NETPROBE_ variable that no command of the program reads, with
/// the one that may be meant: a misspelt one would be passed over in silence.
std::vector<std::string> unread_variables(const CLI::App& command,
                                          const EnvironmentVariables& environment);

/// Gives every option that is still alone its value from a TOML file (the keys are the long option
/// names; a table named after the command may hold them too). An error names the file, the line and
/// the key.
Result<void> apply_config(CLI::App& command, std::string_view text, const std::string& file,
                          Origins& origins);

/// The error with the place before it that the option came from with which its message begins.
Error with_origin(Error error, const Origins& origins);

}  // namespace netprobe
