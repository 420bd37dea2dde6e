#pragma once

#include "netprobe/core/observation.h"
#include "netprobe/core/plan.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace netprobe {

/// The row of the plan that names the host at a port most closely: by itself, else by the longest
/// wildcard. Its place; none: the plan's size.
std::size_t narrowest_row(const ProbePlan& plan, std::string_view host, std::uint16_t port);

/// The least that has to be opened for a row that is closed, as places of rows of the plan. It is
/// the row itself, but for a wildcard some of whose hosts pass: then what names those that fail
/// most closely. Where just "*.blob.core.windows.net" is refused, "*.windows.net" stays as it is.
std::vector<std::size_t> rows_to_open(const ProbePlan& plan,
                                      const std::vector<Observation>& observations,
                                      std::size_t row);

}  // namespace netprobe
