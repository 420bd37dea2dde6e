// PAN-OS CLI, configuration mode: `set service`, `set address` (ip-netmask, fqdn), `set profiles
// custom-url-category … type "URL List"`, `set rulebase security rules`, `set rulebase decryption
// rules … action no-decrypt`, `move … top`. In a URL list an asterisk stands for one or more labels
// and an entry ends with a slash (PAN-OS Administrator's Guide, "URL Category Exceptions"). A
// category as match criterion reads SNI and certificate, and needs no decryption.

#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace netprobe {

namespace {

/// The commands, and those that take them back in the opposite order.
struct PanosCommands {
  std::vector<std::string> set, undo;
  std::string sources;  ///< of every rule

  void add(std::string command, const std::string& taken_back) {
    set.push_back(std::move(command));
    if (!taken_back.empty()) {
      undo.insert(undo.begin(), "delete " + taken_back);
    }
  }
};

std::string panos_list(const std::vector<std::string>& values) {
  return values.size() == 1 ? values.front() : fmt::format("[ {} ]", fmt::join(values, " "));
}

std::string add_category(PanosCommands& commands, const std::string& suffix,
                         const std::vector<Want>& wants) {
  std::vector<std::string> entries;
  for (const Want& want : names_in(wants)) {
    entries.push_back(want.name + "/");
  }
  std::string name = "netprobe-" + suffix;
  commands.add(fmt::format("set profiles custom-url-category {} type \"URL List\" list {}", name,
                           panos_list(entries)),
               "profiles custom-url-category " + name);
  return name;
}

/// Zones are known to nobody but the firewall. A name of a zone has no angle brackets: a rule with
/// these is refused, and cannot be committed by accident.
constexpr std::string_view zones = "from <SOURCE-ZONE> to <DESTINATION-ZONE>";

/// Address objects of who asks; without an address, what is refused as well.
std::string add_sources(PanosCommands& commands, const std::vector<IpAddress>& addresses) {
  std::vector<std::string> objects;
  for (const IpAddress& address : addresses) {
    objects.push_back(fmt::format("netprobe-source-{}", objects.size() + 1));
    commands.add(fmt::format("set address {} ip-netmask {}/{}", objects.back(), address.to_string(),
                             address.bits()),
                 "address " + objects.back());
  }
  return objects.empty() ? "<SERVERS>" : panos_list(objects);
}

void add_rule(PanosCommands& commands, const std::string& name, const std::string& service,
              const std::string& destination, const std::string& category) {
  commands.add(fmt::format("set rulebase security rules {} {} source {} destination {} application "
                           "any service {} category {} action allow",
                           name, zones, commands.sources, destination, service, category),
               "rulebase security rules " + name);
  commands.add(fmt::format("move rulebase security rules {} top", name), "");
}

/// Address objects: ranges, and names where nothing but a look-up can match them.
std::vector<std::string> add_objects(PanosCommands& commands, const std::string& suffix,
                                     const std::vector<Want>& wants, bool with_names) {
  std::vector<std::string> objects;
  const auto add_object = [&](const std::string& value) {
    objects.push_back(fmt::format("netprobe-{}-{}", suffix, objects.size() + 1));
    commands.add(fmt::format("set address {} {}", objects.back(), value),
                 "address " + objects.back());
  };
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (const std::string& prefix : prefixes_in(ranges_in(wants), family)) {
      add_object("ip-netmask " + prefix);
    }
  }
  for (const Want& want : names_in(wants)) {
    if (with_names) {
      add_object("fqdn " + want.name);
    }
  }
  return objects;
}

void add_port_group(PanosCommands& commands, const PortGroup& group) {
  const bool web = group.protocol == Protocol::https || group.protocol == Protocol::http;
  const std::string key = group.key();
  const std::string service = "netprobe-" + key;
  commands.add(fmt::format("set service {} protocol tcp port {}", service, group.port),
               "service " + service);
  if (web && !names_in(group.wants).empty()) {
    const std::string category = add_category(commands, key + "-names", group.wants);
    add_rule(commands, category, service, "any", category);
  }
  const auto objects = add_objects(commands, key, group.wants, !web);
  if (!objects.empty()) {
    add_rule(commands, "netprobe-" + key + "-addresses", service, panos_list(objects), "any");
  }
}

void add_exemption(PanosCommands& commands, const std::vector<Want>& exempt) {
  if (names_in(exempt).empty()) {
    return;
  }
  const std::string category = add_category(commands, "not-decrypted", exempt);
  commands.add(fmt::format("set rulebase decryption rules {0} {1} source {2} destination any "
                           "service any category {0} type ssl-forward-proxy action no-decrypt",
                           category, zones, commands.sources),
               "rulebase decryption rules " + category);
  commands.add(fmt::format("move rulebase decryption rules {} top", category), "");
}

}  // namespace

std::string write_panos(const AllowList& list) {
  PanosCommands commands;
  commands.sources = add_sources(commands, list.from.addresses);
  for (const PortGroup& group : by_port(list.open)) {
    add_port_group(commands, group);
  }
  add_exemption(commands, list.exempt);
  Usage usage;
  usage.apply = {"paste in configuration mode (configure), look at the rules, then: commit"};
  usage.undo = commands.undo;
  usage.undo.emplace_back("commit");
  usage.notes = {
      "put your zones in the place of <SOURCE-ZONE> and <DESTINATION-ZONE>: PAN-OS has no such "
      "zones, and commits no rule before"};
  if (list.from.addresses.empty()) {
    usage.notes.emplace_back(
        "<SERVERS> stands for the address objects of the servers being backed up");
  }
  std::string body = "\n";
  for (const std::string& command : commands.set) {
    body += command + "\n";
  }
  return heading(list, Syntax::panos, usage) + body;
}

}  // namespace netprobe
