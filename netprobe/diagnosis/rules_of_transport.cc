#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <algorithm>

namespace netprobe {

void add_nsg(const Facts& facts, std::span<const Hit> hits, std::vector<Alternative>& others) {
  if (facts.circumstances.azure_vm != false && !is_allowed_by_nsg(facts, hits)) {
    others.push_back({Blocker::nsg,
                      "on an Azure VM, an NSG drops packets silently too: have its owner check the "
                      "effective rules of the NIC"});
  }
}

bool denied_here(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tcp_denied_locally>(facts, hit);
}
Accusation accuse_host_firewall(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::host_firewall);
}

/// IPv6 works, and nothing of IPv4 has ever left: "no route" is said of a family that is here.
bool only_ipv6_here(const Facts& facts, const Hit& hit) {
  const auto& address = facts.observation(hit).address;
  if (!has_cause<Cause::tcp_no_route>(facts, hit) || !is_direct(facts, hit) || !address ||
      address->family() != Family::ipv4) {
    return false;
  }
  bool six_works = false;
  for (const AttemptIndex index : facts.attempts.counted()) {
    const Observation& seen = facts.attempts[index];
    if (seen.route != RouteKind::direct || !seen.address || seen.outcome == Outcome::skipped) {
      continue;
    }
    if (seen.address->family() == Family::ipv4 && !failed_with(seen, Cause::tcp_no_route)) {
      return false;
    }
    six_works = six_works || (seen.address->family() == Family::ipv6 && is_ok(seen));
  }
  return six_works;
}
Accusation accuse_missing_ipv4(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(
      Blocker::network,
      {{Blocker::dns, "this network may have a DNS64 resolver that this machine does not use"},
       {Blocker::route, "this machine may be meant to have IPv4, which is not set up"}});
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
  const bool port_only = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.experiments.answered(facts.observation(hit), Experiment::other_port) == true;
  });
  if (from_middle && port_only) {
    // It knows the way, and lets another port through: that is a rule, and no missing route.
    return likely(Blocker::firewall);
  }
  return from_middle
             ? Accusation{Blocker::firewall,
                          facts.control_passed ? Confidence::likely : Confidence::possible,
                          {{Blocker::route, "the sender of the ICMP may have no way on"}}}
             : possible(Blocker::firewall, {{Blocker::service, "the far end says so itself"},
                                            {Blocker::route, "no way to it may be known"},
                                            {Blocker::network, "the next hop does not answer"}});
}

namespace {

bool ends(const Facts& facts, const Hit& hit, PathEnd::Where where) {
  return facts.path_end(hit).where == where;
}

/// What comes and goes is no rule: the accusation weakens.
Accusation unless_it_passes_again(const Facts& facts, std::span<const Hit> hits,
                                  Accusation accusation) {
  const bool passed = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return facts.experiments.answered(facts.observation(hit), Experiment::repeat) == true;
  });
  if (passed) {
    accusation.confidence = Confidence::possible;
    accusation.alternatives.push_back(
        {Blocker::network, "a repeat passed: what comes and goes is rarely a rule"});
  }
  return accusation;
}

}  // namespace

bool reset_here(const Facts& facts, const Hit& hit) {
  return reset(facts, hit) && ends(facts, hit, PathEnd::Where::this_machine);
}
Accusation accuse_reset_here(const Facts& facts, std::span<const Hit> hits) {
  return unless_it_passes_again(
      facts, hits,
      likely(Blocker::host_firewall,
             {{Blocker::firewall, "the very first router may answer so, before it counts hops"}}));
}

bool reset_nearby(const Facts& facts, const Hit& hit) {
  return reset(facts, hit) && (ends(facts, hit, PathEnd::Where::callers_side) ||
                               ends(facts, hit, PathEnd::Where::farther));
}
Accusation accuse_reset_nearby(const Facts& facts, std::span<const Hit> hits) {
  return unless_it_passes_again(facts, hits, likely(Blocker::firewall));
}

bool reset(const Facts& facts, const Hit& hit) { return has_cause<Cause::tcp_reset>(facts, hit); }
Accusation accuse_reset(const Facts& facts, std::span<const Hit> hits) {
  const Alternative here{Blocker::host_firewall,
                         "a rule of this machine that resets looks the same (nft list ruleset)"};
  return unless_it_passes_again(
      facts, hits,
      owners_of(facts, hits) > 1 && facts.control_passed
          ? likely(Blocker::firewall, {here})
          : possible(Blocker::firewall,
                     {here, {Blocker::service, "the far end may not listen on this port"}}));
}

bool silent(const Facts& facts, const Hit& hit) {
  return has_cause<Cause::tcp_timeout, Cause::tcp_mtu_blackhole>(facts, hit);
}

bool silent_here(const Facts& facts, const Hit& hit) {
  return silent(facts, hit) && ends(facts, hit, PathEnd::Where::this_machine);
}
/// A packet that an NSG drops ends at the same place as one that the machine drops itself.
Accusation accuse_silence_here(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::firewall, "the first router itself may drop the packets, before it counts hops"}};
  add_nsg(facts, hits, others);
  add_outbound(facts, others);
  const bool outside = facts.circumstances.azure_vm == false || is_allowed_by_nsg(facts, hits);
  const bool has_rules = !facts.circumstances.local_firewall.empty();
  return unless_it_passes_again(facts, hits,
                                outside || has_rules
                                    ? likely(Blocker::host_firewall, std::move(others))
                                    : possible(Blocker::host_firewall, std::move(others)));
}

bool silent_nearby(const Facts& facts, const Hit& hit) {
  return silent(facts, hit) && ends(facts, hit, PathEnd::Where::callers_side);
}
Accusation accuse_silence_nearby(const Facts& facts, std::span<const Hit> hits) {
  return unless_it_passes_again(
      facts, hits,
      likely(Blocker::firewall,
             {{Blocker::route, "the device behind that hop may have no way on, and say nothing"}}));
}

bool silent_farther(const Facts& facts, const Hit& hit) {
  return silent(facts, hit) && ends(facts, hit, PathEnd::Where::farther);
}
/// The packets left this machine and its first hop: neither its own firewall nor its NSG has them.
Accusation accuse_silence_farther(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others;
  if (owners_of(facts, hits) < 2) {
    others.push_back(
        {Blocker::service, "one silent host may be down: try it from another network"});
  }
  others.push_back({Blocker::network, "the provider behind that hop may drop the packets"});
  add_outbound(facts, others);
  return possible(Blocker::firewall, std::move(others));
}

/// On every route and at every control: no rule for these hosts is needed to explain it.
bool nothing_answers(const Facts& facts, const Hit& hit) {
  return silent(facts, hit) && !facts.anything_worked && facts.control_failed;
}
Accusation accuse_nothing_but_network(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::firewall, "a rule that lets nothing out at all looks the same"},
      {Blocker::host_firewall, "so does one on this machine: read its rules (nft list ruleset)"}};
  add_nsg(facts, hits, others);
  add_outbound(facts, others);
  return possible(Blocker::network, std::move(others));
}

Accusation accuse_silence(const Facts& facts, std::span<const Hit> hits) {
  std::vector<Alternative> others = {
      {Blocker::host_firewall,
       "a drop on this machine looks the same: read its rules (nft list ruleset)"}};
  add_nsg(facts, hits, others);
  add_outbound(facts, others);
  if (owners_of(facts, hits) < 2) {
    others.push_back(
        {Blocker::service, "one silent host may be down: try it from another network"});
  }
  return unless_it_passes_again(facts, hits, possible(Blocker::firewall, std::move(others)));
}

}  // namespace netprobe
