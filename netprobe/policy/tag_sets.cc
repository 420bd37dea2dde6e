#include "netprobe/policy/tag_sets.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

struct PlatformName {
  std::string_view name;
  PlatformTag tag;
};

constexpr std::array platform_names = {
    PlatformName{"Internet", PlatformTag::internet},
    PlatformName{"VirtualNetwork", PlatformTag::virtual_network},
    PlatformName{"VIRTUAL_NETWORK", PlatformTag::virtual_network},
    PlatformName{"AzureLoadBalancer", PlatformTag::load_balancer},
    PlatformName{"AZURE_LOADBALANCER", PlatformTag::load_balancer},
    PlatformName{"AzurePlatformDNS", PlatformTag::dns},
    PlatformName{"AzurePlatformIMDS", PlatformTag::metadata},
    PlatformName{"AzurePlatformLKM", PlatformTag::licensing},
};

IpSet set_of(std::initializer_list<std::string_view> prefixes) {
  std::vector<Cidr> parsed;
  for (const std::string_view prefix : prefixes) {
    parsed.push_back(*Cidr::parse(prefix));
  }
  return IpSet(parsed);
}

void add_names(std::span<const AddressTerm> terms, std::map<std::string, std::string>& names) {
  for (const AddressTerm& term : terms) {
    const auto* const tag = std::get_if<TagName>(&term);
    if (tag != nullptr && !parse_platform_tag(tag->name)) {
      names.emplace(to_lower(tag->name), tag->name);
    }
  }
}

}  // namespace

const TagSet* find_tag(const TagSets& tags, std::string_view name) {
  const auto found = tags.find(to_lower(name));
  return found == tags.end() ? nullptr : &found->second;
}

TagSets tag_sets(const ServiceTags& tags, std::span<const std::string> names) {
  TagSets sets;
  for (const std::string& name : names) {
    const ServiceTag* tag = find_tag(sets, name) == nullptr ? tags.find(name) : nullptr;
    if (tag != nullptr) {
      sets.emplace(to_lower(name), TagSet{tag->name, tag->addresses(), tag->prefixes, {}});
    }
  }
  return sets;
}

void add_tags_elsewhere(TagSets& sets, std::span<const std::string> names,
                        std::span<const std::string> services, const IpSet& within) {
  for (const std::string& name : names) {
    const bool is_elsewhere =
        std::any_of(services.begin(), services.end(), [&](const std::string& service) {
          return equals_ignoring_case(service, service_of(name));
        });
    if (is_elsewhere) {
      sets.try_emplace(to_lower(name), TagSet{name, {}, {}, within});
    }
  }
}

std::optional<PlatformTag> parse_platform_tag(std::string_view name) {
  const auto* const found = std::find_if(
      platform_names.begin(), platform_names.end(),
      [&](const PlatformName& known) { return equals_ignoring_case(known.name, name); });
  return found == platform_names.end() ? std::nullopt : std::optional(found->tag);
}

IpSet addresses_of(PlatformTag tag) {
  switch (tag) {
    case PlatformTag::internet:
    case PlatformTag::virtual_network:
      return {};
    case PlatformTag::load_balancer:
    case PlatformTag::dns:
      return set_of({"168.63.129.16"});
    case PlatformTag::metadata:
      return set_of({"169.254.169.254"});
    case PlatformTag::licensing:
      return set_of({"20.118.99.224", "23.102.135.246", "40.83.235.53"});
  }
  return {};
}

IpSet platform_addresses() { return set_of({"168.63.129.16", "169.254.169.254"}); }

std::vector<std::string> tags_named_by(std::span<const RuleSet> sets, const RouteTable* routes) {
  std::map<std::string, std::string> names;
  for (const RuleSet& set : sets) {
    for (const SecurityRule& rule : set.rules) {
      if (rule.direction == Direction::outbound || !rule.direction) {
        add_names(rule.sources.terms, names);
        add_names(rule.destinations.terms, names);
      }
    }
  }
  if (routes != nullptr) {
    for (const TableRoute& route : routes->routes) {
      add_names(route.destinations, names);
    }
  }
  std::vector<std::string> list;
  list.reserve(names.size());
  for (const auto& [key, name] : names) {
    list.push_back(name);
  }
  return list;
}

}  // namespace netprobe
