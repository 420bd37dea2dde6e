#include "proxy/pac_answer.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace pac_answer_test {

using Words = std::vector<std::string>;

struct Row {
  std::string name;
  std::string answer;
  Words entries;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class PacAnswers : public testing::TestWithParam<Row> {};

TEST_P(PacAnswers, are_read_in_their_order) {
  const auto found = parse_pac_answer(GetParam().answer);
  ASSERT_TRUE(found) << found.error().message;
  Words words;
  for (const PacEntry& entry : *found) {
    words.push_back(entry ? entry->url() : "DIRECT");
  }
  EXPECT_EQ(words, GetParam().entries);
}

std::string many() {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += fmt::format("PROXY p{}:1;", i);
  }
  return text;
}

Words first_sixteen() {
  Words words;
  for (int i = 0; i < 16; ++i) {
    words.push_back(fmt::format("http://p{}:1", i));
  }
  return words;
}

INSTANTIATE_TEST_SUITE_P(
    All, PacAnswers,
    testing::Values(
        Row{"direct", "DIRECT", {"DIRECT"}},
        Row{"one proxy", "PROXY a.corp:3128", {"http://a.corp:3128"}},
        Row{"a list",
            "PROXY a:3128; PROXY b:3128; DIRECT",
            {"http://a:3128", "http://b:3128", "DIRECT"}},
        Row{"direct is not always last", "DIRECT; PROXY a:1", {"DIRECT", "http://a:1"}},
        Row{"every kind",
            "PROXY a:1; HTTP b:1; HTTPS c:1; SOCKS d:1; SOCKS4 e:1; SOCKS5 f:1",
            {"http://a:1", "http://b:1", "https://c:1", "socks4://d:1", "socks4://e:1",
             "socks5h://f:1"}},
        Row{"ports that are left out",
            "PROXY a; HTTPS b; SOCKS c; SOCKS5 d",
            {"http://a:80", "https://b:443", "socks4://c:1080", "socks5h://d:1080"}},
        Row{"letter case", "proxy A.CORP:1; Direct", {"http://a.corp:1", "DIRECT"}},
        Row{"blanks and empty entries", " ;;\tPROXY \t a:1 ; ; ", {"http://a:1"}},
        Row{"no blank behind the semicolon", "PROXY a:1;PROXY b:1", {"http://a:1", "http://b:1"}},
        Row{"addresses",
            "PROXY 10.0.0.1:1; PROXY [2001:db8::1]:1",
            {"http://10.0.0.1:1", "http://[2001:db8::1]:1"}},
        Row{"an entry that nobody knows is passed over", "QUIC a:443; PROXY b:1", {"http://b:1"}},
        Row{"so is one with a bad port", "PROXY a:99999; DIRECT", {"DIRECT"}},
        Row{"and one with two words too many", "DIRECT please; PROXY a:1", {"http://a:1"}},
        Row{"and one with user information", "PROXY u:p@a:1; DIRECT", {"DIRECT"}},
        Row{"each once", "PROXY a:1; DIRECT; PROXY a:1; DIRECT", {"http://a:1", "DIRECT"}},
        Row{"not more than sixteen", many(), first_sixteen()}));

struct BadRow {
  std::string name;
  std::string answer;
  std::string found;
};
void PrintTo(const BadRow& row, std::ostream* out) { *out << row.name; }

class BadPacAnswers : public testing::TestWithParam<BadRow> {};

TEST_P(BadPacAnswers, say_what_was_found) {
  const auto found = parse_pac_answer(GetParam().answer);
  ASSERT_FALSE(found);
  EXPECT_EQ(
      found.error().message,
      fmt::format(
          "found {}, expected PROXY, HTTPS, SOCKS or SOCKS5 with a host and a port, or DIRECT",
          GetParam().found));
}

INSTANTIATE_TEST_SUITE_P(All, BadPacAnswers,
                         testing::Values(BadRow{"nothing", "", "an empty answer"},
                                         BadRow{"blanks", " \t\n", "an empty answer"},
                                         BadRow{"null", "null", "\"null\""},
                                         BadRow{"a URL", "http://a:3128", "\"http://a:3128\""},
                                         BadRow{"a page", "<html>\x1b[31m", "\"<html>\\x1b[31m\""},
                                         BadRow{"a password", "PROXY ann:secret@a:1",
                                                "\"***@a:1\""},
                                         BadRow{"a proxy without a host", "PROXY", "\"PROXY\""},
                                         BadRow{"separators alone", ";;;", "\";;;\""}));

}  // namespace pac_answer_test
}  // namespace netprobe
