#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/experiments.h"
#include "netprobe/diagnosis/uploads.h"

#include <string>
#include <vector>

namespace netprobe {

/// What became of one row, with the attempts that say so.
struct RowVerdict {
  RowResult result;
  bool comparison = false;
  /// The failed attempts on the route in force that make the row what it is. Not empty for a row
  /// that is blocked or degraded.
  std::vector<AttemptIndex> culprits;
  /// Failed attempts that do not make the row red: dead addresses beside good ones, guesses beside
  /// one that answers, representatives without DNS.
  std::vector<AttemptIndex> dead_addresses, failed_guesses, missing_names;
  /// Attempts at proxies that cannot be reached, from which the agent goes on to one that works.
  std::vector<AttemptIndex> passed_over;
  /// Of ranges: what of it is blocked, as far as was tested.
  std::vector<Cidr> blocked_parts;
  /// Of ranges whose names pass: refused attempts at addresses that no sign-in name resolves to.
  std::vector<AttemptIndex> unneeded_addresses;
  bool undecided_by_end = false;  ///< the deadline or an interrupt cut its attempts short
  std::string untested_because;   ///< set exactly when the status is `untested`
};

/// Leaves the row undecided, for that reason.
void leave_untested(RowVerdict& verdict, std::string reason);

/// Decides each row of the plan, in its order (product contract, 2.1, 2.2 and 7).
std::vector<RowVerdict> judge_rows(const Attempts& attempts, const Experiments& experiments,
                                   const Uploads& uploads, const Circumstances& circumstances);

}  // namespace netprobe
