#include "proxy/windows_settings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace windows_settings_test {

using namespace std::string_literals;

std::string number(unsigned value) {
  return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8 & 0xFF),
          static_cast<char>(value >> 16 & 0xFF), static_cast<char>(value >> 24 & 0xFF)};
}

std::string text(const std::string& value) {
  return number(static_cast<unsigned>(value.size())) + value;
}

std::string header(unsigned version, unsigned flags) {
  return number(version) + number(7) + number(flags);
}

const std::string everything = header(0x46, 1 | 2 | 4 | 8) + text("http=a:1;https=b:2") +
                               text("*.corp;<local>") + text("http://pac.corp/x.pac") +
                               std::string(32, '\0');

TEST(ConnectionSettings, are_read_whole) {
  EXPECT_EQ(parse_connection_settings(everything),
            (ConnectionSettings{true, true, true, "http=a:1;https=b:2", "*.corp;<local>",
                                "http://pac.corp/x.pac"}));
}

TEST(ConnectionSettings, that_are_switched_off_keep_their_texts) {
  EXPECT_EQ(parse_connection_settings(header(0x3C, 1) + text("a:1") + text("") + text("http://p")),
            (ConnectionSettings{false, false, false, "a:1", "", "http://p"}));
}

TEST(ConnectionSettings, may_end_after_their_switches) {
  EXPECT_EQ(parse_connection_settings(header(0x46, 9)),
            (ConnectionSettings{false, false, true, "", "", ""}));
  EXPECT_EQ(parse_connection_settings(header(0x46, 3) + text("a:1")),
            (ConnectionSettings{true, false, false, "a:1", "", ""}));
}

TEST(ConnectionSettings, of_another_form_are_none) {
  const std::vector<std::string> rows = {
      "",
      "F",
      number(0x46),
      number(0x46) + number(1),
      header(0x45, 2) + text("a:1"),
      header(0, 0),
      header(0x18, 3) + text("a:1"),
      header(0x46, 2) + number(4) + "a:1",         // one byte longer than what is there
      header(0x46, 2) + number(0xFFFFFFFF) + "a",  // all that a length can say
      header(0x46, 2) + number(0x80000000) + "a",
      header(0x46, 2) + "\1",
      header(0x46, 2) + text("a:1") + number(1),
      header(0x46, 2) + text("a:1") + text("x") + "\1\0\0"s,
      header(0x46, 2) + text(std::string(70000, 'x')),
  };
  for (const std::string& row : rows) {
    EXPECT_EQ(parse_connection_settings(row), std::nullopt)
        << testing::PrintToString(row.substr(0, 40));
  }
}

TEST(ConnectionSettings, cut_off_anywhere_never_say_something_else) {
  const auto whole = *parse_connection_settings(everything);
  for (std::size_t size = 0; size < everything.size(); ++size) {
    const auto part = parse_connection_settings(everything.substr(0, size));
    if (part) {
      EXPECT_TRUE(part->proxy.empty() || part->proxy == whole.proxy) << size;
      EXPECT_TRUE(part->bypass.empty() || part->bypass == whole.bypass) << size;
      EXPECT_TRUE(part->script_url.empty() || part->script_url == whole.script_url) << size;
    }
  }
}

TEST(WinHttpSettings, are_read) {
  EXPECT_EQ(parse_winhttp_settings(number(0x28) + number(0) + number(3) + text("p:8080") +
                                   text("<local>")),
            (ConnectionSettings{true, false, false, "p:8080", "<local>", ""}));
  // As netsh winhttp reset proxy leaves it.
  EXPECT_EQ(parse_winhttp_settings("\x28\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0"s),
            (ConnectionSettings{}));
  EXPECT_EQ(parse_winhttp_settings(everything), std::nullopt);
  EXPECT_EQ(parse_winhttp_settings(number(0x18) + number(0)), std::nullopt);
}

}  // namespace windows_settings_test
}  // namespace netprobe
