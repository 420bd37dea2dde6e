// Terraform: resources azurerm_network_security_rule and azurerm_route of the hashicorp/azurerm
// provider.

#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/nsg_places.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// The identifier of a resource: letters, digits and underscores.
std::string identifier(std::string_view text) {
  std::string out = "netprobe_";
  for (const char c : text) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += kept ? c : '_';
  }
  return out;
}

std::string list_of(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    out += (out.empty() ? "" : ", ") + terraform_string(value);
  }
  return "[" + out + "]";
}

std::string variable(const std::string& name, const std::string& value) {
  return value.empty()
             ? fmt::format("\nvariable \"{}\" {{\n  type = string\n}}\n", name)
             : fmt::format("\nvariable \"{}\" {{\n  type    = string\n  default = {}\n}}\n", name,
                           terraform_string(value));
}

std::string security_rule(const NsgRules::Rule& rule, const std::string& nsg,
                          const std::string& resource, const std::string& id) {
  std::vector<std::string> ports;
  for (const std::uint16_t port : rule.to.ports) {
    ports.push_back(std::to_string(port));
  }
  const bool one = rule.to.destinations.size() == 1;
  const std::string where = one ? "destination_address_prefix" : "destination_address_prefixes";
  const std::size_t width = 27 + (one ? 0 : 1);
  const auto line = [&](const std::string& key, const std::string& value) {
    return fmt::format("  {:<{}} = {}\n", key, width, value);
  };
  return fmt::format("\nresource \"azurerm_network_security_rule\" \"{}\" {{\n", resource) +
         line("name", terraform_string(rule.name)) +
         line("description", terraform_string("Azure Backup, netprobe " + id)) +
         line("priority", std::to_string(rule.priority)) + line("direction", "\"Outbound\"") +
         line("access", "\"Allow\"") + line("protocol", "\"Tcp\"") +
         line("source_address_prefix", "\"*\"") + line("source_port_range", "\"*\"") +
         line(where, one ? terraform_string(rule.to.destinations.front())
                         : list_of(rule.to.destinations)) +
         line("destination_port_ranges", list_of(ports)) +
         line("resource_group_name", "var.resource_group_name") +
         line("network_security_group_name", "var." + nsg) + "}\n";
}

std::string routes(const std::vector<Want>& routed) {
  std::string out;
  std::size_t number = 0;
  for (const TagRule& rule : tag_rules(routed)) {
    for (const std::string& destination : rule.destinations) {
      ++number;
      out += fmt::format(
          "\nresource \"azurerm_route\" \"{}_{}\" {{\n"
          "  name                = {}\n"
          "  resource_group_name = var.resource_group_name\n"
          "  route_table_name    = var.route_table_name\n"
          "  address_prefix      = {}\n"
          "  next_hop_type       = \"Internet\"\n"
          "}}\n",
          identifier(rule.label), number,
          terraform_string(fmt::format("netprobe-{}-{}", rule.label, number)),
          terraform_string(destination));
    }
  }
  return out.empty() ? out : variable("route_table_name", "") + out;
}

}  // namespace

std::string write_terraform(const AllowList& list) {
  Usage usage;
  usage.apply = {"put this file beside the configuration of the network, then: terraform apply"};
  usage.undo = {"remove this file, then: terraform apply"};
  if (list.cloud != Cloud::public_cloud) {
    usage.notes.push_back(
        fmt::format("the provider must be told the cloud: provider \"azurerm\" {{ environment = "
                    "\"{}\" }}",
                    list.cloud == Cloud::china ? "china" : "usgovernment"));
  }
  std::string body = variable("resource_group_name", "");
  std::size_t place = 0;
  for (const NsgRules& rules : nsg_rules(list)) {
    const std::string suffix = ++place == 1 ? "" : fmt::format("_{}", place);
    const std::string nsg = "network_security_group_name" + suffix;
    body += variable(nsg, rules.place.nsg);
    for (const NsgRules::Rule& rule : rules.rules) {
      if (!rule.fix || !rule.fix->corrects) {
        body += security_rule(rule, nsg, identifier(rule.to.label) + suffix, list.id);
      }
    }
    usage.notes.insert(usage.notes.end(), rules.notes.begin(), rules.notes.end());
  }
  return heading(list, Syntax::terraform, usage) + body + routes(list.routed);
}

}  // namespace netprobe
