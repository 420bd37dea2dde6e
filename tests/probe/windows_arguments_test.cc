#include "netprobe/probe/windows_arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace windows_arguments_test {

struct Row {
  std::string name;
  std::vector<std::string> words;
  std::string line;
};

TEST(WindowsArguments, are_quoted_as_they_are_read) {
  const std::vector<Row> rows = {
      {"plain words", {"a", "-b", "c=d"}, "a -b c=d"},
      {"a blank", {"C:\\Program Files\\x"}, "\"C:\\Program Files\\x\""},
      {"an empty word", {"a", "", "b"}, "a \"\" b"},
      {"a quotation mark", {"say \"hi\""}, R"("say \"hi\"")"},
      {"backslashes before a quotation mark", {R"(a\\"b)"}, R"("a\\\\\"b")"},
      {"a backslash at the end of a quoted word", {"a b\\"}, R"("a b\\")"},
      {"a backslash at the end of a plain word", {"a\\", "b"}, "a\\ b"},
      {"a tab", {"a\tb"}, "\"a\tb\""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(windows_command_line(row.words), row.line) << row.name;
  }
}

/// As the C library of Windows takes a line apart.
std::vector<std::string> taken_apart(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool begun = false;
  std::size_t backslashes = 0;
  const auto flush = [&] {
    word.append(backslashes, '\\');
    backslashes = 0;
  };
  for (const char c : line) {
    if (c == '\\') {
      ++backslashes;
      begun = true;
    } else if (c == '"') {
      word.append(backslashes / 2, '\\');
      if (backslashes % 2 == 1) {
        word += c;
      } else {
        quoted = !quoted;
      }
      backslashes = 0;
      begun = true;
    } else if ((c == ' ' || c == '\t') && !quoted) {
      flush();
      if (begun) {
        words.push_back(word);
      }
      word.clear();
      begun = false;
    } else {
      flush();
      word += c;
      begun = true;
    }
  }
  flush();
  if (begun) {
    words.push_back(word);
  }
  return words;
}

TEST(WindowsArguments, come_back_whatever_they_hold) {
  const std::string letters = "a\\\" ";
  std::string word;
  for (int number = 0; number < 4 * 4 * 4 * 4 * 4; ++number) {
    word.clear();
    for (int rest = number, i = 0; i < 5; ++i, rest /= 4) {
      word += letters.at(static_cast<std::size_t>(rest % 4));
    }
    const std::vector<std::string> words = {"netprobe", word, "", "end"};
    ASSERT_EQ(taken_apart(windows_command_line(words)), words) << word;
  }
}

}  // namespace windows_arguments_test
}  // namespace netprobe
