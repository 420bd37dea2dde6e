#include "netprobe/core/utf16.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace netprobe {
namespace utf16_test {

using namespace std::string_literals;

struct Row {
  std::string name, utf8;
  std::u16string utf16;
};

TEST(Utf16, is_utf8_and_back) {
  const std::vector<Row> rows = {
      {"nothing", "", u""},
      {"ASCII", "C:\\x", u"C:\\x"},
      {"two bytes", "\xc3\xbc", u"\u00fc"},
      {"three bytes", "\xe2\x82\xac", u"\u20ac"},
      {"a pair of surrogates", "\xf0\x9f\x94\x92", u"\U0001f512"},
      {"the last character there is", "\xf4\x8f\xbf\xbf", u"\U0010ffff"},
      {"a zero inside", "a\0b"s, u"a\0b"s},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(utf16_of(row.utf8), row.utf16) << row.name;
    EXPECT_EQ(utf8_of(row.utf16), row.utf8) << row.name;
  }
}

TEST(Utf16, has_a_mark_for_what_is_no_text) {
  const std::vector<std::pair<std::string, std::u16string>> broken = {
      {"\xc3", u"\ufffd"},
      {"\xe2\x82", u"\ufffd\ufffd"},
      {"\xc0\x80", u"\ufffd\ufffd"},
      {"\xed\xa0\x80", u"\ufffd\ufffd\ufffd"},
      {"\xf5\x80\x80\x80", u"\ufffd\ufffd\ufffd\ufffd"},
      {"a\xffz", u"a\ufffdz"},
  };
  for (const auto& [utf8, utf16] : broken) {
    EXPECT_EQ(utf16_of(utf8), utf16);
  }
  for (const char16_t half : {u'\xd800', u'\xdbff', u'\xdc00', u'\xdfff'}) {
    EXPECT_EQ(utf8_of(std::u16string(1, half)), "\xef\xbf\xbd");
    EXPECT_EQ(utf8_of(std::u16string{half, u'x'}), "\xef\xbf\xbdx");
  }
}

TEST(Utf16, of_every_length_in_the_registry_is_read) {
  const std::string whole = "p\0r\0o\0x\0y\0\0\0!\0"s;
  const std::array<std::string, 6> prefixes = {"", "p", "pr", "pro", "prox", "proxy"};
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    EXPECT_EQ(utf8_of_bytes(whole.substr(0, size)), prefixes.at(std::min<std::size_t>(size / 2, 5)))
        << size;
  }
}

}  // namespace utf16_test
}  // namespace netprobe
