#include "reports/render.h"

#include "reports/json.h"
#include "reports/text.h"
#include "tests/reports/samples.h"

#include <gtest/gtest.h>

namespace netprobe {
namespace {

TEST(Render, knows_its_formats_by_name_and_says_which_there_are) {
  EXPECT_EQ(parse_format("text", "--format"), Format::text);
  EXPECT_EQ(parse_format("json", "--format"), Format::json);
  const auto wrong = parse_format("yaml", "--format");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, Error::Kind::usage);
  EXPECT_EQ(wrong.error().message, "--format: found \"yaml\", expected one of text, json");
}

TEST(Render, gives_each_format_to_its_renderer) {
  const Report report = samples::ready();
  EXPECT_EQ(render(report, Format::text, {}), render_text(report, {}));
  EXPECT_EQ(render(report, Format::json, {}), render_json(report));
}

}  // namespace
}  // namespace netprobe
