#include "reports/csv_cell.h"

#include "reports/foreign.h"

#include <algorithm>
#include <array>

namespace netprobe {

std::string csv_cell(std::string_view text) {
  constexpr std::size_t longest = 4000;
  // A spreadsheet may drop blanks before it looks. The last four are wide forms of the first.
  const std::string_view seen = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  constexpr std::array<std::string_view, 10> starts = {"=",  "+",  "-",  "@",  "\t",
                                                       "\r", "＝", "＋", "－", "＠"};
  const bool is_formula = std::any_of(starts.begin(), starts.end(), [&](std::string_view start) {
    return seen.starts_with(start);
  });
  std::string safe = (is_formula ? "'" : "") + harmless(text, longest);
  // Some split lines at semicolons, whatever the name of the format says.
  if (safe.find_first_of(",\";") == std::string::npos) {
    return safe;
  }
  std::string quoted = "\"";
  for (const char c : safe) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) {
    out += (&cell == &cells.front() ? "" : ",") + csv_cell(cell);
  }
  return out + "\r\n";
}

}  // namespace netprobe
