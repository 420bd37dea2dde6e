#pragma once

#include "proxy/settings.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace netprobe {

/// A target, as far as proxies tell targets apart.
struct ProxyQuestion {
  std::string_view host;  ///< a name or a literal address
  Protocol protocol = Protocol::https;
  std::uint16_t port = 443;
  std::string_view service_tag;  ///< of the catalog row; empty: none
};

/// What the settings of one component say about one target.
struct ProxyChoice {
  std::optional<FoundProxy> found;   ///< the proxy that is set for it, usable or not
  std::optional<FoundProxy> spare;   ///< where none is set: one that is set for other targets
  std::optional<std::string> entry;  ///< of the bypass list, that exempts the target from it
  std::string decided_by;            ///< what sends the target directly by its service tag

  /// The proxy that the component uses; none: it goes directly.
  [[nodiscard]] const Proxy* proxy() const {
    return found && found->proxy && !entry ? &*found->proxy : nullptr;
  }
  bool operator==(const ProxyChoice&) const = default;
};

/// A service tag that is decided by itself, else the proxy for the protocol, less what the bypass
/// list exempts. A bare TCP connect is a CONNECT through a proxy, so the proxy for HTTPS counts.
ProxyChoice choose_proxy(const ProxySettings& settings, const ProxyQuestion& question);

/// Why, in words: "https_proxy in /etc/environment:3 sets http://proxy.corp:3128", "no proxy is
/// set".
std::string reason_of(const ProxyChoice& choice, const ProxySettings& settings);

/// 168.63.129.16 and 169.254.169.254 answer on the virtual machine's host, and to that machine
/// only: they are never reached through a proxy.
bool is_platform_address(std::string_view host);

}  // namespace netprobe
