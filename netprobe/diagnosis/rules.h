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

/// What hits of one rule must have in common to be one fault.
enum class Root {
  network,  ///< nothing: there is but one network, one clock
  proxy,    ///< the proxy, whatever it shows: one that dies shows several causes
  silence,  ///< the cause, but for silence and unreachability, which a dead resolver both shows
  cause,    ///< the cause, and the proxy
};

/// One line of the table. Rules are asked in order, network-wide ones first, then from DNS upward;
/// the first that claims a hit gets it. Hits of one rule that share a root make one finding.
struct Rule {
  std::string_view id;
  std::string_view when;  ///< what it claims, for a person
  bool (*claims)(const Facts&, const Hit&);
  Accusation (*accuse)(const Facts&, std::span<const Hit>);
  Root root = Root::cause;
};

/// The policy of the diagnosis, top to bottom. Its last rule claims everything.
std::span<const Rule> all_rules();

}  // namespace netprobe
