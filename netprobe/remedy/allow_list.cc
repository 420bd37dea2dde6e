#include "netprobe/remedy/allow_list.h"

#include "netprobe/core/catalog.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace netprobe {

namespace {

template <typename Value>
void add_new(std::vector<Value>& all, const std::vector<Value>& more) {
  for (const Value& value : more) {
    if (std::find(all.begin(), all.end(), value) == all.end()) {
      all.push_back(value);
    }
  }
}

bool same_destination(const Want& a, const Want& b) {
  return a.kind == b.kind && a.name == b.name && a.port == b.port && a.protocol == b.protocol;
}

std::vector<Want> of_kind(const std::vector<Want>& wants,
                          std::initializer_list<EndpointKind> kinds) {
  std::vector<Want> some;
  std::copy_if(wants.begin(), wants.end(), std::back_inserter(some), [&](const Want& want) {
    return std::find(kinds.begin(), kinds.end(), want.kind) != kinds.end();
  });
  return some;
}

void add_to_rule(std::vector<TagRule>& rules, const std::string& label,
                 const std::vector<std::string>& destinations, std::uint16_t port) {
  auto rule = std::find_if(rules.begin(), rules.end(),
                           [&](const TagRule& known) { return known.label == label; });
  if (rule == rules.end()) {
    rules.push_back({label, {}, {}});
    rule = std::prev(rules.end());
  }
  add_new(rule->destinations, destinations);
  add_new(rule->ports, {port});
}

}  // namespace

void add(std::vector<Want>& wants, Want want) {
  const auto known = std::find_if(wants.begin(), wants.end(),
                                  [&](const Want& old) { return same_destination(old, want); });
  if (known == wants.end()) {
    wants.push_back(std::move(want));
    return;
  }
  add_new(known->tags, want.tags);
  add_new(known->addresses, want.addresses);
  add_new(known->rows, want.rows);
}

std::string PortGroup::key() const {
  const std::string_view word = protocol == Protocol::https  ? "tls"
                                : protocol == Protocol::http ? "http"
                                                             : "tcp";
  return fmt::format("{}-{}", word, port);
}

std::vector<PortGroup> by_port(const std::vector<Want>& wants) {
  std::vector<PortGroup> groups;
  for (const Want& want : wants) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const PortGroup& known) {
      return known.protocol == want.protocol && known.port == want.port;
    });
    if (group == groups.end()) {
      groups.push_back({want.protocol, want.port, {}});
      group = std::prev(groups.end());
    }
    group->wants.push_back(want);
  }
  return groups;
}

std::vector<Want> together(const std::vector<Want>& first, const std::vector<Want>& second) {
  std::vector<Want> all;
  for (const auto* wants : {&first, &second}) {
    for (const Want& want : *wants) {
      add(all, want);
    }
  }
  return all;
}

std::vector<Want> names_in(const std::vector<Want>& wants) {
  return of_kind(wants, {EndpointKind::fqdn, EndpointKind::wildcard});
}

std::vector<Want> ranges_in(const std::vector<Want>& wants) {
  return of_kind(wants, {EndpointKind::range});
}

std::vector<std::string> widest_names(const std::vector<Want>& wants) {
  std::vector<std::string> names;
  for (const Want& want : wants) {
    const bool covered = std::any_of(wants.begin(), wants.end(), [&](const Want& other) {
      return other.kind == EndpointKind::wildcard && other.name != want.name &&
             wildcard_covers(other.name,
                             want.kind == EndpointKind::wildcard ? want.name.substr(2) : want.name);
    });
    if (!covered) {
      add_new(names, {want.name});
    }
  }
  return names;
}

std::vector<std::string> prefixes_in(const std::vector<Want>& wants, Family family) {
  std::set<Cidr> all;
  for (const Want& want : wants) {
    if (want.range) {
      all.insert(*want.range);
    }
    for (const IpAddress& address : want.addresses) {
      all.insert(Cidr::around(address, address.bits()));
    }
  }
  std::vector<std::string> texts;
  const Cidr* last = nullptr;  // a prefix sorts before what lies in it
  for (const Cidr& prefix : all) {
    if (prefix.base.family() != family || (last != nullptr && last->contains(prefix))) {
      continue;
    }
    last = &prefix;
    texts.push_back(prefix.is_single() ? prefix.base.to_string() : prefix.to_string());
  }
  return texts;
}

bool is_destination(const IpAddress& address) {
  return !address.is_unspecified() && !address.is_loopback() && !address.is_link_local() &&
         !address.is_documentation() && !address.is_multicast();
}

std::string workload_names(const std::vector<Workload>& workloads, std::string_view separator) {
  std::vector<std::string> names;
  names.reserve(workloads.size());
  for (const Workload workload : workloads) {
    names.emplace_back(name_of(workload));
  }
  return names.empty() ? "none" : join(names, separator);
}

std::string words_of(const Want& want) {
  const bool is_six = want.range && want.range->base.family() == Family::ipv6;
  return is_six ? fmt::format("[{}]:{}", want.name, want.port)
                : fmt::format("{}:{}", want.name, want.port);
}

std::vector<TagRule> tag_rules(const std::vector<Want>& wants) {
  std::vector<TagRule> rules;
  for (const Want& want : wants) {
    for (const std::string& tag : want.tags) {
      add_to_rule(rules, tag, {tag}, want.port);
    }
    if (want.tags.empty() && want.range) {
      const bool is_six = want.range->base.family() == Family::ipv6;
      add_to_rule(rules, fmt::format("ranges-{}{}", is_six ? "ipv6-" : "", want.port),
                  {want.range->to_string()}, want.port);
    }
  }
  return rules;
}

}  // namespace netprobe
