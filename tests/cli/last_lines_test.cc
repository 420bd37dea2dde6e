// What stands last on a terminal.

#include "netprobe/cli/last_lines.h"

#include "tests/cli/program.h"
#include "tests/reports/report_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace netprobe {
namespace last_lines_test {

using testing_reports::ReportBuilder;

Report report_of(RunStatus status, Blocker blocker, Cause cause) {
  ReportBuilder builder;
  builder.row("a", "a.example", 443,
              status == RunStatus::ready ? RowStatus::reachable : RowStatus::blocked);
  if (status != RunStatus::ready) {
    Finding one;
    one.id = "x";
    one.severity = Severity::error;
    one.blocker = blocker;
    one.cause = cause;
    one.affected = {"a:443"};
    builder.finding(one);
  }
  return builder.finish(status);
}

TEST(LastLines, have_the_verdict_whom_to_call_and_what_to_type) {
  const Report report = report_of(RunStatus::blocked, Blocker::firewall, Cause::tcp_timeout);
  EXPECT_EQ(last_lines(report, true, {}),
            "\n"
            "BLOCKED   1 of 1 required endpoints cannot be reached by any route\n"
            "Call      the firewall team\n"
            "Next      netprobe remedy --for ticket\n");
  EXPECT_THAT(last_lines(report, false, {}),
              testing::HasSubstr("netprobe check … --report json=FILE; netprobe remedy FILE"));
}

TEST(LastLines, are_none_where_all_is_well) {
  EXPECT_EQ(last_lines(report_of(RunStatus::ready, Blocker::none, Cause::tcp_timeout), true, {}),
            "");
}

TEST(LastLines, are_for_a_terminal_alone) {
  if (std::system("script -qec true /dev/null >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "script (util-linux) is not here";
  }
  const std::string run =
      "check -w none --host localhost:9 --route direct --retries 0 --no-controls --no-follow-up "
      "--no-save";
  EXPECT_THAT(call(run).output, testing::Not(testing::HasSubstr("\nNext ")));
  const std::string terminal = file_with("on-a-terminal.sh", "exec script -qec \"$*\" /dev/null\n");
  const std::string shown = call(run, "PATH=/usr/bin:/bin sh " + terminal).output;
  EXPECT_THAT(shown, testing::HasSubstr("\nNext      netprobe check"));
  EXPECT_THAT(shown, testing::HasSubstr("\nCall      "));
}

}  // namespace last_lines_test
}  // namespace netprobe
