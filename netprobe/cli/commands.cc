#include "netprobe/cli/command.h"
#include "netprobe/cli/options.h"

namespace netprobe {

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
  commands.push_back(add_help_command(root));
  commands.push_back(add_version_command(root));
  settle_values(root);
  return commands;
}

}  // namespace netprobe
