#include "reports/rules_words.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

namespace netprobe {

std::string percent(double share) {
  constexpr double hair = 0.0005;
  if (share <= 0 || share >= 1) {
    return share <= 0 ? "0 %" : "100 %";
  }
  if (share < hair || share > 1 - hair) {
    return share < hair ? "<0.1 %" : ">99.9 %";
  }
  return fmt::format("{:.1f} %", 100 * share);
}

std::string rule_and_priority(const std::string& name, const std::optional<int>& priority) {
  return priority ? fmt::format("{} ({})", name, *priority) : name;
}

std::string where_it_hangs(std::string_view association) {
  if (association == "network-interface") {
    return "on the network interface";
  }
  if (association == "subnet") {
    return "on the subnet";
  }
  if (association == "network-interface-and-subnet") {
    return "on the network interface and the subnet";
  }
  return association == "network-manager" ? "security admin rules" : "";
}

AccessWords access_words(const RuleVerdict* verdict, const TextStyle& style) {
  if (verdict == nullptr) {
    return {"? unknown", Paint::yellow};
  }
  switch (verdict->access) {
    case Access::allow:
      return {fmt::format("{} allowed", sign(style, "✓", "OK")), Paint::green};
    case Access::deny:
      return {fmt::format("{} denied", sign(style, "✗", "DENIED")), Paint::red};
    case Access::partial:
      return {
          fmt::format("{} {} denied", sign(style, "✗", "DENIED"), percent(verdict->denied_share)),
          Paint::red};
    case Access::unknown:
      return {verdict->unknown_share < 1
                  ? fmt::format("? {} unknown", percent(verdict->unknown_share))
                  : "? unknown",
              Paint::yellow};
  }
  return {};
}

std::string route_words(const DecidingRoute& route) {
  if (route.effect == RouteEffect::unknown) {
    return "unknown";
  }
  if (route.effect == RouteEffect::blackhole) {
    return "dropped";
  }
  const std::string addresses = join(route.next_hop_addresses, ", ");
  if (route.next_hop == "VirtualAppliance") {
    return addresses.empty() ? "appliance" : "appliance " + addresses;
  }
  if (route.next_hop == "VirtualNetworkGateway") {
    return "gateway";
  }
  if (route.next_hop == "VirtualNetworkServiceEndpoint") {
    return "service endpoint";
  }
  return route.effect == RouteEffect::inside ? "virtual network" : "Internet";
}

std::string route_cell(const RuleVerdict* verdict) {
  if (verdict == nullptr || verdict->routes.empty()) {
    return verdict != nullptr && verdict->route ? "platform" : "";
  }
  const DecidingRoute& gravest = verdict->routes.front();
  const bool is_all = gravest.share >= 1;
  return is_all ? route_words(gravest)
                : fmt::format("{} {}", percent(gravest.share), route_words(gravest));
}

}  // namespace netprobe
