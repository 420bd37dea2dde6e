#pragma once

#include "netprobe/core/route.h"
#include "netprobe/core/vocabulary.h"
#include "proxy/choice.h"
#include "proxy/settings.h"
#include "proxy/wininet.h"

#include <optional>
#include <string>
#include <vector>

namespace netprobe {

/// What the routes of every host depend on.
struct RouteInputs {
  ProxySettings settings;  ///< of the component whose settings are in force, or of this process
  /// What serves the `vm` workload alone takes these: the Azure Linux agent's.
  std::optional<ProxySettings> vm;
  /// Of this process, where `settings` are another component's: what works for it and fails for the
  /// component is a wrong setting.
  std::optional<ProxySettings> own;
  /// The service tags for which the component can take a proxy; for others nothing of this
  /// process's settings would help it. Empty: for all.
  std::vector<std::string> own_only_for;
  std::optional<ProxyPair> given;  ///< `--proxy`
  BypassList given_bypass;         ///< `--proxy-bypass`
  std::vector<RouteKind> only;     ///< `--route`; empty: all that there are
};

/// A target, and what its row says about its routes.
struct RouteTarget {
  ProxyQuestion target;
  bool never_proxy = false;
  bool only_vm_workload = false;
};

/// The routes to test for a host and the one in force (product contract, 2.2): the given proxy,
/// else the system proxy unless the bypass list exempts the host, else direct; `only` limits
/// both. A host that a bypass list exempts is still tried through the proxy, to compare; so is it
/// by the way that this process would take, where that is another.
///
/// - NO_PROXY does not touch a given proxy. In curl it does, but who gives `--proxy` here asks what
///   happens through it; `--proxy-bypass` is its list.
/// - 168.63.129.16 and 169.254.169.254, and what `never_proxy` marks, go direct or not at all.
/// - A mere look-up has no proxy.
///
/// `tested` may be empty: nothing that `only` names fits.
HostRoutes routes_for(const RouteInputs& inputs, const RouteTarget& target);

/// Does the target go directly or not at all, whatever is set?
bool is_never_proxied(std::string_view host, Protocol protocol, bool never_proxy);

/// Is any system proxy set? (`--route system` without one is a wrong call. With one that cannot be
/// used it is not: that is the machine's fault, and the report says so.)
bool has_system_proxy(const RouteInputs& inputs);

}  // namespace netprobe
