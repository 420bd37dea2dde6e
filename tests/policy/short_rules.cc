#include "tests/policy/short_rules.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/parse_rule_sets.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace netprobe {
namespace {

using Json = nlohmann::ordered_json;

std::string take_prefixed(std::string& rule, const std::string& prefix) {
  if (!rule.starts_with(prefix)) {
    return "";
  }
  const std::size_t end = rule.find(' ');
  const std::string value = rule.substr(prefix.size(), end - prefix.size());
  rule.erase(0, end + 1);
  return value;
}

void put_addresses(Json& rule, const std::string& side, const std::string& text) {
  Json prefixes = Json::array();
  Json groups = Json::array();
  for (const std::string& part : split(text, ",")) {
    if (part.starts_with("asg:")) {
      groups.push_back({{"id",
                         "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/"
                         "applicationSecurityGroups/" +
                             part.substr(4)}});
    } else {
      prefixes.push_back(part);
    }
  }
  rule[side + "AddressPrefixes"] = prefixes;
  rule[side + "ApplicationSecurityGroups"] = groups;
}

Json json_of(std::string text) {
  Json rule;
  const bool inbound = text.starts_with("in:");
  text.erase(0, inbound ? 3 : 0);
  const std::string from = take_prefixed(text, "from:");
  std::istringstream words(text);
  std::string priority, access, protocol, sources, destinations, ports;
  words >> priority >> access >> protocol >> sources >> destinations >> ports;
  if (ports.empty()) {
    throw std::invalid_argument("a short rule that is too short: " + text);
  }
  rule["name"] = "rule" + priority;
  rule["priority"] = priority.starts_with('[') ? Json(priority) : Json(std::stoi(priority));
  rule["direction"] = inbound ? "Inbound" : "Outbound";
  rule["access"] = access;
  rule["protocol"] = protocol;
  put_addresses(rule, "source", sources);
  put_addresses(rule, "destination", destinations);
  rule["sourcePortRange"] = from.empty() ? "*" : from;
  rule["destinationPortRanges"] = split(ports, ",");
  return rule;
}

TagSet tag(const char* name, std::string_view prefixes) {
  TagSet made{name, set_of(prefixes), {}, {}};
  made.prefixes = made.addresses.prefixes();
  return made;
}

std::string_view word_of(Ruling ruling) {
  switch (ruling) {
    case Ruling::allow:
      return "allow";
    case Ruling::always_allow:
      return "always-allow";
    case Ruling::deny:
      return "deny";
    case Ruling::unknown:
      return "unknown";
  }
  return "";
}

std::string prefixes_of(const IpSet& set) {
  std::vector<std::string> words;
  for (const Cidr& prefix : set.prefixes()) {
    words.push_back(prefix.is_single() ? prefix.base.to_string() : prefix.to_string());
  }
  return join(words, ",");
}

}  // namespace

std::string exported(const std::vector<std::string>& rules) {
  Json list = Json::array();
  std::transform(rules.begin(), rules.end(), std::back_inserter(list), json_of);
  return list.dump();
}

RuleSet short_rules(const std::vector<std::string>& rules, Association association) {
  const auto parsed = parse_rule_sets(exported(rules), "rules.json");
  if (!parsed) {
    throw std::invalid_argument(parsed.error().message);
  }
  RuleSet set = parsed->front();
  set.association = association;
  set.name = association == Association::subnet ? "subnet-nsg" : "nic-nsg";
  if (association == Association::network_manager) {
    std::erase_if(set.rules, [](const SecurityRule& rule) { return rule.is_default; });
    set.added_defaults.clear();
  }
  return set;
}

TagSets short_tags() {
  TagSets tags;
  tags["azurebackup"] = tag("AzureBackup", "20.0.0.0/24,2001:db8:1::/48");
  tags["storage"] = tag("Storage", "20.0.1.0/24,20.0.4.0/24");
  tags["storage.west"] = tag("Storage.West", "20.0.1.0/25");
  tags["azureactivedirectory"] = tag("AzureActiveDirectory", "20.0.2.0/24");
  tags["azurecloud"] = tag("AzureCloud", "20.0.0.0/16");
  tags["sql"] = tag("Sql", "");
  tags["sql"].known_within = set_of("20.0.0.0/16");
  return tags;
}

IpSet set_of(std::string_view prefixes) {
  std::vector<Cidr> parsed;
  for (const std::string& prefix : split(prefixes, ",")) {
    parsed.push_back(Cidr::parse(prefix).value());
  }
  return IpSet(parsed);
}

std::string in_short(const Policy& policy, const Evaluation& evaluation) {
  std::vector<std::pair<IpRange, std::string>> lines;
  IpSet nobody = evaluation.allowed;
  std::vector<Part> parts = evaluation.parts;
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.rule.set < b.rule.set; });
  for (const Part& part : parts) {
    nobody = nobody - part.addresses;
    lines.emplace_back(
        part.addresses.ranges().front(),
        fmt::format("{} {} {}{}", word_of(part.ruling), prefixes_of(part.addresses),
                    policy.inputs().rule_sets[part.rule.set].name == "subnet-nsg" ? "subnet:" : "",
                    policy.rule(part.rule).name));
  }
  if (!nobody.empty()) {
    lines.emplace_back(nobody.ranges().front(), fmt::format("allow {} -", prefixes_of(nobody)));
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.first.first < b.first.first; });
  std::vector<std::string> words;
  std::transform(lines.begin(), lines.end(), std::back_inserter(words),
                 [](const auto& line) { return line.second; });
  return join(words, "; ");
}

}  // namespace netprobe
