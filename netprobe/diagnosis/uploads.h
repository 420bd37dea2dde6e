#pragma once

#include "netprobe/diagnosis/attempts.h"
#include "netprobe/diagnosis/experiments.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// What became of the requests of several full segments: where the plain one is answered and the
/// padded one is not, nothing large gets out, and a backup would hang at its first block.
class Uploads {
 public:
  /// Where large packets vanish, as far as the second round tells.
  enum class End {
    none,        ///< nothing of this way hangs, or it passed when it was sent again
    undecided,   ///< something hangs, and nobody looked into it
    too_long,    ///< a request of one full segment passes: somebody minds so long a one
    near,        ///< small segments pass: before what this machine is connected to
    behind,      ///< so small a request as one segment hangs too, behind the proxy
    everywhere,  ///< the same, and there is no proxy: it is not the size of packets
  };

  Uploads(const Attempts& attempts, const Experiments& experiments);

  /// The trial that hung beside an attempt which passed, where that decides the attempt: large
  /// packets vanish on its way.
  [[nodiscard]] std::optional<AttemptIndex> hung(const Observation& passed) const;
  /// Of the way of a trial.
  [[nodiscard]] End end_of(const Observation& trial) const;
  /// All trials that hung beside an attempt that passed.
  [[nodiscard]] const std::vector<AttemptIndex>& all() const { return hung_; }

 private:
  void judge(const Attempts& attempts, const Experiments& experiments);

  std::vector<AttemptIndex> hung_;
  std::reference_wrapper<const Attempts> attempts_;
  std::map<WayOut, End> ends_;
};

/// Do two tasks go to one host by one route? Rows that know a host by other answers have attempts
/// of their own, for which a trial beside one of them speaks too.
bool is_same_way(const ProbeTask& one, const ProbeTask& other);

/// Does some attempt of the probe go where the trial goes?
bool is_varied_by(const Attempts& attempts, const RowProbe& probe, const ProbeTask& trial);

/// The attempt of a row that a trial varies, at the same address, where it passed; null elsewhere.
const Observation* passed_beside(const Attempts& attempts, const Observation& trial);

}  // namespace netprobe
