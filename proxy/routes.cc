#include "proxy/routes.h"

#include "proxy/bypass.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace netprobe {

namespace {

/// The platform's own addresses: they answer on the virtual machine's host, and to that machine
/// only.
bool is_platform_address(std::string_view host) {
  return host == "168.63.129.16" || host == "169.254.169.254";
}

bool allows(const RouteInputs& inputs, RouteKind kind) {
  const auto& only = inputs.only;
  return only.empty() || std::find(only.begin(), only.end(), kind) != only.end();
}

const std::optional<FoundProxy>& system_proxy_for(const RouteInputs& inputs, Protocol protocol,
                                                  bool only_vm_workload) {
  if (only_vm_workload && inputs.settings.waagent) {
    return inputs.settings.waagent;
  }
  return protocol == Protocol::http ? inputs.settings.http : inputs.settings.https;
}

HostRoutes direct_only(const RouteInputs& inputs, std::string reason) {
  HostRoutes routes;
  routes.reason = std::move(reason);
  if (allows(inputs, RouteKind::direct)) {
    routes.tested.push_back({});
    routes.in_force = {0};
  }
  return routes;
}

/// Puts the route that was added last, and no other, in force.
void choose_last(HostRoutes& routes, std::string reason) {
  routes.in_force = {routes.tested.size() - 1};
  routes.reason = std::move(reason);
}

std::string why_direct(const RouteInputs& inputs, const std::optional<FoundProxy>& system) {
  if (system && !system->proxy) {
    return fmt::format("{} sets a proxy that cannot be used: {}", system->setting.source,
                       system->setting.problem);
  }
  return system || inputs.given ? "--route leaves out the proxy that is set" : "no proxy is set";
}

}  // namespace

HostRoutes routes_for(const RouteInputs& inputs, std::string_view host, Protocol protocol,
                      bool never_proxy, bool only_vm_workload) {
  if (never_proxy || is_platform_address(host)) {
    return direct_only(inputs, "this address is never reached through a proxy");
  }
  if (protocol == Protocol::dns) {
    return direct_only(inputs, "a look-up goes through no proxy");
  }
  const auto& system = system_proxy_for(inputs, protocol, only_vm_workload);
  const bool with_direct = allows(inputs, RouteKind::direct);
  const bool with_system = system && system->proxy && allows(inputs, RouteKind::system);
  const bool with_given = inputs.given && allows(inputs, RouteKind::proxy);
  HostRoutes routes = direct_only(inputs, why_direct(inputs, system));
  if (with_system) {
    routes.tested.push_back({RouteKind::system, system->proxy});
    const auto entry = matching_bypass_entry(inputs.settings.bypass, host);
    if (!entry) {
      choose_last(routes, fmt::format("{} sets {}", system->setting.source, system->setting.url));
    } else if (with_direct) {
      routes.reason = fmt::format("the bypass list entry '{}' of {} matches", *entry,
                                  inputs.settings.bypass_source);
    } else {
      choose_last(
          routes,
          fmt::format("--route leaves out direct, which the bypass list entry '{}' of {} asks "
                      "for",
                      *entry, inputs.settings.bypass_source));
    }
  }
  if (with_given) {
    routes.tested.push_back({RouteKind::proxy, inputs.given});
    choose_last(routes, fmt::format("--proxy gives {}", inputs.given->url()));
  }
  return routes;
}

bool is_never_proxied(std::string_view host, Protocol protocol, bool never_proxy) {
  return never_proxy || is_platform_address(host) || protocol == Protocol::dns;
}

bool has_system_proxy(const ProxySettings& settings) {
  return settings.https || settings.http || settings.waagent;
}

}  // namespace netprobe
