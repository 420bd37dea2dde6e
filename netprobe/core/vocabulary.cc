#include "netprobe/core/vocabulary.h"

#include "netprobe/core/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

/// Every word of an enum, once: `name_of` and the parsers read the same table.
template <typename Enum>
using Word = std::pair<Enum, std::string_view>;

constexpr std::array workload_words = {
    Word<Workload>{Workload::mars, "mars"}, Word<Workload>{Workload::vm, "vm"},
    Word<Workload>{Workload::sql, "sql"},   Word<Workload>{Workload::hana, "hana"},
    Word<Workload>{Workload::mabs, "mabs"},
};

constexpr std::array cloud_words = {
    Word<Cloud>{Cloud::public_cloud, "public"},
    Word<Cloud>{Cloud::us_government, "usgov"},
    Word<Cloud>{Cloud::china, "china"},
};

constexpr std::array depth_words = {
    Word<Depth>{Depth::dns, "dns"},
    Word<Depth>{Depth::tcp, "tcp"},
    Word<Depth>{Depth::tls, "tls"},
    Word<Depth>{Depth::http, "http"},
};

constexpr std::array route_kind_words = {
    Word<RouteKind>{RouteKind::direct, "direct"},
    Word<RouteKind>{RouteKind::system, "system"},
    Word<RouteKind>{RouteKind::proxy, "proxy"},
};

constexpr std::array stage_words = {
    Word<Stage>{Stage::dns, "dns"},
    Word<Stage>{Stage::proxy_dns, "proxy-dns"},
    Word<Stage>{Stage::proxy_tcp, "proxy-tcp"},
    Word<Stage>{Stage::proxy_tls, "proxy-tls"},
    Word<Stage>{Stage::proxy_connect, "proxy-connect"},
    Word<Stage>{Stage::tcp, "tcp"},
    Word<Stage>{Stage::tls, "tls"},
    Word<Stage>{Stage::http, "http"},
};

constexpr std::array cause_words = {
    Word<Cause>{Cause::dns_nxdomain, "dns.nxdomain"},
    Word<Cause>{Cause::dns_nodata, "dns.nodata"},
    Word<Cause>{Cause::dns_servfail, "dns.servfail"},
    Word<Cause>{Cause::dns_refused, "dns.refused"},
    Word<Cause>{Cause::dns_timeout, "dns.timeout"},
    Word<Cause>{Cause::dns_unreachable, "dns.unreachable"},
    Word<Cause>{Cause::dns_hosts_override, "dns.hosts-override"},
    Word<Cause>{Cause::dns_sinkhole, "dns.sinkhole"},
    Word<Cause>{Cause::dns_private, "dns.private"},
    Word<Cause>{Cause::tcp_timeout, "tcp.timeout"},
    Word<Cause>{Cause::tcp_reset, "tcp.reset"},
    Word<Cause>{Cause::tcp_unreachable, "tcp.unreachable"},
    Word<Cause>{Cause::tcp_prohibited, "tcp.prohibited"},
    Word<Cause>{Cause::tcp_denied_locally, "tcp.denied-locally"},
    Word<Cause>{Cause::tcp_no_route, "tcp.no-route"},
    Word<Cause>{Cause::tcp_mtu_blackhole, "tcp.mtu-blackhole"},
    Word<Cause>{Cause::tls_reset, "tls.reset"},
    Word<Cause>{Cause::tls_timeout, "tls.timeout"},
    Word<Cause>{Cause::tls_intercepted, "tls.intercepted"},
    Word<Cause>{Cause::tls_untrusted, "tls.untrusted"},
    Word<Cause>{Cause::tls_expired, "tls.expired"},
    Word<Cause>{Cause::tls_not_yet_valid, "tls.not-yet-valid"},
    Word<Cause>{Cause::tls_name_mismatch, "tls.name-mismatch"},
    Word<Cause>{Cause::tls_version, "tls.version"},
    Word<Cause>{Cause::tls_not_tls, "tls.not-tls"},
    Word<Cause>{Cause::http_captive_portal, "http.captive-portal"},
    Word<Cause>{Cause::http_block_page, "http.block-page"},
    Word<Cause>{Cause::http_unexpected_status, "http.unexpected-status"},
    Word<Cause>{Cause::http_timeout, "http.timeout"},
    Word<Cause>{Cause::http_reset, "http.reset"},
    Word<Cause>{Cause::proxy_unresolvable, "proxy.unresolvable"},
    Word<Cause>{Cause::proxy_timeout, "proxy.timeout"},
    Word<Cause>{Cause::proxy_refused, "proxy.refused"},
    Word<Cause>{Cause::proxy_unreachable, "proxy.unreachable"},
    Word<Cause>{Cause::proxy_not_http, "proxy.not-http"},
    Word<Cause>{Cause::proxy_closed, "proxy.closed"},
    Word<Cause>{Cause::proxy_auth_required, "proxy.auth-required"},
    Word<Cause>{Cause::proxy_auth_rejected, "proxy.auth-rejected"},
    Word<Cause>{Cause::proxy_denied, "proxy.denied"},
    Word<Cause>{Cause::proxy_port_denied, "proxy.port-denied"},
    Word<Cause>{Cause::proxy_upstream_dns, "proxy.upstream-dns"},
    Word<Cause>{Cause::proxy_upstream_timeout, "proxy.upstream-timeout"},
    Word<Cause>{Cause::proxy_upstream_refused, "proxy.upstream-refused"},
    Word<Cause>{Cause::proxy_upstream_failed, "proxy.upstream-failed"},
    Word<Cause>{Cause::proxy_pac_error, "proxy.pac-error"},
    Word<Cause>{Cause::clock_skew, "clock.skew"},
    Word<Cause>{Cause::nsg_denied, "nsg.denied"},
    Word<Cause>{Cause::route_forced_tunnel, "route.forced-tunnel"},
    Word<Cause>{Cause::route_blackhole, "route.blackhole"},
    Word<Cause>{Cause::range_outside, "range.outside"},
    Word<Cause>{Cause::tcp_answered_for_all, "tcp.answered-for-all"},
    Word<Cause>{Cause::credentials_expired, "credentials.expired"},
    Word<Cause>{Cause::credentials_invalid, "credentials.invalid"},
};

constexpr std::array blocker_words = {
    Word<Blocker>{Blocker::none, "none"},
    Word<Blocker>{Blocker::dns, "dns"},
    Word<Blocker>{Blocker::host_firewall, "host-firewall"},
    Word<Blocker>{Blocker::nsg, "nsg"},
    Word<Blocker>{Blocker::route, "route"},
    Word<Blocker>{Blocker::firewall, "firewall"},
    Word<Blocker>{Blocker::tls_inspection, "tls-inspection"},
    Word<Blocker>{Blocker::captive_portal, "captive-portal"},
    Word<Blocker>{Blocker::proxy, "proxy"},
    Word<Blocker>{Blocker::proxy_settings, "proxy-settings"},
    Word<Blocker>{Blocker::private_endpoint, "private-endpoint"},
    Word<Blocker>{Blocker::clock, "clock"},
    Word<Blocker>{Blocker::network, "network"},
    Word<Blocker>{Blocker::service, "service"},
    Word<Blocker>{Blocker::unknown, "unknown"},
};

constexpr std::array confidence_words = {
    Word<Confidence>{Confidence::possible, "possible"},
    Word<Confidence>{Confidence::likely, "likely"},
    Word<Confidence>{Confidence::certain, "certain"},
};

constexpr std::array severity_words = {
    Word<Severity>{Severity::info, "info"},
    Word<Severity>{Severity::warning, "warning"},
    Word<Severity>{Severity::error, "error"},
};

constexpr std::array outcome_words = {
    Word<Outcome>{Outcome::ok, "ok"},
    Word<Outcome>{Outcome::failed, "failed"},
    Word<Outcome>{Outcome::skipped, "skipped"},
};

constexpr std::array experiment_words = {
    Word<Experiment>{Experiment::repeat, "repeat"},
    Word<Experiment>{Experiment::other_name, "other-name"},
    Word<Experiment>{Experiment::no_name, "no-name"},
    Word<Experiment>{Experiment::name_elsewhere, "name-elsewhere"},
    Word<Experiment>{Experiment::other_port, "other-port"},
    Word<Experiment>{Experiment::small_segments, "small-segments"},
    Word<Experiment>{Experiment::hop, "hop"},
    Word<Experiment>{Experiment::passing_hop, "passing-hop"},
    Word<Experiment>{Experiment::other_resolver, "other-resolver"},
    Word<Experiment>{Experiment::name_service, "name-service"},
    Word<Experiment>{Experiment::connect_answer, "connect-answer"},
    Word<Experiment>{Experiment::by_address, "by-address"},
    Word<Experiment>{Experiment::status_address, "status-address"},
    Word<Experiment>{Experiment::short_upload, "short-upload"},
};

constexpr std::array row_status_words = {
    Word<RowStatus>{RowStatus::reachable, "reachable"},
    Word<RowStatus>{RowStatus::degraded, "degraded"},
    Word<RowStatus>{RowStatus::blocked, "blocked"},
    Word<RowStatus>{RowStatus::untested, "untested"},
};

constexpr std::array run_status_words = {
    Word<RunStatus>{RunStatus::ready, "ready"},
    Word<RunStatus>{RunStatus::degraded, "degraded"},
    Word<RunStatus>{RunStatus::blocked, "blocked"},
    Word<RunStatus>{RunStatus::incomplete, "incomplete"},
};

constexpr std::array endpoint_kind_words = {
    Word<EndpointKind>{EndpointKind::fqdn, "fqdn"},
    Word<EndpointKind>{EndpointKind::wildcard, "wildcard"},
    Word<EndpointKind>{EndpointKind::range, "range"},
    Word<EndpointKind>{EndpointKind::rule_only, "rule-only"},
};

constexpr std::array protocol_words = {
    Word<Protocol>{Protocol::https, "https"},
    Word<Protocol>{Protocol::http, "http"},
    Word<Protocol>{Protocol::tcp, "tcp"},
    Word<Protocol>{Protocol::dns, "dns"},
};

template <typename Enum, std::size_t size>
std::string_view find_name(const std::array<Word<Enum>, size>& words, Enum value) {
  // The tables stand in the order of their enums, which the tests hold.
  return words.at(static_cast<std::size_t>(value)).second;
}

template <typename Enum, std::size_t size>
std::optional<Enum> find_value(const std::array<Word<Enum>, size>& words, std::string_view name) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word<Enum>& word) {
    return equals_ignoring_case(word.second, name);
  });
  return found == words.end() ? std::nullopt : std::optional(found->first);
}

template <typename Enum, std::size_t size>
constexpr std::array<Enum, size> values_of(const std::array<Word<Enum>, size>& words) {
  std::array<Enum, size> values{};
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = words[i].first;  // NOLINT(cppcoreguidelines-pro-bounds-constant-array-index)
  }
  return values;
}

constexpr auto workload_values = values_of(workload_words);
constexpr auto cloud_values = values_of(cloud_words);
constexpr auto cause_values = values_of(cause_words);
constexpr auto stage_values = values_of(stage_words);
constexpr auto blocker_values = values_of(blocker_words);

}  // namespace

std::string_view name_of(Workload value) { return find_name(workload_words, value); }
std::string_view name_of(Cloud value) { return find_name(cloud_words, value); }
std::string_view name_of(Depth value) { return find_name(depth_words, value); }
std::string_view name_of(RouteKind value) { return find_name(route_kind_words, value); }
std::string_view name_of(Stage value) { return find_name(stage_words, value); }
std::string_view name_of(Cause value) { return find_name(cause_words, value); }
std::string_view name_of(Blocker value) { return find_name(blocker_words, value); }
std::string_view name_of(Confidence value) { return find_name(confidence_words, value); }
std::string_view name_of(Severity value) { return find_name(severity_words, value); }
std::string_view name_of(Outcome value) { return find_name(outcome_words, value); }
std::string_view name_of(RowStatus value) { return find_name(row_status_words, value); }
std::string_view name_of(RunStatus value) { return find_name(run_status_words, value); }
std::string_view name_of(EndpointKind value) { return find_name(endpoint_kind_words, value); }
std::string_view name_of(Protocol value) { return find_name(protocol_words, value); }
std::string_view name_of(Experiment value) { return find_name(experiment_words, value); }

std::optional<Workload> parse_workload(std::string_view name) {
  return find_value(workload_words, name);
}
std::optional<Depth> parse_depth(std::string_view name) { return find_value(depth_words, name); }
std::optional<RouteKind> parse_route_kind(std::string_view name) {
  return find_value(route_kind_words, name);
}
std::optional<Cause> parse_cause(std::string_view name) { return find_value(cause_words, name); }
std::optional<EndpointKind> parse_endpoint_kind(std::string_view name) {
  return find_value(endpoint_kind_words, name);
}
std::optional<Protocol> parse_protocol(std::string_view name) {
  return find_value(protocol_words, name);
}

std::optional<Cloud> parse_cloud(std::string_view name) {
  constexpr std::array azure_cli_words = {
      Word<Cloud>{Cloud::public_cloud, "AzureCloud"},
      Word<Cloud>{Cloud::us_government, "AzureUSGovernment"},
      Word<Cloud>{Cloud::china, "AzureChinaCloud"},
  };
  const auto ours = find_value(cloud_words, name);
  return ours ? ours : find_value(azure_cli_words, name);
}

std::span<const Workload> all_workloads() { return workload_values; }
std::span<const Cloud> all_clouds() { return cloud_values; }
std::span<const Cause> all_causes() { return cause_values; }
std::span<const Stage> all_stages() { return stage_values; }
std::span<const Blocker> all_blockers() { return blocker_values; }

}  // namespace netprobe
