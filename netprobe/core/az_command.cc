#include "netprobe/core/az_command.h"

#include <algorithm>

namespace netprobe {

std::string az_cloud_command(Cloud cloud) {
  switch (cloud) {
    case Cloud::public_cloud:
      return "";
    case Cloud::us_government:
      return "az cloud set --name AzureUSGovernment";
    case Cloud::china:
      return "az cloud set --name AzureChinaCloud";
  }
  return "";
}

void choose_cloud(std::vector<std::string>& commands, Cloud cloud) {
  const std::string choice = az_cloud_command(cloud);
  const auto first = std::find_if(commands.begin(), commands.end(), [](const std::string& command) {
    return command.starts_with("az ");
  });
  if (!choice.empty() && first != commands.end() && *first != choice) {
    commands.insert(first, choice);
  }
}

std::optional<int> free_priority(int before, const std::set<int>& taken) {
  constexpr int least = 100;
  constexpr int most = 4096;
  const int limit = std::min(before - 1, most);
  for (const int step : {10, 1}) {
    for (int priority = limit - limit % step; priority >= least; priority -= step) {
      if (!taken.contains(priority)) {
        return priority;
      }
    }
  }
  return std::nullopt;
}

}  // namespace netprobe
