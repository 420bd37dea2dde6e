#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// A cell of RFC 4180, quoted where it must be. What a spreadsheet would run as a formula is led by
/// an apostrophe, and control characters are shown as escapes: the text may be a stranger's.
std::string csv_cell(std::string_view text);

/// The cells of one line, and its end.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace netprobe
