#pragma once

#include "netprobe/core/tags_report.h"
#include "netprobe/core/vocabulary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What exported rules and routes do to the traffic that a workload needs: the nouns of
/// `netprobe nsg` and of its schema "netprobe.rules/1". Shares are of a requirement's addresses.

/// `partial`: some is denied, not all. `unknown`: none is denied for certain, but of some it cannot
/// be told.
enum class Access { allow, deny, partial, unknown };

/// One rule that decides about a part, or about which it cannot be told whether it does.
struct DecidingRule {
  std::string name;
  std::optional<int> priority;  ///< none: a template expression
  std::string nsg;
  std::string association;          ///< "network-interface", "subnet", …
  Access access = Access::unknown;  ///< never `partial`
  double share = 0;
  std::string reason;  ///< why it is unknown
  bool is_default = false;
  std::string file;
  std::string pointer;  ///< JSON pointer in the file; empty for a default rule that was added
  bool operator==(const DecidingRule&) const = default;
};

/// Where routes lead. `direct`: to the Internet, or to the service by an endpoint. `inside`: to the
/// virtual network itself.
enum class RouteEffect { direct, forced_tunnel, blackhole, inside, unknown };

struct DecidingRoute {
  RouteEffect effect = RouteEffect::unknown;
  std::string name;      ///< may be empty: system routes have none
  std::string prefix;    ///< as the route has it
  std::string next_hop;  ///< "VirtualAppliance"
  std::vector<std::string> next_hop_addresses;
  std::string origin;  ///< "User", "VirtualNetworkGateway", "Default"
  double share = 0;
  std::string pointer;
  bool operator==(const DecidingRoute&) const = default;
};

/// For the addresses of one family.
struct RuleVerdict {
  Access access = Access::unknown;
  double allowed_share = 0;
  double denied_share = 0;
  double unknown_share = 0;
  std::string addresses;            ///< how many, in base ten
  std::vector<DecidingRule> rules;  ///< the larger share first
  /// The gravest effect of any route; nothing where no routes were given.
  std::optional<RouteEffect> route;
  std::vector<DecidingRoute> routes;
  bool operator==(const RuleVerdict&) const = default;
};

struct JudgedRequirement {
  std::string id;                        ///< "tag-azure-backup:443"; unique
  std::vector<std::string> catalog_ids;  ///< the rows that ask for it
  std::string service_tag;               ///< "AzureBackup.WestEurope"; of a range the tag it is of
  std::string destination;               ///< that tag, or the prefix
  std::uint16_t port = 0;
  bool required = false;
  bool comparison = false;  ///< tested beside another port, never required
  std::vector<Workload> workloads;
  std::string purpose;
  std::string note;  ///< why there is no verdict
  std::optional<RuleVerdict> ipv4;
  std::optional<RuleVerdict> ipv6;
  /// Regions whose own tag is allowed although the whole is not.
  std::vector<std::string> allowed_regions;
  bool operator==(const JudgedRequirement&) const = default;

  /// What decides: IPv4, or IPv6 where there is nothing else; none without a verdict.
  [[nodiscard]] const RuleVerdict* verdict() const;
  [[nodiscard]] Access access() const;
  /// Allowed whole, and not dropped by a route.
  [[nodiscard]] bool passes() const;
};

/// Something about the rules themselves that a person should look at.
struct RuleLint {
  std::string kind;  ///< "shadowed", "outgrown-prefixes", …
  Severity severity = Severity::warning;
  std::string text;
  std::string nsg;   ///< empty: about no single NSG
  std::string rule;  ///< empty: about no single rule
  std::optional<int> priority;
  std::string file;
  std::string pointer;
  bool operator==(const RuleLint&) const = default;
};

/// A rule that gives way to a new one.
struct RuleMove {
  std::string rule;
  int from = 0, to = 0;
  bool operator==(const RuleMove&) const = default;
};

/// One rule to add, in one NSG, or one to correct.
struct RuleFix {
  std::string nsg;             ///< called like the file where the export names none
  bool nsg_is_named = true;    ///< the export names it
  std::string resource_group;  ///< empty where the export does not tell
  std::string subscription;
  std::string rule;             ///< the new rule's name; empty where a rule would not help
  std::optional<int> priority;  ///< none: no number is free where one is needed
  std::string destination;      ///< a service tag, or a prefix
  std::uint16_t port = 0;
  std::vector<RuleMove> moves;  ///< what has to make room first
  /// Set: that rule stands already, and what is wrong with it is its source port.
  bool corrects = false;
  std::vector<std::string> corrected_ports;  ///< those that it had, where they go
  std::vector<std::string> requirements;     ///< ids of those that need it
  std::string text;                          ///< in words
  std::vector<std::string> commands;         ///< `az_commands` of it
  bool operator==(const RuleFix&) const = default;
};

/// One set of rules that was asked, in the order of asking.
struct RuleSource {
  std::string nsg;
  std::string association;
  std::string file;
  bool effective = false;
  std::size_t rules = 0;
  std::vector<std::string> added_defaults;
  bool operator==(const RuleSource&) const = default;
};

/// `ready`: every required requirement passes. `blocked`: some is denied or dropped, at least in
/// part. `unknown`: neither.
enum class RulesStatus { ready, blocked, unknown };

struct RulesReport {
  std::string tool_version;
  Cloud cloud = Cloud::public_cloud;
  std::vector<Workload> workloads;
  std::vector<std::string> regions;
  std::vector<std::string> machine;  ///< its addresses, as far as they were given
  TagOrigin tags;
  std::vector<RuleSource> rule_sets;
  std::optional<std::string> route_file;
  std::vector<JudgedRequirement> requirements;
  std::vector<RuleLint> lint;
  std::vector<RuleFix> fixes;
  /// Required rows that no service tag covers, which rules by address cannot be held against.
  std::vector<std::string> not_judged;
  RulesStatus status = RulesStatus::unknown;
  bool operator==(const RulesReport&) const = default;
};

std::string_view name_of(Access access);
std::string_view name_of(RouteEffect effect);
std::string_view name_of(RulesStatus status);

/// The status that follows from the requirements.
RulesStatus status_of(const std::vector<JudgedRequirement>& requirements);

}  // namespace netprobe
