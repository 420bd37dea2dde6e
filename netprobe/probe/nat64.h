#pragma once

#include "netprobe/core/address.h"
#include "netprobe/core/observation.h"

#include <optional>
#include <span>
#include <vector>

namespace netprobe {

/// The name whose only addresses are 192.0.0.170 and 192.0.0.171: a resolver that gives it IPv6
/// addresses makes them for NAT64, and they show the prefix (RFC 7050).
constexpr auto nat64_witness = "ipv4only.arpa";

/// The prefix by which these addresses of the witness carry the well-known ones.
std::optional<Cidr> nat64_prefix_in(std::span<const ResolvedAddress> of_witness);

/// The IPv6 address that stands for an IPv4 address below a prefix of a length that RFC 6052 (2.2)
/// knows.
IpAddress through_nat64(const Cidr& prefix, const IpAddress& address);
/// The IPv4 address that an IPv6 address of the prefix carries; nothing for one outside of it.
std::optional<IpAddress> behind_nat64(const Cidr& prefix, const IpAddress& address);

/// Has this machine only IPv6 to go out by? An address that reaches no farther than its link
/// (169.254/16, fe80::/10) is none. False where it has neither.
bool has_only_ipv6(std::span<const IpAddress> own);

}  // namespace netprobe
