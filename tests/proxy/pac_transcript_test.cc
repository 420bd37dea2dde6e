#include "proxy/pac_transcript.h"

#include <gmock/gmock.h>

#include <csignal>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace pac_transcript_test {

using enum PacRecord;
using How = ChildEnd::How;

const std::vector<PacQuestion> two = {{"https://a/", "a"}, {"https://b/", "b"}};

struct Row {
  std::string name;
  ChildEnd end;
  PacOutcome expected;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::string written(const std::vector<std::pair<PacRecord, std::string>>& records) {
  std::string text;
  for (const auto& [kind, bytes] : records) {
    text += pac_record(kind, bytes);
  }
  return text;
}

class PacTranscripts : public testing::TestWithParam<Row> {};

TEST_P(PacTranscripts, become_an_outcome) {
  EXPECT_EQ(read_pac_transcript(GetParam().end, two, PacSandbox()), GetParam().expected);
}

const std::string ended = "the engine ended without an answer";
const std::string not_asked = "not asked: the script never returned for a";

INSTANTIATE_TEST_SUITE_P(
    All, PacTranscripts,
    testing::Values(
        Row{"all is well",
            {How::finished, 0,
             written({{ready, ""},
                      {asked, ""},
                      {answer, "DIRECT"},
                      {asked, ""},
                      {answer, "PROXY p:1"},
                      {names, "x.corp y.corp"}})},
            {"", {{"DIRECT", ""}, {"PROXY p:1", ""}}, {"x.corp", "y.corp"}, false}},
        Row{"the function that Windows calls was asked",
            {How::finished, 0,
             written({{ready, ""},
                      {asked, ""},
                      {answer, "DIRECT"},
                      {asked, ""},
                      {answer, "DIRECT"},
                      {PacRecord::function, "FindProxyForURLEx"}})},
            {"", {{"DIRECT", ""}, {"DIRECT", ""}}, {}, false, true}},
        Row{"one question fails",
            {How::finished, 0,
             written({{ready, ""},
                      {asked, ""},
                      {failed, "JSERROR: PAC script:7:\n    Error: x\n"},
                      {asked, ""},
                      {answer, ""}})},
            {"", {{"", "line 7: Error: x"}, {"", ""}}, {}, false}},
        Row{"the script cannot be read",
            {How::finished, 0,
             written({{unreadable, "JSERROR: PAC script:2:\n    SyntaxError: y"}})},
            {"line 2: SyntaxError: y", {}, {}, false}},
        Row{"it has no function",
            {How::finished, 0,
             written({{ready, ""},
                      {asked, ""},
                      {failed,
                       "pacparser.c: pacparser_find_proxy: Javascript function "
                       "FindProxyForURL not defined.\n"}})},
            {"it defines no function FindProxyForURL", {}, {}, false}},
        Row{"it has no function, in the words of a later engine",
            {How::finished, 0,
             written(
                 {{ready, ""},
                  {asked, ""},
                  {failed,
                   "JSERROR: NULL:285:\n    ReferenceError: FindProxyForURL is not defined\n"
                   "pacparser.c: pacparser_find_proxy: Problem in executing findProxyForURL.\n"}})},
            {"it defines no function FindProxyForURL", {}, {}, false}},
        Row{"a line of the engine's own functions",
            {How::finished, 0,
             written({{ready, ""},
                      {asked, ""},
                      {failed, "JSERROR: NULL:12:\n    TypeError: host has no properties\n"},
                      {asked, ""},
                      {answer, ""}})},
            {"", {{"", "TypeError: host has no properties"}, {"", ""}}, {}, false}},
        Row{"it never ends",
            {How::too_late, 0, ""},
            {"it did not finish within 5 s", {}, {}, false}},
        Row{"it never ends for one host",
            {How::too_late, 0, written({{ready, ""}, {asked, ""}})},
            {"", {{"", "it did not finish within 5 s"}, {"", not_asked}}, {}, false}},
        Row{"it dies",
            {How::died, SIGSEGV, written({{ready, ""}, {asked, ""}})},
            {"",
             {{"", "it needs more than 256 MB of memory, or breaks the engine (signal 11)"},
              {"", not_asked}},
             {},
             false}},
        Row{"it writes without end",
            {How::too_much, 0, written({{ready, ""}, {asked, ""}})},
            {"", {{"", "its answers have no end"}, {"", not_asked}}, {}, false}},
        Row{"the run is interrupted",
            {How::interrupted, 0, ""},
            {"the run was interrupted", {}, {}, true}},
        Row{"no process can be made",
            {How::unable, 0, ""},
            {"this system makes no process to run it in", {}, {}, false}},
        Row{"nothing was said", {How::finished, 0, ""}, {ended, {}, {}, false}},
        Row{"a record is cut off",
            {How::finished, 0, pac_record(ready, "") + pac_record(asked, "") + "A100:DIRECT"},
            {"", {{"", ended}, {"", not_asked}}, {}, false}},
        Row{"a number is none",
            {How::finished, 0, pac_record(ready, "") + "Qx:"},
            {"", {{"", ended}, {"", not_asked}}, {}, false}},
        Row{"an answer that nobody asked for",
            {How::finished, 0, written({{ready, ""}, {answer, "PROXY evil:1"}})},
            {"", {{"", ended}, {"", not_asked}}, {}, false}},
        Row{"more answers than questions",
            {How::finished, 0,
             written({{ready, ""},
                      {asked, ""},
                      {answer, "1"},
                      {asked, ""},
                      {answer, "2"},
                      {asked, ""},
                      {answer, "3"}})},
            {"", {{"1", ""}, {"2", ""}}, {}, false}},
        Row{"names that are none are left out",
            {How::finished, 0,
             written({{ready, ""},
                      {asked, ""},
                      {answer, "1"},
                      {asked, ""},
                      {answer, "2"},
                      {names, "good.corp \x1b[2J a..b"}})},
            {"", {{"1", ""}, {"2", ""}}, {"good.corp"}, false}}));

struct ClauseRow {
  std::string name;
  std::string printed;
  std::string clause;
};

const std::vector<ClauseRow> clause_rows = {
    {"a place in the script",
     "JSERROR: PAC script:3:\n    SyntaxError: missing )\npacparser.c: x: Failed.\n",
     "line 3: SyntaxError: missing )"},
    {"no place", "JSERROR: NULL:0:\n    uncaught exception: boom\npacparser.c: x: Problem.\n",
     "uncaught exception: boom"},
    {"several lines", "JSERROR: NULL:0:\n    uncaught exception: a\nb\npacparser.c: x: Problem.\n",
     "uncaught exception: a\\x0ab"},
    {"the first of several errors",
     "JSERROR: PAC script:1:\n    a\npacparser.c: x\nJSERROR: PAC script:2:\n    b\n", "line 1: a"},
    {"the engine's own", "pacparser.c: init failed\n", "pacparser.c: init failed"},
    {"nothing", "", "the engine gives no reason"},
    {"cut off", "JSERROR: ", "the engine gives no reason"},
};

TEST(PacErrors, become_a_clause) {
  for (const ClauseRow& row : clause_rows) {
    EXPECT_EQ(pac_error_clause(row.printed), row.clause) << row.name;
  }
}

TEST(PacErrors, are_bounded) {
  EXPECT_LE(pac_error_clause("JSERROR: PAC script:1:\n" + std::string(100000, 'x')).size(), 400);
}

}  // namespace pac_transcript_test
}  // namespace netprobe
