// Azure CLI: `az network nsg rule create` (priority 100 to 4096, --destination-address-prefixes
// takes one service tag or many prefixes, --destination-port-ranges takes many) and `az network
// route-table route create` (--address-prefix takes a service tag, --next-hop-type Internet).

#include "netprobe/core/az_command.h"
#include "netprobe/core/shell_word.h"
#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/nsg_places.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace netprobe {

namespace {

std::string nsg_word(const NsgPlace& place) {
  return place.nsg.empty() ? "\"$NSG\"" : shell_word(place.nsg);
}

std::string group_word(const NsgPlace& place) {
  return place.resource_group.empty() ? "\"$GROUP\"" : shell_word(place.resource_group);
}

/// What the export did not tell is asked of whoever runs the file, before anything is done.
std::string with_variables(std::string command) {
  for (const auto& [unknown, variable] :
       {std::pair("'<resource-group>'", "\"$GROUP\""), std::pair("'<nsg>'", "\"$NSG\"")}) {
    const std::size_t place = command.find(unknown);
    if (place != std::string::npos) {
      command.replace(place, std::string_view(unknown).size(), variable);
    }
  }
  return command;
}

std::string rule_command(const NsgPlace& place, const NsgRules::Rule& rule, const std::string& id) {
  std::string destinations;
  for (const std::string& destination : rule.to.destinations) {
    destinations += " " + shell_word(destination);
  }
  return fmt::format(
      "az network nsg rule create --resource-group {} --nsg-name {} \\\n"
      "  --name {} --priority {} --direction Outbound --access Allow --protocol Tcp \\\n"
      "  --source-address-prefixes '*' --source-port-ranges '*' \\\n"
      "  --destination-address-prefixes{} --destination-port-ranges {} \\\n"
      "  --description {}\n",
      group_word(place), nsg_word(place), rule.name, rule.priority, destinations,
      fmt::join(rule.to.ports, " "), shell_word("Azure Backup, netprobe " + id));
}

std::string route_name(const std::string& label, std::size_t number, std::size_t count) {
  return count == 1 ? "netprobe-" + label : fmt::format("netprobe-{}-{}", label, number);
}

/// A route has one prefix, so a rule of ranges is many.
std::string route_commands(const TagRule& rule, Usage& usage) {
  std::string out;
  std::size_t number = 0;
  for (const std::string& destination : rule.destinations) {
    const std::string name = route_name(rule.label, ++number, rule.destinations.size());
    out += fmt::format(
        "az network route-table route create --resource-group \"$GROUP\" --route-table-name "
        "\"$TABLE\" \\\n"
        "  --name {} --address-prefix {} --next-hop-type Internet\n",
        name, shell_word(destination));
    usage.undo.push_back(fmt::format(
        "az network route-table route delete --resource-group \"$GROUP\" --route-table-name "
        "\"$TABLE\" --name {}",
        name));
  }
  return out;
}

std::string commands_of(const NsgPlace& place, const NsgRules::Rule& rule, const std::string& id,
                        Usage& usage) {
  if (!rule.fix) {
    usage.undo.push_back(
        fmt::format("az network nsg rule delete --resource-group {} --nsg-name {} --name {}",
                    group_word(place), nsg_word(place), rule.name));
    return rule_command(place, rule, id);
  }
  if (const std::string undo = az_undo(*rule.fix); !undo.empty()) {
    usage.undo.push_back(with_variables(undo));
  }
  std::string out;
  for (const std::string& command : rule.fix->commands) {
    out += with_variables(command) + "\n";
  }
  return out;
}

}  // namespace

std::string write_az(const AllowList& list) {
  Usage usage;
  std::string body;
  for (const NsgRules& rules : nsg_rules(list)) {
    for (const NsgRules::Rule& rule : rules.rules) {
      body += "\n" + commands_of(rules.place, rule, list.id, usage);
    }
    usage.notes.insert(usage.notes.end(), rules.notes.begin(), rules.notes.end());
  }
  for (const TagRule& rule : tag_rules(list.routed)) {
    body += "\n" + route_commands(rule, usage);
  }
  std::string needs;
  std::string given;
  for (const auto& [variable, what] :
       {std::pair("GROUP", "resource group"), std::pair("NSG", "network security group"),
        std::pair("TABLE", "route table")}) {
    if (body.find(fmt::format("\"${}\"", variable)) != std::string::npos) {
      needs += fmt::format(": \"${{{0}:?set {0} to the name of the {1}}}\"\n", variable, what);
      given += fmt::format("{}=NAME ", variable);
    }
  }
  usage.apply = {given + "bash this-file"};
  choose_cloud(list, usage);
  if (list.cloud == Cloud::public_cloud) {
    usage.apply.insert(usage.apply.begin(), "az login");
  }
  return "#!/usr/bin/env bash\n" + heading(list, Syntax::az, usage) + "\nset -euo pipefail\n" +
         needs + body;
}

}  // namespace netprobe
