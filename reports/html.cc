#include "reports/html.h"

#include "reports/embedded.h"
#include "reports/html_parts.h"
#include "reports/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace netprobe {

namespace {

/// "Blocked".
std::string html_word_of(RunStatus status) {
  std::string word(name_of(status));
  word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

std::string depth_of(const Report& report) {
  return report.plan.depth == Depth::http ? ""
                                          : fmt::format(" ({} only)", name_of(report.plan.depth));
}

/// "2026-11-28 12:20 UTC".
std::string minute_of(WallTime time) {
  const std::string text = format_rfc3339(time);
  return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 5));
}

HtmlFields heading_of(const Report& report) {
  const RunStatus status = report.diagnosis.summary.status;
  return {{"version", html_text(report.tool_version)},
          {"host", html_text(report.run.host.empty() ? "this machine" : report.run.host, 200)},
          {"started", html_text(format_rfc3339(report.run.started))},
          {"started_words", html_text(minute_of(report.run.started))},
          {"style", HtmlData(std::string(templates::file("html/style.css")))},
          {"verdict_class", html_text(name_of(status))},
          {"verdict_word", html_text(html_word_of(status) + depth_of(report))},
          {"verdict_sentence", html_text(verdict_sentence(report))}};
}

HtmlData details_left_out(const Report& report, const std::vector<bool>& chosen) {
  const auto left_out = std::count(chosen.begin(), chosen.end(), false);
  return left_out == 0 ? HtmlData(false)
                       : html_text(fmt::format(
                             "{} more of {} endpoints have no details here; the JSON report "
                             "has them.",
                             left_out, report.plan.rows.size()));
}

}  // namespace

std::string write_html(const Report& report) {
  const std::vector<RowView> rows = rows_of(report);
  HtmlFields page = heading_of(report);
  page["verdict"] = html_verdict(report);
  page["picture"] = html_picture(report, rows);
  page["findings"] = html_findings(report, rows);
  page["matrix"] = html_matrix(report, rows);
  page["details"] = html_details(report, rows);
  page["details_left_out"] = details_left_out(report, html_rows_with_details(rows));
  page["controls"] = html_controls(report);
  page["run"] = html_run(report);
  kainjow::mustache::mustache whole{std::string(templates::file("html/page.mustache"))};
  return whole.render(HtmlData(page));
}

}  // namespace netprobe
