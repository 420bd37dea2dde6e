#pragma once

#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/uploads.h"

#include <vector>

namespace netprobe {

enum class HostState { reachable, degraded, blocked, missing, undecided };

/// One host (or address) of a row: its attempts on the route in force, and what follows from them.
struct HostVerdict {
  HostState state = HostState::undecided;
  bool guess = false;
  bool cut_short = false;
  std::vector<AttemptIndex> passed, failed;
  std::vector<AttemptIndex> passed_over;  ///< at proxies out of reach, before one that passed
};

/// What its attempts on the route in force make of it.
HostVerdict judge_host(const Attempts& attempts, const Uploads& uploads, const PlannedRow& row,
                       const RowProbe& probe);

/// Does it work by a route that the agent does not use, or does not get to?
bool works_elsewhere(const Attempts& attempts, const Uploads& uploads, const PlannedRow& row,
                     const RowProbe& probe);

}  // namespace netprobe
