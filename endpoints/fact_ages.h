#pragma once

#include "netprobe/core/time.h"

#include <span>
#include <string>
#include <vector>

namespace netprobe {

/// Facts that the program carries, and since when: what was right on that date may have changed.
struct DatedFacts {
  std::string name;         ///< "the catalog"
  std::string date;         ///< "2026-11-20"; empty where nothing tells it
  int good_for_days = 365;  ///< older than that, it is told
  std::string consequence;  ///< what may have changed, and what helps
  bool operator==(const DatedFacts&) const = default;
};

/// All of them, each once: the catalog that is in force and its sign-in tag, whose dates are given,
/// the certificate authorities, the regions' geo codes, the agents' error codes.
std::vector<DatedFacts> dated_facts(const std::string& catalog_date,
                                    const std::string& sign_in_tag_date);

/// A sentence for each of them that is older than it is good for when a run starts. Nothing of one
/// whose date is not known, or not reached yet by this clock: that tells of no age.
std::vector<std::string> notes_on_ages(std::span<const DatedFacts> facts, WallTime started);

}  // namespace netprobe
