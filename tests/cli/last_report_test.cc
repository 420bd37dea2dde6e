// The report that is kept: where, for whom, how large, and that keeping it is never a reason to
// fail.

#include "netprobe/cli/last_report.h"

#include "tests/cli/program.h"
#include "tests/reports/report_builder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace netprobe {
namespace last_report_test {

namespace fs = std::filesystem;

using testing::HasSubstr;
using testing_reports::ReportBuilder;

TEST(StateFolder, is_the_systems_own_for_what_programs_remember) {
  struct Row {
    std::string name;
    EnvironmentVariables environment;
    Platform platform;
    std::optional<std::string> expected;
  };
  const Platform gnu_linux = Platform::gnu_linux;
  const std::vector<Row> rows = {
      {"below HOME", {{"HOME", "/home/u"}}, gnu_linux, "/home/u/.local/state/netprobe"},
      {"XDG_STATE_HOME goes first",
       {{"HOME", "/home/u"}, {"XDG_STATE_HOME", "/var/u"}},
       gnu_linux,
       "/var/u/netprobe"},
      {"a relative one is to be ignored",
       {{"HOME", "/home/u"}, {"XDG_STATE_HOME", "u"}},
       gnu_linux,
       "/home/u/.local/state/netprobe"},
      {"a service has no HOME", {}, gnu_linux, std::nullopt},
      {"or an empty one", {{"HOME", ""}}, gnu_linux, std::nullopt},
      {"or that of nobody", {{"HOME", "/"}}, gnu_linux, std::nullopt},
      {"Windows",
       {{"LOCALAPPDATA", "C:\\Users\\u\\AppData\\Local"}, {"HOME", "/home/u"}},
       Platform::windows,
       "C:\\Users\\u\\AppData\\Local\\netprobe"},
      {"Windows without a profile", {{"HOME", "/home/u"}}, Platform::windows, std::nullopt},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(state_folder(row.environment, row.platform), row.expected) << row.name;
  }
}

TEST(Age, is_in_the_largest_unit_that_fits) {
  const std::vector<std::pair<long long, std::string>> rows = {
      {0, "0 seconds"},      {1500, "1 second"},          {59999, "59 seconds"},
      {60000, "1 minute"},   {3599999, "59 minutes"},     {2 * 3600000LL, "2 hours"},
      {86400000LL, "1 day"}, {12 * 86400000LL, "12 days"}};
  for (const auto& [age, words] : rows) {
    EXPECT_EQ(age_words(Millis(age)), words);
  }
}

class Kept : public testing::Test {
 protected:
  Kept() : folder_(fs::path(testing::TempDir()) / fmt::format("netprobe-kept-{}", getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Kept() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string variable() const {
    return "XDG_STATE_HOME=" + (folder_ / "state").string();
  }
  [[nodiscard]] fs::path file() const { return folder_ / "state/netprobe/last-report.json"; }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

  static constexpr const char* run =
      "check -w none --host localhost:9 --retries 0 --no-controls --no-follow-up ";

 private:
  fs::path folder_;
};

TEST_F(Kept, report_is_what_other_commands_mean) {
  const Ended checked = call(run, variable());
  EXPECT_EQ(checked.status, 1) << checked.output << checked.errors;
  EXPECT_EQ(checked.errors, "");
  ASSERT_TRUE(fs::exists(file()));
  struct stat found {};
  ASSERT_EQ(stat(file().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  ASSERT_EQ(stat(file().parent_path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
  EXPECT_EQ(std::distance(fs::directory_iterator(file().parent_path()), {}), 1)
      << "nothing else stays behind";
  struct Row {
    std::string arguments;
    int status;
    std::string output;
  };
  for (const Row& row :
       {Row{"remedy --for ticket", 0, "Subject: "}, Row{"report show", 1, "BLOCKED"},
        Row{"report show -f json", 1, "netprobe.report/1"}, Row{"explain 1", 0, "1. "},
        Row{"remedy", 0, "Subject: "}}) {
    const Ended ended = call(row.arguments, variable());
    EXPECT_EQ(ended.status, row.status) << row.arguments << ended.errors;
    EXPECT_THAT(ended.output, HasSubstr(row.output)) << row.arguments;
    EXPECT_THAT(ended.errors, HasSubstr("the report of ")) << row.arguments;
    EXPECT_THAT(ended.errors, HasSubstr(" old (" + file().string() + ")")) << row.arguments;
  }
}

TEST_F(Kept, report_is_not_where_nobody_wants_it_or_it_cannot_be) {
  struct Row {
    std::string name, arguments, variables;
    long lines_of_errors;
  };
  std::ofstream(folder() / "a-file") << "";
  const std::vector<Row> rows = {
      {"it is not wanted", "--no-save", variable(), 0},
      {"the variable says so", "", variable() + " NETPROBE_NO_SAVE=true", 0},
      {"there is no home", "", "", 0},
      {"the folder is a file", "", "XDG_STATE_HOME=" + (folder() / "a-file").string(), 1},
      {"the folder cannot be made", "", "XDG_STATE_HOME=/proc/nowhere", 1},
  };
  for (const Row& row : rows) {
    const Ended ended = call(run + row.arguments, row.variables);
    EXPECT_EQ(ended.status, 1) << row.name << ended.errors;
    EXPECT_EQ(std::count(ended.errors.begin(), ended.errors.end(), '\n'), row.lines_of_errors)
        << row.name << ": " << ended.errors;
    EXPECT_FALSE(fs::exists(file())) << row.name;
  }
}

TEST_F(Kept, report_has_no_password) {
  call(std::string(run) + "--proxy http://user:hunter2@localhost:9 --route proxy", variable());
  std::ifstream stream(file());
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_THAT(text, HasSubstr("http://localhost:9"));
  EXPECT_THAT(text, testing::Not(HasSubstr("hunter2")));
}

TEST_F(Kept, report_that_is_damaged_is_a_wrong_input) {
  fs::create_directories(file().parent_path());
  std::ofstream(file()) << "{\"schema\":";
  const Ended ended = call("remedy", variable());
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.errors, HasSubstr(file().string()));
}

}  // namespace last_report_test
}  // namespace netprobe
