#pragma once

#include "netprobe/diagnosis/facts.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// What works for this process where it fails by the settings in force, which are another
/// component's (`--as`): a setting that nobody sees who tests by hand.

/// An attempt on the way of this process that passed, at the host of a hit; nothing where none did.
struct OwnWay {
  const RowProbe* probe = nullptr;
  const Observation* seen = nullptr;
};
OwnWay own_way(const Facts& facts, const Hit& hit);

/// What a finding says of it.
struct OwnWayWords {
  std::string component;  ///< "the HANA extension"
  std::string ways;       ///< a sentence: how the component goes, and how this process does
  std::string fix;
  std::vector<std::string> commands;
  std::vector<Evidence> evidence;
};
OwnWayWords words_of_own_way(const Facts& facts, std::span<const Hit> hits);

}  // namespace netprobe
