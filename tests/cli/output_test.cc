// Where a report goes.

#include "reports/json.h"
#include "reports/render.h"
#include "tests/cli/program.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace output_test {

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What kind of report a text is: "json", "text", "verdict" (of one line), or "" for none.
std::string kind_of(const std::string& text) {
  const auto lines = std::count(text.begin(), text.end(), '\n');
  return text.empty() ? "" : text.front() == '{' ? "json" : lines == 1 ? "verdict" : "text";
}

TEST(Output, goes_where_the_options_say) {
  const std::string saved = file_with("saved.json", render_json(Report()));
  const std::string other = file_with("other", "as it was");
  struct Row {
    std::string options;
    std::string standard_output;
    std::string file;  // "": as it was
  };
  const std::vector<Row> rows = {
      {"", "text", ""},
      {"-f json", "json", ""},
      {"-q", "verdict", ""},
      {"-o -", "text", ""},
      {"-o OTHER", "", "text"},
      {"-o OTHER -f json", "", "json"},
      {"-o OTHER -q", "", "verdict"},
      {"--report json=-", "json", ""},
      {"-f json --report json=-", "json", ""},
      {"--report json=OTHER", "text", "json"},
      {"-q --report json=OTHER", "verdict", "json"},
      {"-o OTHER --report json=-", "json", "text"},
      {"-o OTHER -f json --report text=-", "text", "json"},
  };
  for (const Row& row : rows) {
    std::ofstream(other) << "as it was";
    std::string options = row.options;
    if (const auto at = options.find("OTHER"); at != std::string::npos) {
      options.replace(at, 5, other);
    }
    const Ended ended = call("report show " + options + " " + saved);
    EXPECT_EQ(ended.errors, "") << row.options;
    EXPECT_EQ(kind_of(ended.output), row.standard_output) << row.options;
    const std::string written = content_of(other);
    EXPECT_EQ(written == "as it was" ? "" : kind_of(written), row.file) << row.options;
  }
}

TEST(Output, tells_where_colour_has_no_effect) {
  const std::string saved = file_with("coloured.json", render_json(Report()));
  const Ended plain = call("report show -f json " + saved);
  const Ended ended = call("report show -f json --color always " + saved);
  EXPECT_EQ(ended.status, plain.status);
  EXPECT_EQ(ended.output, plain.output);
  EXPECT_NE(ended.errors.find("--color always has no effect in this call"), std::string::npos);
}

TEST(Output, converted_is_what_the_report_itself_is_written_as) {
  Report report;
  report.tool_version = "0";
  const std::string saved = file_with("convert.json", render_json(report));
  const std::string other = file_with("convert.out", "as it was");
  for (const FormatRow& row : all_formats()) {
    TextStyle style;
    style.indent = false;
    const std::string expected = render(report, row.format, style);
    const Ended ended = call(fmt::format("report convert {} {}", row.name, saved));
    EXPECT_EQ(ended.errors, "") << row.name;
    EXPECT_EQ(ended.status, 0) << row.name;
    EXPECT_EQ(ended.output, expected) << row.name;
    EXPECT_EQ(call(fmt::format("report convert {} -o {} {}", row.name, other, saved)).output, "");
    EXPECT_EQ(content_of(other), expected) << row.name;
  }
}

TEST(Output, for_nagios_ends_as_a_plugin_does) {
  struct Row {
    RunStatus status;
    std::string options, state;
    int exit_status;
  };
  for (const Row& row :
       {Row{RunStatus::ready, "", "OK", 0},
        Row{RunStatus::ready, "--fail-on warning", "WARNING", 1},
        Row{RunStatus::degraded, "", "WARNING", 1}, Row{RunStatus::blocked, "", "CRITICAL", 2},
        Row{RunStatus::incomplete, "", "UNKNOWN", 3}}) {
    Report report;
    report.diagnosis.summary.status = row.status;
    report.diagnosis.findings = {{.id = "x", .severity = Severity::warning, .title = "x"}};
    const std::string saved = file_with("nagios.json", render_json(report));
    const Ended shown = call(fmt::format("report show -f nagios {} {}", row.options, saved));
    EXPECT_EQ(shown.status, row.exit_status) << row.state;
    EXPECT_TRUE(shown.output.starts_with("NETPROBE " + row.state + " - ")) << shown.output;
    const Ended converted = call(fmt::format("report convert nagios {} {}", row.options, saved));
    EXPECT_EQ(converted.status, 0) << row.state;
    EXPECT_EQ(converted.output, shown.output);
  }
}

/// To what runs plugins, 2 would be CRITICAL.
TEST(Output, for_nagios_of_a_wrong_call_is_unknown) {
  for (const auto& [arguments, says] : std::vector<std::pair<std::string, std::string>>{
           {"check -f nagios --cloud moon", "--cloud: found \"moon\""},
           {"check --format=nagios --bogus", "found \"--bogus\""},
           {"check --retries many --format nagios", "--retries: found \"many\""}}) {
    const Ended wrong = call(arguments);
    EXPECT_EQ(wrong.status, 3) << arguments;
    EXPECT_TRUE(wrong.output.starts_with("NETPROBE UNKNOWN - " + says)) << wrong.output;
    EXPECT_EQ(wrong.errors, "") << arguments;
  }
}

}  // namespace output_test
}  // namespace netprobe
