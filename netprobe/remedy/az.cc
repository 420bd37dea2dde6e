// Azure CLI: `az network nsg rule create` (priority 100 to 4096, --destination-address-prefixes
// takes one service tag or many prefixes, --destination-port-ranges takes many) and `az network
// route-table route create` (--address-prefix takes a service tag, --next-hop-type Internet).

#include "netprobe/core/shell_word.h"
#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/nsg_places.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace netprobe {

namespace {

std::string nsg_word(const NsgPlace& place) {
  return place.nsg.empty() ? "\"$NSG\"" : shell_word(place.nsg);
}

std::string rule_command(const NsgPlace& place, const NsgRules::Rule& rule, const std::string& id) {
  std::string destinations;
  for (const std::string& destination : rule.to.destinations) {
    destinations += " " + shell_word(destination);
  }
  return fmt::format(
      "az network nsg rule create --resource-group \"$GROUP\" --nsg-name {} \\\n"
      "  --name netprobe-{} --priority {} --direction Outbound --access Allow --protocol Tcp \\\n"
      "  --source-address-prefixes '*' --source-port-ranges '*' \\\n"
      "  --destination-address-prefixes{} --destination-port-ranges {} \\\n"
      "  --description {}\n",
      nsg_word(place), rule.to.label, rule.priority, destinations, fmt::join(rule.to.ports, " "),
      shell_word("Azure Backup, netprobe " + id));
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

}  // namespace

std::string write_az(const AllowList& list) {
  Usage usage;
  usage.apply = {"GROUP=resource-group bash this-file   (after az login)"};
  choose_cloud(list, usage);
  std::string needs = ": \"${GROUP:?set GROUP to the resource group}\"\n";
  std::string body;
  bool nameless = false;
  for (const NsgRules& rules : nsg_rules(list)) {
    nameless |= rules.place.nsg.empty();
    for (const NsgRules::Rule& rule : rules.rules) {
      body += "\n" + rule_command(rules.place, rule, list.id);
      usage.undo.push_back(
          fmt::format("az network nsg rule delete --resource-group \"$GROUP\" --nsg-name {} "
                      "--name netprobe-{}",
                      nsg_word(rules.place), rule.to.label));
    }
    usage.notes.push_back(rules.note);
  }
  for (const TagRule& rule : tag_rules(list.routed)) {
    body += "\n" + route_commands(rule, usage);
  }
  if (nameless) {
    needs += ": \"${NSG:?set NSG to the name of the network security group}\"\n";
  }
  if (!list.routed.empty()) {
    needs += ": \"${TABLE:?set TABLE to the name of the route table}\"\n";
  }
  return "#!/usr/bin/env bash\n" + heading(list, Syntax::az, usage) + "\nset -euo pipefail\n" +
         needs + body;
}

}  // namespace netprobe
