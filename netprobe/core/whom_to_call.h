#pragma once

#include "netprobe/core/diagnosis.h"

#include <string_view>

namespace netprobe {

/// Who can do something about it: "whoever runs the resolver". Empty where nobody is to be called,
/// since nothing blocks.
inline std::string_view owner_of(const Finding& finding) {
  // What this machine decides by itself is nobody else's, whatever kind of thing it is.
  if (finding.cause == Cause::dns_hosts_override) {
    return "the administrator of this machine: where it looks names up";
  }
  if (finding.cause == Cause::tcp_no_route && finding.blocker == Blocker::route) {
    return "the administrator of this machine: its routes";
  }
  switch (finding.blocker) {
    case Blocker::dns:
      return "whoever runs the resolver";
    case Blocker::host_firewall:
      return "the administrator of this machine: its own firewall";
    case Blocker::nsg:
      return "whoever owns the network security group";
    case Blocker::route:
      return "whoever owns the routes";
    case Blocker::firewall:
      return "the firewall team";
    case Blocker::tls_inspection:
      return "whoever runs the TLS inspection";
    case Blocker::captive_portal:
      return "whoever runs the captive portal";
    case Blocker::proxy:
      return "whoever runs the proxy";
    case Blocker::proxy_settings:
      return "the administrator of this machine: its proxy settings";
    case Blocker::private_endpoint:
      return "whoever owns the private endpoint and its DNS zone";
    case Blocker::clock:
      return "the administrator of this machine: its clock";
    case Blocker::network:
      return "whoever runs this network";
    case Blocker::service:
      return "the service, or the server's owner";
    case Blocker::unknown:
      return "not known yet";
    case Blocker::none:
      break;
  }
  return "";
}

}  // namespace netprobe
