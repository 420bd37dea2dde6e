#include "proxy/environment_text.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace environment_text_test {

using namespace std::string_literals;

/// NAME=VALUE@LINE, in order.
std::vector<std::string> lines_of(const Assignments& found) {
  std::vector<std::string> lines;
  for (const Assignment& one : found.set) {
    const auto& place = one.variable.place;
    lines.push_back(one.name + "=" + one.variable.value + "@" + place.substr(place.rfind(':') + 1));
  }
  return lines;
}

struct Row {
  std::string name;
  std::string text;
  std::vector<std::string> expected;
  std::vector<std::string> notes = {};  ///< words of each
};

void expect_read(const std::vector<Row>& rows,
                 const std::function<Assignments(std::string_view, std::string_view)>& read) {
  for (const Row& row : rows) {
    const Assignments found = read(row.text, "/etc/file");
    EXPECT_EQ(lines_of(found), row.expected) << row.name;
    ASSERT_EQ(found.notes.size(), row.notes.size()) << row.name;
    for (std::size_t i = 0; i < row.notes.size(); ++i) {
      EXPECT_NE(found.notes[i].find(row.notes[i]), std::string::npos)
          << row.name << ": " << found.notes[i];
      EXPECT_EQ(found.notes[i].find("secret"), std::string::npos) << row.name;
    }
  }
}

TEST(PamEnvironment, is_read_as_pam_env_reads_it) {
  expect_read(
      {
          {"nothing", "", {}},
          {"a variable", "PATH=/bin\nhttp_proxy=http://p:1\n", {"http_proxy=http://p:1@2"}},
          {"export in front", "export https_proxy=http://p:1\n", {"https_proxy=http://p:1@1"}},
          {"blanks in front and behind",
           "  https_proxy=http://p:1  \r\n",
           {"https_proxy=http://p:1@1"}},
          {"double quotes", "no_proxy=\"a, b\"", {"no_proxy=a, b@1"}},
          {"single quotes", "no_proxy='a,b'", {"no_proxy=a,b@1"}},
          {"a comment", "# https_proxy=http://p:1\n#https_proxy=x", {}},
          {"a comment behind", "https_proxy=http://p:1 # ours", {"https_proxy=http://p:1@1"}},
          {"a '#' in a password cuts the line",
           "https_proxy=http://b:secret#1@p:1",
           {"https_proxy=http://b:secret@1"}},
          {"nothing is expanded", "https_proxy=$PROXY", {"https_proxy=$PROXY@1"}},
          {"a joined line", "no_proxy=a,\\\nb\nall_proxy=x", {"no_proxy=a,b@1", "all_proxy=x@3"}},
          {"the last decides, both are seen",
           "http_proxy=a\nhttp_proxy=b",
           {"http_proxy=a@1", "http_proxy=b@2"}},
          {"a blank before the sign", "https_proxy = http://p:1", {}},
          {"a name that is longer", "my_https_proxy=x\nhttps_proxy2=x", {}},
      },
      read_pam_environment);
}

TEST(ProfileScript, gives_what_is_certain_and_notes_the_rest) {
  expect_read(
      {
          {"an export", "export https_proxy=http://p:1", {"https_proxy=http://p:1@1"}},
          {"two in one",
           "export http_proxy=a https_proxy=b",
           {"http_proxy=a@1", "https_proxy=b@1"}},
          {"set, then exported",
           "HTTPS_PROXY=http://p:1\nexport HTTPS_PROXY",
           {"HTTPS_PROXY=http://p:1@1"}},
          {"set and exported on one line",
           "https_proxy=http://p:1; export https_proxy",
           {"https_proxy=http://p:1@1"}},
          {"declare -x", "declare -x https_proxy='http://p:1'", {"https_proxy=http://p:1@1"}},
          {"quotes inside", "export no_proxy=\"a,b\"',c'", {"no_proxy=a,b,c@1"}},
          {"set and never exported", "https_proxy=http://p:1", {}, {"not exported"}},
          {"a comment", "# export https_proxy=x\nexport http_proxy=y # z", {"http_proxy=y@2"}},
          {"computed by a variable",
           "export https_proxy=http://$USER:secret@p:1",
           {},
           {"computed by the shell"}},
          {"computed by a command",
           "export https_proxy=`cat /etc/secret`",
           {},
           {"computed by the shell"}},
          {"a '$' in single quotes is a '$'",
           "export https_proxy='http://a$b'",
           {"https_proxy=http://a$b@1"}},
          {"under a condition",
           "if [ -n \"$X\" ]; then\n  export https_proxy=http://p:1\nfi",
           {},
           {":2: https_proxy is not evaluated: it stands under a condition"}},
          {"behind a test", "[ -f /x ] && export https_proxy=http://p:1", {}, {"condition"}},
          {"after the condition", "if true; then :; fi\nexport https_proxy=a", {"https_proxy=a@2"}},
          {"in a function", "proxy_on() {\n export https_proxy=a\n}", {}, {"condition"}},
          {"for one command", "https_proxy=a curl x", {}},
          {"taken back", "export https_proxy=a\nunset https_proxy", {}},
          {"a quote that stays open", "export https_proxy='a\nb'", {}, {"quote"}},
          {"an open end", "export https_proxy=\\", {"https_proxy=@1"}},
      },
      read_profile_script);
}

TEST(EnvironmentFile, is_read_as_systemd_reads_it) {
  expect_read(
      {
          {"a variable", "A=1\nhttps_proxy=http://p:1\n", {"https_proxy=http://p:1@2"}},
          {"comments", "# https_proxy=a\n; https_proxy=b\n", {}},
          {"a '#' behind is part of it", "no_proxy=a #b", {"no_proxy=a #b@1"}},
          {"quotes", "no_proxy=\"a b\"", {"no_proxy=a b@1"}},
          {"blanks round the value", "no_proxy=  a  ", {"no_proxy=a@1"}},
          {"a backslash",
           "https_proxy=http://CORP\\\\bob@p:1",
           {"https_proxy=http://CORP\\bob@p:1@1"}},
          {"nothing is expanded", "https_proxy=$PROXY", {"https_proxy=$PROXY@1"}},
          {"export is no part of it", "export https_proxy=a", {}},
          {"an open quote",
           "https_proxy='http://b:secret@p",
           {"https_proxy=http://b:secret@p@1"},
           {"quote"}},
      },
      read_environment_file);
}

TEST(ProcessEnvironment, keeps_proxies_and_nothing_else) {
  const auto found = read_process_environment(
      "PASSWORD=secret\0https_proxy=http://p:1\0no_proxy=\0HTTP_PROXY=http://q:2"s, "process 7");
  EXPECT_EQ(found.set, (std::vector<Assignment>{{"https_proxy", {"http://p:1", "process 7"}},
                                                {"no_proxy", {"", "process 7"}},
                                                {"HTTP_PROXY", {"http://q:2", "process 7"}}}));
}

}  // namespace environment_text_test
}  // namespace netprobe
