#include "netprobe/cli/late_sources.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace late_sources_test {

struct Options {
  int retries = 1;
  std::vector<std::string> hosts;
  bool no_controls = false;
  std::string config;
};

class LateSources : public testing::Test {
 protected:
  LateSources() : app_("", "check") {
    app_.add_option("--retries", options_.retries)->check(CLI::Range(0, 20));
    app_.add_option("--host", options_.hosts)->delimiter(',');
    app_.add_flag("--no-controls", options_.no_controls);
    app_.add_option("--config", options_.config);
  }

  CLI::App app_;     // NOLINT(misc-non-private-member-variables-in-classes): a fixture
  Options options_;  // NOLINT(misc-non-private-member-variables-in-classes)
  Origins origins_;  // NOLINT(misc-non-private-member-variables-in-classes)
};

TEST_F(LateSources, name_a_variable_after_each_option) {
  EXPECT_EQ(variable_of("--connect-timeout"), "NETPROBE_CONNECT_TIMEOUT");
  EXPECT_EQ(variable_of("ipv4"), "NETPROBE_IPV4");
}

TEST_F(LateSources, fill_in_what_the_command_line_left_alone) {
  app_.parse("--retries 3");
  ASSERT_TRUE(apply_environment(app_,
                                {{"NETPROBE_RETRIES", "7"},
                                 {"NETPROBE_HOST", "a.test,b.test"},
                                 {"NETPROBE_NO_CONTROLS", "true"}},
                                origins_));
  EXPECT_EQ(options_.retries, 3);
  EXPECT_EQ(options_.hosts, (std::vector<std::string>{"a.test", "b.test"}));
  EXPECT_TRUE(options_.no_controls);
}

TEST_F(LateSources, let_the_environment_win_over_the_file) {
  app_.parse("");
  ASSERT_TRUE(apply_environment(app_, {{"NETPROBE_RETRIES", "7"}}, origins_));
  ASSERT_TRUE(apply_config(app_,
                           "retries = 9\nhost = [\"a.test\", \"b.test\"]\nno-controls = true\n",
                           "f.toml", origins_));
  EXPECT_EQ(options_.retries, 7);
  EXPECT_EQ(options_.hosts.size(), 2U);
  EXPECT_TRUE(options_.no_controls);
}

TEST_F(LateSources, read_a_table_of_the_command_and_leave_another_one_s) {
  app_.parse("");
  ASSERT_TRUE(
      apply_config(app_, "[plan]\nretries = 2\n[check]\nretries = 5\n", "f.toml", origins_));
  EXPECT_EQ(options_.retries, 5);
}

TEST_F(LateSources, name_the_variable_or_the_line_that_is_wrong) {
  app_.parse("");
  const auto variable = apply_environment(app_, {{"NETPROBE_RETRIES", "many"}}, origins_);
  ASSERT_FALSE(variable);
  EXPECT_NE(variable.error().message.find("NETPROBE_RETRIES"), std::string::npos);
  const auto flag = apply_environment(app_, {{"NETPROBE_NO_CONTROLS", "perhaps"}}, origins_);
  ASSERT_FALSE(flag);
  EXPECT_NE(flag.error().message.find("NETPROBE_NO_CONTROLS"), std::string::npos);
  const auto unknown = apply_config(app_, "# a comment\n\nretrys = 5\n", "f.toml", origins_);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("f.toml:3"), std::string::npos);
  EXPECT_NE(unknown.error().message.find("retries"), std::string::npos);
  const auto range = apply_config(app_, "retries = 99\n", "f.toml", origins_);
  ASSERT_FALSE(range);
  EXPECT_NE(range.error().message.find("f.toml:1"), std::string::npos);
  EXPECT_FALSE(apply_config(app_, "[nonsense]\nretries = 1\n", "f.toml", origins_));
}

TEST_F(LateSources, are_named_before_what_is_found_wrong_later) {
  app_.parse("--retries 3");
  ASSERT_TRUE(
      apply_environment(app_, {{"NETPROBE_RETRIES", "7"}, {"NETPROBE_HOST", "a b"}}, origins_));
  ASSERT_TRUE(apply_config(app_, "\nno-controls = true\n", "f.toml", origins_));
  const auto message = [&](const std::string& words) {
    return with_origin({Error::Kind::usage, words}, origins_).message;
  };
  EXPECT_EQ(message("--host: found \"a b\""),
            "environment variable NETPROBE_HOST: --host: found \"a b\"");
  EXPECT_EQ(message("--no-controls and --x: no"), "f.toml:2: --no-controls and --x: no");
  EXPECT_EQ(message("--retries: found 3"), "--retries: found 3") << "it stood on the command line";
  EXPECT_EQ(message("a file: --host"), "a file: --host");
}

}  // namespace late_sources_test
}  // namespace netprobe
