#pragma once

#include "reports/row_view.h"
#include "reports/text_style.h"

#include <string>
#include <vector>

namespace netprobe {

/// A line for each port that was tested although no row requires it (8443): "8443 compared on 14
/// rows, none of which require it: silent everywhere, as expected", or what was seen, counted by
/// way. Empty when no port was compared.
std::string compared_ports(const std::vector<Way>& ways, const std::vector<RowView>& rows,
                           const TextStyle& style);

}  // namespace netprobe
