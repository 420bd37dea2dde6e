#pragma once

#include "netprobe/diagnosis/facts.h"

#include <string>
#include <vector>

namespace netprobe {

/// What a finding rests on: the first failed attempt, what was tried about it, the other attempts
/// that failed alike (a few of them), and the controls.
std::vector<Evidence> evidence_for(const Facts& facts, const std::vector<AttemptIndex>& failed,
                                   Blocker blocker);

/// Of a trial: that the attempt which it varies passed.
void add_varied(const Facts& facts, const Observation& trial, std::vector<Evidence>& evidence);

/// "attempt direct to www.example.com:443 at 192.0.2.1"
std::string source_of(const Observation& seen);

}  // namespace netprobe
