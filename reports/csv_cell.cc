#include "reports/csv_cell.h"

#include "netprobe/core/text.h"

namespace netprobe {

std::string csv_cell(std::string_view text) {
  constexpr std::size_t longest = 4096;
  const std::string_view lead =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos
          ? "'"
          : "";
  std::string safe = std::string(lead) + printable(text, longest);
  if (safe.find_first_of(",\"") == std::string::npos) {
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
