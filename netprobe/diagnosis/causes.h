#pragma once

#include "netprobe/core/vocabulary.h"
#include "netprobe/diagnosis/attempts.h"

namespace netprobe {

/// The name does not exist, or has no address: for a representative that is missing evidence.
constexpr bool is_missing_name(Cause cause) {
  return cause == Cause::dns_nxdomain || cause == Cause::dns_nodata;
}

/// The resolver did not do its work: nothing is known about the name.
constexpr bool is_resolver_failure(Cause cause) {
  return cause == Cause::dns_servfail || cause == Cause::dns_refused ||
         cause == Cause::dns_timeout || cause == Cause::dns_unreachable;
}

/// The proxy says that the far end failed it.
constexpr bool is_proxy_upstream(Cause cause) {
  return cause == Cause::proxy_upstream_dns || cause == Cause::proxy_upstream_timeout ||
         cause == Cause::proxy_upstream_refused || cause == Cause::proxy_upstream_failed;
}

/// Of an address that nobody promised to answer (a sample of a range): somebody says no, or says
/// that he is not the service. Silence and RST there prove nothing.
constexpr bool is_refusal_of_a_sample(Cause cause) {
  return cause == Cause::tcp_prohibited || cause == Cause::tcp_denied_locally ||
         cause == Cause::tcp_no_route || cause == Cause::tcp_unreachable ||
         cause == Cause::tls_intercepted;
}

/// What a proxy says of whoever asks, and not of what is asked for: too many requests (RFC 6585,
/// 4), or sign in at this page first (RFC 6585, 6, or a redirect). Whoever has signed in there
/// passes: what it minds is no host and no port.
inline bool is_limited_by_proxy(const Observation& seen) {
  return failed_with(seen, Cause::proxy_denied) && failed_status(seen) == 429;
}
inline bool is_sent_to_sign_in(const Observation& seen) {
  const long status = failed_status(seen);
  return failed_with(seen, Cause::proxy_denied) && (status == 511 || status / 100 == 3);
}

/// A refusal that names itself, on a port that nobody needs (product contract, 2.1: 8443).
constexpr bool is_refusal_of_a_comparison(Cause cause) {
  return cause == Cause::tcp_prohibited || cause == Cause::tcp_denied_locally ||
         cause == Cause::proxy_denied || cause == Cause::proxy_port_denied ||
         cause == Cause::nsg_denied;
}

}  // namespace netprobe
