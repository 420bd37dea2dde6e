#pragma once

#include "netprobe/core/ip_set.h"
#include "netprobe/core/service_tags.h"
#include "netprobe/policy/route_table.h"
#include "netprobe/policy/rule_set.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What a service tag stands for.
struct TagSet {
  std::string name;  ///< as the tag file spells it
  IpSet addresses;
  std::vector<Cidr> prefixes;  ///< as published: a route by tag is as long as the prefix that holds
  /// Where it is known whether an address belongs to the tag; nothing: everywhere.
  std::optional<IpSet> known_within;
  bool operator==(const TagSet&) const = default;
};

/// By the name in lower case.
using TagSets = std::map<std::string, TagSet>;

/// The tag of that name, in any letter case; null when there is none.
const TagSet* find_tag(const TagSets& tags, std::string_view name);

/// The tags of those names, as far as the file has them.
TagSets tag_sets(const ServiceTags& tags, std::span<const std::string> names);

/// Adds those of the names that are tags of services which have no address in `within`: nothing
/// else is known of them.
void add_tags_elsewhere(TagSets& sets, std::span<const std::string> names,
                        std::span<const std::string> services, const IpSet& within);

/// Names that stand in no tag file, as the platform resolves them for each virtual network.
enum class PlatformTag { internet, virtual_network, load_balancer, dns, metadata, licensing };

/// In any letter case; also the spellings of classic deployments (VIRTUAL_NETWORK).
std::optional<PlatformTag> parse_platform_tag(std::string_view name);

/// The addresses of load_balancer, dns, metadata and licensing; empty for the others.
IpSet addresses_of(PlatformTag tag);

/// Addresses of the platform itself (168.63.129.16, 169.254.169.254). Rules and routes do not apply
/// to them, but for rules that name their tag
/// (learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
IpSet platform_addresses();

/// The service tags that rules and routes name, each once, spelled as they spell it.
std::vector<std::string> tags_named_by(std::span<const RuleSet> sets, const RouteTable* routes);

}  // namespace netprobe
