#include "netprobe/core/route.h"

#include <fmt/format.h>

namespace netprobe {

std::string_view name_of(ProxyScheme scheme) {
  switch (scheme) {
    case ProxyScheme::http:
      return "http";
    case ProxyScheme::https:
      return "https";
    case ProxyScheme::socks4:
      return "socks4";
    case ProxyScheme::socks4a:
      return "socks4a";
    case ProxyScheme::socks5:
      return "socks5";
    case ProxyScheme::socks5h:
      return "socks5h";
  }
  return "";
}

std::string_view name_of(ProxyAuth auth) {
  switch (auth) {
    case ProxyAuth::any:
      return "any";
    case ProxyAuth::basic:
      return "basic";
    case ProxyAuth::digest:
      return "digest";
    case ProxyAuth::ntlm:
      return "ntlm";
    case ProxyAuth::negotiate:
      return "negotiate";
  }
  return "";
}

std::string_view name_of(LoginOutcome outcome) {
  switch (outcome) {
    case LoginOutcome::passed:
      return "passed";
    case LoginOutcome::rejected:
      return "rejected";
    case LoginOutcome::failed:
      return "failed";
    case LoginOutcome::unavailable:
      return "unavailable";
  }
  return "";
}

std::string Proxy::url() const {
  return fmt::format("{}://{}", name_of(scheme), address.to_string());
}

RouteKind HostRoutes::kind_in_force() const {
  return in_force.empty() ? RouteKind::direct : tested[in_force.front()].kind;
}

}  // namespace netprobe
