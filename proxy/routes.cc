#include "proxy/routes.h"

#include "proxy/bypass_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace netprobe {

namespace {

bool allows(const RouteInputs& inputs, RouteKind kind) {
  const auto& only = inputs.only;
  return only.empty() || std::find(only.begin(), only.end(), kind) != only.end();
}

/// The place of the route in the list, where it is put unless it is there.
std::size_t add(HostRoutes& routes, RouteKind kind, std::optional<Proxy> proxy) {
  Route route{kind, std::move(proxy)};
  const auto known = std::find(routes.tested.begin(), routes.tested.end(), route);
  if (known != routes.tested.end()) {
    return static_cast<std::size_t>(known - routes.tested.begin());
  }
  routes.tested.push_back(std::move(route));
  return routes.tested.size() - 1;
}

HostRoutes direct_only(const RouteInputs& inputs, std::string reason) {
  HostRoutes routes;
  routes.reason = std::move(reason);
  if (allows(inputs, RouteKind::direct)) {
    routes.in_force = {add(routes, RouteKind::direct, {})};
  }
  return routes;
}

void choose(HostRoutes& routes, std::size_t place, std::string reason) {
  routes.in_force = {place};
  routes.reason = std::move(reason);
}

/// The list exempts the host from the proxy at that place.
void exempt(HostRoutes& routes, std::size_t proxied, const std::string& entry,
            const BypassList& list, bool with_direct) {
  // libcurl's rules go without saying; whose others are must be told.
  const std::string rules =
      list.rules == BypassRules::libcurl ? "" : fmt::format(" ({})", words_for(list.rules));
  if (with_direct) {
    choose(routes, add(routes, RouteKind::direct, {}),
           fmt::format("the bypass list entry '{}' of {} matches{}", entry, list.source, rules));
  } else {
    choose(routes, proxied,
           fmt::format("--route leaves out direct, which the bypass list entry '{}' of {} asks for",
                       entry, list.source));
  }
}

const ProxySettings& settings_for(const RouteInputs& inputs, const RouteTarget& target) {
  return target.only_vm_workload && inputs.vm ? *inputs.vm : inputs.settings;
}

void add_system(const RouteInputs& inputs, const RouteTarget& target, bool with_direct,
                HostRoutes& routes) {
  const ProxySettings& settings = settings_for(inputs, target);
  const ProxyChoice choice = choose_proxy(settings, target.target);
  const bool usable = choice.found && choice.found->proxy;
  if (!usable || !allows(inputs, RouteKind::system)) {
    const bool left_out = usable || (inputs.given && !choice.found);
    if (choice.spare && with_direct && allows(inputs, RouteKind::system)) {
      add(routes, RouteKind::system, choice.spare->proxy);  // to compare: direct is in force
    }
    routes.reason =
        left_out ? "--route leaves out the proxy that is set" : reason_of(choice, settings);
    return;
  }
  const std::size_t place = add(routes, RouteKind::system, choice.found->proxy);
  if (choice.entry) {
    exempt(routes, place, *choice.entry, settings.bypass, with_direct);
  } else {
    choose(routes, place, reason_of(choice, settings));
  }
}

/// The way that this process itself would take, where it is not asked for itself.
void add_own(const RouteInputs& inputs, const RouteTarget& target, HostRoutes& routes) {
  const auto& tags = inputs.own_only_for;
  const bool helps =
      tags.empty() || std::find(tags.begin(), tags.end(), target.target.service_tag) != tags.end();
  if (!inputs.own || !helps) {
    return;
  }
  const ProxyChoice choice = choose_proxy(*inputs.own, target.target);
  const Proxy* proxy = choice.proxy();
  const RouteKind kind = proxy == nullptr ? RouteKind::direct : RouteKind::system;
  if (allows(inputs, kind)) {
    const std::size_t place =
        add(routes, kind, proxy == nullptr ? std::nullopt : std::optional(*proxy));
    routes.own = {place};
    routes.own_reason = reason_of(choice, *inputs.own);
  }
}

void add_given(const RouteInputs& inputs, const RouteTarget& target, bool with_direct,
               HostRoutes& routes) {
  if (!inputs.given || !allows(inputs, RouteKind::proxy)) {
    return;
  }
  const bool is_http = target.target.protocol == Protocol::http;
  const auto& proxy = is_http ? inputs.given->http : inputs.given->https;
  if (!proxy) {
    // What Windows' list leaves out goes directly, whatever the system would do.
    const std::string reason =
        fmt::format("--proxy names no proxy for {}", is_http ? "HTTP" : "HTTPS");
    if (with_direct) {
      choose(routes, add(routes, RouteKind::direct, {}), reason);
    } else {
      routes.in_force.clear();
      routes.reason = reason + ", and --route leaves out direct";
    }
    return;
  }
  const std::size_t place = add(routes, RouteKind::proxy, proxy);
  const auto entry = exempting_entry(
      inputs.given_bypass, {target.target.host, target.target.protocol, target.target.port});
  if (entry) {
    exempt(routes, place, *entry, inputs.given_bypass, with_direct);
  } else {
    choose(routes, place, fmt::format("--proxy gives {}", proxy->url()));
  }
}

}  // namespace

HostRoutes routes_for(const RouteInputs& inputs, const RouteTarget& target) {
  if (target.never_proxy || is_platform_address(target.target.host)) {
    return direct_only(inputs, "this address is never reached through a proxy");
  }
  if (target.target.protocol == Protocol::dns) {
    return direct_only(inputs, "a look-up goes through no proxy");
  }
  const bool with_direct = allows(inputs, RouteKind::direct);
  HostRoutes routes = direct_only(inputs, "");
  add_system(inputs, target, with_direct, routes);
  add_own(inputs, target, routes);
  add_given(inputs, target, with_direct, routes);
  return routes;
}

bool is_never_proxied(std::string_view host, Protocol protocol, bool never_proxy) {
  return never_proxy || is_platform_address(host) || protocol == Protocol::dns;
}

bool has_system_proxy(const RouteInputs& inputs) {
  const auto has = [](const ProxySettings& settings) {
    return settings.https || settings.http ||
           std::any_of(settings.by_service_tag.begin(), settings.by_service_tag.end(),
                       [](const auto& one) { return one.second.has_value(); });
  };
  return has(inputs.settings) || (inputs.vm && has(*inputs.vm)) || (inputs.own && has(*inputs.own));
}

}  // namespace netprobe
