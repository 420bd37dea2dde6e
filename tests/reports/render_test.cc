#include "reports/render.h"

#include "netprobe/core/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace render_test {

std::string names() {
  std::vector<std::string> all;
  for (const FormatRow& row : all_formats()) {
    all.emplace_back(row.name);
  }
  return join(all, ", ");
}

TEST(Render, knows_its_formats_in_any_letter_case) {
  for (const FormatRow& row : all_formats()) {
    std::string loud;
    for (const char c : row.name) {
      loud += static_cast<char>(c - 'a' + 'A');
    }
    EXPECT_EQ(parse_format(row.name, "--format"), row.format) << row.name;
    EXPECT_EQ(parse_format(loud, "--format"), row.format) << loud;
    EXPECT_EQ(name_of(row.format), row.name);
    EXPECT_FALSE(row.media_type.empty()) << row.name;
    EXPECT_FALSE(row.purpose.empty()) << row.name;
  }
  EXPECT_EQ(format_names(), names());
}

TEST(Render, says_which_format_may_have_been_meant) {
  struct Row {
    std::string name, word, hint;
  };
  const Row rows[] = {
      {"a near word gets its neighbour", "jsn", " (did you mean json?)"},
      {"one of several near ones the nearest", "junti", " (did you mean junit?)"},
      {"a far word gets the list", "spreadsheet", ""},
      {"an empty word too", "", ""},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_format(row.word, "--format");
    ASSERT_FALSE(parsed.has_value()) << row.name;
    EXPECT_EQ(parsed.error(),
              (Error{Error::Kind::usage, "--format: found \"" + row.word + "\", expected one of " +
                                             names() + row.hint}))
        << row.name;
  }
}

TEST(Render, refuses_of_other_documents_what_they_are_not_written_as) {
  EXPECT_EQ(parse_text_or_json("text", "--format"), Format::text);
  EXPECT_EQ(parse_text_or_json("Json", "--format"), Format::json);
  for (const FormatRow& row : all_formats().subspan(2)) {
    const auto parsed = parse_text_or_json(row.name, "--format");
    ASSERT_FALSE(parsed.has_value()) << row.name;
    EXPECT_TRUE(parsed.error().message.starts_with("--format: found \"" + std::string(row.name) +
                                                   "\", expected one of text, json"))
        << parsed.error().message;
  }
}

}  // namespace render_test
}  // namespace netprobe
