#pragma once

#include "netprobe/core/route.h"
#include "netprobe/core/vocabulary.h"
#include "proxy/settings.h"

#include <optional>
#include <string_view>
#include <vector>

namespace netprobe {

/// What the routes of every host depend on.
struct RouteInputs {
  ProxySettings settings;
  std::optional<Proxy> given;   ///< `--proxy`
  std::vector<RouteKind> only;  ///< `--route`; empty: all that there are
};

/// The routes to test for a host and the one in force (product contract, 2.2): the given proxy,
/// else the system proxy unless the bypass list exempts the host, else direct; `only` limits
/// both. A host that the bypass list exempts is still tried through the system proxy, to compare.
///
/// - NO_PROXY does not touch a given proxy. In curl it does, but who gives `--proxy` here asks what
///   happens through it, and the agents' own proxy settings know no NO_PROXY.
/// - 168.63.129.16 and 169.254.169.254, and what `never_proxy` marks, go direct or not at all.
/// - A bare TCP connect is a CONNECT through a proxy, so the proxy for https counts. A mere look-up
///   has no proxy.
/// - What serves the `vm` workload alone takes the proxy of waagent.conf where one is set there.
///   The environment's bypass list holds for it too, as the agent has it.
///
/// `tested` may be empty: nothing that `only` names fits.
HostRoutes routes_for(const RouteInputs& inputs, std::string_view host, Protocol protocol,
                      bool never_proxy, bool only_vm_workload);

/// Does the target go directly or not at all, whatever is set?
bool is_never_proxied(std::string_view host, Protocol protocol, bool never_proxy);

/// Is any system proxy set? (`--route system` without one is a wrong call. With one that cannot be
/// used it is not: that is the machine's fault, and the report says so.)
bool has_system_proxy(const ProxySettings& settings);

}  // namespace netprobe
