#include "reports/render.h"

#include "netprobe/core/text.h"
#include "reports/csv.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/nagios.h"
#include "reports/ndjson.h"
#include "reports/prometheus.h"
#include "reports/sarif.h"
#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace netprobe {

namespace {

constexpr std::array formats = {
    FormatRow{Format::text, "text", "text/plain; charset=utf-8",
              "for people: the verdict, findings with their fixes, the table", render_text},
    FormatRow{Format::json, "json", "application/json",
              "for programs: schema netprobe.report/1, one line where it goes into a file or a "
              "pipe; `report show`, `report convert` and `remedy` read it again",
              [](const Report& report, const TextStyle& style) {
                return render_json(report, style.indent);
              }},
    FormatRow{
        Format::html, "html", "text/html; charset=utf-8",
        "for people: one page that loads nothing and runs no script, with a drawing of the way "
        "and the times of every endpoint",
        [](const Report& report, const TextStyle&) { return write_html(report); }},
    FormatRow{Format::ndjson, "ndjson", "application/x-ndjson",
              "for what reads line by line: the objects of the JSON, one on each, written when the "
              "run has ended",
              [](const Report& report, const TextStyle&) { return render_ndjson(report); }},
    FormatRow{Format::junit, "junit", "application/xml",
              "for what shows test results (Jenkins, GitLab, Azure DevOps): a case for each "
              "endpoint by each route",
              [](const Report& report, const TextStyle&) { return render_junit(report); }},
    FormatRow{Format::sarif, "sarif", "application/sarif+json",
              "for dashboards of findings (code scanning): SARIF 2.1.0, a rule per cause",
              [](const Report& report, const TextStyle&) { return render_sarif(report); }},
    FormatRow{Format::csv, "csv", "text/csv; charset=utf-8; header=present",
              "for spreadsheets: a line per attempt; no cell is a formula",
              [](const Report& report, const TextStyle&) { return render_csv(report); }},
    FormatRow{Format::markdown, "markdown", "text/markdown; charset=utf-8",
              "for tickets (GitHub, Jira): the findings first",
              [](const Report& report, const TextStyle&) { return render_markdown(report); }},
    FormatRow{Format::prometheus, "prometheus", "text/plain; version=0.0.4; charset=utf-8",
              "for node_exporter's textfile collector: gauges",
              [](const Report& report, const TextStyle&) { return render_prometheus(report); }},
    FormatRow{Format::nagios, "nagios", "text/plain; charset=utf-8",
              "a line for Nagios and Icinga, with performance data; `check` then ends with 0 OK, 1 "
              "WARNING (degraded), 2 CRITICAL (blocked) or 3 UNKNOWN",
              [](const Report& report, const TextStyle& style) {
                return render_nagios(report, style.fail_on_warning);
              }},
};

const FormatRow& row_of(Format format) {
  // Every format has a row: a test asks for each.
  return *std::find_if(formats.begin(), formats.end(),
                       [&](const FormatRow& row) { return row.format == format; });
}

Result<Format> parse_one_of(std::string_view word, std::string_view option,
                            std::span<const FormatRow> known) {
  std::vector<std::string> names;
  for (const FormatRow& row : known) {
    if (equals_ignoring_case(row.name, word)) {
      return row.format;
    }
    names.emplace_back(row.name);
  }
  const std::vector<std::string> near = nearest(word, names, 1);
  return usage_error(fmt::format(
      "{}: found \"{}\", expected one of {}{}", option, printable(word, 200), join(names, ", "),
      near.empty() ? "" : fmt::format(" (did you mean {}?)", near.front())));
}

}  // namespace

std::span<const FormatRow> all_formats() { return formats; }

std::string_view name_of(Format format) { return row_of(format).name; }

std::string format_names() {
  std::vector<std::string> names;
  std::transform(formats.begin(), formats.end(), std::back_inserter(names),
                 [](const FormatRow& row) { return std::string(row.name); });
  return join(names, ", ");
}

Result<Format> parse_format(std::string_view word, std::string_view option) {
  return parse_one_of(word, option, formats);
}

Result<Format> parse_text_or_json(std::string_view word, std::string_view option) {
  static_assert(formats[0].format == Format::text && formats[1].format == Format::json);
  return parse_one_of(word, option, std::span(formats).first<2>());
}

std::string render(const Report& report, Format format, const TextStyle& style) {
  return row_of(format).write(report, style);
}

}  // namespace netprobe
