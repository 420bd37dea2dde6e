#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/rules_report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// An address and port that TCP was sent to.
struct Destination {
  IpAddress address;
  std::uint16_t port = 443;
  auto operator<=>(const Destination&) const = default;
};

/// What exported rules and routes say about one connection that was tried: TCP from this machine to
/// an address and port. The diagnosis holds it against the wire.
struct ConnectionRuling {
  IpAddress address;
  std::uint16_t port = 443;
  std::optional<Access> access;       ///< none: no rules were given; never `partial`
  std::vector<DecidingRule> rules;    ///< where it is denied, the one that denies
  std::optional<RouteEffect> effect;  ///< none: no routes were given
  std::optional<DecidingRoute> route;
  bool operator==(const ConnectionRuling&) const = default;
};

/// The outbound priorities that an exported NSG uses: a new rule needs one of the others.
struct NsgPriorities {
  std::string nsg;
  bool nsg_is_named = true;    ///< false: the export names none, it is called like the file
  std::string resource_group;  ///< empty where the export does not tell
  std::string subscription;
  std::vector<int> outbound;  ///< ascending
  bool operator==(const NsgPriorities&) const = default;
};

}  // namespace netprobe
