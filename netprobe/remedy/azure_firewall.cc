// Azure CLI, extension azure-firewall: `az network firewall policy rule-collection-group collection
// add-filter-collection` (one rule, of the collection's type) and `… collection rule add`.
// Application rules match names in SNI and Host; network rules match addresses, and are asked first
// (Azure Firewall: "rule processing logic"). Azure Backup does not support TLS inspection, so no
// application rule here asks for it (Azure: "Back up SQL Server databases in Azure VMs").
// The FQDN tag AzureBackup stands for what backup of SQL Server and SAP HANA in Azure VMs needs
// (same page); what exactly is in it is published nowhere, so it is named as the other way, and not
// written.

#include "netprobe/core/shell_word.h"
#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr std::string_view group_command =
    "az network firewall policy rule-collection-group collection";
constexpr std::string_view collection_place =
    "--resource-group \"$GROUP\" --policy-name \"$POLICY\" --rule-collection-group-name "
    "\"$COLLECTIONS\"";

/// The first rule makes the collection, the others are added to it.
class Collection {
 public:
  Collection(std::string name, std::string_view type, std::string_view priority,
             std::string_view sources)
      : name_(std::move(name)), type_(type), priority_(priority), sources_(sources) {}

  void add(const std::string& rule, const std::string& match) {
    if (text_.empty()) {
      text_ = fmt::format(
          "\n{} add-filter-collection {} \\\n"
          "  --name {} --collection-priority \"${}\" --action Allow \\\n"
          "  --rule-type {} --rule-name {} --source-addresses{} \\\n  {}\n",
          group_command, collection_place, name_, priority_, type_, rule, sources_, match);
      return;
    }
    text_ += fmt::format(
        "\n{} rule add {} \\\n"
        "  --collection-name {} --rule-type {} --name {} --source-addresses{} \\\n  {}\n",
        group_command, collection_place, name_, type_, rule, sources_, match);
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string undo() const {
    return fmt::format("{} remove {} --name {}", group_command, collection_place, name_);
  }

 private:
  std::string name_;
  std::string_view type_, priority_;
  std::string_view sources_;
  std::string text_;
};

bool is_web(Protocol protocol) { return protocol == Protocol::https || protocol == Protocol::http; }

std::string words(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    out += " " + shell_word(value);
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<Want>& wants) {
  std::vector<std::string> names;
  for (const Want& want : names_in(wants)) {
    names.push_back(want.name);
  }
  return names;
}

void add_group(const PortGroup& group, Collection& names, Collection& addresses) {
  const std::vector<std::string> hosts = names_of(group.wants);
  if (!hosts.empty() && is_web(group.protocol)) {
    names.add("names-" + group.key(),
              fmt::format("--protocols {}={} --target-fqdns{}",
                          group.protocol == Protocol::https ? "Https" : "Http", group.port,
                          words(hosts)));
  } else if (!hosts.empty()) {
    addresses.add("names-" + group.key(),
                  fmt::format("--ip-protocols TCP --destination-ports {} --destination-fqdns{}",
                              group.port, words(hosts)));
  }
  const auto ranges = ranges_in(group.wants);
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const auto prefixes = prefixes_in(ranges, family);
    if (!prefixes.empty()) {
      addresses.add(
          fmt::format("ranges-{}-{}", family == Family::ipv4 ? "ipv4" : "ipv6", group.key()),
          fmt::format("--ip-protocols TCP --destination-ports {} --destination-addresses{}",
                      group.port, words(prefixes)));
    }
  }
}

/// Azure Firewall has IPv4 sources alone; empty where none is known.
std::string sources_of(const AllowList& list) {
  std::string out;
  for (const IpAddress& address : list.from.addresses) {
    out += address.family() == Family::ipv4 ? " " + address.to_string() : "";
  }
  return out;
}

}  // namespace

std::string write_azure_firewall(const AllowList& list) {
  const std::string known = sources_of(list);
  const std::string_view sources = known.empty() ? std::string_view(" \"$SOURCE\"") : known;
  Collection names("netprobe-names", "ApplicationRule", "NAMES_PRIORITY", sources);
  Collection addresses("netprobe-addresses", "NetworkRule", "ADDRESSES_PRIORITY", sources);
  for (const PortGroup& group : by_port(together(list.open, list.exempt))) {
    add_group(group, names, addresses);
  }
  Usage usage;
  usage.apply = {fmt::format(
      "GROUP=… POLICY=… COLLECTIONS=rule-collection-group {}bash this-file   (after az login)",
      known.empty() ? "SOURCE=prefix-of-the-servers " : "")};
  choose_cloud(list, usage);
  usage.notes = {
      "priorities 1000 and 1001 must be free in that group, and lower than those of collections "
      "that deny; name rules match what the client sends (SNI, Host) and need no TLS inspection",
      "backup of SQL Server and SAP HANA in Azure VMs has another way: one application rule with "
      "--fqdn-tags AzureBackup in place of the names"};
  for (const Collection* collection : {&addresses, &names}) {
    if (!collection->text().empty()) {
      usage.undo.push_back(collection->undo());
    }
  }
  return "#!/usr/bin/env bash\n" + heading(list, Syntax::azure_firewall, usage) +
         "\nset -euo pipefail\n"
         ": \"${GROUP:?set GROUP to the resource group}\"\n"
         ": \"${POLICY:?set POLICY to the firewall policy}\"\n"
         ": \"${COLLECTIONS:?set COLLECTIONS to the rule collection group}\"\n" +
         (known.empty()
              ? ": \"${SOURCE:?set SOURCE to the addresses of the servers, 10.1.0.0/24}\"\n"
              : "") +
         "ADDRESSES_PRIORITY=${ADDRESSES_PRIORITY:-1000}\n"
         "NAMES_PRIORITY=${NAMES_PRIORITY:-1001}\n" +
         addresses.text() + names.text();
}

}  // namespace netprobe
