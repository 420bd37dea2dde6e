#include "reports/table.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

struct Cell {
  std::string text;
  Paint paint = Paint::none;
};

struct Line {
  const PlannedRow* row = nullptr;
  RowResult result;
  std::string name;
  std::vector<Cell> cells;  ///< one per tested route
};

bool is_in_force(const PlannedRow& row, RouteKind route) {
  return std::any_of(row.probes.begin(), row.probes.end(),
                     [&](const RowProbe& probe) { return probe.in_force == route; });
}

/// The one route that every row of the table will use; none when they differ.
std::optional<RouteKind> common_route(const ProbePlan& plan) {
  std::set<RouteKind> routes;
  for (const PlannedRow& row : plan.rows) {
    for (const RowProbe& probe : row.probes) {
      routes.insert(probe.in_force);
    }
  }
  return routes.size() == 1 ? std::optional(*routes.begin()) : std::nullopt;
}

/// What the attempts of a row came to on one route.
struct Tally {
  int tried = 0, passed = 0;
  std::optional<Micros> slowest;  ///< of those that passed
  std::optional<Cause> cause;     ///< of the first that failed
};

Tally tally_of(const std::vector<const Observation*>& attempts, RouteKind route) {
  Tally tally;
  for (const Observation* seen : attempts) {
    if (seen->route != route || seen->follow_up || seen->outcome == Outcome::skipped) {
      continue;
    }
    ++tally.tried;
    if (seen->outcome == Outcome::ok) {
      ++tally.passed;
      tally.slowest = std::max(tally.slowest, seen->timings.total);
    } else if (!tally.cause && seen->failure) {
      tally.cause = seen->failure->cause;
    }
  }
  return tally;
}

Cell cell_of(const Tally& tally, RowStatus decided, const TextStyle& style) {
  const std::string_view yes = sign(style, "✓", "OK");
  const std::string_view no = sign(style, "✗", "x");
  const std::string_view unknown = sign(style, "–", "-");
  const std::string_view cause = tally.cause ? name_of(*tally.cause) : "failed";
  if (tally.tried == 0) {
    return {fmt::format("{} untested", unknown), Paint::dim};
  }
  if (tally.passed == tally.tried) {
    const auto time =
        tally.slowest ? fmt::format(" {} ms", std::chrono::round<Millis>(*tally.slowest).count())
                      : "";
    return {fmt::format("{}{}", yes, time), Paint::green};
  }
  if (tally.passed > 0) {
    const bool enough = decided == RowStatus::reachable;
    return {fmt::format("{} {}/{} {}", enough ? yes : "!", tally.passed, tally.tried, cause),
            enough ? Paint::green : Paint::yellow};
  }
  // Silence that proves nothing is no failure.
  if (decided == RowStatus::untested) {
    return {fmt::format("{} {}", unknown, cause), Paint::dim};
  }
  return {fmt::format("{} {}", no, cause), Paint::red};
}

Line line_of(const Report& report, std::size_t index, bool mark, const TextStyle& style) {
  Line line;
  line.row = &report.plan.rows[index];
  if (index < report.diagnosis.rows.size()) {
    line.result = report.diagnosis.rows[index];
  }
  line.name = shown(line.row->name, style);
  const auto attempts = attempts_of(*line.row, report.plan, report.observations);
  for (const RouteKind route : report.run.routes) {
    const Tally tally = tally_of(attempts, route);
    const bool in_force = is_in_force(*line.row, route);
    // Of a row that could not be decided, silence on any route proves as little.
    const bool decides = in_force || line.result.status == RowStatus::untested;
    Cell cell = cell_of(tally, decides ? line.result.status : RowStatus::blocked, style);
    cell.text += mark && in_force ? " *" : "";
    line.cells.push_back(cell);
  }
  return line;
}

/// "PROXY proxy.corp:3128"; without an address where several proxies were used.
std::string heading_of(const Report& report, RouteKind route, const TextStyle& style) {
  std::string kind(name_of(route));
  std::transform(kind.begin(), kind.end(), kind.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  std::set<std::string> proxies;
  for (const Observation& seen : report.observations) {
    if (seen.route == route && seen.proxy) {
      proxies.insert(*seen.proxy);
    }
  }
  if (proxies.size() != 1) {
    return kind;
  }
  std::string_view address = *proxies.begin();
  if (address.starts_with("http://")) {
    address.remove_prefix(7);
  }
  return fmt::format("{} {}", kind, shown(address, style));
}

struct Columns {
  std::size_t name = 0;
  std::vector<std::string> headings;
  std::vector<std::size_t> widths;
};

Columns columns_for(const Report& report, const std::vector<Line>& lines, bool mark_headings,
                    const TextStyle& style) {
  constexpr std::size_t widest_heading = 32;
  constexpr std::size_t port_columns = 8;  // two blanks, the number, a blank
  Columns columns;
  const std::optional<RouteKind> common = common_route(report.plan);
  std::size_t taken = port_columns;
  for (std::size_t i = 0; i < report.run.routes.size(); ++i) {
    std::string heading =
        shortened(heading_of(report, report.run.routes[i], style), widest_heading, style);
    heading += mark_headings && common == report.run.routes[i] ? " *" : "";
    std::size_t width = columns_of(heading);
    for (const Line& line : lines) {
      width = std::max(width, columns_of(line.cells[i].text));
    }
    columns.headings.push_back(heading);
    columns.widths.push_back(width);
    taken += 2 + width;
  }
  columns.name = columns_of("ENDPOINT");
  for (const Line& line : lines) {
    columns.name = std::max(columns.name, columns_of(line.name));
  }
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  constexpr std::size_t shortest_name = 20;
  const std::size_t room = width > taken ? width - taken : 0;
  columns.name = std::min(columns.name, std::max(room, shortest_name));
  return columns;
}

std::string trimmed_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string heading_line(const Columns& columns, const TextStyle& style) {
  std::string out = padded("ENDPOINT", columns.name) + "    PORT";
  for (std::size_t i = 0; i < columns.headings.size(); ++i) {
    out += "  " + padded(columns.headings[i], columns.widths[i]);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return painted(out, Paint::bold, style) + "\n";
}

std::string text_of(const Line& line, const Columns& columns, const TextStyle& style) {
  std::string out = padded(shortened(line.name, columns.name, style), columns.name);
  out += fmt::format("  {:>6}", line.row->port);
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    const Cell& cell = line.cells[i];
    const bool last = i + 1 == line.cells.size();
    const std::size_t blanks = columns.widths[i] - columns_of(cell.text);
    out += "  " + painted(cell.text, cell.paint, style) + std::string(last ? 0 : blanks, ' ');
  }
  return trimmed_end(out);
}

/// All that was tested for comparison only, in one line.
std::string comparison_line(const Report& report, const TextStyle& style) {
  std::set<std::string> ports;
  std::map<std::string_view, int> causes;
  int rows = 0;
  int reachable = 0;
  for (std::size_t i = 0; i < report.plan.rows.size(); ++i) {
    const PlannedRow& row = report.plan.rows[i];
    if (!row.comparison || row.kind == EndpointKind::rule_only) {
      continue;
    }
    ++rows;
    ports.insert(fmt::format("{}", row.port));
    Tally best;
    const auto attempts = attempts_of(row, report.plan, report.observations);
    for (const RouteKind route : report.run.routes) {
      const Tally tally = tally_of(attempts, route);
      best = tally.passed > 0 || (best.passed == 0 && is_in_force(row, route)) ? tally : best;
    }
    reachable += best.passed > 0 ? 1 : 0;
    if (best.passed == 0 && best.cause) {
      ++causes[name_of(*best.cause)];
    }
  }
  if (rows == 0) {
    return "";
  }
  std::string what = fmt::format("{} of {} endpoints answer", reachable, rows);
  for (const auto& [cause, count] : causes) {
    what += fmt::format(", {} {}", count, cause);
  }
  const std::string port_list = join(std::vector<std::string>(ports.begin(), ports.end()), ", ");
  return labelled("", fmt::format("Port {}, for comparison only: {}", port_list, what), 0, 0,
                  style);
}

/// Why a row was not decided, said once for all rows that share the reason.
std::string untested_notes(const std::vector<Line>& lines, const TextStyle& style) {
  constexpr std::size_t most_names = 3;
  std::vector<std::pair<std::string, std::vector<std::string>>> notes;
  for (const Line& line : lines) {
    const std::string& note = line.result.note.empty() ? line.row->untested : line.result.note;
    if (line.result.status != RowStatus::untested || note.empty()) {
      continue;
    }
    auto known = std::find_if(notes.begin(), notes.end(),
                              [&](const auto& entry) { return entry.first == note; });
    if (known == notes.end()) {
      known = notes.insert(notes.end(), {note, {}});
    }
    known->second.push_back(fmt::format("{}:{}", line.name, line.row->port));
  }
  std::string out;
  for (auto& [note, names] : notes) {
    const std::size_t more = names.size() > most_names ? names.size() - most_names : 0;
    names.resize(names.size() - more);
    const std::string tail = more > 0 ? fmt::format(" and {} more", more) : "";
    out +=
        labelled("", fmt::format("Untested: {}{}: {}", join(names, ", "), tail, shown(note, style)),
                 0, 0, style);
  }
  return out;
}

}  // namespace

std::string render_table(const Report& report, const TextStyle& style) {
  const bool one_route = common_route(report.plan).has_value();
  std::vector<Line> required;
  std::vector<Line> others;
  for (std::size_t i = 0; i < report.plan.rows.size(); ++i) {
    const PlannedRow& row = report.plan.rows[i];
    if (!row.comparison && row.kind != EndpointKind::rule_only) {
      Line line = line_of(report, i, !one_route, style);
      (line.result.required ? required : others).push_back(std::move(line));
    }
  }
  std::vector<Line> lines = required;
  lines.insert(lines.end(), others.begin(), others.end());
  std::string out;
  if (!lines.empty()) {
    const Columns columns = columns_for(report, lines, one_route, style);
    out += heading_line(columns, style);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out +=
          i == required.size() ? painted("not required in this run", Paint::dim, style) + "\n" : "";
      out += text_of(lines[i], columns, style);
    }
    out += "* the route in force: the one that the agent will use\n";
  }
  return out + comparison_line(report, style) + untested_notes(lines, style);
}

}  // namespace netprobe
