#include "reports/render.h"

#include <gtest/gtest.h>

#include <string>

namespace netprobe {
namespace render_test {

TEST(Render, knows_its_formats_in_any_letter_case) {
  EXPECT_EQ(parse_format("text", "--format"), Format::text);
  EXPECT_EQ(parse_format("JSON", "--format"), Format::json);
}

TEST(Render, says_which_format_may_have_been_meant) {
  struct Row {
    std::string name, word, message;
  };
  const Row rows[] = {
      {"a near word gets its neighbour", "jsn",
       "--format: found \"jsn\", expected one of text, json, html (did you mean json?)"},
      {"a far word gets the list", "spreadsheet",
       "--format: found \"spreadsheet\", expected one of text, json, html"},
      {"an empty word too", "", "--format: found \"\", expected one of text, json, html"},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_format(row.word, "--format");
    ASSERT_FALSE(parsed.has_value()) << row.name;
    EXPECT_EQ(parsed.error(), (Error{Error::Kind::usage, row.message})) << row.name;
  }
}

}  // namespace render_test
}  // namespace netprobe
