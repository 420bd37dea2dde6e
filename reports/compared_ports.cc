#include "reports/compared_ports.h"

#include "netprobe/core/text.h"
#include "reports/cell.h"
#include "reports/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace netprobe {

namespace {

/// How many rows went how, on one way: by cause, "answered" where an attempt passed.
using Outcomes = std::map<std::string_view, int>;

constexpr std::string_view answered = "answered";

Outcomes outcomes_of(const std::vector<const RowView*>& rows, const Way& way) {
  Outcomes outcomes;
  for (const RowView* view : rows) {
    const auto attempts = telling_attempts(*view, way);
    const bool any_passed =
        std::any_of(attempts.begin(), attempts.end(),
                    [](const Observation* seen) { return seen->outcome == Outcome::ok; });
    if (any_passed) {
      ++outcomes[answered];
    } else if (const auto cause = main_cause(attempts)) {
      ++outcomes[name_of(*cause)];
    }
  }
  return outcomes;
}

bool is_expected(std::string_view outcome) {
  return outcome == name_of(Cause::tcp_timeout) || outcome == name_of(Cause::tcp_reset);
}

std::string words_of(const Outcomes& outcomes) {
  std::vector<std::string> parts;
  for (const auto& [outcome, count] : outcomes) {
    parts.push_back(fmt::format("{} {}", count, outcome));
  }
  return join(parts, ", ");
}

/// The proxy is named where its kind has several.
std::string label_of(const Way& way, const std::vector<Way>& ways) {
  const auto alike =
      std::count_if(ways.begin(), ways.end(), [&](const Way& w) { return w.kind == way.kind; });
  return alike > 1 ? printable(way.words(), 100) : std::string(name_of(way.kind));
}

struct Seen {
  std::string words;
  bool expected = true;
};

Seen seen_on(const std::vector<const RowView*>& rows, const std::vector<Way>& ways) {
  std::vector<std::string> parts;
  bool expected = true;
  bool silent = true;
  for (const Way& way : ways) {
    const Outcomes outcomes = outcomes_of(rows, way);
    for (const auto& [outcome, count] : outcomes) {
      expected = expected && is_expected(outcome);
      silent = silent && outcome == name_of(Cause::tcp_timeout);
    }
    if (!outcomes.empty()) {
      parts.push_back(fmt::format("{}: {}", label_of(way, ways), words_of(outcomes)));
    }
  }
  if (parts.empty()) {
    return {"nothing was seen"};
  }
  if (!expected) {
    return {join(parts, "; "), false};
  }
  return {silent ? "silent everywhere, as expected" : "closed everywhere, as expected"};
}

}  // namespace

std::string compared_ports(const std::vector<Way>& ways, const std::vector<RowView>& rows,
                           const TextStyle& style) {
  std::map<std::uint16_t, std::vector<const RowView*>> by_port;
  for (const RowView& view : rows) {
    if (view.row->comparison) {
      by_port[view.row->port].push_back(&view);
    }
  }
  std::string out;
  for (const auto& [port, compared] : by_port) {
    const Seen seen = seen_on(compared, ways);
    const std::string words =
        fmt::format("{} compared on {} row{}, not required: {}", port, compared.size(),
                    compared.size() == 1 ? "" : "s", seen.words);
    out += seen.expected && !style.verbose ? "" : paragraph("", words, style);
  }
  return out;
}

}  // namespace netprobe
