#pragma once

#include "netprobe/core/report.h"
#include "netprobe/remedy/syntax.h"

#include <string>

namespace netprobe {

/// Whose syntax a report's own findings ask for, and why.
struct OwnerSyntax {
  Syntax syntax = Syntax::ticket;
  std::string why;  ///< "the first error is of the proxy, which is squid"
  bool operator==(const OwnerSyntax&) const = default;
};

/// What `remedy` writes where nobody says for whom: the first error finding decides, since it is
/// what to fix first.
///
///   nsg                              az
///   route, without a next hop        az
///   host-firewall                    nftables; on Windows windows
///   proxy that is squid              squid
///   firewall, tls-inspection, proxy
///     that is a FortiGate            fortigate
///     that is of Palo Alto Networks  panos
///     that is Azure Firewall         azure-firewall
///   anything else, and whatever those syntaxes cannot say  ticket
OwnerSyntax owner_syntax(const Report& report);

}  // namespace netprobe
