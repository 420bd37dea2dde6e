#pragma once

#include "netprobe/core/result.h"
#include "netprobe/policy/route_table.h"

#include <string_view>

namespace netprobe {

/// The routes in an exported file: a route table (`az network route-table show`, ARM, PowerShell, a
/// template), its bare routes, or the effective routes of a network interface
/// (`az network nic show-effective-route-table`, `Get-AzEffectiveRouteTable`). A route table gets
/// the system routes that no export of it has; effective routes are whole.
///
/// Errors name the file and the JSON pointer; more than one table is an error, as a subnet has one.
Result<RouteTable> parse_routes(std::string_view text, std::string_view file);

}  // namespace netprobe
