#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/secret.h"
#include "netprobe/core/vocabulary.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

enum class ProxyScheme { http, https, socks4, socks4a, socks5, socks5h };
enum class ProxyAuth { any, basic, digest, ntlm, negotiate };

std::string_view name_of(ProxyScheme);  ///< as in a URL
std::string_view name_of(ProxyAuth);

/// What became of showing a proxy by one scheme who we are.
enum class LoginOutcome {
  passed,
  rejected,     ///< 407 again
  failed,       ///< no answer: the proxy closed the connection, or fell silent
  unavailable,  ///< nothing could be sent: no Kerberos ticket
};

std::string_view name_of(LoginOutcome);

struct Credentials {
  std::string user;
  Secret password;
  bool operator==(const Credentials&) const = default;
};

struct Proxy {
  ProxyScheme scheme = ProxyScheme::http;
  HostPort address;
  std::optional<Credentials> credentials;
  ProxyAuth auth = ProxyAuth::any;

  /// "http://proxy.corp:3128": never with user information.
  [[nodiscard]] std::string url() const;
  bool operator==(const Proxy&) const = default;
};

struct Route {
  RouteKind kind = RouteKind::direct;
  std::optional<Proxy> proxy;  ///< set exactly when `kind` is not direct
  bool operator==(const Route&) const = default;
};

/// One place where a proxy is set on this machine, as found (product contract,
/// `environment.proxies`).
struct ProxySetting {
  std::string source;  ///< "environment variable https_proxy", "/etc/waagent.conf", "--proxy"
  std::string url;     ///< without user information; what was found when it does not parse
  std::vector<std::string> bypass;  ///< the entries of the bypass list that goes with it
  std::string problem;  ///< why it cannot be used (a malformed variable); empty when it can
  /// False for what this process has, where another component's settings are in force (`--as`).
  bool in_force = true;
  bool operator==(const ProxySetting&) const = default;
};

/// What one host gets: the routes to test, and those of them that the agent will use.
struct HostRoutes {
  std::vector<Route> tested;  ///< each once
  /// Of `tested`, by their place: the first that the agent takes, then those that it goes on to
  /// where the proxy before cannot be reached. One for most hosts; none where `tested` has not the
  /// one that it should be.
  std::vector<std::size_t> in_force;
  std::string reason;  ///< why these: "the bypass list entry '.corp' of NO_PROXY matches"
  /// Of `tested` too: what this process itself would take, and why, where another component's
  /// settings are in force; none where they are this process's.
  std::vector<std::size_t> own;
  std::string own_reason;

  /// Direct where there is none.
  [[nodiscard]] RouteKind kind_in_force() const;
  bool operator==(const HostRoutes&) const = default;
};

}  // namespace netprobe
