#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/rules_report.h"
#include "netprobe/core/vocabulary.h"
#include "netprobe/remedy/requester.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// One destination that must be let through: outbound TCP to a port. Names are lower case and hold
/// nothing but what DNS allows, tags what Azure allows (`quote.h`): whoever writes one into a
/// configuration cannot be made to write anything else.
struct Want {
  EndpointKind kind = EndpointKind::fqdn;
  std::string name;  ///< host, "*.suffix", prefix, or for `rule_only` a service tag
  std::optional<Cidr> range;
  std::uint16_t port = 443;
  Protocol protocol = Protocol::https;
  std::vector<std::string> tags;     ///< service tags that hold it; of a wildcard also those of the
                                     ///< rows below it
  bool tags_are_borrowed = false;    ///< they hold some of what the wildcard stands for, not all
  bool platform = false;             ///< Azure's own address, which no NSG, route or proxy sees
  std::vector<IpAddress> addresses;  ///< that its hosts resolved to
  std::vector<std::string> rows;     ///< the rows that ask for it
  bool operator==(const Want&) const = default;
};

/// What is wrong and no rule of the chosen owner changes, or what its syntax cannot say.
struct LeftOut {
  std::string what;
  std::string why;
  std::string owner;              ///< who can do something about it; may be empty
  std::vector<std::string> rows;  ///< of the report
  bool operator==(const LeftOut&) const = default;
};

/// An NSG that denies, as the exported rules in the report say.
struct NsgPlace {
  std::string nsg;             ///< its name; empty where it is not known
  std::string denied_by;       ///< the rule, in words
  std::optional<int> before;   ///< the priority that a new rule must be lower than
  std::vector<int> taken;      ///< priorities of that NSG that the report knows of
  bool taken_are_all = false;  ///< the report knows every rule that there was
  std::string resource_group;  ///< empty where it is not known
  bool operator==(const NsgPlace&) const = default;
};

/// One finding, as a person is told of it.
struct Case {
  std::string title;
  std::string judged;  ///< "firewall, tcp.timeout, likely"
  std::string explanation;
  std::string ask;
  std::vector<std::string> evidence;
  std::vector<std::string> hits;  ///< "*.blob.core.windows.net:443"
  bool by_rules = true;           ///< a rule for these destinations changes it
  bool operator==(const Case&) const = default;
};

/// The least that must be opened, whoever owns the device, and why. What each syntax writes down.
struct AllowList {
  std::string tool_version;
  std::string subject;  ///< what it was made from, with id and time; one line
  std::string machine;  ///< whose traffic it is; empty in a catalog's
  Requester from;       ///< the same as rules and people on the way see it
  std::string since;    ///< when it was seen; empty in a catalog's
  std::string reason;   ///< for what it is needed, in a sentence
  Cloud cloud = Cloud::public_cloud;
  std::string id;  ///< a few letters and digits that mark what was added
  std::vector<Want> open;
  std::vector<Want> exempt;  ///< from TLS inspection; they pass already
  std::vector<Want> routed;  ///< a route to the internet is missing
  std::vector<Case> cases;
  std::vector<LeftOut> left_out;
  std::vector<std::string> optional_rows;  ///< closed, and left so
  std::vector<std::string> notes;
  std::vector<NsgPlace> nsgs;  ///< never empty: one without a name where none is known
  /// What makes the exported rules let through what is required, in place of rules of our own.
  std::vector<RuleFix> rule_fixes;
  bool beside_fixes = false;     ///< more is wanted than they open: what is optional
  bool at_this_machine = false;  ///< its own firewall is what blocks
  std::string proof;             ///< the command that shows that it helped

  [[nodiscard]] bool is_empty() const {
    return open.empty() && exempt.empty() && routed.empty() && rule_fixes.empty();
  }
  bool operator==(const AllowList&) const = default;
};

/// Adds a wish, or what is new in it to the same one.
void add(std::vector<Want>& wants, Want want);

/// Wishes that share protocol and port.
struct PortGroup {
  Protocol protocol = Protocol::https;
  std::uint16_t port = 443;
  std::vector<Want> wants;
  /// "tls-443", "http-80", "tcp-3260": no two groups have the same.
  [[nodiscard]] std::string key() const;
};
/// In the order of their first wishes.
std::vector<PortGroup> by_port(const std::vector<Want>& wants);

/// Both lists, the second after the first.
std::vector<Want> together(const std::vector<Want>& first, const std::vector<Want>& second);

/// Host names and wildcards; ranges.
std::vector<Want> names_in(const std::vector<Want>& wants);
std::vector<Want> ranges_in(const std::vector<Want>& wants);

/// The names without those that another's wildcard covers across any number of labels. Squid takes
/// a domain beside its own subdomain for a mistake.
std::vector<std::string> widest_names(const std::vector<Want>& wants);

/// Ranges and addresses of one family, each once, without those that another contains, sorted. What
/// else is said of the destination is lost.
std::vector<std::string> prefixes_in(const std::vector<Want>& wants, Family family);

/// Would a rule for this address be meant? Not for 0.0.0.0, loopback, link-local, documentation and
/// multicast addresses, which a filtering resolver gives.
bool is_destination(const IpAddress& address);

/// "mars, sql"; "none" without any.
std::string workload_names(const std::vector<Workload>& workloads, std::string_view separator);

/// "*.blob.core.windows.net:443"
std::string words_of(const Want& want);

/// What a network security group, or a route, can name: a service tag or prefixes.
struct TagRule {
  std::string label;                      ///< the tag; or "ranges-443", "ranges-ipv6-443"
  std::vector<std::string> destinations;  ///< one tag (a rule takes no second), or prefixes
  std::vector<std::uint16_t> ports;
  bool operator==(const TagRule&) const = default;
};
/// One a tag, and one for the ranges of a family and port that have none.
std::vector<TagRule> tag_rules(const std::vector<Want>& wants);

}  // namespace netprobe
