#pragma once

#include "netprobe/core/report.h"

#include <string>
#include <vector>

namespace netprobe {

/// The call that asks the same question again: workloads, cloud, regions, ports, proxy and families
/// of the run, and the hosts that were named beside the catalog. Words of the report that a shell
/// could take for more than words are quoted, and left out where they hold control characters.
std::string proof_of(const Report& report);

/// The same for a workload's whole list.
std::string proof_for(Cloud cloud, const std::vector<Workload>& workloads,
                      const std::vector<std::string>& regions);

}  // namespace netprobe
