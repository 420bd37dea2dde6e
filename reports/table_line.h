#pragma once

#include "reports/cell.h"
#include "reports/grid.h"
#include "reports/row_view.h"
#include "reports/text_style.h"

#include <vector>

namespace netprobe {

/// What the cells of a line say but for the times: two rows went alike where it is the same.
std::string sense_of(const std::vector<Cell>& cells);

/// The line of a row, and below it, where they went differently, or where it fails and the style is
/// verbose, the hosts that stood for it. With `mark_cells` the cell of the route in force is
/// marked.
std::vector<TableLine> lines_of(const RowView& view, const std::vector<Heading>& headings,
                                bool mark_cells, const TextStyle& style);

}  // namespace netprobe
