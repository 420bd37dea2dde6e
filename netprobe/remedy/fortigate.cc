// FortiOS CLI: config firewall address (type fqdn, which since 6.2.2 takes a leading "*."; type
// ipmask), address6 (ip6), service custom (tcp-portrange), policy (edit 0 takes the next free
// number; ssl-ssh-profile "no-inspection" is built in). FortiOS learns the addresses of a wildcard
// from the DNS answers that pass through it (FortiOS Administration Guide, "Using wildcard FQDN
// addresses in firewall policies").

#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>

namespace netprobe {

namespace {

struct FortigateCommands {
  std::string addresses, addresses_six, services, policies;
  std::vector<std::string> undo_addresses, undo_six, undo_services;
  std::vector<std::string> sources, sources_six;
};

std::string quoted_list(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    out += fmt::format(" \"{}\"", value);
  }
  return out;
}

void add_policy(FortigateCommands& commands, const std::string& name, std::string_view source,
                const std::vector<std::string>& sources, std::string_view destination,
                const std::vector<std::string>& objects, const std::string& service) {
  if (objects.empty()) {
    return;
  }
  commands.policies += fmt::format(
      "  edit 0\n"
      "    set name \"{}\"\n"
      "    set srcintf \"<SOURCE-INTERFACE>\"\n"
      "    set dstintf \"<DESTINATION-INTERFACE>\"\n"
      "    set {}{}\n"
      "    set {}{}\n"
      "    set action accept\n"
      "    set schedule \"always\"\n"
      "    set service \"{}\"\n"
      "    set ssl-ssh-profile \"no-inspection\"\n"
      "  next\n",
      name, source, quoted_list(sources), destination, quoted_list(objects), service);
}

/// Who asks. What is not known has angle brackets, which FortiOS takes in no name: a policy with it
/// is not kept.
void add_sources(FortigateCommands& commands, const std::vector<IpAddress>& addresses) {
  for (const IpAddress& address : addresses) {
    const bool is_six = address.family() == Family::ipv6;
    std::vector<std::string>& sources = is_six ? commands.sources_six : commands.sources;
    sources.push_back(
        fmt::format("netprobe-source{}-{}", is_six ? "-ipv6" : "", sources.size() + 1));
    (is_six ? commands.addresses_six : commands.addresses) +=
        fmt::format("  edit \"{}\"\n    set {} {}/{}\n  next\n", sources.back(),
                    is_six ? "ip6" : "subnet", address.to_string(), address.bits());
    (is_six ? commands.undo_six : commands.undo_addresses)
        .push_back(fmt::format("delete \"{}\"", sources.back()));
  }
  for (std::vector<std::string>* sources : {&commands.sources, &commands.sources_six}) {
    if (sources->empty()) {
      sources->emplace_back("<SERVERS>");
    }
  }
}

void add_group(FortigateCommands& commands, const PortGroup& group) {
  const std::string key = "netprobe-" + group.key();
  commands.services +=
      fmt::format("  edit \"{}\"\n    set tcp-portrange {}\n  next\n", key, group.port);
  commands.undo_services.push_back(fmt::format("delete \"{}\"", key));
  std::vector<std::string> objects;
  std::vector<std::string> objects_six;
  const auto add_object = [&](const std::string& settings) {
    objects.push_back(fmt::format("{}-{}", key, objects.size() + 1));
    commands.addresses += fmt::format("  edit \"{}\"\n{}  next\n", objects.back(), settings);
    commands.undo_addresses.push_back(fmt::format("delete \"{}\"", objects.back()));
  };
  for (const Want& want : names_in(group.wants)) {
    add_object(fmt::format("    set type fqdn\n    set fqdn \"{}\"\n", want.name));
  }
  for (const std::string& prefix : prefixes_in(ranges_in(group.wants), Family::ipv4)) {
    add_object(fmt::format("    set subnet {}\n",
                           prefix.find('/') == std::string::npos ? prefix + "/32" : prefix));
  }
  for (const std::string& prefix : prefixes_in(ranges_in(group.wants), Family::ipv6)) {
    objects_six.push_back(fmt::format("{}-ipv6-{}", key, objects_six.size() + 1));
    commands.addresses_six +=
        fmt::format("  edit \"{}\"\n    set ip6 {}\n  next\n", objects_six.back(),
                    prefix.find('/') == std::string::npos ? prefix + "/128" : prefix);
    commands.undo_six.push_back(fmt::format("delete \"{}\"", objects_six.back()));
  }
  add_policy(commands, key, "srcaddr", commands.sources, "dstaddr", objects, key);
  add_policy(commands, key + "-ipv6", "srcaddr6", commands.sources_six, "dstaddr6", objects_six,
             key);
}

std::string block(std::string_view path, const std::string& body) {
  return body.empty() ? body : fmt::format("\nconfig {}\n{}end\n", path, body);
}

void add_undo(std::vector<std::string>& undo, std::string_view path,
              const std::vector<std::string>& lines) {
  if (!lines.empty()) {
    undo.push_back(fmt::format("config {}", path));
    for (const std::string& line : lines) {
      undo.push_back("  " + line);
    }
    undo.emplace_back("end");
  }
}

}  // namespace

std::string write_fortigate(const AllowList& list) {
  FortigateCommands commands;
  add_sources(commands, list.from.addresses);
  for (const PortGroup& group : by_port(together(list.open, list.exempt))) {
    add_group(commands, group);
  }
  Usage usage;
  usage.apply = {
      "paste into the CLI; then put each new policy before the one that denies:",
      "  config firewall policy, move NUMBER before NUMBER, end   (show gives the numbers)"};
  usage.undo = {"config firewall policy",
                "  delete NUMBER   (of each policy whose name begins with netprobe-)", "end"};
  add_undo(usage.undo, "firewall service custom", commands.undo_services);
  add_undo(usage.undo, "firewall address", commands.undo_addresses);
  add_undo(usage.undo, "firewall address6", commands.undo_six);
  usage.notes = {
      "put your interfaces or zones in the place of <SOURCE-INTERFACE> and "
      "<DESTINATION-INTERFACE>, and address objects in that of <SERVERS> where it stands: FortiOS "
      "keeps no policy before; add set nat enable where the other policies have it",
      "a wildcard is matched by the DNS answers that pass through the FortiGate: the servers' "
      "look-ups must"};
  return heading(list, Syntax::fortigate, usage) + block("firewall address", commands.addresses) +
         block("firewall address6", commands.addresses_six) +
         block("firewall service custom", commands.services) +
         block("firewall policy", commands.policies);
}

}  // namespace netprobe
