#include "reports/text.h"

#include "netprobe/core/text.h"
#include "reports/layout.h"
#include "tests/reports/report_builder.h"
#include "tests/reports/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace netprobe {
namespace text_test {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_reports::bad;
using testing_reports::good;
using testing_reports::hostile_report;
using testing_reports::ReportBuilder;
using testing_reports::Sample;
using testing_reports::samples;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n') || byte == 0x7f;
}

std::string without_colour(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = text.find('m', at);
    } else {
      out += text[at];
    }
  }
  return out;
}

TEST(Text, writes_no_control_character_whatever_comes_in) {
  for (const Sample& sample : samples()) {
    for (const bool unicode : {true, false}) {
      const std::string text = render_text(sample.report, {100, false, unicode});
      EXPECT_TRUE(std::none_of(text.begin(), text.end(), is_control)) << sample.name;
      EXPECT_EQ(text, valid_utf8(text)) << sample.name;
      EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b"))) << sample.name;
      EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae"))) << sample.name;
    }
  }
}

TEST(Text, lets_no_foreign_line_begin_a_line) {
  for (const std::string& line : lines_of(render_text(hostile_report(), {}))) {
    EXPECT_THAT(line, Not(StartsWith("READY")));
  }
}

TEST(Text, writes_nothing_but_ascii_where_the_terminal_has_no_more) {
  for (const Sample& sample : samples()) {
    const std::string text = render_text(sample.report, {100, false, false});
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x80;
    })) << sample.name;
  }
}

TEST(Text, says_the_same_with_colour_as_without) {
  for (const Sample& sample : samples()) {
    EXPECT_EQ(without_colour(render_text(sample.report, {100, true, true})),
              render_text(sample.report, {100, false, true}))
        << sample.name;
  }
}

TEST(Text, keeps_to_the_width_of_the_terminal) {
  for (const Sample& sample : samples()) {
    for (const int width : {80, 100, 120}) {
      for (const bool all : {false, true}) {
        const TextStyle style = {width, false, true, true, all};
        for (const std::string& line : lines_of(render_text(sample.report, style))) {
          // Commands and addresses of pages are there to be copied, and never broken.
          const bool whole = line.find("    Run  ") == 0 || line.find("    Read ") == 0 ||
                             line.find("              ") == 0;
          EXPECT_TRUE(whole || columns_of(line) <= static_cast<std::size_t>(width))
              << sample.name << ": " << line;
        }
      }
    }
  }
}

TEST(Text, takes_a_width_that_no_terminal_has_as_the_nearest_that_it_can_use) {
  const Report report = samples().front().report;
  EXPECT_EQ(render_text(report, {1, false, true}), render_text(report, {80, false, true}));
  EXPECT_EQ(render_text(report, {100000, false, true}), render_text(report, {120, false, true}));
}

constexpr TextStyle verbose = {100, false, true, true, true};

std::string first_line(const Report& report) { return lines_of(render_text(report, {})).front(); }

TEST(Text, answers_in_its_first_line) {
  struct Row {
    std::string name;
    Summary summary;
    Depth depth;
    std::string line;
  };
  const std::vector<Row> rows = {
      {"everything works",
       {RunStatus::ready, 9, 9, 0, 0},
       Depth::http,
       "READY   all 9 required endpoints are reachable"},
      {"one endpoint is no plural",
       {RunStatus::ready, 1, 1, 0, 0},
       Depth::http,
       "READY   the one required endpoint is reachable"},
      {"nothing was required",
       {RunStatus::ready, 0, 0, 0, 0},
       Depth::http,
       "READY   no endpoint could be counted as required in this run"},
      {"optional ones are told beside it",
       {RunStatus::ready, 2, 2, 0, 1},
       Depth::http,
       "READY   all 2 required endpoints are reachable; 1 optional endpoint fails"},
      {"a shallow run says how shallow",
       {RunStatus::ready, 9, 9, 0, 0},
       Depth::tcp,
       "READY (tcp only)   all 9 required endpoints are reachable"},
      {"blocked",
       {RunStatus::blocked, 9, 7, 2, 0},
       Depth::http,
       "BLOCKED   2 of 9 required endpoints cannot be reached by any route"},
      {"blocked and degraded",
       {RunStatus::blocked, 9, 6, 2, 0},
       Depth::http,
       "BLOCKED   2 of 9 required endpoints cannot be reached by any route, 1 more only by another "
       "than the"},
      {"degraded",
       {RunStatus::degraded, 9, 6, 0, 0},
       Depth::http,
       "DEGRADED   3 of 9 required endpoints can be reached, but not by the route in force"},
      {"degraded by a setting alone",
       {RunStatus::degraded, 9, 9, 0, 0},
       Depth::http,
       "DEGRADED   all 9 required endpoints are reachable, but a setting of this machine is wrong"},
      {"incomplete",
       {RunStatus::incomplete, 3, 2, 1, 0},
       Depth::http,
       "INCOMPLETE   the run ended before it could tell; so far 2 required endpoints are "
       "reachable, 1"},
  };
  for (const Row& row : rows) {
    Report report;
    report.plan.depth = row.depth;
    report.diagnosis.summary = row.summary;
    EXPECT_EQ(first_line(report), row.line) << row.name;
  }
}

/// One address of many is silent: the others are not called unreachable.
TEST(Verdict, a_row_some_of_whose_attempts_pass_is_reached_in_part) {
  for (const bool some_pass : {true, false}) {
    ReportBuilder builder;
    builder.row("entra-token", "login.microsoftonline.com", 443, RowStatus::blocked)
        .probe("login.microsoftonline.com")
        .attempt(RouteKind::direct, bad(Stage::tcp, Cause::tcp_timeout, "no answer"))
        .attempt(RouteKind::direct,
                 some_pass ? good(30) : bad(Stage::tcp, Cause::tcp_timeout, "no answer"));
    EXPECT_EQ(first_line(builder.finish(RunStatus::blocked)),
              some_pass ? "BLOCKED   1 of 1 required endpoints can be reached in part only"
                        : "BLOCKED   1 of 1 required endpoints cannot be reached by any route");
  }
}

Finding finding(Severity severity, const std::string& title) {
  Finding finding;
  finding.severity = severity;
  finding.title = title;
  return finding;
}

TEST(Text, tells_errors_before_warnings_before_the_rest) {
  Report report;
  report.diagnosis.findings = {finding(Severity::info, "third"),
                               finding(Severity::warning, "second"),
                               finding(Severity::error, "first")};
  const std::string text = render_text(report, {});
  EXPECT_LT(text.find("first"), text.find("second"));
  EXPECT_LT(text.find("second"), text.find("third"));
}

TEST(Text, shortens_what_a_finding_hits) {
  ReportBuilder builder;
  Finding blocked = finding(Severity::error, "Blocked");
  for (int i = 0; i < 18; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    builder.row(host, host, 443, i < 17 ? RowStatus::blocked : RowStatus::reachable);
    if (i < 16) {
      blocked.affected.push_back(host + ":443");
    }
  }
  builder.finding(blocked);
  EXPECT_THAT(render_text(builder.finish(RunStatus::blocked), {}),
              HasSubstr(" h5.example:443 … and 10 more\n"));
}

TEST(Text, says_a_fact_once) {
  Report report;
  Finding refused = finding(Severity::error, "Refused");
  refused.evidence = {{"403", "attempt a"}, {"403", "attempt a"}, {"403", "attempt b"}};
  report.diagnosis.findings = {refused};
  EXPECT_THAT(render_text(report, verbose), HasSubstr("    Evidence  403 (attempt a)\n"
                                                      "              403 (attempt b)\n\n"));
}

TEST(Text, tells_what_a_screen_has_room_for_and_the_rest_when_asked) {
  ReportBuilder builder;
  for (int i = 0; i < 9; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    builder.row(host, host, 443, RowStatus::blocked)
        .probe(host, RouteKind::direct)
        .attempt(RouteKind::direct, bad(Stage::tcp, Cause::tcp_timeout, ""));
  }
  Finding blocked = finding(Severity::error, "Blocked");
  blocked.evidence = {{"one", "a"}, {"two", "b"}, {"three", "c"}, {"four", "d"}};
  Finding warned = finding(Severity::warning, "Warned");
  warned.evidence = {{"a warning's fact", "e"}};
  Finding worth_knowing = finding(Severity::info, "Worth knowing");
  worth_knowing.explanation = "An explanation.";
  builder.finding(blocked);
  builder.finding(warned);
  builder.finding(worth_knowing);
  const Report report = builder.finish(RunStatus::blocked);
  const std::string brief = render_text(report, {});
  EXPECT_THAT(brief, HasSubstr("    Evidence  one\n"
                               "              two\n"
                               "              three\n"
                               "              and 1 more fact: -v\n"));
  EXPECT_THAT(brief, Not(HasSubstr("a warning's fact")));
  EXPECT_THAT(brief, HasSubstr("i Worth knowing\n"));
  EXPECT_THAT(brief, HasSubstr("and 6 more endpoints failed, in the same way; -v lists them\n"));
  const std::string all = render_text(report, verbose);
  EXPECT_THAT(all, HasSubstr("              four (d)\n"));
  EXPECT_THAT(all, HasSubstr("a warning's fact (e)"));
  EXPECT_THAT(all, HasSubstr("i Worth knowing: An explanation.\n"));
  EXPECT_THAT(all, HasSubstr("h8.example"));
}

TEST(Text, says_so_when_a_finding_hits_all_that_is_required) {
  ReportBuilder builder;
  Finding blocked = finding(Severity::error, "Blocked");
  for (int i = 0; i < 9; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    builder.row(host, host, 443, RowStatus::blocked, i < 8);
    blocked.affected.push_back(host + ":443");
  }
  builder.finding(blocked);
  EXPECT_THAT(render_text(builder.finish(RunStatus::blocked), {}),
              HasSubstr("Hits      all 8 required endpoints and 1 other\n"));
}

}  // namespace text_test
}  // namespace netprobe
