#pragma once

#include "reports/cell.h"
#include "reports/grid.h"
#include "reports/row_view.h"
#include "reports/text_style.h"

#include <vector>

namespace netprobe {

/// The line of a row, and below it, where the row fails or they went differently, the hosts that
/// stood for it. With `mark_cells` the cell of the route in force is marked.
std::vector<TableLine> lines_of(const RowView& view, const std::vector<Heading>& headings,
                                bool mark_cells, const TextStyle& style);

}  // namespace netprobe
