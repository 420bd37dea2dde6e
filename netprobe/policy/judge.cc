#include "netprobe/policy/judge.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace netprobe {

namespace {

double count(const IpSet& addresses) { return addresses.count().to_double(); }

Access access_of(const IpSet& asked, const Evaluation& evaluation, Family family) {
  const IpSet denied = evaluation.denied.only(family);
  if (!denied.empty()) {
    return denied == asked ? Access::deny : Access::partial;
  }
  return evaluation.unknown.only(family).empty() ? Access::allow : Access::unknown;
}

Access access_of(Ruling ruling) {
  switch (ruling) {
    case Ruling::allow:
    case Ruling::always_allow:
      return Access::allow;
    case Ruling::deny:
      return Access::deny;
    case Ruling::unknown:
      return Access::unknown;
  }
  return Access::unknown;
}

/// What keeps traffic away first, then the larger share.
int gravity(Access access) {
  switch (access) {
    case Access::deny:
      return 0;
    case Access::partial:
    case Access::unknown:
      return 1;
    case Access::allow:
      return 2;
  }
  return 2;
}

std::vector<DecidingRule> rules_of(const Policy& policy, const Evaluation& evaluation,
                                   const IpSet& asked) {
  std::map<std::tuple<RuleRef, Ruling, std::string>, double> counts;
  for (const Part& part : evaluation.parts) {
    counts[{part.rule, part.ruling, part.doubt}] += count(part.addresses & asked);
  }
  std::vector<DecidingRule> rules;
  for (const auto& [key, number] : counts) {
    const auto& [ref, ruling, doubt] = key;
    if (number == 0) {
      continue;
    }
    const RuleSet& set = policy.inputs().rule_sets[ref.set];
    const SecurityRule& rule = policy.rule(ref);
    rules.push_back({rule.name, rule.priority, set.name, std::string(name_of(set.association)),
                     access_of(ruling), number / count(asked), doubt, rule.is_default, set.file,
                     rule.pointer});
  }
  std::stable_sort(rules.begin(), rules.end(), [](const DecidingRule& a, const DecidingRule& b) {
    return std::tuple(gravity(a.access), -a.share) < std::tuple(gravity(b.access), -b.share);
  });
  return rules;
}

/// The graver first.
constexpr std::array effects_by_gravity = {RouteEffect::blackhole, RouteEffect::unknown,
                                           RouteEffect::inside, RouteEffect::forced_tunnel,
                                           RouteEffect::direct};

std::size_t gravity(RouteEffect effect) {
  return static_cast<std::size_t>(
      std::find(effects_by_gravity.begin(), effects_by_gravity.end(), effect) -
      effects_by_gravity.begin());
}

DecidingRoute deciding_route(const RouteTable& table, const RoutedPart& part, double share) {
  DecidingRoute decides;
  decides.effect = part.effect;
  decides.prefix = part.prefix;
  decides.share = share;
  if (part.route) {
    const TableRoute& route = table.routes[*part.route];
    decides.name = route.name;
    decides.next_hop = route.next_hop ? std::string(name_of(*route.next_hop)) : "";
    decides.next_hop_addresses = route.next_hop_addresses;
    decides.origin = name_of(route.origin);
    decides.pointer = route.pointer;
  }
  return decides;
}

void add_routes(const Policy& policy, const Examined& examined, const IpSet& asked,
                RuleVerdict& verdict) {
  if (!policy.inputs().routes) {
    return;
  }
  for (const RoutedPart& part : examined.routed) {
    const IpSet addresses = part.addresses & asked;
    if (!addresses.empty()) {
      verdict.routes.push_back(
          deciding_route(*policy.inputs().routes, part, count(addresses) / count(asked)));
    }
  }
  std::stable_sort(verdict.routes.begin(), verdict.routes.end(),
                   [](const DecidingRoute& a, const DecidingRoute& b) {
                     return std::tuple(gravity(a.effect), -a.share) <
                            std::tuple(gravity(b.effect), -b.share);
                   });
  verdict.route = verdict.routes.empty() ? RouteEffect::direct : verdict.routes.front().effect;
}

std::optional<RuleVerdict> verdict_of(const Policy& policy, const Examined& examined,
                                      Family family) {
  const IpSet asked = examined.addresses->only(family);
  if (asked.empty()) {
    return std::nullopt;
  }
  const Evaluation& evaluation = examined.evaluation;
  RuleVerdict verdict;
  verdict.access = access_of(asked, evaluation, family);
  verdict.allowed_share = count(evaluation.allowed.only(family)) / count(asked);
  verdict.denied_share = count(evaluation.denied.only(family)) / count(asked);
  verdict.unknown_share = count(evaluation.unknown.only(family)) / count(asked);
  verdict.addresses = asked.count().to_string();
  verdict.rules = rules_of(policy, evaluation, asked);
  add_routes(policy, examined, asked, verdict);
  return verdict;
}

/// The regions whose own tag is allowed whole. A vault needs its region's only.
std::vector<std::string> allowed_regions(const Policy& policy, const Examined& examined) {
  std::vector<std::string> regions;
  const std::string prefix = to_lower(examined.requirement.service_tag) + ".";
  const TagSets& tags = policy.inputs().tags;
  for (auto tag = tags.lower_bound(prefix); tag != tags.end() && tag->first.starts_with(prefix);
       ++tag) {
    const IpSet addresses = tag->second.addresses.only(Family::ipv4);
    if (!addresses.empty() && examined.evaluation.allowed.contains(addresses)) {
      regions.push_back(tag->second.name.substr(prefix.size()));
    }
  }
  return regions;
}

}  // namespace

std::optional<IpSet> addresses_of(const Requirement& requirement, const TagSets& tags) {
  if (requirement.range) {
    return IpSet(*requirement.range);
  }
  const TagSet* tag = find_tag(tags, requirement.service_tag);
  return tag == nullptr || tag->known_within ? std::nullopt : std::optional(tag->addresses);
}

Examined examine(const Policy& policy, const Requirement& requirement) {
  const auto addresses = addresses_of(requirement, policy.inputs().tags);
  return addresses ? examine(policy, requirement, *addresses)
                   : Examined{requirement, std::nullopt, {}, {}};
}

Examined examine(const Policy& policy, const Requirement& requirement, const IpSet& addresses) {
  return {requirement, addresses, policy.evaluate(addresses, requirement.port),
          policy.route(addresses)};
}

JudgedRequirement judge(const Policy& policy, const Examined& examined) {
  const Requirement& requirement = examined.requirement;
  JudgedRequirement judged;
  judged.id = requirement.id;
  judged.catalog_ids = requirement.catalog_ids;
  judged.service_tag = requirement.service_tag;
  judged.destination = requirement.destination();
  judged.port = requirement.port;
  judged.required = requirement.required;
  judged.comparison = requirement.comparison;
  judged.workloads = requirement.workloads;
  judged.purpose = requirement.purpose;
  if (!examined.addresses) {
    judged.note =
        fmt::format("no tag file at hand has the service tag {}", requirement.service_tag);
    return judged;
  }
  judged.ipv4 = verdict_of(policy, examined, Family::ipv4);
  judged.ipv6 = verdict_of(policy, examined, Family::ipv6);
  if (!requirement.range && judged.access() != Access::allow) {
    judged.allowed_regions = allowed_regions(policy, examined);
  }
  return judged;
}

}  // namespace netprobe
