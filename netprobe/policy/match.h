#pragma once

#include "netprobe/policy/rule_set.h"
#include "netprobe/policy/tag_sets.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// Does a field of a rule take the traffic? In this order, so that of several fields the least one
/// decides.
enum class Match { no, unknown, yes };

/// Which addresses belong to the virtual network, where rules or routes do not say it themselves.
/// One of two answers that are both possible: `evaluate` tries both.
struct VirtualNetwork {
  IpSet addresses;
};

/// What TCP from this machine meets.
Match match_direction(const SecurityRule& rule);
Match match_protocol(const SecurityRule& rule);
/// Clients take source ports above 1023: a rule for others never matches one.
Match match_source_port(const SecurityRule& rule);
Match match_destination_port(const SecurityRule& rule, std::uint16_t port);
/// `machine` is where this machine sends from, as far as that is known. It is always in its own
/// virtual network.
Match match_source(const SecurityRule& rule, const TagSets& tags, std::span<const Cidr> machine,
                   Family family);

/// The destinations of a rule as sets. `tags` outlives it.
class Destinations {
 public:
  Destinations(const AddressField& field, const TagSets& tags);

  /// The part of `among` that the rule takes for certain.
  [[nodiscard]] IpSet certain(const IpSet& among, const VirtualNetwork& network) const;
  /// What it takes for certain or perhaps.
  [[nodiscard]] IpSet possible(const IpSet& among, const VirtualNetwork& network) const;
  /// Is there nothing that it takes perhaps?
  [[nodiscard]] bool is_decided() const;

  [[nodiscard]] bool is_any() const { return any_; }
  [[nodiscard]] bool names_internet() const { return internet_; }
  /// Does it name a tag of the platform itself: AzurePlatformDNS, or another?
  [[nodiscard]] bool names_platform() const { return names_platform_; }
  /// Or may an expression name one?
  [[nodiscard]] bool may_name_platform() const { return names_platform_ || undecidable_; }
  [[nodiscard]] bool names_platform_dns() const { return names_platform_dns_; }
  [[nodiscard]] const std::vector<std::string>& unknown_tags() const { return unknown_tags_; }
  /// Tags of which the tags at hand know a part only.
  [[nodiscard]] bool is_partly_known() const;

 private:
  void add_tag(const std::string& name, const TagSets& tags, bool is_expanded);

  IpSet literal_;
  std::vector<const TagSet*> tags_;
  std::vector<std::string> unknown_tags_;
  bool any_ = false;
  bool internet_ = false;
  bool virtual_network_ = false;
  bool group_ = false;  ///< its members have addresses of the virtual network, no others
  bool undecidable_ = false;
  bool names_platform_ = false;
  bool names_platform_dns_ = false;
};

}  // namespace netprobe
