// Bicep: Microsoft.Network/networkSecurityGroups/securityRules and
// Microsoft.Network/routeTables/routes, as children of existing resources (ARM template reference,
// API version 2023-09-01).

#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/nsg_places.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>

namespace netprobe {

namespace {

constexpr std::string_view version = "2023-09-01";

std::string bicep_list(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    out += "\n      " + bicep_string(value);
  }
  return out + "\n    ]";
}

std::string parent(std::string_view kind, std::string_view symbol, const std::string& name) {
  return fmt::format(
      "\nparam {0}Name string{1}\n\n"
      "resource {0} 'Microsoft.Network/{2}@{3}' existing = {{\n  name: {0}Name\n}}\n",
      symbol, name.empty() ? "" : " = " + bicep_string(name), kind, version);
}

std::string security_rule(const NsgRules::Rule& rule, std::string_view symbol, std::size_t number,
                          const std::string& id) {
  std::vector<std::string> ports;
  for (const std::uint16_t port : rule.to.ports) {
    ports.push_back(std::to_string(port));
  }
  const bool one = rule.to.destinations.size() == 1;
  return fmt::format(
      "\nresource {0}Rule{1} 'Microsoft.Network/networkSecurityGroups/securityRules@{2}' = {{\n"
      "  parent: {0}\n"
      "  name: {3}\n"
      "  properties: {{\n"
      "    description: {4}\n"
      "    priority: {5}\n"
      "    direction: 'Outbound'\n"
      "    access: 'Allow'\n"
      "    protocol: 'Tcp'\n"
      "    sourceAddressPrefix: '*'\n"
      "    sourcePortRange: '*'\n"
      "    {6}: {7}\n"
      "    destinationPortRanges: {8}\n"
      "  }}\n"
      "}}\n",
      symbol, number, version, bicep_string(rule.name),
      bicep_string("Azure Backup, netprobe " + id), rule.priority,
      one ? "destinationAddressPrefix" : "destinationAddressPrefixes",
      one ? bicep_string(rule.to.destinations.front()) : bicep_list(rule.to.destinations),
      bicep_list(ports));
}

std::string routes(const std::vector<Want>& routed) {
  std::string out;
  std::size_t number = 0;
  for (const TagRule& rule : tag_rules(routed)) {
    for (const std::string& destination : rule.destinations) {
      ++number;
      out += fmt::format(
          "\nresource tableRoute{0} 'Microsoft.Network/routeTables/routes@{1}' = {{\n"
          "  parent: table\n"
          "  name: {2}\n"
          "  properties: {{\n"
          "    addressPrefix: {3}\n"
          "    nextHopType: 'Internet'\n"
          "  }}\n"
          "}}\n",
          number, version, bicep_string(fmt::format("netprobe-{}-{}", rule.label, number)),
          bicep_string(destination));
    }
  }
  return out.empty() ? out : parent("routeTables", "table", "") + out;
}

}  // namespace

std::string write_bicep(const AllowList& list) {
  Usage usage;
  usage.apply = {
      "az deployment group create --resource-group GROUP --template-file this-file.bicep"};
  usage.notes.emplace_back("the deployment asks for what has no default here");
  choose_cloud(list, usage);
  usage.undo = {"az network nsg rule delete --resource-group GROUP --nsg-name NSG --name NAME"};
  usage.notes.emplace_back(
      "it is taken back name by name, each of those below; a route by az network route-table route "
      "delete");
  std::string body;
  std::size_t place = 0;
  for (const NsgRules& rules : nsg_rules(list)) {
    const std::string symbol = ++place == 1 ? "nsg" : fmt::format("nsg{}", place);
    body += parent("networkSecurityGroups", symbol, rules.place.nsg);
    std::size_t number = 0;
    for (const NsgRules::Rule& rule : rules.rules) {
      if (!rule.fix || !rule.fix->corrects) {
        body += security_rule(rule, symbol, ++number, list.id);
      }
    }
    usage.notes.insert(usage.notes.end(), rules.notes.begin(), rules.notes.end());
  }
  return heading(list, Syntax::bicep, usage) + body + routes(list.routed);
}

}  // namespace netprobe
