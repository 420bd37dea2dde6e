#include "netprobe/cli/options.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>

namespace netprobe {

namespace {

/// What an option that takes a number accepts: a decimal one within bounds, and nothing else.
/// CLI11 by itself reads numbers as C does: "nan" passes each of its bounds, "010" is eight, and
/// "0x10" sixteen; so it is given what was understood here, in a form that it cannot misread.
template <typename Number>
CLI::Validator number_between(Number least, Number most, const char* what) {
  const auto check = [least, most, what](std::string& text) -> std::string {
    const auto number = parse_number<Number>(text);
    // The comparison is false of NaN.
    if (!number || !(*number >= least && *number <= most)) {
      return fmt::format("found \"{}\", expected {} from {} to {}", printable(text, 100), what,
                         least, most);
    }
    text = fmt::format("{}", *number);
    return "";
  };
  return {check, ""};
}

/// CLI11's own help has a line for each option, however long.
class NarrowHelp : public CLI::Formatter {
 public:
  std::string make_option_desc(const CLI::Option* option) const override {
    return narrow(option->get_description());
  }
  std::string make_subcommand(const CLI::App* command) const override {
    std::stringstream out;
    CLI::detail::format_help(out, command->get_name(), narrow(command->get_description()),
                             get_column_width());
    return out.str();
  }

 private:
  [[nodiscard]] std::string narrow(const std::string& text) const {
    constexpr std::size_t columns = 80;
    return join(wrapped(text, columns - get_column_width()), "\n");
  }
};

}  // namespace

DeclaredOption DeclaredOption::group(const char* name) const {
  option_->group(name);
  return *this;
}

DeclaredOption DeclaredOption::required() const {
  option_->required();
  return *this;
}

DeclaredOption DeclaredOption::delimiter(char between) const {
  option_->delimiter(between);
  return *this;
}

DeclaredOption DeclaredOption::whole_number(int least, int most) const {
  option_->transform(number_between(least, most, "a whole number"));
  return *this;
}

DeclaredOption DeclaredOption::seconds(double least, double most) const {
  option_->transform(number_between(least, most, "seconds"));
  return *this;
}

DeclaredOption DeclaredOption::excludes(const DeclaredOption& other) const {
  option_->excludes(other.option_);
  return *this;
}

DeclaredOption add_option(CLI::App& command, const char* names, std::string& into,
                          const char* what) {
  return DeclaredOption(*command.add_option(names, into, what));
}

DeclaredOption add_option(CLI::App& command, const char* names, std::vector<std::string>& into,
                          const char* what) {
  return DeclaredOption(*command.add_option(names, into, what));
}

DeclaredOption add_option(CLI::App& command, const char* names, int& into, const char* what) {
  return DeclaredOption(*command.add_option(names, into, what));
}

DeclaredOption add_option(CLI::App& command, const char* names, double& into, const char* what) {
  return DeclaredOption(*command.add_option(names, into, what));
}

DeclaredOption add_option(CLI::App& command, const char* names, std::optional<double>& into,
                          const char* what) {
  return DeclaredOption(*command.add_option(names, into, what));
}

DeclaredOption add_flag(CLI::App& command, const char* names, bool& into, const char* what) {
  return DeclaredOption(*command.add_flag(names, into, what));
}

CLI::App* add_command(CLI::App& parent, const char* name, const char* what) {
  return parent.add_subcommand(name, what);
}

CLI::App* add_family(CLI::App& parent, const char* name, const char* what) {
  CLI::App* family = add_command(parent, name, what);
  family->require_subcommand(1);
  return family;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

void keep_help_narrow(CLI::App& app) { app.formatter(std::make_shared<NarrowHelp>()); }

void when_parsed(CLI::App& command, std::function<void()> call) {
  command.parse_complete_callback(std::move(call));
}

void settle_values(CLI::App& app) {
  const auto options = app.get_options();
  const bool takes_words =
      std::any_of(options.begin(), options.end(),
                  [](const CLI::Option* option) { return option->get_positional(); });
  for (CLI::Option* option : options) {
    if (option->nonpositional() && option->get_items_expected_max() == 1) {
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    } else if (option->nonpositional() && takes_words) {
      option->allow_extra_args(false);
    }
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    settle_values(*command);
  }
}

std::size_t count_of(const CLI::App& command, const char* option) { return command.count(option); }

}  // namespace netprobe
