#include "netprobe/policy/match.h"

#include <algorithm>

namespace netprobe {

namespace {

constexpr PortRange client_ports = {1024, 65535};

bool overlaps(const PortRange& a, const PortRange& b) {
  return a.first <= b.last && b.first <= a.last;
}

/// Does the union of the ranges hold all of `wanted`?
bool covers(std::vector<PortRange> ranges, const PortRange& wanted) {
  std::sort(ranges.begin(), ranges.end(),
            [](const PortRange& a, const PortRange& b) { return a.first < b.first; });
  int reached = wanted.first - 1;
  for (const PortRange& range : ranges) {
    if (range.first <= reached + 1) {
      reached = std::max<int>(reached, range.last);
    }
  }
  return reached >= wanted.last;
}

/// The sources of a rule, taken together.
struct Sources {
  bool any = false;
  bool unknown = false;
  std::vector<Cidr> prefixes;
  IpSet tags;
};

void add_source_tag(const std::string& name, const TagSets& tags, Sources& sources) {
  if (const auto platform = parse_platform_tag(name)) {
    // No machine sends from the Internet's side, or from the platform's own addresses.
    sources.any = sources.any || *platform == PlatformTag::virtual_network;
    return;
  }
  const TagSet* known = find_tag(tags, name);
  sources.unknown = sources.unknown || known == nullptr || known->known_within;
  if (known != nullptr) {
    sources.tags = sources.tags | known->addresses;
  }
}

Sources sources_of(const AddressField& field, const TagSets& tags) {
  Sources sources;
  bool expands = field.expansion && field.terms.empty();
  for (const AddressTerm& term : field.terms) {
    if (const auto* prefix = std::get_if<Cidr>(&term)) {
      sources.prefixes.push_back(*prefix);
    } else if (const auto* tag = std::get_if<TagName>(&term)) {
      const bool is_expanded = field.expansion && !parse_platform_tag(tag->name);
      expands = expands || is_expanded;
      if (!is_expanded) {
        add_source_tag(tag->name, tags, sources);
      }
    } else {
      sources.any = sources.any || std::holds_alternative<AnyAddress>(term);
      sources.unknown = sources.unknown || !std::holds_alternative<AnyAddress>(term);
    }
  }
  if (expands) {
    sources.tags = sources.tags | *field.expansion;
  }
  return sources;
}

/// The tags by which rules reach the platform's own addresses: no other does.
bool is_of_the_host(PlatformTag tag) {
  return tag == PlatformTag::dns || tag == PlatformTag::metadata || tag == PlatformTag::licensing;
}

}  // namespace

Match match_direction(const SecurityRule& rule) {
  if (!rule.direction) {
    return Match::unknown;
  }
  return *rule.direction == Direction::outbound ? Match::yes : Match::no;
}

Match match_protocol(const SecurityRule& rule) {
  if (!rule.protocol) {
    return Match::unknown;
  }
  return *rule.protocol == RuleProtocol::tcp || *rule.protocol == RuleProtocol::any ? Match::yes
                                                                                    : Match::no;
}

Match match_source_port(const SecurityRule& rule) {
  const PortField& ports = rule.source_ports;
  if (covers(ports.ranges, client_ports)) {
    return Match::yes;
  }
  const bool some =
      std::any_of(ports.ranges.begin(), ports.ranges.end(),
                  [](const PortRange& range) { return overlaps(range, client_ports); });
  return some || !ports.undecidable.empty() ? Match::unknown : Match::no;
}

Match match_destination_port(const SecurityRule& rule, std::uint16_t port) {
  const PortField& ports = rule.destination_ports;
  const bool taken = std::any_of(
      ports.ranges.begin(), ports.ranges.end(),
      [&](const PortRange& range) { return range.first <= port && port <= range.last; });
  if (taken) {
    return Match::yes;
  }
  return ports.undecidable.empty() ? Match::no : Match::unknown;
}

Match match_source(const SecurityRule& rule, const TagSets& tags, std::span<const Cidr> machine,
                   Family family) {
  const Sources sources = sources_of(rule.sources, tags);
  if (sources.any) {
    return Match::yes;
  }
  const Match otherwise = sources.unknown ? Match::unknown : Match::no;
  const IpSet taken = (IpSet(sources.prefixes) | sources.tags).only(family);
  if (taken.empty() || taken == IpSet::all(family)) {
    return taken.empty() ? otherwise : Match::yes;
  }
  const IpSet own = IpSet(machine).only(family);
  if (own.empty()) {
    return Match::unknown;
  }
  if (taken.contains(own)) {
    return Match::yes;
  }
  return (taken & own).empty() ? otherwise : Match::unknown;
}

Destinations::Destinations(const AddressField& field, const TagSets& tags) {
  std::vector<Cidr> prefixes;
  for (const AddressTerm& term : field.terms) {
    if (const auto* prefix = std::get_if<Cidr>(&term)) {
      prefixes.push_back(*prefix);
    } else if (const auto* tag = std::get_if<TagName>(&term)) {
      add_tag(tag->name, tags, field.expansion.has_value());
    } else {
      any_ = any_ || std::holds_alternative<AnyAddress>(term);
      group_ = group_ || std::holds_alternative<GroupName>(term);
      undecidable_ = undecidable_ || std::holds_alternative<Undecidable>(term);
    }
  }
  literal_ = literal_ | IpSet(prefixes);
  if (field.expansion) {
    literal_ = literal_ | *field.expansion;
  }
}

void Destinations::add_tag(const std::string& name, const TagSets& tags, bool is_expanded) {
  const auto platform = parse_platform_tag(name);
  names_platform_ = names_platform_ || (platform && is_of_the_host(*platform));
  names_platform_dns_ = names_platform_dns_ || platform == PlatformTag::dns;
  if (is_expanded) {
    return;
  }
  if (platform) {
    internet_ = internet_ || *platform == PlatformTag::internet;
    virtual_network_ = virtual_network_ || *platform == PlatformTag::virtual_network;
    literal_ = literal_ | addresses_of(*platform);
  } else if (const TagSet* known = find_tag(tags, name)) {
    tags_.push_back(known);
  } else {
    unknown_tags_.push_back(name);
  }
}

bool Destinations::is_partly_known() const {
  return std::any_of(tags_.begin(), tags_.end(),
                     [](const TagSet* tag) { return tag->known_within.has_value(); });
}

bool Destinations::is_decided() const {
  return any_ || (!undecidable_ && unknown_tags_.empty() && !group_ && !is_partly_known());
}

IpSet Destinations::certain(const IpSet& among, const VirtualNetwork& network) const {
  if (any_) {
    return among;
  }
  IpSet found = literal_ & among;
  for (const TagSet* tag : tags_) {
    found = found | (tag->addresses & among);
  }
  if (internet_) {
    found = found | (among - network.addresses);
  }
  if (virtual_network_) {
    found = found | (network.addresses & among);
  }
  return found;
}

IpSet Destinations::possible(const IpSet& among, const VirtualNetwork& network) const {
  if (undecidable_ || !unknown_tags_.empty()) {
    return among;
  }
  IpSet found = certain(among, network);
  for (const TagSet* tag : tags_) {
    if (tag->known_within) {
      found = found | (among - *tag->known_within);
    }
  }
  return group_ ? found | (network.addresses & among) : found;
}

}  // namespace netprobe
