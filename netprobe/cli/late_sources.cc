#include "netprobe/cli/late_sources.h"

#include "netprobe/core/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <vector>

namespace netprobe {

namespace {

/// What a flag is set to in a file or a variable. CLI11 has such a list too, which in later
/// versions takes every other word for something as well.
std::optional<bool> flag_value(std::string_view word) {
  static constexpr std::array<std::string_view, 8> yes = {"true", "on", "yes", "enable",
                                                          "1",    "t",  "y",   "+"};
  static constexpr std::array<std::string_view, 8> no = {"false", "off", "no", "disable",
                                                         "0",     "f",   "n",  "-"};
  const auto is = [&](std::string_view one) { return equals_ignoring_case(word, one); };
  if (std::any_of(yes.begin(), yes.end(), is)) {
    return true;
  }
  return std::any_of(no.begin(), no.end(), is) ? std::optional(false) : std::nullopt;
}

/// Sets an option that has no value yet; the error is CLI11's own sentence.
Result<void> set_option(CLI::Option& option, const std::vector<std::string>& values) {
  try {
    // A flag has no argument: its value in a file or a variable is true or false.
    if (option.get_items_expected_max() == 0) {
      const auto value = flag_value(values.empty() ? "true" : values.front());
      if (!value) {
        return input_error("expected true or false");
      }
      if (*value) {
        option.add_result("true");
      }
    } else if (option.get_items_expected_max() == 1 && values.size() > 1) {
      // On a command line the last one counts; one place that says two things is a mistake.
      return input_error(fmt::format("found {} values, expected one", values.size()));
    } else {
      option.add_result(values);
    }
    if (option.count() > 0) {
      option.run_callback();
    }
  } catch (const CLI::Error& error) {
    option.clear();  // what is refused is not there: a later source may still give the value
    return input_error(printable(error.what(), 300));
  }
  return {};
}

std::string long_name(const CLI::Option& option) {
  return option.get_lnames().empty() ? std::string() : option.get_lnames().front();
}

std::vector<std::string> long_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (!long_name(*option).empty() && long_name(*option) != "help") {
      names.push_back(long_name(*option));
    }
  }
  return names;
}

/// Those of a command and of all below it.
void add_variables(const CLI::App& command, std::vector<std::string>& variables) {
  for (const std::string& name : long_names(command)) {
    variables.push_back(variable_of(name));
  }
  for (const CLI::App* below : command.get_subcommands([](const CLI::App*) { return true; })) {
    add_variables(*below, variables);
  }
}

/// The line (from 1) on which a key of a TOML file stands; 0 when it is written in a way we do not
/// find.
std::size_t line_of_key(std::string_view text, std::string_view key) {
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trim(text.substr(0, end));
    if (line.starts_with(key) && trim(line.substr(key.size())).starts_with('=')) {
      return number;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}

Result<void> apply_item(CLI::App& command, const CLI::ConfigItem& item, std::string_view text,
                        const std::string& file, Origins& origins) {
  const std::size_t line = line_of_key(text, item.name);
  const std::string place = line == 0 ? file : fmt::format("{}:{}", file, line);
  const auto names = long_names(command);
  const bool known = std::find(names.begin(), names.end(), item.name) != names.end();
  if (!known || item.name == "config") {
    const auto close_by = nearest(item.name, names);
    return input_error(
        fmt::format("{}: found the key \"{}\", expected the name of an option of `netprobe {}`{}",
                    place, printable(item.name, 100), command.get_name(),
                    close_by.empty() ? "" : fmt::format(" (near: {})", fmt::join(close_by, ", "))));
  }
  CLI::Option& option = *command.get_option("--" + item.name);
  if (option.count() > 0) {
    return {};
  }
  const auto set = set_option(option, item.inputs);
  origins["--" + item.name] = place;
  return set ? set : input_error(fmt::format("{}: {}: {}", place, item.name, set.error().message));
}

}  // namespace

std::string variable_of(std::string_view option) {
  std::string name = "NETPROBE_";
  for (const char c : to_lower(option.substr(option.find_first_not_of('-')))) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

Result<void> apply_environment(CLI::App& command, const EnvironmentVariables& environment,
                               Origins& origins) {
  for (CLI::Option* option : command.get_options()) {
    const std::string name = long_name(*option);
    if (name.empty() || name == "help" || option->count() > 0) {
      continue;  // A positional argument has no name, and no variable.
    }
    const auto found = environment.find(variable_of(name));
    if (found == environment.end() || found->second.empty()) {
      continue;
    }
    const std::string origin = "environment variable " + found->first;
    if (const auto set = set_option(*option, {found->second}); !set) {
      return input_error(fmt::format("{}: {}", origin, set.error().message));
    }
    origins["--" + name] = origin;
  }
  return {};
}

std::vector<std::string> unread_variables(const CLI::App& command,
                                          const EnvironmentVariables& environment) {
  const CLI::App* root = &command;
  while (root->get_parent() != nullptr) {
    root = root->get_parent();
  }
  std::vector<std::string> known = {"NETPROBE_PROXY_PASSWORD"};
  add_variables(*root, known);
  std::vector<std::string> lines;
  for (const auto& [name, value] : environment) {
    if (!name.starts_with("NETPROBE_") || value.empty() ||
        std::find(known.begin(), known.end(), name) != known.end()) {
      continue;
    }
    const auto close_by = nearest(name, known, 1);
    lines.push_back(
        fmt::format("netprobe {}: environment variable {}: nothing reads it{}", command.get_name(),
                    printable(name, 200),
                    close_by.empty() ? "" : fmt::format("; did you mean {}?", close_by.front())));
  }
  return lines;
}

Result<void> apply_config(CLI::App& command, std::string_view text, const std::string& file,
                          Origins& origins) {
  std::vector<CLI::ConfigItem> items;
  try {
    std::istringstream stream{std::string(text)};
    items = CLI::ConfigTOML().from_config(stream);
  } catch (const CLI::Error& error) {
    return input_error(fmt::format("{}: {}", file, printable(error.what(), 300)));
  } catch (const std::exception& error) {
    return input_error(fmt::format("{}: not a TOML file ({})", file, printable(error.what(), 300)));
  }
  for (const CLI::ConfigItem& item : items) {
    // "++" and "--" mark the beginning and the end of a table.
    const bool marker = item.name == "++" || item.name == "--";
    const bool ours =
        item.parents.empty() || item.parents == std::vector<std::string>{command.get_name()};
    if (!marker && !ours && item.parents.size() == 1 &&
        (item.parents.front() == "check" || item.parents.front() == "plan")) {
      continue;
    }
    if (!marker && !ours) {
      return input_error(
          fmt::format("{}: found the table [{}], expected [check] or [plan]", file,
                      printable(fmt::format("{}", fmt::join(item.parents, ".")), 100)));
    }
    if (auto applied = marker ? Result<void>() : apply_item(command, item, text, file, origins);
        !applied) {
      return applied;
    }
  }
  return {};
}

Error with_origin(Error error, const Origins& origins) {
  const std::string option = error.message.substr(0, error.message.find_first_of(": "));
  if (const auto found = origins.find(option); found != origins.end()) {
    error.message = fmt::format("{}: {}", found->second, error.message);
  }
  return error;
}

}  // namespace netprobe
