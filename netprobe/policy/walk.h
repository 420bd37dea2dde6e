#pragma once

#include "netprobe/policy/policy.h"

#include <vector>

namespace netprobe {

/// What a set of rules is asked about the addresses at hand.
struct Question {
  Family family = Family::ipv4;
  std::uint16_t port = 443;
  const VirtualNetwork* network = nullptr;
  /// The addresses are the platform's own: only rules that name its tags are asked.
  bool of_the_host = false;
};

/// How one set of rules disposes of addresses.
struct Walk {
  std::vector<Part> parts;  ///< disjoint
  IpSet rest;               ///< no rule takes these; only in sets without default rules
  /// Unknown, and perhaps allowed past the NSGs behind it.
  IpSet may_bypass;
};

/// First match decides; a rule that only may match leaves what it denies or allows in doubt, unless
/// whoever decides in the end agrees with it.
Walk walk_rules(const Policy& policy, std::size_t set, const IpSet& addresses,
                const Question& question);

/// Why the rule's say cannot be told.
std::string doubt_about(const Policy& policy, const RuleRef& ref, const Question& question);

}  // namespace netprobe
