#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/core/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What a cause means, for a person who meets the word in a report.
struct Explanation {
  std::string_view seen;     ///< on the wire
  std::string_view decided;  ///< how it is told from its neighbours
  std::string_view owner;    ///< who can change it
  std::string_view remedy;   ///< what to do
  std::string_view source;   ///< a page or standard that says so; empty: none is needed
};

/// Every cause has one.
Explanation explanation_of(Cause cause);

/// Why a finding is what it is: a line of the table of rules that was asked, and its answer.
struct DecisionStep {
  std::string_view rule;
  std::string_view when;
  bool claimed = false;  ///< the last one
};

/// The rules that were asked about a finding's attempts, in their order, up to the one that claimed
/// them; empty for a finding that is a notice and no accusation.
std::vector<DecisionStep> decision_path(const Finding& finding);

}  // namespace netprobe
