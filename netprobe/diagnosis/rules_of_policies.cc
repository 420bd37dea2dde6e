#include "netprobe/core/text.h"
#include "netprobe/diagnosis/rule_lines.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

/// A rule or a route that stops packets shows as silence.
bool is_silence(const Facts& facts, const Hit& hit) {
  return is_direct(facts, hit) && has_cause<Cause::tcp_timeout>(facts, hit);
}

bool has_effect(const Facts& facts, const Hit& hit, RouteEffect effect) {
  const ConnectionRuling* const ruling = ruling_of(facts, facts.observation(hit));
  return ruling != nullptr && ruling->effect == effect;
}

}  // namespace

const ConnectionRuling* ruling_of(const Facts& facts, const Observation& seen) {
  const ProbeTask* const task = facts.attempts.task_of(seen);
  if (!seen.address || seen.proxy || task == nullptr) {
    return nullptr;
  }
  return facts.ruling(*seen.address, task->port);
}

std::string words_of(const DecidingRule& rule) {
  return fmt::format("{}{} of {}", printable(rule.name, 80),
                     rule.priority ? fmt::format(" (priority {})", *rule.priority) : "",
                     printable(rule.nsg, 80));
}

std::string words_of(const DecidingRoute& route) {
  return fmt::format(
      "{}{} to {}{}", route.name.empty() ? "the route" : printable(route.name, 80),
      route.prefix.empty() ? "" : fmt::format(" for {}", printable(route.prefix, 80)),
      printable(route.next_hop, 80),
      route.next_hop_addresses.empty()
          ? ""
          : fmt::format(" {}", printable(route.next_hop_addresses.front(), 80)));
}

std::string policy_of(const Facts& facts, const Hit& hit) {
  const ConnectionRuling* const ruling = ruling_of(facts, facts.observation(hit));
  if (ruling == nullptr) {
    return {};
  }
  if (ruling->access == Access::deny && !ruling->rules.empty()) {
    return words_of(ruling->rules.front());
  }
  return ruling->route ? words_of(*ruling->route) : std::string();
}

bool denied_by_nsg(const Facts& facts, const Hit& hit) {
  const ConnectionRuling* const ruling = ruling_of(facts, facts.observation(hit));
  return is_silence(facts, hit) && ruling != nullptr && ruling->access == Access::deny;
}
Accusation accuse_nsg(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::nsg);
}

bool dropped_by_route(const Facts& facts, const Hit& hit) {
  return is_silence(facts, hit) && has_effect(facts, hit, RouteEffect::blackhole);
}
Accusation accuse_route_table(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return certain(Blocker::route);
}

/// The table says where the packets go; who drops them there it does not say.
bool tunnelled_by_route(const Facts& facts, const Hit& hit) {
  return is_silence(facts, hit) && has_effect(facts, hit, RouteEffect::forced_tunnel);
}
Accusation accuse_tunnel(const Facts& /*facts*/, std::span<const Hit> /*hits*/) {
  return likely(Blocker::route, {{Blocker::firewall,
                                  "the appliance or network that it leads to may drop them: "
                                  "look there first"}});
}

bool is_allowed_by_nsg(const Facts& facts, std::span<const Hit> hits) {
  return !hits.empty() && std::all_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    const ConnectionRuling* const ruling = ruling_of(facts, facts.observation(hit));
    return ruling != nullptr && ruling->access == Access::allow;
  });
}

}  // namespace netprobe
