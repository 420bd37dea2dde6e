// Options that do nothing in a call are told, and those that do something are not.

#include "netprobe/cli/idle_options.h"

#include "netprobe/cli/request.h"
#include "tests/cli/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace netprobe {
namespace idle_options_test {

using testing::HasSubstr;

struct Row {
  std::string name;
  std::function<void(CheckOptions&)> type;
  std::string idle;  ///< the option that is told, or refused; empty: none is
};

void own_list(CheckOptions& options) {
  options.workloads = {"none"};
  options.hosts = {"a.example:443"};
}

TEST(IdleOptions, are_told_and_no_others) {
  const std::vector<Row> rows = {
      {"nothing but defaults", [](CheckOptions&) {}, ""},
      {"more samples of ranges", [](CheckOptions& o) { o.samples = 16; }, ""},
      {"samples where no range is",
       [](CheckOptions& o) {
         own_list(o);
         o.samples = 16;
       },
       "--samples"},
      {"samples where nothing is connected to",
       [](CheckOptions& o) {
         o.depth = "dns";
         o.samples = 16;
       },
       "--samples"},
      {"another port", [](CheckOptions& o) { o.ports = {"8443"}; }, ""},
      {"another port, where each host has its own",
       [](CheckOptions& o) {
         own_list(o);
         o.ports = {"8443"};
       },
       "--ports"},
      {"a region", [](CheckOptions& o) { o.regions = {"westeurope"}; }, ""},
      {"a region of nothing",
       [](CheckOptions& o) {
         own_list(o);
         o.regions = {"westeurope"};
       },
       "--region"},
      {"no controls", [](CheckOptions& o) { o.no_controls = true; }, ""},
      {"a longer connect than attempt", [](CheckOptions& o) { o.connect_timeout = 20; },
       "--connect-timeout"},
      {"a connect of a look-up",
       [](CheckOptions& o) {
         o.depth = "dns";
         o.connect_timeout = 2;
       },
       "--connect-timeout"},
      {"an attempt longer than the run",
       [](CheckOptions& o) {
         o.timeout = 30;
         o.deadline = 20;
       },
       "--timeout"},
  };
  for (const Row& row : rows) {
    CheckOptions options;
    row.type(options);
    const auto request = make_request(options, {});
    ASSERT_TRUE(request) << row.name << ": " << request.error().message;
    ASSERT_TRUE(refuse_idle(options, *request)) << row.name;
    const auto lines = idle_options(options, *request);
    if (row.idle.empty()) {
      EXPECT_EQ(lines, std::vector<std::string>{}) << row.name;
    } else {
      ASSERT_EQ(lines.size(), 1U) << row.name;
      EXPECT_THAT(lines.front(), testing::StartsWith(row.idle + " has no effect")) << row.name;
    }
  }
}

TEST(IdleOptions, of_proxies_are_refused_without_one) {
  const std::vector<Row> rows = {
      {"a scheme without a proxy", [](CheckOptions& o) { o.proxy_auth = "ntlm"; }, "--proxy-auth"},
      {"a scheme and a proxy",
       [](CheckOptions& o) {
         o.proxy = "http://p.example:1";
         o.proxy_auth = "ntlm";
       },
       ""},
      {"a proxy that --route leaves out",
       [](CheckOptions& o) {
         o.proxy = "http://p.example:1";
         o.routes = {"direct"};
       },
       "--proxy"},
      {"a proxy that --route leaves",
       [](CheckOptions& o) {
         o.proxy = "http://p.example:1";
         o.routes = {"direct", "proxy"};
       },
       ""},
      {"a script that --route leaves out",
       [](CheckOptions& o) {
         o.wpad = true;
         o.routes = {"direct"};
       },
       "--wpad"},
  };
  for (const Row& row : rows) {
    CheckOptions options;
    row.type(options);
    const auto request = make_request(options, {});
    ASSERT_TRUE(request) << row.name << ": " << request.error().message;
    const auto good = refuse_idle(options, *request);
    EXPECT_EQ(good.has_value(), row.idle.empty()) << row.name;
    EXPECT_THAT(good ? row.idle : good.error().message, HasSubstr(row.idle)) << row.name;
  }
}

/// A setting that is none is the machine's fault, which a report tells.
TEST(IdleOptions, of_proxies_are_taken_where_a_broken_one_is_set) {
  CheckOptions options;
  options.proxy_auth = "basic";
  const auto request = make_request(options, {{"https_proxy", "http://proxy:port"}});
  ASSERT_TRUE(request);
  EXPECT_TRUE(refuse_idle(options, *request));
}

TEST(IdleOptions, are_told_on_standard_error_and_change_nothing_else) {
  const Ended ended = call("plan -w none --host a.example:443 --samples 3");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.errors,
            "netprobe plan: --samples has no effect in this call: no required range is tested "
            "directly\n");
  EXPECT_EQ(ended.output, call("plan -w none --host a.example:443").output);
}

TEST(UnreadVariables, are_told_with_the_one_that_may_be_meant) {
  struct Line {
    std::string variables, errors;
  };
  for (const Line& line : {Line{"NETPROBE_RETIRES=3",
                                "NETPROBE_RETIRES: nothing reads it; did you mean "
                                "NETPROBE_RETRIES?\n"},
                           Line{"NETPROBE_RETIRES=", ""}, Line{"NETPROBE_RETRIES=3", ""},
                           Line{"NETPROBE_CHAIN=x", ""}}) {
    const Ended ended = call("plan -w none --host a.example:443", line.variables);
    EXPECT_EQ(ended.status, 0) << line.variables;
    EXPECT_THAT(ended.errors, testing::EndsWith(line.errors)) << line.variables;
    EXPECT_EQ(ended.errors.empty(), line.errors.empty()) << ended.errors;
  }
}

TEST(Progress, has_no_movements_of_a_cursor_where_it_goes_into_a_file) {
  const Ended ended = call(
      "check -w none --host localhost:9 --retries 0 --no-follow-up --no-save --progress always");
  EXPECT_THAT(ended.errors, HasSubstr(" attempts\n"));
  EXPECT_EQ(ended.errors.find_first_of("\r\x1b"), std::string::npos) << ended.errors;
  EXPECT_LE(std::count(ended.errors.begin(), ended.errors.end(), '\n'), 11);
}

}  // namespace idle_options_test
}  // namespace netprobe
