#include "netprobe/probe/dns_questions.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {
namespace dns_questions_test {

using Bytes = std::vector<std::uint8_t>;

/// A query for AAAA of Www.test, and an answer to it with these flags and this many questions.
const Bytes query = {0x12, 0x34, 0x01, 0x00, 0,   1,   0,   0,   0, 0, 0,  0, 3,
                     'W',  'w',  'w',  4,    't', 'e', 's', 't', 0, 0, 28, 0, 1};

Bytes answer(std::uint8_t flags, std::uint8_t code) {
  return {0x12, 0x34, flags, code, 0, 0, 0, 0, 0, 0, 0, 0};
}

TEST(DnsQuestions, are_known_again_by_the_id_of_the_answer) {
  DnsQuestions questions;
  EXPECT_EQ(questions.question_of(answer(0x82, 0)), std::nullopt) << "before it was asked";
  questions.note_query(query);
  EXPECT_EQ(questions.question_of(answer(0x82, 0)), "www.test 28");
  EXPECT_EQ(questions.question_of({}), std::nullopt);
  Bytes other = answer(0x82, 0);
  other[0] = 0x55;
  EXPECT_EQ(questions.question_of(other), std::nullopt) << "another id";
}

TEST(DnsQuestions, that_are_cut_off_are_not_remembered) {
  for (std::size_t size = 0; size < query.size(); ++size) {
    DnsQuestions questions;
    questions.note_query({query.data(), size});
    EXPECT_EQ(questions.question_of(answer(0x82, 0)), std::nullopt) << size;
  }
}

TEST(DnsAnswers, say_that_they_were_cut_short) {
  EXPECT_TRUE(is_truncated(answer(0x82, 0)));
  EXPECT_TRUE(is_truncated(answer(0x87, 0)));
  EXPECT_FALSE(is_truncated(answer(0x80, 0)));
  EXPECT_FALSE(is_truncated(answer(0x02, 0))) << "a question";
  EXPECT_FALSE(is_truncated({}));
}

}  // namespace dns_questions_test
}  // namespace netprobe
