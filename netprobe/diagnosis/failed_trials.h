#pragma once

#include "netprobe/diagnosis/facts.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// What trials of one kind showed on one way, by a proxy or directly.
struct TrialGroup {
  Cause cause = Cause::tls_reset;
  std::string proxy;  ///< its URL; empty: directly
  auto operator<=>(const TrialGroup&) const = default;
};
using TrialGroups = std::map<TrialGroup, std::vector<AttemptIndex>>;

/// The trials of a kind that failed beside an attempt that passed, in a way that says something of
/// what they try, and not by chance.
TrialGroups failed_trials(const Facts& facts, ControlKind kind);

/// Adds how each of them ended, what passed beside it, and what was tried about it.
void add_trials(const Facts& facts, const std::vector<AttemptIndex>& trials, Finding& finding);

/// " 5 of 5 such requests on this route hung; …": of the requests of several segments on one way.
std::string count_uploads(const Facts& facts, const Observation& first, std::size_t hung);

/// "towards" or "from" the far end: which way a handshake lost its large segments.
std::string_view direction_of(const Facts& facts, const Observation& first);

/// Notices about names that nobody listed.
void note_unlisted_names(const Facts& facts, std::vector<Finding>& findings);

}  // namespace netprobe
