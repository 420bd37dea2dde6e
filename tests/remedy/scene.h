#pragma once

#include "netprobe/core/catalog.h"
#include "netprobe/core/report.h"

#include <string>
#include <vector>

namespace netprobe::testing_remedy {

/// An error finding about these rows.
Finding finding(Blocker blocker, Cause cause, std::vector<std::string> affected,
                std::vector<Blocker> alternatives = {});

/// A run in which five things are wrong at once: a firewall or an NSG drops packets (the exported
/// rules deny them), the proxy refuses a name, TLS is inspected, a name does not exist, a route has
/// no next hop.
Report blocked_report();

/// One that is ready.
Report ready_report();

/// A catalog of one row of each kind, required of mars and optional.
Catalog small_catalog();

}  // namespace netprobe::testing_remedy
