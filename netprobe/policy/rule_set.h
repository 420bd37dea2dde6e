#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/ip_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace netprobe {

/// Security rules as an export has them, whichever shape it came in.

/// `*`; in effective rules also 0.0.0.0/0, which is how they write it.
struct AnyAddress {
  bool operator==(const AnyAddress&) const = default;
};
/// A service tag, or a text that is no address and must therefore be one.
struct TagName {
  std::string name;
  bool operator==(const TagName&) const = default;
};
/// An application security group: its members stand in no export.
struct GroupName {
  std::string name;
  bool operator==(const GroupName&) const = default;
};
/// A template expression, or a field that the export leaves out.
struct Undecidable {
  std::string text;
  bool operator==(const Undecidable&) const = default;
};
/// The text of a field that is left out: of two such fields nothing says that they are the same.
inline constexpr std::string_view not_said = "the file does not say which";

using AddressTerm = std::variant<AnyAddress, Cidr, TagName, GroupName, Undecidable>;

/// The sources or destinations of a rule: it takes what any of the terms takes.
struct AddressField {
  std::vector<AddressTerm> terms;
  /// What the platform says that the tags among the terms stand for: effective rules only.
  std::optional<IpSet> expansion;
  bool operator==(const AddressField&) const = default;
};

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 65535;
  bool operator==(const PortRange&) const = default;
};

struct PortField {
  std::vector<PortRange> ranges;
  std::vector<std::string> undecidable;  ///< template expressions
  bool operator==(const PortField&) const = default;
};

/// `always_allow` is of security admin rules alone: it ends the evaluation, where their `allow`
/// goes on to the NSGs.
enum class RuleAccess { allow, deny, always_allow };
enum class Direction { inbound, outbound };
enum class RuleProtocol { any, tcp, udp, icmp, esp, ah };

/// One rule. What is `nullopt` is a template expression.
struct SecurityRule {
  std::string name;  ///< without "securityRules/" or "defaultSecurityRules/"
  std::optional<int> priority;
  std::optional<Direction> direction;
  std::optional<RuleAccess> access;
  std::optional<RuleProtocol> protocol;
  AddressField sources;
  PortField source_ports;
  AddressField destinations;
  PortField destination_ports;
  /// False where a template deploys it on a condition.
  bool is_certain = true;
  /// One that the platform adds to every NSG.
  bool is_default = false;
  std::string pointer;  ///< the JSON pointer of the rule in its file; empty for an added default
  bool operator==(const SecurityRule&) const = default;
};

/// What a set of rules hangs on. Outbound, security admin rules come first, then the NSG of the
/// network interface, then that of the subnet; all must allow
/// (learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works).
enum class Association {
  network_manager,
  network_interface,
  interface_and_subnet,
  unknown,
  subnet
};

std::string_view name_of(Association association);

/// The rules of one NSG, or the security admin rules of a network manager.
struct RuleSet {
  std::string name;
  bool has_own_name = true;    ///< false: the export has none, it is called like the file
  std::string resource_group;  ///< empty where the export does not tell
  std::string subscription;
  Association association = Association::unknown;
  bool effective = false;  ///< effective rules: tags are expanded
  std::string file;
  std::vector<SecurityRule> rules;          ///< both directions, in the order of the file
  std::vector<std::string> added_defaults;  ///< outbound default rules that the file left out
  /// Parameters of a template whose default values the rules have: a deployment may give others.
  std::vector<std::string> assumed;
  bool operator==(const RuleSet&) const = default;
};

/// The default rules of a direction, as every NSG has them
/// (learn.microsoft.com/azure/virtual-network/network-security-groups-overview).
std::vector<SecurityRule> outbound_defaults();

/// Adds the outbound default rules that an NSG's export left out, and notes which.
void add_missing_defaults(RuleSet& rules);

/// The order in which outbound traffic meets the sets.
void sort_for_outbound(std::vector<RuleSet>& sets);

}  // namespace netprobe
