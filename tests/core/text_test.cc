#include "netprobe/core/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace text_test {

using Names = std::vector<std::string>;

TEST(Text, splits_into_trimmed_pieces_and_leaves_empty_ones_out) {
  EXPECT_EQ(split(" a, b ,,c", ","), (Names{"a", "b", "c"}));
  EXPECT_EQ(split(".corp 10.0.0.0/8,x", " ,"), (Names{".corp", "10.0.0.0/8", "x"}));
  EXPECT_EQ(split("", ","), Names{});
}

TEST(Text, reads_numbers_whole_or_not_at_all) {
  EXPECT_EQ(parse_number<int>("42"), 42);
  EXPECT_EQ(parse_number<int>("42 "), std::nullopt);
  EXPECT_EQ(parse_number<int>(""), std::nullopt);
  EXPECT_EQ(parse_number<std::uint16_t>("65536"), std::nullopt);
}

TEST(Text, suggests_what_a_person_may_have_meant) {
  const Names regions = {"West Europe", "West US", "North Europe", "Japan East"};
  EXPECT_EQ(nearest("westeurop", regions).front(), "West Europe");
  EXPECT_EQ(nearest("japaneats", regions), Names{"Japan East"});
  EXPECT_EQ(nearest("zzzzzzzz", regions), Names{});
  EXPECT_EQ(nearest("", regions), Names{});
}

TEST(Text, makes_foreign_text_safe_for_a_terminal) {
  struct Row {
    std::string name, text, shown;
  };
  const std::vector<Row> rows = {
      {"plain text stays", "proxy.corp", "proxy.corp"},
      {"an ANSI sequence is shown, not obeyed", "\x1b[31mred", "\\x1b[31mred"},
      {"a line end cannot fake a line", "a\r\nb", "a\\x0d\\x0ab"},
      {"a C1 control is a control",
       "\xc2\x9b"
       "31m",
       "\\x9b31m"},
      {"a bidirectional override cannot turn a line round",
       "a\xe2\x80\xae"
       "b",
       "a\\u202eb"},
      {"nor can the mark of Arabic", "a\xd8\x9c", "a\\u061c"},
      {"tags, which spell what nobody sees, are shown", "a\xf3\xa0\x81\x81", "a\\ue0041"},
      {"bytes that are not UTF-8 are shown", "\xff\xc0\x80", "\\xff\\xc0\\x80"},
      {"other letters stay", "Übung 東京", "Übung 東京"},
      {"a truncated sequence is shown", "\xe6\x9d", "\\xe6\\x9d"},
      {"a surrogate is not a character", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(printable(row.text), row.shown) << row.name;
  }
}

TEST(Text, cuts_what_is_printed_at_its_limit) {
  EXPECT_EQ(printable("abcdefghij", 10), "abcdefghij");
  EXPECT_EQ(printable("abcdefghijk", 10), "abcdefg…");
  EXPECT_LE(printable(std::string(100000, '\x1b'), 50).size(), 50U);
}

TEST(Text, replaces_what_is_not_utf8) {
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(valid_utf8("東\n"), "東\n");
}

TEST(Text, compares_without_letter_case) {
  EXPECT_TRUE(equals_ignoring_case("HTTPS", "https"));
  EXPECT_TRUE(ends_with_ignoring_case("a.Windows.NET", ".windows.net"));
  EXPECT_TRUE(contains_ignoring_case("O=Zscaler Inc.", "zscaler"));
  EXPECT_FALSE(starts_with_ignoring_case("ab", "abc"));
}

}  // namespace text_test
}  // namespace netprobe
