#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/rule_lines.h"
#include "netprobe/diagnosis/told_otherwise.h"

#include <algorithm>

namespace netprobe {

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

bool told_otherwise(const Facts& facts, const Hit& hit) {
  return is_about_name_service(facts.task(hit));
}
Accusation accuse_local_source(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::dns);
}

/// The resolver has answered over UDP; what is missing is to be had over TCP.
bool closed_for_tcp(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  return is_direct(facts, hit) && seen.dns && seen.dns->truncated &&
         (is_resolver_failure(cause_of_hit(facts, hit)) ||
          has_cause<Cause::tcp_no_route, Cause::tcp_unreachable>(facts, hit));
}
Accusation accuse_closed_tcp(const Facts& facts, std::span<const Hit> hits) {
  if (cause_of_hit(facts, hits.front()) == Cause::dns_timeout) {
    return likely(Blocker::firewall,
                  {{Blocker::host_firewall, "this machine's own firewall may drop TCP 53"},
                   {Blocker::dns, "the firewall of the resolver's own host may drop TCP 53"}});
  }
  return possible(Blocker::dns,
                  {{Blocker::firewall, "something on the way may refuse TCP 53 to the resolver"},
                   {Blocker::host_firewall, "this machine's own firewall may refuse TCP 53"}});
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
      {Blocker::host_firewall, "this machine's own firewall may drop port 53"}};
  if (facts.literal_address_answered || facts.any_name_resolved || facts.anything_worked) {
    return likely(Blocker::dns, std::move(others));
  }
  others.push_back({Blocker::network, "nothing else answered either"});
  return possible(Blocker::dns, std::move(others));
}

std::optional<PrivateRecord> private_record_of(const Facts& facts, const Observation& seen) {
  constexpr std::string_view mark = ".privatelink.";
  const auto cause = cause_of(seen);
  if (!cause || !is_missing_name(*cause)) {
    return std::nullopt;
  }
  // The end of the chain is what was not found: an alias that leads on is no record of the zone's.
  const bool has_alias = seen.dns && !seen.dns->cname.empty();
  const std::string name =
      to_lower(has_alias ? seen.dns->cname.back() : facts.attempts.task_of(seen)->host);
  const std::size_t at = name.find(mark);
  return at == std::string::npos
             ? std::nullopt
             : std::optional(PrivateRecord{name.substr(0, at), name.substr(at + 1)});
}

bool missing_in_private_zone(const Facts& facts, const Hit& hit) {
  return private_record_of(facts, facts.observation(hit)).has_value();
}
Accusation accuse_private_zone(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::private_endpoint,
                {{Blocker::dns,
                  "the resolver may have a zone of that name that is not the endpoint's, or not "
                  "forward to the one that is"}});
}

bool name_missing(const Facts& facts, const Hit& hit) {
  return is_missing_name(cause_of_hit(facts, hit));
}
Accusation accuse_missing(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::service, "the name may be gone; ask another resolver for it (--dns-server)"}};
  const bool known_otherwise = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.experiments.answered(facts.observation(hit), Experiment::name_service) == true;
  });
  if (known_otherwise) {
    others.push_back({Blocker::unknown,
                      "the system's own name service has an address from elsewhere than these "
                      "resolvers (nsswitch.conf): programs may reach the host all the same"});
    return possible(Blocker::dns, std::move(others));
  }
  return facts.any_name_resolved ? likely(Blocker::dns, std::move(others)) : likely(Blocker::dns);
}

bool sinkholed(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::dns_sinkhole>(facts, hit);
}
Accusation accuse_sinkhole(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::dns);
}

bool stale_record(const Facts& facts, const Hit& hit) {
  return is_direct(facts, hit) &&
         has_cause<Cause::tcp_timeout, Cause::tcp_reset, Cause::tcp_unreachable, Cause::tls_timeout,
                   Cause::tls_reset, Cause::tls_name_mismatch, Cause::tls_not_tls,
                   Cause::tls_untrusted>(facts, hit) &&
         better_answer(facts, facts.observation(hit)) != nullptr;
}
Accusation accuse_stale_record(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::dns,
                {{Blocker::firewall, "it may block just the addresses that this resolver gives"}});
}

/// A name of the service that leads to a private address, where the connect fails.
bool at_private_address(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  return is_direct(facts, hit) && !facts.task(hit).host.empty() && seen.address &&
         seen.address->is_private() &&
         has_cause<Cause::tcp_timeout, Cause::tcp_reset, Cause::tcp_unreachable,
                   Cause::tcp_no_route>(facts, hit);
}
Accusation accuse_private_address(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::private_endpoint, "a private endpoint may be meant, without its usual alias"},
      {Blocker::firewall, "something on the way to that address may block it"}};
  add_nsg(facts, hits, others);
  return possible(Blocker::dns, std::move(others));
}

bool at_private_endpoint(const Facts& facts, const Hit& hit) {
  const Observation& seen = facts.observation(hit);
  return at_private_address(facts, hit) && seen.dns &&
         std::any_of(seen.dns->cname.begin(), seen.dns->cname.end(), [](const std::string& name) {
           return contains_ignoring_case(name, "privatelink");
         });
}
Accusation accuse_private_endpoint(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::firewall, "something on the way to the virtual network may drop it"},
      {Blocker::dns, "this machine may be given the private answer without belonging there"}};
  add_nsg(facts, hits, others);
  return likely(Blocker::private_endpoint, std::move(others));
}

}  // namespace netprobe
