#include "netprobe/core/az_command.h"

#include "netprobe/core/shell_word.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// What an export says, as one word of a command.
std::string word_of(std::string_view text) { return shell_word(printable(text, 300)); }

std::string place_of(const RuleFix& fix) {
  return nsg_option_words(fix.subscription, fix.resource_group, fix.nsg_is_named ? fix.nsg : "");
}

}  // namespace

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

std::string allow_rule_name(std::string_view destination) {
  std::string name = fmt::format("Allow{}OutBound", destination);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; }, '-');
  return name;
}

std::string nsg_option_words(std::string_view subscription, std::string_view group,
                             std::string_view nsg, std::string_view option) {
  // '[' begins an expression of a template; '@' would make the CLI read a file.
  const auto is_known = [](std::string_view name) {
    return !name.empty() && std::string_view("[@-").find(name.front()) == std::string_view::npos;
  };
  return fmt::format(
      "{}--resource-group {} {} {}",
      subscription.empty() ? "" : fmt::format("--subscription {} ", word_of(subscription)),
      word_of(is_known(group) ? group : "<resource-group>"), option,
      word_of(is_known(nsg) ? nsg : "<nsg>"));
}

std::vector<std::string> az_commands(const RuleFix& fix) {
  std::vector<std::string> commands;
  for (const RuleMove& move : fix.moves) {
    commands.push_back(fmt::format("az network nsg rule update {} --name {} --priority {}",
                                   place_of(fix), word_of(move.rule), move.to));
  }
  if (fix.corrects) {
    std::string ports;
    for (const std::string& port : fix.corrected_ports) {
      ports += (ports.empty() ? " --destination-port-ranges " : " ") + word_of(port);
    }
    commands.push_back(
        fmt::format("az network nsg rule update {} --name {} --source-port-ranges '*'{}",
                    place_of(fix), word_of(fix.rule), ports));
  } else if (fix.priority && !fix.rule.empty()) {
    commands.push_back(fmt::format(
        "az network nsg rule create {} --name {} --priority {} --direction Outbound --access Allow "
        "--protocol Tcp --destination-address-prefixes {} --destination-port-ranges {}",
        place_of(fix), word_of(fix.rule), *fix.priority, word_of(fix.destination), fix.port));
  }
  return commands;
}

std::string az_undo(const RuleFix& fix) {
  const bool adds = !fix.corrects && fix.priority && !fix.rule.empty();
  return adds ? fmt::format("az network nsg rule delete {} --name {}", place_of(fix),
                            word_of(fix.rule))
              : std::string();
}

}  // namespace netprobe
