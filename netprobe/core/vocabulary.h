#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace netprobe {

/// The closed word lists of the product contract (sections 2, 3 and 4). Every enum has `name_of`,
/// which gives the exact word of the contract; those that people type have `parse_…` too. Other
/// people's scripts rely on these words: none is renamed.

enum class Workload { mars, vm, sql, hana, mabs };
enum class Cloud { public_cloud, us_government, china };
/// How far an attempt goes.
enum class Depth { dns, tcp, tls, http };
enum class RouteKind { direct, system, proxy };

/// In causal order: nothing after the stage that failed could happen.
enum class Stage { dns, proxy_dns, proxy_tcp, proxy_tls, proxy_connect, tcp, tls, http };

/// What was seen on the wire at the first stage that failed, and what only a comparison, a file or
/// the clock can show.
enum class Cause {
  dns_nxdomain,
  dns_nodata,
  dns_servfail,
  dns_refused,
  dns_timeout,
  dns_unreachable,
  dns_hosts_override,
  dns_sinkhole,
  dns_private,
  tcp_timeout,
  tcp_reset,
  tcp_unreachable,
  tcp_prohibited,
  tcp_denied_locally,
  tcp_no_route,
  tcp_mtu_blackhole,
  tls_reset,
  tls_timeout,
  tls_intercepted,
  tls_untrusted,
  tls_expired,
  tls_not_yet_valid,
  tls_name_mismatch,
  tls_version,
  tls_not_tls,
  http_captive_portal,
  http_block_page,
  http_unexpected_status,
  http_timeout,
  http_reset,
  proxy_unresolvable,
  proxy_timeout,
  proxy_refused,
  proxy_unreachable,
  proxy_not_http,
  proxy_closed,
  proxy_auth_required,
  proxy_auth_rejected,
  proxy_denied,
  proxy_port_denied,
  proxy_upstream_dns,
  proxy_upstream_timeout,
  proxy_upstream_refused,
  proxy_upstream_failed,
  proxy_pac_error,
  clock_skew,
  nsg_denied,
  route_forced_tunnel,
  route_blackhole,
  range_outside,
  tcp_answered_for_all,
  credentials_expired,
  credentials_invalid,
};

enum class Blocker {
  none,
  dns,
  host_firewall,
  nsg,
  route,
  firewall,
  tls_inspection,
  captive_portal,
  proxy,
  proxy_settings,
  private_endpoint,
  clock,
  network,
  service,
  unknown,
};
enum class Confidence { possible, likely, certain };
enum class Severity { info, warning, error };
enum class Outcome { ok, failed, skipped };
enum class RowStatus { reachable, degraded, blocked, untested };
enum class RunStatus { ready, degraded, blocked, incomplete };
enum class EndpointKind { fqdn, wildcard, range, rule_only };
/// How a row is spoken to. `https` is TLS and one request, `http` one plain request, `tcp` a bare
/// connect, `dns` a lookup and nothing more.
enum class Protocol { https, http, tcp, dns };
/// What an experiment of the second round changes against the attempt that failed.
enum class Experiment {
  repeat,          ///< nothing: does it fail each time?
  other_name,      ///< the same address, with the SNI of a host that works
  no_name,         ///< the same address, without SNI
  name_elsewhere,  ///< the same SNI, at the address of a host that works
  other_port,      ///< the same address
  small_segments,  ///< the same, with segments that pass every path
  hop,             ///< the same address and port, with a small hop limit
  passing_hop,     ///< a hop limit again, towards an address that works
  other_resolver,  ///< the same name, asked of one server by itself
  name_service,    ///< the same name, asked as programs ask: hosts file, NSS and all
  connect_answer,  ///< the same CONNECT, its answer read to the end
  by_address,      ///< the same proxy, asked for the host's address in place of its name
  status_address,  ///< where a certificate that was shown says that its status is known
  short_upload,    ///< a request of one full segment, where one of several hangs
};

std::string_view name_of(Workload);
std::string_view name_of(Cloud);
std::string_view name_of(Depth);
std::string_view name_of(RouteKind);
std::string_view name_of(Stage);
std::string_view name_of(Cause);  ///< "dns.nxdomain", "proxy.auth-required", …
std::string_view name_of(Blocker);
std::string_view name_of(Confidence);
std::string_view name_of(Severity);
std::string_view name_of(Outcome);
std::string_view name_of(RowStatus);
std::string_view name_of(RunStatus);
std::string_view name_of(EndpointKind);  ///< rule_only is "rule-only"
std::string_view name_of(Protocol);
std::string_view name_of(Experiment);  ///< "other-name", …

std::optional<Workload> parse_workload(std::string_view);
/// "public", "usgov", "china", and the names that `az cloud list` prints (AzureCloud,
/// AzureUSGovernment, AzureChinaCloud), in any letter case.
std::optional<Cloud> parse_cloud(std::string_view);
std::optional<Depth> parse_depth(std::string_view);
std::optional<RouteKind> parse_route_kind(std::string_view);
std::optional<Cause> parse_cause(std::string_view);
std::optional<EndpointKind> parse_endpoint_kind(std::string_view);
std::optional<Protocol> parse_protocol(std::string_view);

std::span<const Workload> all_workloads();
std::span<const Cloud> all_clouds();
std::span<const Cause> all_causes();
std::span<const Stage> all_stages();
std::span<const Blocker> all_blockers();

}  // namespace netprobe
