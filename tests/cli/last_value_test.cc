// Of an option with one value that is given twice the last one counts, as everywhere: of every
// option of every command, found by walking them.

#include "netprobe/cli/command.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace netprobe {
namespace last_value_test {

std::vector<CLI::App*> commands_of(CLI::App& app) {
  return app.get_subcommands([](CLI::App*) { return true; });
}

/// The words that lead to a command, below the program's own name.
std::vector<std::string> path_to(const CLI::App& app) {
  if (app.get_parent() == nullptr) {
    return {};
  }
  auto path = path_to(*app.get_parent());
  path.push_back(app.get_name());
  return path;
}

std::string name_of(const CLI::Option& option) {
  return option.get_lnames().empty() ? "-" + option.get_snames().front()
                                     : "--" + option.get_lnames().front();
}

enum class Kind { flag, one_value, list };

Kind kind_of(const CLI::Option& option) {
  const int most = option.get_items_expected_max();
  return most == 0 ? Kind::flag : most == 1 ? Kind::one_value : Kind::list;
}

/// Every command with everything that is needed to parse a call of it.
struct Program {
  EnvironmentVariables environment;
  CLI::App root{"", "netprobe"};
  std::vector<Command> commands = add_commands(root, environment);  ///< own what options write to
};

/// What a fresh program makes of that option given twice; empty where it is refused.
std::vector<std::string> parsed(std::vector<std::string> call, const std::string& name, Kind kind) {
  Program program;
  CLI::App* command = &program.root;
  for (const std::string& word : call) {
    command = command->get_subcommand(word);
  }
  for (const char* value : {"1", "2"}) {
    call.push_back(name);
    if (kind != Kind::flag) {
      call.emplace_back(value);
    }
  }
  std::reverse(call.begin(), call.end());  // as CLI11 takes them
  try {
    program.root.parse(call);
  } catch (const CLI::RequiredError&) {
    // An argument that is not what this is about.
  } catch (const CLI::ParseError& error) {
    ADD_FAILURE() << error.what();
    return {};
  }
  std::vector<std::string> values;
  for (const std::string& value : command->get_option(name)->reduced_results()) {
    values.push_back(value);
  }
  return values;
}

struct Counts {
  int flags = 0, one_value = 0, lists = 0;
};

void try_all(CLI::App& command, Counts& counts) {
  for (const CLI::Option* option : command.get_options()) {
    if (!option->nonpositional() || option == command.get_help_ptr() ||
        option == command.get_version_ptr()) {
      continue;
    }
    const std::string name = name_of(*option);
    const Kind kind = kind_of(*option);
    const auto values = parsed(path_to(command), name, kind);
    const std::string call = fmt::format("{} {}", fmt::join(path_to(command), " "), name);
    switch (kind) {
      case Kind::flag:
        ++counts.flags;
        EXPECT_EQ(values, std::vector<std::string>{"true"}) << call;
        break;
      case Kind::one_value:
        ++counts.one_value;
        EXPECT_EQ(values, std::vector<std::string>{"2"}) << call;
        break;
      case Kind::list:
        ++counts.lists;
        EXPECT_EQ(values, (std::vector<std::string>{"1", "2"})) << call;
        break;
    }
  }
  for (CLI::App* below : commands_of(command)) {
    try_all(*below, counts);
  }
}

TEST(OptionGivenTwice, counts_as_its_last_value_wherever_it_has_one) {
  Program program;
  Counts counts;
  try_all(program.root, counts);
  // The walk has found them: check and plan alone have about 40 each.
  EXPECT_GE(counts.flags, 10);
  EXPECT_GE(counts.one_value, 60);
  EXPECT_GE(counts.lists, 25);
}

}  // namespace last_value_test
}  // namespace netprobe
