// Where a report goes.

#include "reports/json.h"
#include "tests/cli/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
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

}  // namespace output_test
}  // namespace netprobe
