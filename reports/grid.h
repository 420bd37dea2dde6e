#pragma once

#include "reports/cell.h"
#include "reports/text_style.h"

#include <string>
#include <vector>

namespace netprobe {

struct Heading {
  Way way;
  std::string text;
};

/// One line of the table. All texts have been made safe. Without cells it is a note, as wide as it
/// likes.
struct TableLine {
  std::string name;
  std::string port;
  std::vector<Cell> cells;  ///< one per heading, or none
};

/// Columns ENDPOINT, PORT and one per heading. A name that does not fit its column stands on a line
/// of its own, whole; a cell that does not fit is shortened.
std::string grid(const std::vector<Heading>& headings, const std::vector<TableLine>& lines,
                 const TextStyle& style);

}  // namespace netprobe
