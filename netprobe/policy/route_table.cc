#include "netprobe/policy/route_table.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

struct Word {
  NextHop hop;
  std::string_view name;
};

/// The first name of each is the one that is shown.
constexpr std::array hop_words = {
    Word{NextHop::internet, "Internet"},
    Word{NextHop::virtual_network, "VnetLocal"},
    Word{NextHop::peering, "VNetPeering"},
    Word{NextHop::peering, "VNetGlobalPeering"},
    Word{NextHop::peering, "ConnectedGroup"},
    Word{NextHop::service_endpoint, "VirtualNetworkServiceEndpoint"},
    Word{NextHop::virtual_appliance, "VirtualAppliance"},
    Word{NextHop::gateway, "VirtualNetworkGateway"},
    Word{NextHop::none, "None"},
    Word{NextHop::none, "Null"},
};

TableRoute system_route(std::string_view prefix, std::optional<NextHop> hop) {
  TableRoute route;
  route.destinations = {*Cidr::parse(prefix)};
  route.next_hop = hop;
  route.origin = RouteOrigin::platform;
  return route;
}

}  // namespace

std::string_view name_of(NextHop hop) {
  const auto* const word =
      std::find_if(hop_words.begin(), hop_words.end(),
                   [&](const Word& candidate) { return candidate.hop == hop; });
  return word->name;
}

std::optional<NextHop> parse_next_hop(std::string_view text) {
  std::string name(text);
  std::erase(name, ' ');  // as the portal's download has it
  const auto* const word = std::find_if(
      hop_words.begin(), hop_words.end(),
      [&](const Word& candidate) { return equals_ignoring_case(candidate.name, name); });
  return word == hop_words.end() ? std::nullopt : std::optional(word->hop);
}

std::string_view name_of(RouteOrigin origin) {
  switch (origin) {
    case RouteOrigin::user:
      return "User";
    case RouteOrigin::gateway:
      return "VirtualNetworkGateway";
    case RouteOrigin::platform:
      return "Default";
  }
  return "Default";
}

std::vector<TableRoute> system_routes() {
  return {
      system_route("0.0.0.0/0", NextHop::internet), system_route("::/0", NextHop::internet),
      system_route("10.0.0.0/8", std::nullopt),     system_route("172.16.0.0/12", std::nullopt),
      system_route("192.168.0.0/16", std::nullopt), system_route("100.64.0.0/10", std::nullopt)};
}

}  // namespace netprobe
