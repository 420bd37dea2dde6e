#include "reports/endpoint_table.h"

#include "reports/compared_ports.h"
#include "reports/grid.h"
#include "reports/layout.h"
#include "reports/table_line.h"
#include "reports/untested_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netprobe {

namespace {

/// Beyond so many, endpoints that work are counted instead of listed, and failing ones cut.
constexpr std::size_t most_working = 50;
constexpr std::size_t most_failing = 200;
/// Where the style is not verbose, so many of the rows that failed alike are listed.
constexpr std::size_t most_alike = 3;

using Rows = std::vector<const RowView*>;

bool is_decided(const RowView& view) {
  return !view.row->comparison && view.row->kind != EndpointKind::rule_only &&
         view.result.status != RowStatus::untested;
}

bool works(const RowView& view) { return view.result.status == RowStatus::reachable; }

template <typename Predicate>
Rows select(const std::vector<RowView>& rows, Predicate predicate) {
  Rows out;
  for (const RowView& view : rows) {
    if (predicate(view)) {
      out.push_back(&view);
    }
  }
  return out;
}

/// The place of the one way that the agent takes first for all rows that are listed; none where it
/// differs from row to row.
std::optional<std::size_t> common_way(const std::vector<RowView>& rows,
                                      const std::vector<Way>& ways) {
  std::set<std::size_t> places;
  for (const RowView& view : rows) {
    for (const RowAttempt& attempt : view.attempts) {
      const auto way = std::find_if(ways.begin(), ways.end(),
                                    [&](const Way& w) { return w.is_of(*attempt.seen); });
      if (is_decided(view) && is_first_choice(attempt)) {
        places.insert(static_cast<std::size_t>(way - ways.begin()));
      }
    }
  }
  return places.size() == 1 ? std::optional(*places.begin()) : std::nullopt;
}

std::string capitals(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

/// "PROXY proxy.corp:3128", "SYSTEM 5 proxies".
std::string heading(const Way& way, const TextStyle& style) {
  const std::string kind(name_of(way.kind));
  const std::string rest = way.words().substr(kind.size());
  return capitals(kind) + (way.proxies.size() == 1
                               ? " " + shortened(shown(rest.substr(1), style), 28, style)
                               : rest);
}

std::vector<Heading> headings(const std::vector<Way>& ways, std::optional<std::size_t> common,
                              const TextStyle& style) {
  std::vector<Heading> out;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const bool marked = ways.size() > 1 && common == i;
    out.push_back({ways[i], heading(ways[i], style) + (marked ? " *" : "")});
  }
  return out;
}

class Table {
 public:
  Table(const std::vector<Way>& ways, std::optional<std::size_t> common, const TextStyle& style)
      : headings_(headings(ways, common, style)),
        mark_cells_(headings_.size() > 1 && !common),
        style_(style) {}

  /// Lists the rows; those that work are only counted where there are too many, or where `brief`.
  void add(const Rows& rows, bool brief, std::string_view kind) {
    std::size_t working = 0;
    std::size_t failing = 0;
    std::map<std::string, std::size_t> alike;
    std::size_t not_told = 0;
    for (const RowView* view : rows) {
      const bool good = works(*view);
      const bool listed = good ? !brief && rows.size() <= most_working : failing < most_failing;
      working += good && !listed ? 1 : 0;
      failing += good ? 0 : 1;
      if (!listed) {
        continue;
      }
      std::vector<TableLine> lines = lines_of(*view, headings_, mark_cells_, style_);
      if (!good && !style_.verbose && lines.size() == 1 && rows.size() > most_alike + 1 &&
          ++alike[sense_of(lines.front().cells)] > most_alike) {
        ++not_told;
        continue;
      }
      add_lines(std::move(lines));
    }
    if (not_told > 0) {
      add_note(fmt::format("and {}, in the same way; -v lists them",
                           counted(not_told, "more endpoint failed", "more endpoints failed")));
    }
    count(working, kind, working == 1 ? "is reachable" : "are reachable");
    count(failing - std::min(failing, most_failing), kind, "failed");
  }

  void add_note(std::string note) {
    if (!lines_.empty()) {
      lines_.push_back({std::move(note), "", {}});
    }
  }

  [[nodiscard]] std::string text() const {
    if (lines_.empty() && counts_.empty()) {
      return "";
    }
    const bool marked = headings_.size() > 1;
    return (lines_.empty() ? "" : grid(headings_, lines_, style_)) + counts_ +
           (marked ? "* the route in force, which the agent will use\n" : "");
  }

 private:
  void add_lines(std::vector<TableLine> lines) {
    std::move(lines.begin(), lines.end(), std::back_inserter(lines_));
  }
  void count(std::size_t number, std::string_view kind, std::string_view what) {
    if (number > 0) {
      counts_ +=
          fmt::format("{}{} {} {} {}; --format json lists {}\n", number,
                      kind == "required" && !lines_.empty() ? " more" : "", kind,
                      number == 1 ? "endpoint" : "endpoints", what, number == 1 ? "it" : "them");
    }
  }

  std::vector<Heading> headings_;
  bool mark_cells_;
  TextStyle style_;
  std::vector<TableLine> lines_;
  std::string counts_;
};

/// Optional rows that fail, on a line where there are many and not all is asked for.
std::string brief_failing(const Rows& optional, const TextStyle& style) {
  std::vector<std::string> names;
  for (const RowView* view : optional) {
    if (!works(*view)) {
      names.push_back(shown(view->name_and_port(), style));
    }
  }
  return style.verbose || names.size() <= most_alike
             ? ""
             : paragraph("",
                         fmt::format("{} optional endpoints failed: {}", names.size(),
                                     listed(names, 2, style)),
                         style);
}

}  // namespace

std::string endpoint_table(const ProbePlan& plan, const std::vector<RowView>& rows,
                           const TextStyle& style) {
  const std::vector<Way> ways = ways_of(plan);
  Table table(ways, common_way(rows, ways), style);
  table.add(select(rows, [](const RowView& v) { return is_decided(v) && v.result.required; }),
            false, "required");
  Rows optional =
      select(rows, [](const RowView& v) { return is_decided(v) && !v.result.required; });
  const std::string failing = brief_failing(optional, style);
  if (!failing.empty()) {
    std::erase_if(optional, [](const RowView* view) { return !works(*view); });
  } else if (!std::all_of(optional.begin(), optional.end(), [](auto* v) { return works(*v); })) {
    table.add_note("not required:");
  }
  table.add(optional, true, "optional");
  return table.text() + failing + compared_ports(ways, rows, style) + untested_rows(rows, style);
}

}  // namespace netprobe
