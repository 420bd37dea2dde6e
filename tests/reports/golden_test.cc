#include "reports/html.h"
#include "reports/render.h"
#include "tests/reports/samples.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace netprobe {
namespace golden_test {

using testing_reports::Sample;
using testing_reports::samples;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Set NETPROBE_REWRITE_GOLDEN to write what the renderers say today; the change is then reviewed
/// like code.
void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = "tests/reports/golden/" + name;
  if (std::getenv("NETPROBE_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  EXPECT_EQ(actual, read(path)) << path;
}

TEST(Golden, verbose_text_as_a_terminal_of_100_columns_shows_it) {
  TextStyle style;
  style.verbose = true;
  for (const Sample& sample : samples()) {
    expect_golden(sample.name + ".txt", render(sample.report, Format::text, style));
  }
}

TEST(Golden, text_of_80_columns_of_ascii) {
  for (const Sample& sample : samples()) {
    expect_golden(sample.name + ".80.ascii.txt",
                  render(sample.report, Format::text, {80, false, false}));
  }
}

TEST(Golden, json) {
  for (const Sample& sample : samples()) {
    expect_golden(sample.name + ".json", render(sample.report, Format::json, {}));
  }
}

TEST(Golden, every_other_format) {
  for (const Sample& sample : samples()) {
    for (const FormatRow& row : all_formats()) {
      if (row.format != Format::text && row.format != Format::json && row.format != Format::html) {
        expect_golden(sample.name + "." + std::string(row.name),
                      render(sample.report, row.format, {}));
      }
    }
  }
}

TEST(Golden, pages) {
  // One where all is well, one that is blocked, one by proxies of a script, and one that attacks.
  for (const Sample& sample : samples()) {
    if (sample.name == "ready" || sample.name == "blocked" || sample.name == "script" ||
        sample.name == "hostile") {
      expect_golden(sample.name + ".html", write_html(sample.report));
    }
  }
}

}  // namespace golden_test
}  // namespace netprobe
