#pragma once

#include "netprobe/core/diagnosis.h"
#include "netprobe/plan/make_plan.h"
#include "netprobe/probe/prober.h"
#include "netprobe/run.h"

#include <string>
#include <vector>

namespace netprobe {

/// How each host of a run is reached, and where that was learnt.
struct Routing {
  RouteChooser choose;
  std::vector<ProxySetting> proxies;  ///< every place where a proxy is set, scripts among them
  std::optional<PacScript> pac;
  std::vector<WpadTry> wpad;
  std::vector<std::string> notes;  ///< for whoever reads the plan
  RunEnd end = RunEnd::finished;   ///< the deadline or a signal may have come already
};

/// Settles the routes before anything is planned: with `--pac` or `--wpad` the script is fetched,
/// and asked for every host of the request. Without a prober nothing is sent: a script that would
/// have to be fetched has no say, and names that one looks up have no address; the notes tell.
/// `request` and `interrupts`, which may be none, must outlive the result.
Routing settle_routes(const RunRequest& request, Prober* prober, const Interrupts* interrupts);

}  // namespace netprobe
