#include "reports/way_map.h"

#include "tests/reports/report_builder.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace way_map_test {

using testing_reports::bad;
using testing_reports::good;
using testing_reports::ReportBuilder;

/// A letter a joint: passed, broken, suspected, unreached, absent (a dash).
std::string letters_of(const WayMap& map) {
  std::string out;
  for (const Passage passage : map.passages) {
    out += "pbsu-"[static_cast<std::size_t>(passage)];
  }
  return out;
}

std::vector<std::string> drawn(const Report& report) {
  std::vector<std::string> out;
  for (const WayMap& map : way_maps(report, rows_of(report))) {
    out.push_back(letters_of(map));
  }
  return out;
}

Observation silent() { return bad(Stage::tcp, Cause::tcp_timeout, "nothing came back"); }
Observation refused() { return bad(Stage::proxy_connect, Cause::proxy_denied, "403"); }

Finding finding(Blocker blocker, Cause cause, std::vector<std::string> affected,
                Confidence confidence = Confidence::likely,
                std::vector<Alternative> alternatives = {}) {
  return {.id = "x",
          .severity = Severity::error,
          .blocker = blocker,
          .cause = cause,
          .confidence = confidence,
          .affected = std::move(affected),
          .alternatives = std::move(alternatives)};
}

struct Row {
  std::string name;
  Finding finding;
  Observation first, second;  ///< of two rows by the direct way
  std::string expected;       ///< machine, resolver, NSG, route, firewall, proxy, Azure
};

const std::vector<std::string> both = {"a:443", "b:443"};

TEST(WayMap, shows_where_the_direct_way_breaks) {
  const std::vector<Row> rows = {
      {"all works", {}, good(20), good(20), "ppppp-p"},
      {"a firewall drops all: nothing behind it is reached",
       finding(Blocker::firewall, Cause::tcp_timeout, both), silent(), silent(), "ppppb-u"},
      {"a firewall drops one: the other reaches Azure",
       finding(Blocker::firewall, Cause::tcp_timeout, {"a:443"}), silent(), good(20), "ppppb-p"},
      {"an NSG, whose cause no attempt has, by its evidence",
       [] {
         Finding nsg = finding(Blocker::nsg, Cause::nsg_denied, both, Confidence::certain);
         nsg.evidence = {{"nothing came back", "attempt direct to host:443"}};
         return nsg;
       }(),
       silent(), silent(), "ppbuu-u"},
      {"what is merely possible accuses nobody, nor its alternatives",
       finding(Blocker::firewall, Cause::tcp_timeout, both, Confidence::possible,
               {{Blocker::nsg, ""}}),
       silent(), silent(), "ppsus-u"},
      {"an unknown blocker leaves its alternatives",
       finding(Blocker::unknown, Cause::tcp_timeout, both, Confidence::likely,
               {{Blocker::host_firewall, ""}, {Blocker::firewall, ""}}),
       silent(), silent(), "suuus-u"},
      {"a finding about other rows says nothing",
       finding(Blocker::nsg, Cause::tcp_timeout, {"c:443"}), silent(), silent(), "pppps-u"},
      {"a proxy is not on the direct way", finding(Blocker::proxy, Cause::tcp_timeout, both),
       silent(), silent(), "pppps-u"},
      {"without a finding the stage is all that is known", {}, silent(), good(20), "pppps-p"},
  };
  for (const Row& row : rows) {
    ReportBuilder builder;
    for (const auto& [id, seen] : {std::pair("a", row.first), std::pair("b", row.second)}) {
      builder
          .row(id, std::string(id) + ".example", 443,
               seen.failure ? RowStatus::blocked : RowStatus::reachable)
          .probe(std::string(id) + ".example")
          .attempt(RouteKind::direct, seen);
    }
    if (row.finding.severity == Severity::error) {
      builder.finding(row.finding);
    }
    EXPECT_EQ(drawn(builder.finish(RunStatus::blocked)), std::vector<std::string>{row.expected})
        << row.name;
  }
}

TEST(WayMap, has_each_way_for_itself) {
  ReportBuilder builder;
  builder.row("a", "a.example", 443, RowStatus::blocked)
      .probe("a.example", RouteKind::proxy)
      .attempt(RouteKind::direct, good(20))
      .attempt(RouteKind::proxy, refused());
  builder.finding(finding(Blocker::proxy, Cause::proxy_denied, {"a:443"}, Confidence::certain));
  const Report report = builder.finish(RunStatus::degraded);
  const std::vector<WayMap> maps = way_maps(report, rows_of(report));
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(letters_of(maps[0]), "ppppp-p");
  EXPECT_FALSE(maps[0].in_force);
  EXPECT_EQ(letters_of(maps[1]), "pppppbu");
  EXPECT_TRUE(maps[1].in_force);
  EXPECT_EQ(maps[1].failed, 1U);
  EXPECT_EQ(maps[1].causes[static_cast<std::size_t>(Joint::proxy)], "proxy.denied");
}

TEST(WayMap, that_is_closed_by_design_is_told_by_the_finding_that_says_so) {
  ReportBuilder builder;
  builder.row("a", "a.example", 443, RowStatus::reachable)
      .probe("a.example", RouteKind::proxy)
      .attempt(RouteKind::direct, silent())
      .attempt(RouteKind::proxy, good(20));
  Finding other = finding(Blocker::none, Cause::tcp_timeout, {});
  other.severity = Severity::info;
  builder.finding(other);
  other.evidence = {{"nothing came back", "attempt direct to a.example:443"}};
  builder.finding(other);
  const Report report = builder.finish(RunStatus::ready);
  const std::vector<WayMap> maps = way_maps(report, rows_of(report));
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(letters_of(maps[0]), "pppps-u");
  EXPECT_EQ(maps[0].findings, std::vector<std::size_t>{1});
  EXPECT_EQ(letters_of(maps[1]), "ppppppp");
}

TEST(WayMap, counts_what_is_required_and_no_ports_that_are_compared) {
  ReportBuilder builder;
  builder.row("a", "a.example", 443, RowStatus::reachable)
      .probe("a.example")
      .attempt(RouteKind::direct, good(20));
  builder.row("b", "b.example", 443, RowStatus::blocked, false)
      .probe("b.example")
      .attempt(RouteKind::direct, silent());
  builder.row("a", "a.example", 8443, RowStatus::untested, false)
      .probe("a.example")
      .attempt(RouteKind::direct, silent());
  builder.planned().comparison = true;
  const Report report = builder.finish(RunStatus::ready);
  const std::vector<WayMap> maps = way_maps(report, rows_of(report));
  ASSERT_EQ(maps.size(), 1U);
  EXPECT_EQ(maps[0].tested, 1U);
  EXPECT_EQ(maps[0].failed, 0U);
}

}  // namespace way_map_test
}  // namespace netprobe
