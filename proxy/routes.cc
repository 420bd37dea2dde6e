#include "proxy/routes.h"

#include "proxy/bypass.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

bool is_left(const RouteInputs& inputs, RouteKind kind) {
  return inputs.only.empty() ||
         std::find(inputs.only.begin(), inputs.only.end(), kind) != inputs.only.end();
}

/// The system proxy that would carry this protocol.
const std::optional<FoundProxy>& system_proxy(const ProxySettings& settings, Protocol protocol,
                                              bool only_vm) {
  if (only_vm && settings.waagent) {
    return settings.waagent;
  }
  return protocol == Protocol::http ? settings.http : settings.https;
}

bool is_platform_address(std::string_view host) {
  return host == "168.63.129.16" || host == "169.254.169.254";
}

void put_in_force(HostRoutes& routes, RouteKind kind, std::string reason) {
  routes.in_force = kind;
  routes.reason = std::move(reason);
}

}  // namespace

bool has_system_proxy(const ProxySettings& settings) {
  const auto usable = [](const std::optional<FoundProxy>& found) { return found && found->proxy; };
  return usable(settings.https) || usable(settings.http) || usable(settings.waagent);
}

HostRoutes routes_for(const RouteInputs& inputs, std::string_view host, Protocol protocol,
                      bool never_proxy, bool only_vm_workload) {
  HostRoutes routes;
  if (is_left(inputs, RouteKind::direct)) {
    routes.tested.push_back(Route{});
  }
  if (never_proxy || is_platform_address(host) || protocol == Protocol::dns) {
    return routes;
  }
  const auto& system = system_proxy(inputs.settings, protocol, only_vm_workload);
  if (system && system->proxy && is_left(inputs, RouteKind::system)) {
    const auto entry = matching_bypass_entry(system->setting.bypass, host);
    const bool exempt = entry && is_left(inputs, RouteKind::direct);
    put_in_force(routes, exempt ? RouteKind::direct : RouteKind::system,
                 exempt ? fmt::format("the entry \"{}\" of {} exempts it", *entry,
                                      inputs.settings.bypass_source)
                        : system->setting.source);
    routes.tested.push_back({RouteKind::system, system->proxy});
  }
  if (inputs.given && is_left(inputs, RouteKind::proxy)) {
    put_in_force(routes, RouteKind::proxy, "--proxy");
    routes.tested.push_back({RouteKind::proxy, inputs.given});
  }
  return routes;
}

}  // namespace netprobe
