#include "netprobe/cli/command.h"
#include "netprobe/cli/files.h"
#include "netprobe/cli/help_topics.h"
#include "netprobe/cli/options.h"
#include "netprobe/core/text.h"
#include "netprobe/core/version.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <utility>

namespace netprobe {

namespace {

Result<ExitStatus> no_such(std::string_view word, const CLI::App& app) {
  std::vector<std::string> known = commands_of(app);
  if (app.get_parent() == nullptr) {
    const auto topics = help_topics();
    known.insert(known.end(), topics.begin(), topics.end());
  }
  const auto close_by = nearest(word, known, 1);
  return usage_error(
      fmt::format("found \"{}\", expected one of {}{}", printable(word, 200), join(known, ", "),
                  close_by.empty() ? "" : "; did you mean " + close_by.front() + "?"));
}

Result<ExitStatus> help(const CLI::App& root, const std::vector<std::string>& words) {
  if (words.size() == 1) {
    if (const auto topic = help_topic(words.front())) {
      return print(*topic);
    }
  }
  const CLI::App* app = &root;
  std::string way;
  for (const std::string& word : words) {
    const auto below =
        app->get_subcommands([&](const CLI::App* command) { return command->get_name() == word; });
    if (below.empty()) {
      return no_such(word, *app);
    }
    way += (way.empty() ? "" : " ") + app->get_name();
    app = below.front();
  }
  // The root has `help` itself as the command that was named, and would print its help.
  return print(app == &root ? help_of_program(root) : app->help(way));
}

}  // namespace

std::string help_of_program(const CLI::App& root) {
  return root.get_formatter()->make_help(&root, root.get_name(), CLI::AppFormatMode::Normal);
}

Command add_help_command(CLI::App& root) {
  const auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* app = add_command(root, "help", "what a command does, or one of the topics");
  add_option(*app, "command", *words,
             "a command such as `nsg evaluate`, or exit-status, environment, formats");
  return {app, [&root, words] { return help(root, *words); }};
}

Command add_version_command(CLI::App& root) {
  CLI::App* app = add_command(root, "version", "which version this is");
  return {app, [] { return print(fmt::format("netprobe {}\n", tool_version())); }};
}

}  // namespace netprobe
