#include "netprobe/child_tasks.h"
#include "netprobe/cli/command.h"
#include "netprobe/cli/machine.h"
#include "netprobe/cli/options.h"
#include "netprobe/cli/secrets.h"
#include "netprobe/core/text.h"
#include "netprobe/core/version.h"
#include "reports/nagios.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace netprobe;  // NOLINT(google-build-using-namespace): the program is the library's
                           // face

int status(ExitStatus exit_status) { return static_cast<int>(exit_status); }

int complain(std::string_view command, const Error& error) {
  fmt::print(stderr, "{}: {}\n", command, printable(error.message, 4000));
  return status(error.kind == Error::Kind::internal ? ExitStatus::incomplete
                                                    : ExitStatus::bad_call);
}

/// The deepest command that was named: the one whose help and options the caller meant.
const CLI::App* chosen_app(const CLI::App& root) {
  const auto chosen = root.get_subcommands();
  return chosen.empty() ? &root : chosen_app(*chosen.front());
}

/// "netprobe endpoints show"
std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name()
                                     : full_name(*app.get_parent()) + " " + app.get_name();
}

/// What could stand where something unknown stands: commands and long options.
std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words = commands_of(app);
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      words.push_back("--" + name);
    }
  }
  return words;
}

/// What stands where something should that the command knows.
std::string expected_of(const CLI::App& app, const std::string& word) {
  if (word.starts_with('-')) {
    return "an option of this command";
  }
  return commands_of(app).empty() ? "no such argument" : "one of " + join(commands_of(app), ", ");
}

std::string what_is_wrong(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& app = *chosen_app(root);
  const auto extras = root.remaining(true);
  const bool unknown_word = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                            dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (unknown_word && !extras.empty()) {
    const auto close_by = nearest(extras.front(), known_words(app), 1);
    return fmt::format("found \"{}\", expected {}{}", extras.front(),
                       expected_of(app, extras.front()),
                       close_by.empty() ? "" : fmt::format("; did you mean {}?", close_by.front()));
  }
  return commands_of(app).empty() ? std::string(error.what())
                                  : fmt::format("{} (expected one of {})", error.what(),
                                                fmt::join(commands_of(app), ", "));
}

/// Does the call ask for the line of a plugin, as far as it can be read?
bool is_for_nagios(const std::vector<std::string>& words) {
  bool wanted = false;
  for (std::size_t i = 2; i < words.size(); ++i) {
    const bool is_value = words[i - 1] == "-f" || words[i - 1] == "--format";
    wanted = wanted || words[i] == "-fnagios" || words[i] == "--format=nagios" ||
             (is_value && equals_ignoring_case(words[i], "nagios"));
  }
  return wanted && words[1] == "check";
}

int complain_about_call(const CLI::App& root, const CLI::ParseError& error,
                        const std::vector<std::string>& words) {
  const std::string message = what_is_wrong(root, error);
  if (is_for_nagios(words)) {
    // 2 would be CRITICAL to whoever runs it.
    fmt::print("{}", nagios_unknown(message));
    return status(ExitStatus::incomplete);
  }
  const std::string name = full_name(*chosen_app(root));
  complain(name, {Error::Kind::usage, message});
  fmt::print(stderr, "`{} --help` lists what there is.\n", name);
  return status(ExitStatus::bad_call);
}

/// The arguments as CLI11 takes them: the last one first. "--proxy=" is an option with an empty
/// value, which CLI11 would take for one whose value is the next word.
std::vector<std::string> reversed_arguments(const std::vector<std::string>& words) {
  std::vector<std::string> arguments;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view argument = words[i];
    if (argument.starts_with("--") && argument.size() > 3 && argument.ends_with('=')) {
      arguments.emplace_back(argument.substr(0, argument.size() - 1));
      arguments.emplace_back();
    } else {
      arguments.emplace_back(argument);
    }
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

int run_program(const std::vector<std::string>& words) {
  const auto environment = environment_variables();
  hide_passwords_of_environment();
  CLI::App root(
      "Says what blocks Azure Backup traffic on this network: resolver, host firewall,\n"
      "NSG, firewall, TLS inspection or proxy; on what evidence, and what the smallest\n"
      "fix is.",
      "netprobe");
  keep_help_narrow(root);
  root.set_version_flag("-V,--version", fmt::format("netprobe {}", tool_version()));
  root.require_subcommand(0, 1);
  root.allow_windows_style_options(false);  // "/run/x" is a path everywhere
  const std::vector<Command> commands = add_commands(root, environment);
  root.footer(
      "Exit status: 0 ready, 1 blocked or degraded, 2 the call or an input file is\n"
      "wrong, 3 the run could not be completed.");
  try {
    root.parse(reversed_arguments(words));
  } catch (const CLI::Success& done) {
    return root.exit(done);  // --help and --version: to standard output
  } catch (const CLI::ParseError& error) {
    return complain_about_call(root, error, words);
  }
  const auto chosen = std::find_if(commands.begin(), commands.end(),
                                   [](const Command& command) { return command.app->parsed(); });
  if (chosen == commands.end()) {
    fmt::print("{}", help_of_program(root));
    return status(ExitStatus::ready);
  }
  const auto outcome = chosen->run();
  return outcome ? status(*outcome) : complain(full_name(*chosen->app), outcome.error());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words = call_words(argc, argv);
    do_child_task(words);  // comes back where a person has called
    const StandardStreams streams;
    return run_program(words);
  } catch (const std::exception& error) {
    fmt::print(stderr, "netprobe: internal error: {}\n", printable(error.what(), 1000));
    return status(ExitStatus::incomplete);
  }
}
