#include "proxy/credentials.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace netprobe {
namespace credentials_test {

using namespace std::string_literals;

struct Row {
  std::string name;
  CredentialSources sources;
  std::optional<Credentials> expected;
};

TEST(Credentials, come_from_the_option_and_the_file_or_the_variable) {
  const std::vector<Row> rows = {
      {"nothing is given", {}, std::nullopt},
      {"a variable that waits for a user is no error", {"", {}, "secret"}, std::nullopt},
      {"a file", {"ann", "secret\n", {}}, Credentials{"ann", Secret("secret")}},
      {"a file from Windows", {"ann", "secret\r\n", {}}, Credentials{"ann", Secret("secret")}},
      {"a file from Notepad", {"ann", "\xef\xbb\xbfpä\n", {}}, Credentials{"ann", Secret("pä")}},
      {"a file without a line's end", {"ann", "s", {}}, Credentials{"ann", Secret("s")}},
      {"the first line alone", {"ann", "one\ntwo\n", {}}, Credentials{"ann", Secret("one")}},
      {"blanks belong to the password", {"ann", " s \n", {}}, Credentials{"ann", Secret(" s ")}},
      {"the variable", {"ann", {}, "secret"}, Credentials{"ann", Secret("secret")}},
      {"the file before the variable", {"ann", "a", "b"}, Credentials{"ann", Secret("a")}},
      {"what was typed", {"ann", {}, {}, Secret("t")}, Credentials{"ann", Secret("t")}},
      {"the file before what was typed",
       {"ann", "a", {}, Secret("t")},
       Credentials{"ann", Secret("a")}},
      {"the variable before what was typed",
       {"ann", {}, "b", Secret("t")},
       Credentials{"ann", Secret("b")}},
      {"a user alone has an empty password", {"ann", {}, {}}, Credentials{"ann", Secret("")}},
      {"a domain user", {"CORP\\ann", {}, "s"}, Credentials{"CORP\\ann", Secret("s")}},
  };
  for (const Row& row : rows) {
    const auto found = combine_credentials(row.sources);
    ASSERT_TRUE(found) << row.name << ": " << found.error().message;
    EXPECT_TRUE(*found == row.expected) << row.name;
  }
}

TEST(Credentials, that_are_wrong_are_told_and_never_repeated) {
  struct WrongRow {
    std::string name;
    CredentialSources sources;
    Error::Kind kind;
    std::string words;
  };
  const std::vector<WrongRow> rows = {
      {"a password on the command line",
       {"ann:secret", {}, {}},
       Error::Kind::usage,
       "--proxy-user: found a ':'"},
      {"a file without a user", {"", "secret", {}}, Error::Kind::usage, "expected --proxy-user"},
      {"an empty file", {"ann", "", "secret"}, Error::Kind::usage, "empty first line"},
      {"an empty first line", {"ann", "\nsecret", {}}, Error::Kind::usage, "empty first line"},
      {"UTF-16", {"ann", "\xff\xfes\0"s, {}}, Error::Kind::input, "found UTF-16"},
      {"UTF-16, the other way round", {"ann", "\xfe\xff\0s"s, {}}, Error::Kind::input, "UTF-16"},
      {"a NUL byte", {"ann", "sec\0ret"s, {}}, Error::Kind::input, "NUL byte in line 1"},
  };
  for (const WrongRow& row : rows) {
    const auto found = combine_credentials(row.sources);
    ASSERT_FALSE(found) << row.name;
    EXPECT_EQ(found.error().kind, row.kind) << row.name;
    EXPECT_NE(found.error().message.find(row.words), std::string::npos) << found.error().message;
    EXPECT_EQ(found.error().message.find("sec"), std::string::npos) << found.error().message;
    EXPECT_EQ(found.error().message.find("ann"), std::string::npos) << found.error().message;
  }
}

}  // namespace credentials_test
}  // namespace netprobe
