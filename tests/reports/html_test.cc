#include "reports/html.h"

#include "reports/html_values.h"
#include "reports/json.h"
#include "reports/saved_report.h"
#include "tests/reports/report_builder.h"
#include "tests/reports/samples.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace netprobe {
namespace html_test {

using testing::HasSubstr;
using testing::Not;
using testing_reports::bad;
using testing_reports::good;
using testing_reports::ReportBuilder;
using testing_reports::samples;

struct SafeRow {
  std::string name, text, expected;
};

TEST(HtmlText, is_harmless_before_it_is_escaped) {
  const std::vector<SafeRow> rows = {
      {"plain words stay", "a & b", "a & b"},
      {"NUL is visible", std::string("a\0b", 3), "a\\x00b"},
      {"ESC is visible", "\x1b[31m", "\\x1b[31m"},
      {"a line end is visible", "a\nb", "a\\x0ab"},
      {"a bidirectional override is visible", "\xe2\x80\xae", "\\u202e"},
      {"no UTF-8 is replaced", "a\xff", "a\xef\xbf\xbd"},
      {"several in a row are one, as in a report that was saved", "\xff\xc0\x80", "\xef\xbf\xbd"},
      {"U+FFFF, which XML may not have", "\xef\xbf\xbf", "\xef\xbf\xbd"},
      {"U+FFFE", "a\xef\xbf\xbe", "a\xef\xbf\xbd"},
      {"other scripts stay", "東京", "東京"},
  };
  for (const SafeRow& row : rows) {
    EXPECT_EQ(html_safe(row.text), row.expected) << row.name;
  }
}

TEST(HtmlText, is_cut) {
  EXPECT_LE(html_safe(std::string(10240, 'a')).size(), 600U);
  EXPECT_THAT(html_safe(std::string(10240, 'a')), testing::EndsWith("…"));
  // So much of it vanishes that the limit is not met: it was cut all the same.
  EXPECT_THAT(html_safe(std::string(10240, '\xff')), testing::EndsWith("…"));
}

TEST(HtmlText, has_no_command_with_another_behind_it) {
  Report report = samples().front().report;
  Finding finding;
  finding.severity = Severity::error;
  finding.remedy.commands = {"az one\nrm two"};
  report.diagnosis.findings = {finding};
  EXPECT_THAT(write_html(report), HasSubstr("<code>az one\\x0arm two\n</code>"));
}

/// How often the characters stand there that make markup what it is.
std::vector<long> markup_of(const std::string& page) {
  std::vector<long> counts;
  for (const char c : std::string("<>\"'=/")) {
    counts.push_back(std::count(page.begin(), page.end(), c));
  }
  return counts;
}

/// In every place of a report that a stranger writes, each of these gives the same page but for
/// words.
TEST(Html, has_the_same_markup_whatever_is_planted_in_it) {
  const std::string page = write_html(testing_reports::hostile_report("x"));
  const std::vector<long> tags = {markup_of(page)[0], markup_of(page)[1], markup_of(page)[2]};
  const std::vector<SafeRow> attacks = {
      {"a script", "<script>alert(1)</script>", ""},
      {"an attribute", "\" onload=\"alert(1)", ""},
      {"another attribute", "' onclick='alert(1)", ""},
      {"the end of a section of text", "]]>", ""},
      {"the end of the style", "</style><script>", ""},
      {"the end of the title", "</title><img src=x>", ""},
      {"a comment", "--><!--", ""},
      {"an entity", "&lt;script&gt;&#60;b&#62;", ""},
      {"a tag of the template", "{{host}}{{{style}}}{{#findings}}", ""},
      {"escapes of a terminal", "\x1b[31m\x1b]0;owned\x07", ""},
      {"line ends", "a\r\nb\n\nc", ""},
      {"NUL", std::string("a\0b", 3), ""},
      {"bidirectional overrides", "\xe2\x80\xae\xe2\x81\xa6", ""},
      {"no UTF-8", "\xff\xc0\x80\xed\xa0\x80\xe2\x80", ""},
      {"characters that XML has not", "\xef\xbf\xbe\xef\xbf\xbf\x01\x0b", ""},
      {"a page that runs", "javascript:alert(1)", ""},
      {"10 KB", std::string(10240, 'A'), ""},
  };
  for (const SafeRow& attack : attacks) {
    const std::string hostile = write_html(testing_reports::hostile_report(attack.text));
    const std::vector<long> counts = markup_of(hostile);
    EXPECT_EQ((std::vector<long>{counts[0], counts[1], counts[2]}), tags) << attack.name;
    EXPECT_TRUE(std::all_of(hostile.begin(), hostile.end(), [](char c) {
      return c == '\n' || static_cast<unsigned char>(c) >= 0x20;
    })) << attack.name;
    EXPECT_THAT(hostile, Not(HasSubstr("href=\"javascript"))) << attack.name;
  }
}

TEST(Html, is_the_same_from_a_saved_report) {
  for (const testing_reports::Sample& sample : samples()) {
    if (sample.name == "hostile") {
      continue;  // its proxy is no proxy to whoever reads it again
    }
    const auto read = read_report(render_json(sample.report), "r.json");
    ASSERT_TRUE(read) << sample.name << ": " << read.error().message;
    EXPECT_EQ(write_html(*read), write_html(sample.report)) << sample.name;
  }
}

/// With long names, two ways, and half of them dead.
Report many_targets(int count) {
  ReportBuilder builder;
  for (int i = 0; i < count; ++i) {
    const std::string host = fmt::format("{:04}.{}.example", i, std::string(40, 'n'));
    const bool works = i % 2 == 0;
    builder.row(fmt::format("t{}", i), host, 443, works ? RowStatus::reachable : RowStatus::blocked)
        .probe(host);
    for (const RouteKind route : {RouteKind::direct, RouteKind::proxy}) {
      builder.attempt(route, works ? good(20 + i % 90)
                                   : bad(Stage::tcp, Cause::tcp_timeout,
                                         "nothing came back to the SYN in 1039 ms"));
    }
  }
  Finding finding{.id = "firewall", .severity = Severity::error, .blocker = Blocker::firewall};
  for (std::size_t i = 1; i < builder.report().plan.rows.size(); i += 2) {
    const PlannedRow& row = builder.report().plan.rows[i];
    finding.affected.push_back(row.id);
    finding.evidence.push_back({"nothing came back", "attempt direct to " + row.name});
  }
  builder.finding(finding);
  return builder.finish(RunStatus::blocked);
}

TEST(Html, of_a_thousand_targets_stays_small_and_lists_them_all) {
  const std::string page = write_html(many_targets(1000));
  EXPECT_LT(page.size(), 2U * 1000 * 1000);
  EXPECT_THAT(page, HasSubstr(">0999."));
  EXPECT_THAT(page, Not(HasSubstr("in the JSON report; what does not work was listed first")));
}

TEST(Html, of_more_than_a_reader_takes_in_lists_what_fails_first) {
  const std::string page = write_html(many_targets(2600));
  EXPECT_LT(page.size(), 2U * 1000 * 1000);
  EXPECT_THAT(page, HasSubstr("1400 more endpoints are in the JSON report; what does not work"));
  EXPECT_THAT(page, HasSubstr(">0001."));
  EXPECT_THAT(page, Not(HasSubstr(">0002.")));
}

TEST(Html, of_nothing_is_a_page) {
  const std::string page = write_html(Report{});
  EXPECT_THAT(page, HasSubstr("No endpoint was asked for."));
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
}

}  // namespace html_test
}  // namespace netprobe
