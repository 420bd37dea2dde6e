#include "netprobe/policy/connections.h"

#include "netprobe/policy/judge.h"
#include "netprobe/policy/tag_sets.h"

#include <algorithm>
#include <utility>

namespace netprobe {

namespace {

ConnectionRuling rule(const Policy& policy, const Destination& destination) {
  ConnectionRuling ruling;
  ruling.address = destination.address;
  ruling.port = destination.port;
  Requirement requirement;
  requirement.port = destination.port;
  const IpSet only(Cidr{destination.address, destination.address.bits()});
  const JudgedRequirement judged = judge(policy, examine(policy, requirement, only));
  const RuleVerdict* const verdict = judged.verdict();
  if (verdict == nullptr) {
    return ruling;
  }
  if (!policy.inputs().rule_sets.empty()) {
    ruling.access = verdict->access;
    ruling.rules = verdict->rules;
  }
  if (!verdict->routes.empty()) {
    ruling.route = verdict->routes.front();
    ruling.effect = ruling.route->effect;
  }
  return ruling;
}

}  // namespace

std::vector<NsgPriorities> priorities_of(std::span<const RuleSet> sets) {
  std::vector<NsgPriorities> all;
  for (const RuleSet& set : sets) {
    // Of rules that a template makes but does not list the priorities are not known either.
    const bool are_all_known =
        std::all_of(set.rules.begin(), set.rules.end(),
                    [](const SecurityRule& rule) { return rule.priority.has_value(); });
    if (set.association == Association::network_manager || !are_all_known) {
      continue;
    }
    NsgPriorities& used = all.emplace_back();
    used.nsg = set.name;
    used.nsg_is_named = set.has_own_name;
    used.resource_group = set.resource_group;
    used.subscription = set.subscription;
    for (const SecurityRule& rule : set.rules) {
      if (rule.priority && rule.direction != Direction::inbound && !rule.is_default) {
        used.outbound.push_back(*rule.priority);
      }
    }
    std::sort(used.outbound.begin(), used.outbound.end());
  }
  return all;
}

std::vector<ConnectionRuling> rule_connections(const Policy& policy,
                                               std::span<const Destination> destinations) {
  const IpSet platform = platform_addresses();
  std::vector<ConnectionRuling> rulings;
  for (const Destination& destination : destinations) {
    if (!platform.contains(destination.address)) {
      rulings.push_back(rule(policy, destination));
    }
  }
  return rulings;
}

}  // namespace netprobe
