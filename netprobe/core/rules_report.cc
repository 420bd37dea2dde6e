#include "netprobe/core/rules_report.h"

#include <algorithm>

namespace netprobe {

const RuleVerdict* JudgedRequirement::verdict() const {
  const auto& decides = ipv4 ? ipv4 : ipv6;
  return decides ? &*decides : nullptr;
}

Access JudgedRequirement::access() const {
  const RuleVerdict* decides = verdict();
  return decides == nullptr ? Access::unknown : decides->access;
}

bool JudgedRequirement::passes() const {
  const RuleVerdict* decides = verdict();
  if (decides == nullptr || decides->access != Access::allow) {
    return false;
  }
  // A route that nobody knows may drop it.
  const RouteEffect route = decides->route.value_or(RouteEffect::direct);
  return route != RouteEffect::blackhole && route != RouteEffect::unknown;
}

std::string_view name_of(Access access) {
  switch (access) {
    case Access::allow:
      return "allow";
    case Access::deny:
      return "deny";
    case Access::partial:
      return "partial";
    case Access::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name_of(RouteEffect effect) {
  switch (effect) {
    case RouteEffect::direct:
      return "direct";
    case RouteEffect::forced_tunnel:
      return "forced-tunnel";
    case RouteEffect::blackhole:
      return "blackhole";
    case RouteEffect::inside:
      return "inside";
    case RouteEffect::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name_of(RulesStatus status) {
  switch (status) {
    case RulesStatus::ready:
      return "ready";
    case RulesStatus::blocked:
      return "blocked";
    case RulesStatus::unknown:
      return "unknown";
  }
  return "unknown";
}

RulesStatus status_of(const std::vector<JudgedRequirement>& requirements) {
  RulesStatus status = RulesStatus::ready;
  for (const JudgedRequirement& requirement : requirements) {
    if (!requirement.required || requirement.passes()) {
      continue;
    }
    const RuleVerdict* verdict = requirement.verdict();
    const Access access = requirement.access();
    if (verdict != nullptr && (access == Access::deny || access == Access::partial ||
                               verdict->route == RouteEffect::blackhole)) {
      return RulesStatus::blocked;
    }
    status = RulesStatus::unknown;
  }
  return status;
}

}  // namespace netprobe
