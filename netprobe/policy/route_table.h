#pragma once

#include "netprobe/policy/rule_set.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Where a route leads.
enum class NextHop {
  internet,
  virtual_network,  ///< VnetLocal
  peering,          ///< VNetPeering, ConnectedGroup
  service_endpoint,
  virtual_appliance,
  gateway,  ///< VPN or ExpressRoute
  none,     ///< the packet is dropped
};

/// As Azure writes it: "VirtualAppliance".
std::string_view name_of(NextHop hop);
/// In any letter case; route tables, effective routes and PowerShell have it differently.
std::optional<NextHop> parse_next_hop(std::string_view text);

/// Who made a route; of two with equal prefixes the first of these wins
/// (learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview).
enum class RouteOrigin { user, gateway, platform };

std::string_view name_of(RouteOrigin origin);

struct TableRoute {
  std::string name;
  std::vector<AddressTerm> destinations;  ///< prefixes or service tags
  std::optional<NextHop> next_hop;        ///< none: a template expression, or not known
  std::vector<std::string> next_hop_addresses;
  RouteOrigin origin = RouteOrigin::user;
  bool active = true;   ///< false: overridden, it forwards nothing
  std::string pointer;  ///< empty for an added system route
  bool operator==(const TableRoute&) const = default;
};

struct RouteTable {
  std::string name;
  bool effective = false;           ///< of a network interface: nothing is missing from it
  bool learns_from_gateway = true;  ///< false: routes learnt by BGP are kept out of it
  std::string file;
  std::vector<TableRoute> routes;
  bool operator==(const RouteTable&) const = default;
};

/// What every virtual network has beside a route table: the Internet, and for private space
/// either its own or nothing, which a route table does not tell.
std::vector<TableRoute> system_routes();

}  // namespace netprobe
