#pragma once

namespace netprobe {

/// The exit statuses, named once (product contract, 2.3).
enum class ExitStatus {
  ready = 0,       ///< `ready`; for commands that judge nothing: done
  problems = 1,    ///< `blocked` or `degraded`; with --fail-on warning, ready with a warning
  bad_call = 2,    ///< the call or an input file is wrong; nothing was probed
  incomplete = 3,  ///< the run could not be completed; what was learnt is still reported
};

}  // namespace netprobe
