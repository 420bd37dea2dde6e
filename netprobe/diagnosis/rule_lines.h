#pragma once

#include "netprobe/diagnosis/rules.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The lines of the table of rules, by what they are about: each has a claim (is this hit mine?)
/// and an accusation (who did it, how surely). rules.cc puts them into their order.
namespace netprobe {

inline Cause cause_of_hit(const Facts& facts, const Hit& hit) {
  return facts.observation(hit).failure->cause;
}

template <Cause... causes>
bool has_cause(const Facts& facts, const Hit& hit) {
  return ((cause_of_hit(facts, hit) == causes) || ...);
}

inline bool is_direct(const Facts& facts, const Hit& hit) {
  return facts.observation(hit).route == RouteKind::direct;
}

inline Accusation certain(Blocker blocker) { return {blocker, Confidence::certain, {}}; }
inline Accusation likely(Blocker blocker, std::vector<Alternative> others = {}) {
  return {blocker, Confidence::likely, std::move(others)};
}
inline Accusation possible(Blocker blocker, std::vector<Alternative> others) {
  return {blocker, Confidence::possible, std::move(others)};
}

inline std::size_t owners_of(const Facts& facts, std::span<const Hit> hits) {
  return facts.owners_failing(cause_of_hit(facts, hits.front())).size();
}

/// An NSG can be meant only where this machine is not known to stand outside Azure, and where its
/// exported rules do not let the packets through.
void add_nsg(const Facts& facts, std::span<const Hit> hits, std::vector<Alternative>& others);

// network-wide
bool no_network(const Facts& facts, const Hit& hit);
Accusation accuse_network(const Facts& facts, std::span<const Hit> hits);
bool behind_portal(const Facts& facts, const Hit& hit);
Accusation accuse_portal(const Facts& facts, std::span<const Hit> hits);
bool wrong_clock(const Facts& facts, const Hit& hit);
Accusation accuse_clock(const Facts& facts, std::span<const Hit> hits);

// names
bool overridden_by_hosts(const Facts& facts, const Hit& hit);
Accusation accuse_hosts(const Facts& facts, std::span<const Hit> hits);
bool told_otherwise(const Facts& facts, const Hit& hit);
Accusation accuse_local_source(const Facts& facts, std::span<const Hit> hits);
bool closed_for_tcp(const Facts& facts, const Hit& hit);
Accusation accuse_closed_tcp(const Facts& facts, std::span<const Hit> hits);
bool resolver_fails(const Facts& facts, const Hit& hit);
Accusation accuse_resolver(const Facts& facts, std::span<const Hit> hits);
/// The name below "privatelink." at which a missing name ends, and the zone that has no record of
/// it; nothing where it ends elsewhere.
struct PrivateRecord {
  std::string record, zone;
};
std::optional<PrivateRecord> private_record_of(const Facts& facts, const Observation& seen);
bool missing_in_private_zone(const Facts& facts, const Hit& hit);
Accusation accuse_private_zone(const Facts& facts, std::span<const Hit> hits);
bool name_missing(const Facts& facts, const Hit& hit);
Accusation accuse_missing(const Facts& facts, std::span<const Hit> hits);
bool sinkholed(const Facts& facts, const Hit& hit);
Accusation accuse_sinkhole(const Facts& facts, std::span<const Hit> hits);
bool stale_record(const Facts& facts, const Hit& hit);
Accusation accuse_stale_record(const Facts& facts, std::span<const Hit> hits);
bool at_private_address(const Facts& facts, const Hit& hit);
Accusation accuse_private_address(const Facts& facts, std::span<const Hit> hits);
bool at_private_endpoint(const Facts& facts, const Hit& hit);
Accusation accuse_private_endpoint(const Facts& facts, std::span<const Hit> hits);

// proxies
bool sent_wrong_way(const Facts& facts, const Hit& hit);
Accusation accuse_script(const Facts& facts, std::span<const Hit> hits);
bool works_for_this_process(const Facts& facts, const Hit& hit);
Accusation accuse_component(const Facts& facts, std::span<const Hit> hits);
bool past_unset_variable(const Facts& facts, const Hit& hit);
Accusation accuse_environment(const Facts& facts, std::span<const Hit> hits);
bool exempted_wrongly(const Facts& facts, const Hit& hit);
Accusation accuse_bypass(const Facts& facts, std::span<const Hit> hits);
bool is_crowded_proxy(const Facts& facts, const Hit& hit);
Accusation accuse_crowded_proxy(const Facts& facts, std::span<const Hit> hits);
bool is_unusable_proxy(const Facts& facts, const Hit& hit);
bool stale_proxy(const Facts& facts, const Hit& hit);
Accusation accuse_stale(const Facts& facts, std::span<const Hit> hits);
Accusation accuse_unusable(const Facts& facts, std::span<const Hit> hits);
bool proxy_limits(const Facts& facts, const Hit& hit);
Accusation accuse_limiting_proxy(const Facts& facts, std::span<const Hit> hits);
bool proxy_shows_sign_in(const Facts& facts, const Hit& hit);
bool proxy_says_no(const Facts& facts, const Hit& hit);
Accusation accuse_proxy(const Facts& facts, std::span<const Hit> hits);
bool proxy_cannot(const Facts& facts, const Hit& hit);
Accusation accuse_upstream(const Facts& facts, std::span<const Hit> hits);

// the far end
bool fails_everywhere(const Facts& facts, const Hit& hit);
Accusation accuse_service(const Facts& facts, std::span<const Hit> hits);

// exported rules and routes

/// What they say about an attempt; null where they say nothing, or were not given.
const ConnectionRuling* ruling_of(const Facts& facts, const Observation& seen);
/// "deny-web (priority 200) of backup-nsg", "default for 0.0.0.0/0 to VirtualAppliance 10.0.0.4"
std::string words_of(const DecidingRule& rule);
std::string words_of(const DecidingRoute& route);
/// The rule or route that decides about a hit, in words; empty where none does.
std::string policy_of(const Facts& facts, const Hit& hit);
/// Do the exported rules let all of these through?
bool is_allowed_by_nsg(const Facts& facts, std::span<const Hit> hits);
bool denied_by_nsg(const Facts& facts, const Hit& hit);
Accusation accuse_nsg(const Facts& facts, std::span<const Hit> hits);
bool dropped_by_route(const Facts& facts, const Hit& hit);
Accusation accuse_route_table(const Facts& facts, std::span<const Hit> hits);
bool tunnelled_by_route(const Facts& facts, const Hit& hit);
Accusation accuse_tunnel(const Facts& facts, std::span<const Hit> hits);

// a virtual network of Azure

/// Does an Azure VM, to which its platform answers, reach nothing public, and no export says that
/// its subnet has a way out?
bool may_lack_outbound(const Facts& facts);
/// Puts the missing way out before the other alternatives, where it may be one.
void add_outbound(const Facts& facts, std::vector<Alternative>& others);
/// That shows whether a subnet has one.
std::string outbound_command(const Facts& facts);
bool no_outbound(const Facts& facts, const Hit& hit);
Accusation accuse_no_outbound(const Facts& facts, std::span<const Hit> hits);
/// "backup-vnet/servers": those of which an export says that they have none.
std::string closed_subnet_names(const Facts& facts);

/// Is it 168.63.129.16, which the platform answers at the VM itself?
bool closed_platform(const Facts& facts, const Hit& hit);
Accusation accuse_guest(const Facts& facts, std::span<const Hit> hits);

// transport
bool denied_here(const Facts& facts, const Hit& hit);
Accusation accuse_host_firewall(const Facts& facts, std::span<const Hit> hits);
bool only_ipv6_here(const Facts& facts, const Hit& hit);
Accusation accuse_missing_ipv4(const Facts& facts, std::span<const Hit> hits);
bool no_route(const Facts& facts, const Hit& hit);
Accusation accuse_route(const Facts& facts, std::span<const Hit> hits);
bool prohibited(const Facts& facts, const Hit& hit);
Accusation accuse_prohibiting(const Facts& facts, std::span<const Hit> hits);
bool unreachable(const Facts& facts, const Hit& hit);
Accusation accuse_unreachable(const Facts& facts, std::span<const Hit> hits);
bool reset_here(const Facts& facts, const Hit& hit);
Accusation accuse_reset_here(const Facts& facts, std::span<const Hit> hits);
bool reset_nearby(const Facts& facts, const Hit& hit);
Accusation accuse_reset_nearby(const Facts& facts, std::span<const Hit> hits);
bool reset(const Facts& facts, const Hit& hit);
Accusation accuse_reset(const Facts& facts, std::span<const Hit> hits);
bool silent_here(const Facts& facts, const Hit& hit);
Accusation accuse_silence_here(const Facts& facts, std::span<const Hit> hits);
bool silent_nearby(const Facts& facts, const Hit& hit);
Accusation accuse_silence_nearby(const Facts& facts, std::span<const Hit> hits);
bool silent_farther(const Facts& facts, const Hit& hit);
Accusation accuse_silence_farther(const Facts& facts, std::span<const Hit> hits);
bool nothing_answers(const Facts& facts, const Hit& hit);
Accusation accuse_nothing_but_network(const Facts& facts, std::span<const Hit> hits);
bool silent(const Facts& facts, const Hit& hit);
Accusation accuse_silence(const Facts& facts, std::span<const Hit> hits);

// TLS and HTTP
bool large_segments_vanish(const Facts& facts, const Hit& hit);
Accusation accuse_path_mtu(const Facts& facts, std::span<const Hit> hits);
bool uploads_vanish(const Facts& facts, const Hit& hit);
Accusation accuse_path_upward(const Facts& facts, std::span<const Hit> hits);
bool uploads_vanish_behind_proxy(const Facts& facts, const Hit& hit);
Accusation accuse_path_behind_proxy(const Facts& facts, std::span<const Hit> hits);
bool cut_after_hello(const Facts& facts, const Hit& hit);
Accusation accuse_name_filter(const Facts& facts, std::span<const Hit> hits);
bool intercepted(const Facts& facts, const Hit& hit);
Accusation accuse_interceptor(const Facts& facts, std::span<const Hit> hits);
bool root_missing(const Facts& facts, const Hit& hit);
Accusation accuse_own_store(const Facts& facts, std::span<const Hit> hits);
bool chain_cut_short(const Facts& facts, const Hit& hit);
Accusation accuse_far_end(const Facts& facts, std::span<const Hit> hits);
bool untrusted(const Facts& facts, const Hit& hit);
Accusation accuse_untrusted(const Facts& facts, std::span<const Hit> hits);
bool old_everywhere(const Facts& facts, const Hit& hit);
Accusation accuse_old_gateway(const Facts& facts, std::span<const Hit> hits);
bool bad_certificate(const Facts& facts, const Hit& hit);
Accusation accuse_server(const Facts& facts, std::span<const Hit> hits);
bool not_tls(const Facts& facts, const Hit& hit);
Accusation accuse_stranger(const Facts& facts, std::span<const Hit> hits);
bool http_failed(const Facts& facts, const Hit& hit);
Accusation accuse_http(const Facts& facts, std::span<const Hit> hits);
bool portal_page(const Facts& facts, const Hit& hit);
Accusation accuse_page(const Facts& facts, std::span<const Hit> hits);

}  // namespace netprobe
