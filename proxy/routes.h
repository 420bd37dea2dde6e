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

/// The routes to test for one host, and the one in force (product contract, 2.2): the given proxy,
/// else the system's where one is set and its bypass list does not exempt the host, else direct; of
/// those, what `--route` leaves. An exempted host is still tried through the system proxy, for
/// comparison. NO_PROXY does not touch a given proxy, unlike curl's: the caller asked for it by
/// name. 168.63.129.16 and 169.254.169.254 are never proxied: they exist inside the host only. No
/// route at all when `--route` leaves none that can carry the host.
HostRoutes routes_for(const RouteInputs& inputs, std::string_view host, Protocol protocol,
                      bool never_proxy, bool only_vm_workload);

/// Is any system proxy set that could be used? (`--route system` without one is a wrong call.)
bool has_system_proxy(const ProxySettings& settings);

}  // namespace netprobe
