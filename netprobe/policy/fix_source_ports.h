#pragma once

#include "netprobe/policy/judge.h"

#include <cstddef>
#include <set>
#include <span>
#include <vector>

namespace netprobe {

/// The common slip: 443 as *source* port, which no client sends from. Rules that would allow what
/// is denied if they named it as the destination's are corrected, rather than others added.
struct SourcePortFixes {
  std::vector<RuleFix> fixes;
  std::set<std::size_t> settled;  ///< which of the examined they allow, whole
};

/// Of the NSG at that place, for those among `examined` that are denied and `wanted`.
SourcePortFixes fix_source_ports(const Policy& policy, std::size_t set,
                                 std::span<const Examined> examined,
                                 const std::set<std::size_t>& wanted);

}  // namespace netprobe
