#include "reports/table_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

std::vector<Cell> cells_of(const RowView& view, const std::vector<Heading>& headings,
                           bool mark_cells, const TextStyle& style) {
  std::vector<Cell> cells;
  for (const Heading& heading : headings) {
    Cell cell = cell_of(view, heading.way, style);
    const bool in_force =
        std::any_of(view.attempts.begin(), view.attempts.end(), [&](const RowAttempt& attempt) {
          return heading.way.is_of(*attempt.seen) && is_first_choice(attempt);
        });
    cell.in_force = mark_cells && in_force;
    cells.push_back(std::move(cell));
  }
  return cells;
}

/// One host that stands for the row, with its attempts only.
struct Representative {
  std::string host;
  RowView view;
};

std::vector<Representative> representatives_of(const RowView& view) {
  std::vector<Representative> out;
  for (const RowProbe& probe : view.row->probes) {
    if (probe.host.empty()) {
      continue;
    }
    Representative one{probe.host, {view.row, view.result, {}}};
    std::copy_if(view.attempts.begin(), view.attempts.end(), std::back_inserter(one.view.attempts),
                 [&](const RowAttempt& attempt) { return attempt.probe == &probe; });
    out.push_back(std::move(one));
  }
  return out;
}

/// Are the hosts worth a line: not where the row's name says it all, nor where the row works and
/// the hosts that did not answer were guesses.
bool is_worth_naming(const RowView& view, const std::vector<Representative>& hosts) {
  if (view.row->range || hosts.empty() ||
      (hosts.size() == 1 && hosts.front().host == view.row->name)) {
    return false;
  }
  const bool guesses = std::any_of(view.row->probes.begin(), view.row->probes.end(),
                                   [](const RowProbe& probe) { return probe.guess; });
  return view.result.status != RowStatus::reachable || !guesses;
}

}  // namespace

std::string sense_of(const std::vector<Cell>& cells) {
  std::string out;
  for (const Cell& cell : cells) {
    out += cell.sense + "|";
  }
  return out;
}

std::vector<TableLine> lines_of(const RowView& view, const std::vector<Heading>& headings,
                                bool mark_cells, const TextStyle& style) {
  constexpr std::size_t most_hosts = 6;
  std::vector<TableLine> lines = {{shown(view.row->name, style), fmt::format("{}", view.row->port),
                                   cells_of(view, headings, mark_cells, style)}};
  const auto hosts = representatives_of(view);
  if (!is_worth_naming(view, hosts)) {
    return lines;
  }
  std::vector<std::string> names;
  std::vector<TableLine> apart;
  bool alike = true;
  for (const Representative& one : hosts) {
    names.push_back(shown(one.host, style));
    apart.push_back({"  as " + names.back(), "", cells_of(one.view, headings, false, style)});
    alike = alike && sense_of(apart.back().cells) == sense_of(apart.front().cells);
  }
  if (!alike) {
    const std::size_t left_out = apart.size() - std::min(apart.size(), most_hosts);
    apart.resize(apart.size() - left_out);
    std::move(apart.begin(), apart.end(), std::back_inserter(lines));
    if (left_out > 0) {
      lines.push_back({fmt::format("  and as {} more", left_out), "", {}});
    }
  } else if (view.result.status != RowStatus::reachable && style.verbose) {
    lines.push_back({"  as " + listed(names, 2, style), "", {}});
  }
  return lines;
}

}  // namespace netprobe
