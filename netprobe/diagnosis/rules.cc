#include "netprobe/diagnosis/rules.h"

#include "netprobe/diagnosis/causes.h"

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

Cause cause_of_hit(const Facts& facts, const Hit& hit) {
  return facts.observation(hit).failure->cause;
}

template <Cause... causes>
bool has_cause(const Facts& facts, const Hit& hit) {
  return ((cause_of_hit(facts, hit) == causes) || ...);
}

bool is_direct(const Facts& facts, const Hit& hit) {
  return facts.observation(hit).route == RouteKind::direct;
}

Accusation certain(Blocker blocker) { return {blocker, Confidence::certain, {}}; }
Accusation likely(Blocker blocker, std::vector<Alternative> others = {}) {
  return {blocker, Confidence::likely, std::move(others)};
}
Accusation possible(Blocker blocker, std::vector<Alternative> others) {
  return {blocker, Confidence::possible, std::move(others)};
}

std::size_t owners_of(const Facts& facts, std::span<const Hit> hits) {
  return facts.owners_failing(cause_of_hit(facts, hits.front())).size();
}

/// An NSG can be meant only where this machine is not known to stand outside Azure.
void add_nsg(const Facts& facts, std::vector<Alternative>& others) {
  if (facts.circumstances.azure_vm != false) {
    others.push_back({Blocker::nsg,
                      "if this is an Azure VM: an NSG drops silently too; look at the effective "
                      "rules of its NIC"});
  }
}

// --- network-wide
// ---------------------------------------------------------------------------------

bool no_network(const Facts& facts, const Hit& /*hit*/) { return facts.nothing_leaves; }
Accusation accuse_network(const Facts& facts, std::span<const Hit> hits) {
  const bool no_route =
      std::any_of(hits.begin(), hits.end(),
                  [&](const Hit& hit) { return has_cause<Cause::tcp_no_route>(facts, hit); }) ||
      !facts.owners_failing(Cause::tcp_no_route).empty();
  return no_route ? certain(Blocker::network)
                  : likely(Blocker::network,
                           {{Blocker::route, "the gateway is set, but nothing answers there"}});
}

bool behind_portal(const Facts& facts, const Hit& hit) {
  return facts.captive_portal && !facts.https_worked_directly && is_direct(facts, hit) &&
         has_cause<Cause::tcp_timeout, Cause::tcp_reset, Cause::tcp_prohibited,
                   Cause::tcp_unreachable, Cause::tls_not_tls, Cause::tls_reset, Cause::tls_timeout,
                   Cause::tls_untrusted, Cause::tls_intercepted, Cause::tls_name_mismatch,
                   Cause::http_captive_portal>(facts, hit);
}
Accusation accuse_portal(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::captive_portal);
}

bool wrong_clock(const Facts& facts, const Hit& hit) {
  return !(facts.expired_seen && facts.early_seen) && facts.dated_owners.size() > 1 &&
         facts.tls_passed == 0 &&
         has_cause<Cause::tls_expired, Cause::tls_not_yet_valid>(facts, hit);
}
Accusation accuse_clock(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::clock);
}

// --- names
// ----------------------------------------------------------------------------------------

bool overridden_by_hosts(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  return seen.failure->cause == Cause::dns_hosts_override ||
         (is_direct(facts, hit) && seen.dns && seen.dns->from_hosts_file &&
          !seen.dns->resolver_addresses.empty() &&
          std::none_of(seen.dns->addresses.begin(), seen.dns->addresses.end(),
                       [&](const ResolvedAddress& ours) {
                         const auto& theirs = seen.dns->resolver_addresses;
                         return std::find(theirs.begin(), theirs.end(), ours.address) !=
                                theirs.end();
                       }));
}
Accusation accuse_hosts(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::dns);
}

bool resolver_fails(const Facts& facts, const Hit& hit) {
  return is_resolver_failure(cause_of_hit(facts, hit));
}
Accusation accuse_resolver(const Facts& facts, std::span<const Hit> hits) {
  switch (cause_of_hit(facts, hits.front())) {
    case Cause::dns_refused:
      return certain(Blocker::dns);
    case Cause::dns_servfail:
      return likely(Blocker::dns,
                    {{Blocker::firewall,
                      "the resolver itself may be cut off from the servers that it asks"}});
    case Cause::dns_unreachable:
      return likely(Blocker::dns, {{Blocker::firewall,
                                    "something on the way to the resolver may refuse port 53"}});
    default:
      break;
  }
  std::vector<Alternative> others = {
      {Blocker::firewall, "port 53 may be dropped on the way to the resolver"},
      {Blocker::host_firewall, "or on this machine"}};
  if (facts.literal_address_answered || facts.any_name_resolved || facts.anything_worked) {
    return likely(Blocker::dns, std::move(others));
  }
  others.push_back({Blocker::network, "nothing else answered either"});
  return possible(Blocker::dns, std::move(others));
}

bool name_missing(const Facts& facts, const Hit& hit) {
  return is_missing_name(cause_of_hit(facts, hit));
}
Accusation accuse_missing(const Facts& facts, std::span<const Hit> /*hits*/) {
  std::vector<Alternative> others = {
      {Blocker::service, "the name may be gone; ask another resolver for it (--dns-server)"}};
  return facts.any_name_resolved ? likely(Blocker::dns, std::move(others)) : likely(Blocker::dns);
}

bool sinkholed(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::dns_sinkhole>(facts, hit);
}
Accusation accuse_sinkhole(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::dns);
}

// --- proxies
// --------------------------------------------------------------------------------------

bool exempted_wrongly(const Facts& facts, const Hit& hit) {
  return hit.row_status == RowStatus::degraded && is_direct(facts, hit);
}
Accusation accuse_bypass(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::proxy_settings);
}

bool is_unusable_proxy(const Facts& facts, const Hit& hit) {
  const Cause cause = cause_of_hit(facts, hit);
  const bool tls_to_proxy = facts.observation(hit).failure->stage == Stage::proxy_tls;
  return is_proxy_out_of_reach(cause) || cause == Cause::proxy_not_http ||
         cause == Cause::proxy_closed || cause == Cause::proxy_pac_error || tls_to_proxy;
}
bool stale_proxy(const Facts& facts, const Hit& hit) {
  return hit.row_status == RowStatus::degraded && is_unusable_proxy(facts, hit);
}
Accusation accuse_stale(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::proxy_settings,
                {{Blocker::proxy, "where the setting is right, the proxy itself is down"}});
}

Accusation accuse_unusable(const Facts& facts, std::span<const Hit> hits) {
  switch (cause_of_hit(facts, hits.front())) {
    case Cause::proxy_timeout:
    case Cause::proxy_unreachable:
      return likely(Blocker::proxy,
                    {{Blocker::proxy_settings, "the setting may name a proxy that is gone"},
                     {Blocker::firewall, "the way to the proxy may be blocked"}});
    case Cause::proxy_unresolvable:
      return likely(Blocker::proxy_settings,
                    {{Blocker::dns, "the resolver may not know this network's names"},
                     {Blocker::proxy, "the proxy may have been taken down, name and all"}});
    default:
      return likely(Blocker::proxy,
                    {{Blocker::proxy_settings, "the setting may name the wrong host or port"}});
  }
}

bool proxy_says_no(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::proxy_auth_required, Cause::proxy_auth_rejected, Cause::proxy_denied,
                   Cause::proxy_port_denied>(facts, hit);
}
Accusation accuse_proxy(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::proxy);
}

bool proxy_cannot(const Facts& facts, const Hit& hit) {
  return is_proxy_upstream(cause_of_hit(facts, hit));
}
Accusation accuse_upstream(const Facts& facts, std::span<const Hit> hits) {
  if (cause_of_hit(facts, hits.front()) == Cause::proxy_upstream_dns) {
    return certain(Blocker::proxy);
  }
  return likely(Blocker::proxy,
                {{Blocker::firewall, "something between the proxy and the service may block it"},
                 {Blocker::service, "the far end may be down"}});
}

// --- transport
// ------------------------------------------------------------------------------------

bool denied_here(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tcp_denied_locally>(facts, hit);
}
Accusation accuse_host_firewall(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::host_firewall);
}

bool no_route(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tcp_no_route>(facts, hit);
}
Accusation accuse_route(const Facts& facts, std::span<const Hit> /*hits*/) {
  return facts.anything_worked
             ? likely(Blocker::route)
             : likely(Blocker::network, {{Blocker::route, "the local table has no default route"}});
}

bool prohibited(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tcp_prohibited>(facts, hit);
}
Accusation accuse_prohibiting(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::firewall);
}

bool unreachable(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tcp_unreachable>(facts, hit);
}
Accusation accuse_unreachable(const Facts& facts, std::span<const Hit> hits) {
  const Observation& seen = facts.observation(hits.front());
  const bool from_middle = seen.failure->reported_by && seen.failure->reported_by != seen.address;
  return from_middle
             ? likely(Blocker::firewall,
                      {{Blocker::route, "the sender of the ICMP may have no way on"}})
             : possible(Blocker::firewall, {{Blocker::service, "the far end says so itself"},
                                            {Blocker::route, "no way to it may be known"},
                                            {Blocker::network, "the next hop does not answer"}});
}

bool reset(const Facts& facts, const Hit& hit) { return has_cause<Cause::tcp_reset>(facts, hit); }
Accusation accuse_reset(const Facts& facts, std::span<const Hit> hits) {
  return owners_of(facts, hits) > 1
             ? likely(Blocker::firewall)
             : possible(Blocker::firewall,
                        {{Blocker::service, "the far end may not listen on this port"}});
}

bool silent(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tcp_timeout, Cause::tcp_mtu_blackhole>(facts, hit);
}
Accusation accuse_silence(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::host_firewall,
       "a drop on this machine looks the same: read its rules (nft list ruleset)"}};
  add_nsg(facts, others);
  if (owners_of(facts, hits) < 2) {
    others.push_back(
        {Blocker::service, "one silent host may be down: try it from another network"});
  }
  if (!facts.anything_worked) {
    others.push_back({Blocker::network, "nothing but the resolver answered"});
  }
  return possible(Blocker::firewall, std::move(others));
}

// --- TLS and HTTP
// ---------------------------------------------------------------------------------

bool cut_after_hello(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_reset, Cause::tls_timeout>(facts, hit);
}
Accusation accuse_name_filter(const Facts& facts, std::span<const Hit> /*hits*/) {
  std::vector<Alternative> others = {
      {Blocker::tls_inspection, "an inspecting gateway that gives up looks the same"}};
  if (facts.tls_passed > 0) {
    return likely(Blocker::firewall, std::move(others));
  }
  others.push_back({Blocker::network, "large segments may vanish on the path (MTU)"});
  return possible(Blocker::firewall, std::move(others));
}

bool intercepted(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_intercepted>(facts, hit);
}
Accusation accuse_interceptor(const Facts& facts, std::span<const Hit> hits) {
  const bool local = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    const auto& tls = facts.observation(hit).tls;
    return tls && tls->anchor_kind != AnchorKind::unverified;
  });
  return local || owners_of(facts, hits) > 1 ? certain(Blocker::tls_inspection)
                                             : likely(Blocker::tls_inspection);
}

bool untrusted(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_untrusted>(facts, hit);
}
Accusation accuse_untrusted(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return possible(
      Blocker::tls_inspection,
      {{Blocker::service, "the server's own chain may be wrong or private: look at its issuer"},
       {Blocker::host_firewall, "a security product on this machine may re-sign"}});
}

bool bad_certificate(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_expired, Cause::tls_not_yet_valid, Cause::tls_name_mismatch,
                   Cause::tls_version>(facts, hit);
}
Accusation accuse_server(const Facts& facts, std::span<const Hit> hits) {
  switch (cause_of_hit(facts, hits.front())) {
    case Cause::tls_name_mismatch:
      return possible(Blocker::service,
                      {{Blocker::dns, "the name may resolve to somebody else's server"},
                       {Blocker::firewall, "somebody may answer in the server's place"}});
    case Cause::tls_version:
      return possible(Blocker::service,
                      {{Blocker::tls_inspection, "an old gateway may speak in the server's place"},
                       {Blocker::firewall, "or a firewall that knows no newer TLS"}});
    default:
      return likely(Blocker::service, {{Blocker::clock, "look at this machine's clock first"}});
  }
}

bool not_tls(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tls_not_tls, Cause::http_block_page>(facts, hit);
}
Accusation accuse_stranger(const Facts& facts, std::span<const Hit> hits) {
  if (cause_of_hit(facts, hits.front()) == Cause::http_block_page) {
    return likely(Blocker::firewall);
  }
  return possible(Blocker::firewall,
                  {{Blocker::captive_portal, "a portal may answer for everybody"},
                   {Blocker::service, "the server may not speak TLS on this port"}});
}

bool http_failed(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::http_timeout, Cause::http_reset, Cause::http_unexpected_status>(facts,
                                                                                          hit);
}
Accusation accuse_http(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return possible(Blocker::service,
                  {{Blocker::firewall, "a filter that reads requests may have cut it"}});
}

bool portal_page(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::http_captive_portal>(facts, hit);
}

bool anything(const Facts& /*facts*/, const Hit& /*hit*/) { return true; }
Accusation accuse_nobody(const Facts& /*facts*/, std::span<const Hit> /*hits*/) { return {}; }

constexpr std::array rules = {
    Rule{"network.none", no_network, accuse_network, true},
    Rule{"captive-portal", behind_portal, accuse_portal, true},
    Rule{"clock.certificates", wrong_clock, accuse_clock, true},
    Rule{"dns.hosts", overridden_by_hosts, accuse_hosts, true},
    Rule{"proxy-settings.bypass", exempted_wrongly, accuse_bypass, false},
    Rule{"proxy-settings.stale", stale_proxy, accuse_stale, false},
    Rule{"proxy.unusable", is_unusable_proxy, accuse_unusable, false},
    Rule{"proxy.refusal", proxy_says_no, accuse_proxy, false},
    Rule{"proxy.upstream", proxy_cannot, accuse_upstream, false},
    Rule{"dns.resolver", resolver_fails, accuse_resolver, false},
    Rule{"dns.missing", name_missing, accuse_missing, false},
    Rule{"dns.sinkhole", sinkholed, accuse_sinkhole, false},
    Rule{"host-firewall", denied_here, accuse_host_firewall, false},
    Rule{"route.none", no_route, accuse_route, false},
    Rule{"firewall.prohibited", prohibited, accuse_prohibiting, false},
    Rule{"firewall.unreachable", unreachable, accuse_unreachable, false},
    Rule{"firewall.reset", reset, accuse_reset, false},
    Rule{"firewall.silent", silent, accuse_silence, false},
    Rule{"firewall.name-filter", cut_after_hello, accuse_name_filter, false},
    Rule{"tls.inspection", intercepted, accuse_interceptor, false},
    Rule{"tls.untrusted", untrusted, accuse_untrusted, false},
    Rule{"tls.certificate", bad_certificate, accuse_server, false},
    Rule{"tls.stranger", not_tls, accuse_stranger, false},
    Rule{"http.portal", portal_page, accuse_portal, false},
    Rule{"http.failed", http_failed, accuse_http, false},
    Rule{"unexplained", anything, accuse_nobody, false},
};

}  // namespace

std::span<const Rule> all_rules() { return rules; }

}  // namespace netprobe
