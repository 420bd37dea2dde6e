#include "netprobe/probe/interim_answers.h"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace interim_answers_test {

struct Row {
  std::string name;
  std::vector<std::string> waiting;  ///< each time that somebody looks; what is left is read on
  std::vector<std::size_t> taken;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Interim : public testing::TestWithParam<Row> {};

TEST_P(Interim, answers_are_taken_and_nothing_else_is) {
  InterimAnswers interim;
  std::vector<std::size_t> taken;
  for (const std::string& waiting : GetParam().waiting) {
    taken.push_back(interim.take(waiting));
  }
  EXPECT_EQ(taken, GetParam().taken);
}

const std::string hundred = "HTTP/1.1 100 Continue\r\n\r\n";
const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nX: y\r\n\r\n";
const std::string answer = "HTTP/1.1 200 OK\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Before, Interim,
    testing::Values(
        Row{"the answer, which is none", {answer}, {0}}, Row{"nothing", {""}, {0}},
        Row{"one, and the answer right behind it", {hundred + answer}, {hundred.size()}},
        Row{"two, one with fields", {hundred + hints + answer}, {hundred.size() + hints.size()}},
        Row{"one in pieces",
            {"HTTP/1.1 100", " Continue\r\n", "\r", "\n" + answer},
            {12, 11, 1, 1}},
        Row{"lines that end in LF alone", {"HTTP/1.0 102 Wait\n\n" + answer}, {19}},
        Row{"101, which is an answer", {"HTTP/1.1 101 Switching\r\n\r\n"}, {0}},
        Row{"too little to know", {"HTTP/1.1 10"}, {0}},
        Row{"another protocol", {"SSH-2.0-x 100 y\r\n\r\n"}, {0}}));

}  // namespace interim_answers_test
}  // namespace netprobe
