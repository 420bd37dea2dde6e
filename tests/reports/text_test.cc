#include "reports/text.h"

#include "tests/reports/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace netprobe {
namespace {

TEST(ReportText, sets_a_ready_run) {
  EXPECT_EQ(render_text(samples::ready(), {}), R"(READY   the one required endpoint is reachable

ENDPOINT                     PORT  DIRECT *
login.microsoftonline.com     443  ✓ 41 ms
* the route in force: the one that the agent will use

Cloud      public
Workloads  mars
Regions    none given
Resolvers  10.0.0.53:53
Proxy      none is set
Run        3.4 s from 2026-11-21T02:00:00.000Z on server1, netprobe 0.1.0
)");
}

TEST(ReportText, sets_a_blocked_run_in_ascii) {
  const TextStyle style{.width = 80, .color = false, .unicode = false};
  EXPECT_EQ(render_text(samples::blocked(), style),
            R"(BLOCKED   1 of 2 required endpoints cannot be reached by any route

x The proxy refuses the storage hosts                     proxy.denied - certain
    proxy.corp:3128 answered 403 to 1 of 1 CONNECTs to *.blob.core.windows.net;
    to other hosts it passed 1 of 1.
    Fix    Allow the storage hosts on the proxy.
           acl backup dstdomain .blob.core.windows.net
    See    https://learn.microsoft.com/azure/backup/
    Hits   *.blob.core.windows.net:443
    Could also be firewall (one behind the proxy would answer 503)
    Agent errors 34513, 100050

ENDPOINT                     PORT  DIRECT         PROXY proxy.corp:3128 *
login.microsoftonline.com     443  x tcp.timeout  OK 63 ms
*.blob.core.windows.net       443  x tcp.timeout  x proxy.denied
not required in this run
20.190.128.0/18               443  - tcp.timeout  - untested
* the route in force: the one that the agent will use
Port 8443, for comparison only: 0 of 1 endpoints answer, 1 proxy.port-denied
Untested: 20.190.128.0/18:443: nothing answers, which proves nothing

Cloud      public
Workloads  mars
Regions    West Europe
Resolvers  10.0.0.53:53
Proxy      http://proxy.corp:3128 from --proxy, not for .corp, 10.0.0.0/8
Note       the proxy of the system was left out: --proxy was given
Run        3.4 s from 2026-11-21T02:00:00.000Z on server1, netprobe 0.1.0
)");
}

TEST(ReportText, says_how_shallow_the_run_was) {
  Report report = samples::ready();
  report.plan.depth = Depth::tcp;
  EXPECT_TRUE(render_text(report, {}).starts_with("READY (tcp only)   "));
  report.diagnosis.summary.status = RunStatus::incomplete;
  report.plan.depth = Depth::http;
  EXPECT_TRUE(render_text(report, {}).starts_with("INCOMPLETE   the run ended"));
}

TEST(ReportText, says_that_another_route_works) {
  Report report = samples::blocked();
  report.diagnosis.summary.status = RunStatus::degraded;
  EXPECT_TRUE(render_text(report, {.width = 120})
                  .starts_with("DEGRADED   1 of 2 required endpoints cannot be reached by the "
                               "route in force, but can by another\n"));
}

TEST(ReportText, puts_errors_before_warnings_before_infos) {
  Report report = samples::blocked();
  Finding finding = report.diagnosis.findings.front();
  finding.severity = Severity::info;
  finding.title = "third";
  report.diagnosis.findings.insert(report.diagnosis.findings.begin(), finding);
  finding.severity = Severity::warning;
  finding.title = "second";
  report.diagnosis.findings.insert(report.diagnosis.findings.begin() + 1, finding);
  const std::string text = render_text(report, {});
  const auto error = text.find("✗ The proxy refuses");
  const auto warning = text.find("! second");
  const auto info = text.find("i third");
  ASSERT_NE(info, std::string::npos);
  EXPECT_LT(error, warning);
  EXPECT_LT(warning, info);
}

TEST(ReportText, colours_only_when_asked_to) {
  EXPECT_EQ(render_text(samples::blocked(), {}).find('\x1b'), std::string::npos);
  const std::string text = render_text(samples::blocked(), {.color = true});
  EXPECT_TRUE(text.starts_with("\x1b[31mBLOCKED\x1b[0m"));
}

TEST(ReportText, lets_no_control_byte_through) {
  for (const bool unicode : {true, false}) {
    const std::string text = render_text(samples::hostile(), {.unicode = unicode});
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [&](char byte) {
      return byte == '\n' || (byte >= ' ' && byte <= '~') || (unicode && byte < 0);
    }));
    // C1's CSI, the right-to-left override, and bytes that UTF-8 does not know.
    for (const std::string_view bad : {"\xc2\x9b", "\xe2\x80\xae", "\xff"}) {
      EXPECT_EQ(text.find(bad), std::string::npos);
    }
    // A line end in a name starts no line of its own.
    EXPECT_EQ(text.find("\n\\x07"), std::string::npos);
  }
}

TEST(ReportText, keeps_the_table_within_the_width) {
  Report report = samples::ready();
  report.plan.rows.front().name = std::string(90, 'a') + ".example.com";
  std::istringstream lines(render_text(report, {.width = 80, .unicode = false}));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 80U) << line;
  }
}

}  // namespace
}  // namespace netprobe
