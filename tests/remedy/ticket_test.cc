// A ticket that nobody has to ask back about.

#include "netprobe/core/text.h"
#include "netprobe/remedy/from_findings.h"
#include "netprobe/remedy/writers.h"
#include "tests/remedy/scene.h"
#include "tests/reports/report_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace ticket_test {

using testing::HasSubstr;
using testing::Not;
using testing_remedy::finding;
using testing_reports::ReportBuilder;

std::string ticket_of(const Report& report) {
  return write(from_findings(report, Syntax::ticket, false), Syntax::ticket);
}

/// The lines between two titles.
std::vector<std::string> lines_between(const std::string& text, const std::string& from,
                                       const std::string& to) {
  const std::size_t begin = text.find("\n" + from + "\n") + from.size() + 2;
  return split(text.substr(begin, text.find("\n" + to + "\n") - begin), "\n");
}

TEST(Ticket, asks_first_then_proves_in_three_lines_then_says_how_it_is_taken_back) {
  const std::string text = ticket_of(testing_remedy::blocked_report());
  const auto request = text.find("\nREQUEST\n");
  const auto proof = text.find("\nPROOF\n");
  const auto undo = text.find("\nROLL-BACK\n");
  ASSERT_NE(undo, std::string::npos) << text;
  EXPECT_LT(request, proof);
  EXPECT_LT(proof, undo);
  EXPECT_EQ(lines_between(text, "PROOF", "ROLL-BACK").size(), 3U) << text;
  for (const char* part :
       {"From        srv01, source address 10.1.0.4\n", "Direction   outbound, TCP",
        "Since       at least since 2026-11-21T02:00:00",
        "Reason      Azure Backup (the MARS agent)",
        "    TCP 443    *.blob.core.windows.net   (service tag Storage)\n"
        "               addresses seen: 20.60.1.1\n",
        "Done when this, run on srv01, ends with exit status 0:\n    netprobe check "}) {
    EXPECT_THAT(text.substr(0, proof), HasSubstr(part));
  }
}

TEST(Ticket, of_one_finding_is_proved_by_its_facts) {
  ReportBuilder builder;
  builder.row("a", "a.example", 443, RowStatus::blocked);
  Finding one = finding(Blocker::firewall, Cause::tcp_timeout, {"a:443"});
  one.evidence = {{"first", "there"}, {"second", "there"}, {"third", "there"}, {"fourth", "there"}};
  builder.finding(one);
  EXPECT_EQ(lines_between(ticket_of(builder.finish(RunStatus::blocked)), "PROOF", "ROLL-BACK"),
            (std::vector<std::string>{"- Something is in the way (tcp.timeout): first (there)",
                                      "- second (there)", "- third (there)"}));
}

/// What the proxy cannot reach, it cannot reach from its own address.
TEST(Ticket, names_the_proxy_and_not_this_machine_where_the_proxy_sends) {
  ReportBuilder builder;
  builder.proxy(testing_reports::http_proxy("proxy.corp", 3128));
  builder.row("a", "a.example", 443, RowStatus::blocked);
  Observation seen =
      testing_reports::bad(Stage::proxy_connect, Cause::proxy_upstream_timeout, "504");
  seen.proxy = "http://proxy.corp:3128";
  seen.address = IpAddress::parse("10.0.0.9");
  seen.source = IpAddress::parse("10.1.0.4");
  builder.probe("a.example").attempt(RouteKind::proxy, seen);
  builder.finding(finding(Blocker::proxy, Cause::proxy_upstream_timeout, {"a:443"}));
  const Report report = builder.finish(RunStatus::blocked);
  const std::string text = ticket_of(report);
  EXPECT_THAT(text, HasSubstr("By way of   http://proxy.corp:3128 (10.0.0.9)\n"));
  EXPECT_THAT(text, Not(HasSubstr("10.1.0.4")));
  const std::string rules = write(from_findings(report, Syntax::panos, false), Syntax::panos);
  EXPECT_THAT(rules, HasSubstr(" source <SERVERS> "));
}

TEST(Rules, name_who_asks_and_cannot_be_committed_without_zones) {
  const Report report = testing_remedy::blocked_report();
  const std::string panos = write(from_findings(report, Syntax::panos, false), Syntax::panos);
  EXPECT_THAT(panos, HasSubstr("set address netprobe-source-1 ip-netmask 10.1.0.4/32\n"));
  EXPECT_THAT(panos,
              HasSubstr(" from <SOURCE-ZONE> to <DESTINATION-ZONE> source netprobe-source-1 "));
  EXPECT_THAT(panos, Not(HasSubstr("from any")));
  EXPECT_THAT(panos, HasSubstr("delete address netprobe-source-1"));
  const std::string fortigate =
      write(from_findings(report, Syntax::fortigate, false), Syntax::fortigate);
  EXPECT_THAT(fortigate, HasSubstr("    set subnet 10.1.0.4/32\n"));
  EXPECT_THAT(fortigate, HasSubstr("    set srcaddr \"netprobe-source-1\"\n"));
  EXPECT_THAT(fortigate, HasSubstr("    set srcintf \"<SOURCE-INTERFACE>\"\n"));
  EXPECT_THAT(fortigate, Not(HasSubstr("\"any\"")));
  const std::string azure =
      write(from_findings(report, Syntax::azure_firewall, false), Syntax::azure_firewall);
  EXPECT_THAT(azure, HasSubstr("--source-addresses 10.1.0.4 "));
  EXPECT_THAT(azure, Not(HasSubstr("SOURCE")));
}

}  // namespace ticket_test
}  // namespace netprobe
