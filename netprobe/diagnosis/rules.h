#pragma once

#include "netprobe/diagnosis/facts.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// Who is accused of a group of hits, and how surely.
struct Accusation {
  Blocker blocker = Blocker::unknown;
  Confidence confidence = Confidence::possible;
  std::vector<Alternative> alternatives;
};

/// One line of the table. Rules are asked in order, network-wide ones first, then from DNS upward;
/// the first that claims a hit gets it. Hits of one rule, cause and proxy make one finding.
struct Rule {
  std::string_view id;
  bool (*claims)(const Facts&, const Hit&);
  Accusation (*accuse)(const Facts&, std::span<const Hit>);
  /// Is every cause under this rule one fault (a dead network), or one finding for each cause?
  bool one_finding = false;
};

/// The policy of the diagnosis, top to bottom. Its last rule claims everything.
std::span<const Rule> all_rules();

}  // namespace netprobe
