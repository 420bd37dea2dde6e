#include "proxy/pac_task.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace pac_task_test {

struct QuestionRow {
  std::string name;
  std::string host;
  std::uint16_t port;
  Protocol protocol;
  std::string path;
  PacQuestion expected;
};

const std::vector<QuestionRow> question_rows = {
    {"HTTPS shows no path",
     "a.net",
     443,
     Protocol::https,
     "/secret?sas=1",
     {"https://a.net/", "a.net"}},
    {"a port of its own", "a.net", 8443, Protocol::https, "/", {"https://a.net:8443/", "a.net"}},
    {"plain HTTP shows the path",
     "a.net",
     80,
     Protocol::http,
     "/ncsi.txt?a=b",
     {"http://a.net/ncsi.txt?a=b", "a.net"}},
    {"nothing ends the engine's quotes",
     "a.net",
     80,
     Protocol::http,
     "/'+alert(1)+\"\\",
     {"http://a.net/%27+alert(1)+%22%5C", "a.net"}},
    {"a bare connect", "a.net", 3260, Protocol::tcp, "/", {"https://a.net:3260/", "a.net"}},
    {"an IPv4 address", "20.1.2.3", 443, Protocol::https, "/", {"https://20.1.2.3/", "20.1.2.3"}},
    {"an IPv6 address",
     "2001:db8::1",
     443,
     Protocol::https,
     "/",
     {"https://[2001:db8::1]/", "2001:db8::1"}},
};

TEST(PacQuestions, are_put_as_browsers_do) {
  for (const QuestionRow& row : question_rows) {
    EXPECT_EQ(pac_question(row.host, row.port, row.protocol, row.path), row.expected) << row.name;
  }
}

PacTask task_of(std::vector<PacQuestion> questions) {
  PacTask task{"function FindProxyForURL() { return ':1:'; }", std::move(questions), {}};
  task.sandbox.look_up = false;
  task.sandbox.my_address = "192.0.2.7";
  task.sandbox.time = Millis(1234);
  task.sandbox.memory = 5678;
  return task;
}

TEST(PacTasks, are_read_as_they_were_written) {
  const PacTask task = task_of({{"https://a/", "a"}, {"http://b:1/?\n", "2001:db8::1"}});
  const auto read = read_pac_task(pac_task_text(task));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->script, task.script);
  EXPECT_EQ(read->questions, task.questions);
  EXPECT_EQ(read->sandbox.look_up, task.sandbox.look_up);
  EXPECT_EQ(read->sandbox.my_address, task.sandbox.my_address);
  EXPECT_EQ(read->sandbox.time, task.sandbox.time);
  EXPECT_EQ(read->sandbox.memory, task.sandbox.memory);
}

struct BadTaskRow {
  std::string name;
  std::string text;
};

const std::vector<BadTaskRow> bad_tasks = {
    {"nothing", ""},
    {"no record", "nonsense"},
    {"no script", "M3:abc"},
    {"it is cut off", pac_task_text(task_of({{"https://a/", "a"}})) + "U9:http"},
    {"a record of another kind", "S1:xZ0:"},
    {"a host without a URL", "S1:xH1:a"},
    {"a time that is no number", "S1:xT2:1s"},
    {"less than no memory", "S1:xB2:-1"},
    {"a size beyond all text", "S99999999999:x"},
};

TEST(PacTasks, that_are_not_whole_are_not_done) {
  for (const BadTaskRow& row : bad_tasks) {
    EXPECT_FALSE(read_pac_task(row.text)) << row.name;
  }
}

}  // namespace pac_task_test
}  // namespace netprobe
