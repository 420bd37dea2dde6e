#include "reports/grid.h"

#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace netprobe {

namespace {

constexpr std::string_view gap = "   ";
constexpr std::string_view mark = " *";
constexpr std::size_t port_columns = 5;

struct Columns {
  std::size_t name = 0;
  std::vector<std::size_t> cells;
};

std::size_t sum(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0});
}

std::size_t columns_taken(const Cell& cell) {
  return columns_of(cell.text) + (cell.in_force ? mark.size() : 0);
}

/// How wide the cells below each heading are, the widest narrowed until all fit.
std::vector<std::size_t> cell_columns(const std::vector<Heading>& headings,
                                      const std::vector<TableLine>& lines, std::size_t room) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < headings.size(); ++i) {
    std::size_t wanted = columns_of("DIRECT *");
    for (const TableLine& line : lines) {
      wanted = std::max(wanted, line.cells.empty() ? 0 : columns_taken(line.cells[i]));
    }
    widths.push_back(wanted);
  }
  while (sum(widths) > room) {
    --*std::max_element(widths.begin(), widths.end());
  }
  return widths;
}

/// First the cells, which must be read whole, then the names, then what the headings want.
Columns measure(const std::vector<Heading>& headings, const std::vector<TableLine>& lines,
                const TextStyle& style) {
  const std::size_t shortest_name = columns_of("ENDPOINT");
  const std::size_t room =
      static_cast<std::size_t>(style.width) - 1 - port_columns - headings.size() * gap.size();
  Columns columns;
  columns.cells = cell_columns(headings, lines, room - shortest_name);
  columns.name = shortest_name;
  for (const TableLine& line : lines) {
    columns.name = std::max(columns.name, line.cells.empty() ? 0 : columns_of(line.name));
  }
  columns.name = std::min(columns.name, room - sum(columns.cells));
  for (std::size_t i = 0; i < headings.size(); ++i) {
    const std::size_t left = room - columns.name - sum(columns.cells);
    const std::size_t wanted = columns_of(headings[i].text);
    columns.cells[i] += std::min(left, wanted - std::min(wanted, columns.cells[i]));
  }
  return columns;
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string heading_line(const std::vector<Heading>& headings, const Columns& columns,
                         const TextStyle& style) {
  std::string out = padded("ENDPOINT", columns.name) + " " + right_aligned("PORT", port_columns);
  for (std::size_t i = 0; i < headings.size(); ++i) {
    out += gap;
    out += padded(shortened(headings[i].text, columns.cells[i], style), columns.cells[i]);
  }
  return painted(without_trailing_blanks(out), Paint::bold, style) + "\n";
}

std::string cell_text(const Cell& cell, std::size_t width, const TextStyle& style) {
  const std::string_view end = cell.in_force ? mark : "";
  const std::string text = cut_off(cell.text, width - end.size(), style);
  const std::size_t taken = columns_of(text) + end.size();
  return painted(text, cell.paint, style) + std::string(end) +
         std::string(width - std::min(width, taken), ' ');
}

std::string line_text(const TableLine& line, const Columns& columns, const TextStyle& style) {
  if (line.cells.empty()) {
    return paragraph(line.name.starts_with("  ") ? "  " : "", line.name, style);
  }
  std::string out;
  std::string name = line.name;
  if (columns_of(name) > columns.name) {
    out = paragraph("", name, style);
    name.clear();
  }
  out += padded(name, columns.name) + " " + right_aligned(line.port, port_columns);
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    out += gap;
    out += cell_text(line.cells[i], columns.cells[i], style);
  }
  return without_trailing_blanks(out) + "\n";
}

}  // namespace

std::string grid(const std::vector<Heading>& headings, const std::vector<TableLine>& lines,
                 const TextStyle& style) {
  const Columns columns = measure(headings, lines, style);
  std::string out = heading_line(headings, columns, style);
  for (const TableLine& line : lines) {
    out += line_text(line, columns, style);
  }
  return out;
}

}  // namespace netprobe
