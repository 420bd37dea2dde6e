#include "netprobe/core/text.h"
#include "netprobe/diagnosis/causes.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <algorithm>

namespace netprobe {

void add_nsg(const Facts& facts, std::vector<Alternative>& others) {
  if (facts.circumstances.azure_vm != false) {
    others.push_back({Blocker::nsg,
                      "if this is an Azure VM: an NSG drops silently too; look at the effective "
                      "rules of its NIC"});
  }
}

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
             ? Accusation{Blocker::firewall,
                          facts.control_passed ? Confidence::likely : Confidence::possible,
                          {{Blocker::route, "the sender of the ICMP may have no way on"}}}
             : possible(Blocker::firewall, {{Blocker::service, "the far end says so itself"},
                                            {Blocker::route, "no way to it may be known"},
                                            {Blocker::network, "the next hop does not answer"}});
}

bool reset(const Facts& facts, const Hit& hit) { return has_cause<Cause::tcp_reset>(facts, hit); }
Accusation accuse_reset(const Facts& facts, std::span<const Hit> hits) {
  const Alternative here{Blocker::host_firewall,
                         "a rule of this machine that resets looks the same (nft list ruleset)"};
  return owners_of(facts, hits) > 1 && facts.control_passed
             ? likely(Blocker::firewall, {here})
             : possible(Blocker::firewall,
                        {here, {Blocker::service, "the far end may not listen on this port"}});
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

}  // namespace netprobe
