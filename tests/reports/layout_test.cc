#include "reports/layout.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace layout_test {

using Lines = std::vector<std::string>;

constexpr TextStyle ascii = {.width = 80, .color = false, .unicode = false};

TEST(Layout, counts_columns_not_bytes) {
  EXPECT_EQ(columns_of(""), 0U);
  EXPECT_EQ(columns_of("✓ ok"), 4U);
  EXPECT_EQ(columns_of("東京"), 4U);
  EXPECT_EQ(columns_of("e\xcc\x81"), 1U);
  EXPECT_EQ(padded("✗", 3), "✗  ");
  EXPECT_EQ(right_aligned("443", 5), "  443");
}

TEST(Layout, wraps_at_blanks_and_breaks_only_what_is_longer_than_a_line) {
  EXPECT_EQ(wrapped("aa bb cc", 5), (Lines{"aa bb", "cc"}));
  EXPECT_EQ(wrapped("abcdefgh ij", 3), (Lines{"abc", "def", "gh", "ij"}));
  EXPECT_EQ(wrapped("東京東京", 5), (Lines{"東京", "東京"}));
  EXPECT_EQ(wrapped("東", 1), (Lines{"東"}));
  EXPECT_EQ(wrapped("  ", 5), Lines{});
}

TEST(Layout, hangs_the_lines_of_a_paragraph_below_its_first) {
  TextStyle style;
  style.width = 12;
  EXPECT_EQ(paragraph("  Fix ", "ab cd ef gh", style), "  Fix ab cd\n      ef gh\n");
  EXPECT_EQ(paragraph("  Fix ", "", style), "");
}

TEST(Layout, leaves_the_middle_out_of_what_is_too_long) {
  EXPECT_EQ(shortened("abcdefghij", 10, {}), "abcdefghij");
  EXPECT_EQ(shortened("abcdefghij", 7, {}), "abc…hij");
  EXPECT_EQ(shortened("abcdefghij", 8, ascii), "abc...ij");
}

TEST(Layout, leaves_the_end_off_what_must_be_read_from_its_beginning) {
  EXPECT_EQ(cut_off("proxy.denied", 12, {}), "proxy.denied");
  EXPECT_EQ(cut_off("proxy.denied", 8, {}), "proxy.d…");
  EXPECT_EQ(cut_off("proxy.denied", 8, ascii), "proxy...");
}

TEST(Layout, writes_ascii_where_nothing_else_is_wanted) {
  EXPECT_EQ(shown("a … b → c ≥ 2 · é", ascii), "a ... b -> c >= 2 - \\u00e9");
  EXPECT_EQ(shown("a …", {}), "a …");
  EXPECT_EQ(shown("\x1b[1m", {}), "\\x1b[1m");
}

TEST(Layout, says_how_many_it_left_out) {
  EXPECT_EQ(listed({"a", "b"}, 2, {}), "a, b");
  EXPECT_EQ(listed({"a", "b", "c"}, 2, {}), "a, b … and 1 more");
  EXPECT_EQ(listed({"a", "b", "c"}, 1, ascii), "a ... and 2 more");
}

TEST(Layout, paints_only_where_colour_is_wanted) {
  TextStyle color;
  color.color = true;
  EXPECT_EQ(painted("x", Paint::green, color), "\x1b[32mx\x1b[0m");
  EXPECT_EQ(painted("x", Paint::none, color), "x");
  EXPECT_EQ(painted("x", Paint::green, {}), "x");
}

}  // namespace layout_test
}  // namespace netprobe
