#include "netprobe/cli/command.h"

namespace netprobe {

namespace {

void let_the_last_value_count(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->nonpositional() && option->get_items_expected_max() == 1) {
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    let_the_last_value_count(*command);
  }
}

}  // namespace

std::vector<Command> add_commands(CLI::App& root, const EnvironmentVariables& environment) {
  std::vector<Command> commands = {
      add_check_command(root, environment), add_plan_command(root, environment),
      add_explain_command(root, environment), add_remedy_command(root, environment)};
  for (const auto& more :
       {add_endpoints_commands(root, environment), add_nsg_commands(root, environment),
        add_proxy_commands(root, environment), add_tags_commands(root, environment),
        add_report_commands(root, environment)}) {
    commands.insert(commands.end(), more.begin(), more.end());
  }
  let_the_last_value_count(root);
  return commands;
}

}  // namespace netprobe
