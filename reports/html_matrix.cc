#include "reports/cell.h"
#include "reports/html_parts.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>

namespace netprobe {

namespace {

/// Beyond so many, endpoints that work are counted; of those that do not, so many are listed.
constexpr std::size_t most_rows = 1200;
constexpr std::size_t most_details = 150;

/// What a bar is made of, in percent of a full one.
struct Bar {
  Micros connect{}, tls{}, byte{};
  [[nodiscard]] Micros whole() const { return connect + tls + byte; }
};

bool is_good(const Observation* seen) { return seen->outcome == Outcome::ok; }

/// The attempt that took the middle time of those that went well.
const Observation* usual_attempt(const std::vector<const Observation*>& attempts) {
  std::vector<const Observation*> good;
  std::copy_if(attempts.begin(), attempts.end(), std::back_inserter(good),
               [](auto* seen) { return is_good(seen) && seen->timings.tcp.has_value(); });
  if (good.empty()) {
    return nullptr;
  }
  std::stable_sort(good.begin(), good.end(), [](const Observation* a, const Observation* b) {
    return a->timings.total.value_or(Micros(0)) < b->timings.total.value_or(Micros(0));
  });
  return good[(good.size() - 1) / 2];
}

std::optional<Bar> bar_of(const RowView& view, const Way& way) {
  const Observation* seen = usual_attempt(telling_attempts(view, way));
  if (seen == nullptr) {
    return std::nullopt;
  }
  const Timings& timings = seen->timings;
  const Micros none(0);
  return Bar{timings.tcp.value_or(none) + timings.proxy.value_or(none), timings.tls.value_or(none),
             timings.first_byte.value_or(none)};
}

/// What a full bar stands for: the longest one, unless a few are much longer than most.
Micros full_bar(const std::vector<RowView>& rows, const std::vector<Way>& ways) {
  std::vector<Micros> wholes;
  for (const RowView& view : rows) {
    for (const Way& way : ways) {
      if (const auto bar = bar_of(view, way); bar && bar->whole() > Micros(0)) {
        wholes.push_back(bar->whole());
      }
    }
  }
  if (wholes.empty()) {
    return Micros(1);
  }
  std::sort(wholes.begin(), wholes.end());
  return std::min(wholes.back(), 4 * wholes[wholes.size() / 2]);
}

HtmlData html_bar(const Bar& bar, Micros full) {
  kainjow::mustache::list parts;
  double x = 0;
  const std::array lengths = {std::pair(std::string_view("connect"), bar.connect),
                              std::pair(std::string_view("tls"), bar.tls),
                              std::pair(std::string_view("byte"), bar.byte)};
  for (const auto& [kind, length] : lengths) {
    const double share =
        100.0 * static_cast<double>(length.count()) / static_cast<double>(full.count());
    const double width = std::min(share, 100.0 - x);
    if (width >= 0.05) {
      parts.push_back(HtmlFields{{"kind", html_text(kind)},
                                 {"x", html_text(fmt::format("{:.1f}", x))},
                                 {"width", html_text(fmt::format("{:.1f}", width))}});
    }
    x += std::max(width, 0.0);
  }
  return HtmlFields{
      {"bars", HtmlData(parts)},
      {"split", html_text(fmt::format("{} + {} + {}", html_duration(bar.connect),
                                      html_duration(bar.tls), html_duration(bar.byte)))}};
}

std::string_view outcome_class(Paint paint) {
  switch (paint) {
    case Paint::green:
      return "ok";
    case Paint::red:
      return "bad";
    case Paint::yellow:
      return "part";
    case Paint::none:
    case Paint::bold:
    case Paint::dim:
      break;
  }
  return "none";
}

/// The cell of a terminal without the blanks that align it there.
std::string without_padding(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || !out.ends_with(' ')) {
      out += c;
    }
  }
  return out;
}

struct Matrix {
  const std::vector<RowView>& rows;
  std::vector<Way> ways;
  std::vector<bool> details;
  Micros full{1};
};

bool takes(const RowView& view, const Way& way) {
  return std::any_of(view.attempts.begin(), view.attempts.end(), [&](const RowAttempt& attempt) {
    return way.is_of(*attempt.seen) && is_first_choice(attempt);
  });
}

HtmlData html_cell(const Matrix& matrix, const RowView& view, const Way& way) {
  const Cell cell = cell_of(view, way, TextStyle{});
  const auto bar = bar_of(view, way);
  const bool marked = matrix.ways.size() > 1 && takes(view, way);
  return HtmlFields{
      {"outcome", html_text(outcome_class(cell.paint))},
      {"cell", html_text(without_padding(cell.text) + (marked ? " *" : ""))},
      {"bar", bar && bar->whole() > Micros(0) ? html_bar(*bar, matrix.full) : HtmlData(false)}};
}

HtmlData html_row(const Matrix& matrix, std::size_t place) {
  const RowView& view = matrix.rows[place];
  const bool works = view.result.status == RowStatus::reachable;
  return HtmlFields{
      {"anchor",
       matrix.details[place] ? html_text(fmt::format("endpoint-{}", place + 1)) : HtmlData(false)},
      {"name", html_text(view.row->name, 300)},
      {"port", html_text(fmt::format("{}", view.row->port))},
      {"status", html_text(name_of(view.result.status))},
      {"note", works ? HtmlData(false) : html_maybe(view.note(), 300)},
      {"cells",
       html_list(matrix.ways, [&](const Way& way) { return html_cell(matrix, view, way); })}};
}

enum class GroupOfRows { required, optional, undecided, compared, count };

GroupOfRows group_of(const RowView& view) {
  if (view.row->comparison) {
    return GroupOfRows::compared;
  }
  if (view.result.status == RowStatus::untested) {
    return GroupOfRows::undecided;
  }
  return view.result.required ? GroupOfRows::required : GroupOfRows::optional;
}

std::string_view words_of(GroupOfRows group) {
  switch (group) {
    case GroupOfRows::required:
      return "Required";
    case GroupOfRows::optional:
      return "Not required";
    case GroupOfRows::undecided:
      return "Not decided, for or against";
    case GroupOfRows::compared:
      return "Ports that are compared, and required by nobody";
    case GroupOfRows::count:
      break;
  }
  return "";
}

/// Rows whose turn it is where not all can be listed: what does not work goes first.
std::vector<bool> chosen_rows(const std::vector<RowView>& rows, std::size_t most) {
  std::vector<bool> chosen(rows.size(), false);
  std::size_t count = 0;
  const auto choose = [&](auto predicate) {
    for (std::size_t i = 0; i < rows.size() && count < most; ++i) {
      if (!chosen[i] && predicate(rows[i])) {
        chosen[i] = true;
        ++count;
      }
    }
  };
  const auto fails = [](const RowView& view) {
    return group_of(view) != GroupOfRows::compared && view.result.status != RowStatus::reachable &&
           view.result.status != RowStatus::untested;
  };
  choose([&](const RowView& view) { return fails(view) && view.result.required; });
  choose(fails);
  choose([](const RowView& view) { return group_of(view) == GroupOfRows::required; });
  choose([](const RowView& view) { return group_of(view) == GroupOfRows::optional; });
  choose([](const RowView&) { return true; });
  return chosen;
}

HtmlData html_groups(const Matrix& matrix, const std::vector<bool>& listed) {
  kainjow::mustache::list groups;
  for (int i = 0; i < static_cast<int>(GroupOfRows::count); ++i) {
    const auto group = static_cast<GroupOfRows>(i);
    kainjow::mustache::list lines;
    for (std::size_t place = 0; place < matrix.rows.size(); ++place) {
      if (listed[place] && group_of(matrix.rows[place]) == group) {
        lines.push_back(html_row(matrix, place));
      }
    }
    if (!lines.empty()) {
      groups.push_back(HtmlFields{{"group", html_text(words_of(group))},
                                  {"span", html_number(matrix.ways.size() + 1)},
                                  {"rows", HtmlData(lines)}});
    }
  }
  return HtmlData(groups);
}

HtmlData html_column(const Way& way) {
  const std::string kind(name_of(way.kind));
  const std::string words = way.words();
  return HtmlFields{
      {"column", html_text(kind)},
      {"column_below",
       html_maybe(words.size() > kind.size() ? std::string_view(words).substr(kind.size() + 1)
                                             : std::string_view(),
                  200)}};
}

bool any_is_cut(const Matrix& matrix) {
  return std::any_of(matrix.rows.begin(), matrix.rows.end(), [&](const RowView& view) {
    return std::any_of(matrix.ways.begin(), matrix.ways.end(), [&](const Way& way) {
      const auto bar = bar_of(view, way);
      return bar && bar->whole() > matrix.full;
    });
  });
}

}  // namespace

std::vector<bool> html_rows_with_details(const std::vector<RowView>& rows) {
  std::vector<bool> chosen = chosen_rows(rows, most_details);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // Where nothing was tried there is nothing to unfold.
    chosen[i] = chosen[i] && !(rows[i].attempts.empty() && rows[i].row->purpose.empty());
  }
  return chosen;
}

HtmlData html_matrix(const Report& report, const std::vector<RowView>& rows) {
  if (rows.empty()) {
    return HtmlFields{{"empty", HtmlData(true)}, {"table", HtmlData(false)}};
  }
  Matrix matrix{rows, ways_of(report.plan), html_rows_with_details(rows)};
  matrix.full = full_bar(rows, matrix.ways);
  const std::vector<bool> listed = chosen_rows(rows, most_rows);
  const auto left_out = static_cast<std::size_t>(std::count(listed.begin(), listed.end(), false));
  const HtmlFields table = {
      {"key", HtmlData(matrix.full > Micros(1))},
      {"full_bar", html_text(html_duration(matrix.full))},
      {"cut", HtmlData(any_is_cut(matrix))},
      {"marked", HtmlData(matrix.ways.size() > 1)},
      {"caption", html_text(fmt::format("{} by {}", counted(rows.size(), "endpoint", "endpoints"),
                                        counted(matrix.ways.size(), "way", "ways")))},
      {"columns", html_list(matrix.ways, html_column)},
      {"groups", html_groups(matrix, listed)},
      {"left_out", left_out == 0
                       ? HtmlData(false)
                       : html_text(counted(left_out, "more endpoint is", "more endpoints are") +
                                   " in the JSON report; what does not work was listed first.")}};
  return HtmlFields{{"empty", HtmlData(false)}, {"table", HtmlData(table)}};
}

}  // namespace netprobe
