#include "netprobe/policy/routing.h"

#include "netprobe/core/text.h"
#include "netprobe/policy/address_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace netprobe {

namespace {

constexpr int rank_of_prefix = 0;

/// A region's tag before that of all regions, and AzureCloud behind the service's own.
int rank_of_tag(std::string_view name) {
  const bool is_regional = name.find('.') != std::string_view::npos;
  const bool is_all = equals_ignoring_case(service_of(name), "AzureCloud");
  return (is_all ? 3 : 1) + (is_regional ? 0 : 1);
}

/// "AnyAddress" as the two prefixes that it is.
std::vector<Cidr> both_families() { return {*Cidr::parse("0.0.0.0/0"), *Cidr::parse("::/0")}; }

std::string name_of(const TableRoute& route) {
  return route.name.empty() ? std::string(name_of(route.origin)) + " route" : route.name;
}

}  // namespace

RouteEffect effect_of(NextHop hop) {
  switch (hop) {
    case NextHop::internet:
    case NextHop::service_endpoint:
      return RouteEffect::direct;
    case NextHop::virtual_network:
    case NextHop::peering:
      return RouteEffect::inside;
    case NextHop::virtual_appliance:
    case NextHop::gateway:
      return RouteEffect::forced_tunnel;
    case NextHop::none:
      return RouteEffect::blackhole;
  }
  return RouteEffect::unknown;
}

Router::Router(const RouteTable& table, const TagSets& tags) : table_(table) {
  for (std::size_t i = 0; i < table.routes.size(); ++i) {
    if (!table.routes[i].active) {
      continue;
    }
    for (const AddressTerm& term : table.routes[i].destinations) {
      if (const auto* prefix = std::get_if<Cidr>(&term)) {
        entries_.push_back({IpSet(*prefix), prefix->length, rank_of_prefix, i, to_string(term)});
      } else if (const auto* tag = std::get_if<TagName>(&term)) {
        add_tag(i, tag->name, tags);
      } else if (std::holds_alternative<AnyAddress>(term)) {
        entries_.push_back({IpSet(both_families()), 0, rank_of_prefix, i, "*"});
      } else {
        anywhere_.push_back({i, {}});
      }
    }
  }
  std::stable_sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    const auto key = [&](const Entry& entry) {
      return std::tuple(-entry.length, table_.routes[entry.route].origin, entry.rank);
    };
    return key(a) < key(b);
  });
}

void Router::add_tag(std::size_t route, const std::string& name, const TagSets& tags) {
  const TagSet* tag = find_tag(tags, name);
  if (tag == nullptr || tag->known_within) {
    anywhere_.push_back({route, tag == nullptr ? IpSet() : *tag->known_within});
  }
  if (tag == nullptr) {
    return;
  }
  std::map<int, std::vector<Cidr>> by_length;
  for (const Cidr& prefix : tag->prefixes) {
    by_length[prefix.length].push_back(prefix);
  }
  for (const auto& [length, prefixes] : by_length) {
    entries_.push_back({IpSet(prefixes), length, rank_of_tag(name), route, name});
  }
}

std::vector<RoutedPart> Router::route(const IpSet& addresses) const {
  IpSet rest = addresses - platform_addresses();
  std::vector<RoutedPart> parts;
  for (const Entry& entry : entries_) {
    IpSet taken = entry.addresses & rest;
    if (taken.empty()) {
      continue;
    }
    rest = rest - taken;
    const auto hop = table_.routes[entry.route].next_hop;
    parts.push_back({std::move(taken), hop ? effect_of(*hop) : RouteEffect::unknown, entry.route,
                     entry.prefix, hop ? "" : "the file does not tell where it leads"});
  }
  if (!rest.empty()) {
    parts.push_back({rest, RouteEffect::blackhole, std::nullopt, "", ""});
  }
  for (const Anywhere& other : anywhere_) {
    doubt(other, parts);
  }
  return parts;
}

void Router::doubt(const Anywhere& other, std::vector<RoutedPart>& parts) const {
  const TableRoute& route = table_.routes[other.route];
  std::vector<RoutedPart> doubtful;
  for (RoutedPart& part : parts) {
    const TableRoute* taken = part.route ? &table_.routes[*part.route] : nullptr;
    const bool same_end = taken != nullptr && route.next_hop && taken->next_hop == route.next_hop &&
                          taken->next_hop_addresses == route.next_hop_addresses;
    IpSet open = part.addresses - other.known;
    if (same_end || open.empty() || !part.doubt.empty()) {
      continue;
    }
    part.addresses = part.addresses & other.known;
    doubtful.push_back(
        {std::move(open), RouteEffect::unknown, part.route, part.prefix,
         fmt::format("{} may take them: no file at hand tells its prefixes", name_of(route))});
  }
  std::erase_if(parts, [](const RoutedPart& part) { return part.addresses.empty(); });
  std::move(doubtful.begin(), doubtful.end(), std::back_inserter(parts));
}

}  // namespace netprobe
