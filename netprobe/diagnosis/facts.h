#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/rows.h"

#include <set>
#include <string>
#include <vector>

namespace netprobe {

/// A failed attempt that turns a row red.
struct Hit {
  AttemptIndex attempt = 0;
  std::size_t row = 0;
  RowStatus row_status = RowStatus::blocked;
};

/// What all attempts together say about this machine and this network; the rules read nothing else.
struct Facts {
  Facts(const Attempts& seen, const Circumstances& known, const std::vector<RowVerdict>& judged);

  const Attempts& attempts;
  const Circumstances& circumstances;
  const std::vector<RowVerdict>& rows;
  std::vector<Hit> hits;

  bool anything_worked =
      false;  ///< any attempt at all, controls too, but not those that nobody should answer
  bool nothing_leaves = false;  ///< the local table or the nearest neighbour refuses every connect,
                                ///< and nothing resolves
  bool https_worked_directly = false;  ///< over verified TLS
  bool any_name_resolved = false;
  bool literal_address_answered = false;
  bool control_passed = false;  ///< a control host, over verified TLS, on any route
  bool control_failed = false;
  bool answered_for_all = false;  ///< an address that nobody has accepted a connection
  bool invented_names = false;    ///< a name that cannot exist resolved
  bool captive_portal = false;
  int tls_passed = 0;
  bool expired_seen = false, early_seen = false;
  std::set<std::string> dated_owners;  ///< domains whose certificates fail on their dates

  /// The domains whose attempts ended with this cause on this route.
  [[nodiscard]] std::set<std::string> owners_failing(Cause cause) const;
  [[nodiscard]] const Observation& observation(const Hit& hit) const {
    return attempts[hit.attempt];
  }
  [[nodiscard]] const ProbeTask& task(const Hit& hit) const {
    return *attempts.task_of(observation(hit));
  }
};

}  // namespace netprobe
