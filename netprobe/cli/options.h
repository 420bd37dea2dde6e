#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): a name of the library
class App;
class Option;
}  // namespace CLI

namespace netprobe {

/// How commands and options are declared. CLI11 is one header, all of which each source that
/// includes it compiles; so commands know it by its names, and these functions know it.

/// An option that was declared, and what else is said of it.
class DeclaredOption {
 public:
  explicit DeclaredOption(CLI::Option& option) : option_(&option) {}

  DeclaredOption group(const char* name) const;
  DeclaredOption required() const;
  /// Several values in one word, with that between them.
  DeclaredOption delimiter(char between) const;
  /// Decimal, and within these bounds.
  DeclaredOption whole_number(int least, int most) const;
  DeclaredOption seconds(double least, double most) const;
  DeclaredOption excludes(const DeclaredOption& other) const;

 private:
  CLI::Option* option_;
};

/// `names` is "-f,--format"; a word without dashes is a positional argument.
DeclaredOption add_option(CLI::App& command, const char* names, std::string& into,
                          const char* what);
DeclaredOption add_option(CLI::App& command, const char* names, std::vector<std::string>& into,
                          const char* what);
DeclaredOption add_option(CLI::App& command, const char* names, int& into, const char* what);
DeclaredOption add_option(CLI::App& command, const char* names, double& into, const char* what);
DeclaredOption add_option(CLI::App& command, const char* names, std::optional<double>& into,
                          const char* what);
DeclaredOption add_flag(CLI::App& command, const char* names, bool& into, const char* what);

CLI::App* add_command(CLI::App& parent, const char* name, const char* what);
/// The same for one that has commands of its own, of which one must be named.
CLI::App* add_family(CLI::App& parent, const char* name, const char* what);

/// The help of this command, and of those that are added to it from now on, keeps within 80
/// columns.
void keep_help_narrow(CLI::App& app);

/// The names of the commands below it, in the order in which they were added.
std::vector<std::string> commands_of(const CLI::App& app);

/// Calls once the command line was read, before the environment is.
void when_parsed(CLI::App& command, std::function<void()> call);
/// In this command and those below it: of an option with one value that is given twice the last
/// counts; one with several takes one each time where the command takes words too, which would
/// else be its own.
void settle_values(CLI::App& app);
/// How often the command line gives the option.
std::size_t count_of(const CLI::App& command, const char* option);

}  // namespace netprobe
