#pragma once

#include "netprobe/core/rules_report.h"
#include "netprobe/policy/policy.h"
#include "netprobe/policy/requirements.h"

#include <optional>
#include <span>
#include <vector>

namespace netprobe {

/// A requirement and what becomes of it, as sets.
struct Examined {
  Requirement requirement;
  std::optional<IpSet> addresses;  ///< nothing: no tag at hand tells
  Evaluation evaluation;
  std::vector<RoutedPart> routed;
};

/// The addresses of a requirement: the range, or the tag's as the policy's tags have it.
std::optional<IpSet> addresses_of(const Requirement& requirement, const TagSets& tags);

/// A requirement against rules and routes; the second form for addresses of one's own.
Examined examine(const Policy& policy, const Requirement& requirement);
Examined examine(const Policy& policy, const Requirement& requirement, const IpSet& addresses);

/// The same in numbers and names.
JudgedRequirement judge(const Policy& policy, const Examined& examined);

}  // namespace netprobe
