#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/report.h"
#include "reports/row_view.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// The joints of the way to Azure, in the order in which what is sent meets them.
enum class Joint { machine, resolver, nsg, route, firewall, proxy, azure };
inline constexpr std::array all_joints = {Joint::machine, Joint::resolver, Joint::nsg,
                                          Joint::route,   Joint::firewall, Joint::proxy,
                                          Joint::azure};

/// "Machine", "NSG", "Azure".
std::string_view words_of(Joint joint);

/// What became of what was sent when it came to a joint.
enum class Passage {
  passed,     ///< nothing speaks against it
  broken,     ///< a finding says so
  suspected,  ///< the evidence fits this joint among others
  unreached,  ///< behind a broken one, and nothing got so far
  absent,     ///< this way does not lead over it
};

/// A way that was tested, joint by joint, as the findings have it.
struct WayMap {
  Way way;
  bool in_force = false;   ///< the agent uses it for what is required
  std::size_t tested = 0;  ///< endpoints, those that are required where any is
  std::size_t failed = 0;  ///< of these
  std::array<Passage, all_joints.size()> passages{};
  std::vector<std::size_t> findings;  ///< what is wrong on it, by place in the diagnosis
  std::string cause;                  ///< of most failures; empty without one
  /// What the findings call it at each joint that they mark.
  std::array<std::string, all_joints.size()> causes;

  [[nodiscard]] Passage at(Joint joint) const { return passages[static_cast<std::size_t>(joint)]; }
};

/// A map for each way that any of these endpoints was tested by. Unknown is not broken: a joint is
/// called that only where a finding that is at least `likely` names it.
std::vector<WayMap> way_maps(const Report& report, const std::vector<RowView>& rows);

}  // namespace netprobe
