#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <ostream>

namespace netprobe {
namespace rows_test {

using testing::IsEmpty;
using testing::Not;

const std::string host = "a.contoso.com";
const std::string other = "b.fabrikam.net";

/// The row "row:443", with direct and the system proxy tried.
Scene::RowOptions options(bool guess = false, RouteKind in_force = RouteKind::direct) {
  Scene::RowOptions chosen;
  chosen.guess = guess;
  chosen.routes = {RouteKind::direct, RouteKind::system};
  chosen.in_force = in_force;
  return chosen;
}

struct Row {
  std::string name;
  std::function<void(Scene&)> seen;
  std::vector<std::string> hosts;
  Scene::RowOptions options;
  std::string status;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class HostRows : public testing::TestWithParam<Row> {};

TEST_P(HostRows, are_decided_on_the_route_in_force) {
  const Row& row = GetParam();
  Scene scene;
  scene.row("row", row.hosts, row.options);
  row.seen(scene);
  const Judgement judgement = scene.judge();
  EXPECT_EQ(status_of(scene, judgement, "row:443"), row.status);
  EXPECT_EQ(judgement.diagnosis.rows.front().required, row.status != "untested");
}

INSTANTIATE_TEST_SUITE_P(
    Direct, HostRows,
    testing::Values(
        Row{"it works", [](Scene& s) { s.passes(host); }, {host}, options(), "reachable"},
        Row{"one address is dead beside a good one",
            [](Scene& s) { s.fails(host, Cause::tcp_timeout, "20.1.1.2").passes(host); },
            {host},
            options(),
            "reachable"},
        Row{"all addresses are dead",
            [](Scene& s) {
              s.fails(host, Cause::tcp_timeout, "20.1.1.2").fails(host, Cause::tcp_reset);
            },
            {host},
            options(),
            "blocked"},
        Row{"directly it fails, by the proxy it works",
            [](Scene& s) {
              s.fails(host, Cause::tcp_timeout).passes(host, "10.0.0.1", RouteKind::system);
            },
            {host},
            options(),
            "degraded"},
        Row{"it was never told", [](Scene&) {}, {host}, options(), "untested"}));

INSTANTIATE_TEST_SUITE_P(
    ByProxy, HostRows,
    testing::Values(
        Row{"the proxy is good, and direct is closed",
            [](Scene& s) {
              s.fails(host, Cause::tcp_timeout).passes(host, "10.0.0.1", RouteKind::system);
            },
            {host},
            options(false, RouteKind::system),
            "reachable"},
        Row{"the name is unknown here, which a proxy does not mind",
            [](Scene& s) {
              s.fails(host, Cause::dns_nxdomain).passes(host, "10.0.0.1", RouteKind::system);
            },
            {host},
            options(false, RouteKind::system),
            "reachable"},
        Row{"the proxy is dead, and direct is open",
            [](Scene& s) {
              s.passes(host).fails(host, Cause::proxy_refused, "10.0.0.1", RouteKind::system);
            },
            {host},
            options(false, RouteKind::system),
            "degraded"},
        Row{"neither works",
            [](Scene& s) {
              s.fails(host, Cause::tcp_timeout)
                  .fails(host, Cause::proxy_refused, "10.0.0.1", RouteKind::system);
            },
            {host},
            options(false, RouteKind::system),
            "blocked"}));

INSTANTIATE_TEST_SUITE_P(
    Representatives, HostRows,
    testing::Values(
        Row{"the only name does not exist",
            [](Scene& s) { s.fails(host, Cause::dns_nxdomain); },
            {host},
            options(),
            "blocked"},
        Row{"one of several does not exist",
            [](Scene& s) { s.fails(host, Cause::dns_nxdomain).passes(other); },
            {host, other},
            options(),
            "reachable"},
        Row{"none of several exists",
            [](Scene& s) { s.fails(host, Cause::dns_nxdomain).fails(other, Cause::dns_nodata); },
            {host, other},
            options(),
            "untested"},
        Row{"for one of several the resolver fails",
            [](Scene& s) { s.fails(host, Cause::dns_servfail).passes(other); },
            {host, other},
            options(),
            "blocked"},
        Row{"for one of several the resolver is silent",
            [](Scene& s) { s.fails(host, Cause::dns_timeout).passes(other); },
            {host, other},
            options(),
            "blocked"},
        Row{"one of several is silent: as bad as the worst",
            [](Scene& s) { s.fails(host, Cause::tcp_timeout).passes(other); },
            {host, other},
            options(),
            "blocked"},
        Row{"of guesses, one that works stands for all",
            [](Scene& s) { s.fails(host, Cause::tcp_timeout).passes(other); },
            {host, other},
            options(true),
            "reachable"},
        Row{"a guess fails beside a host that is none, and works",
            [](Scene& s) {
              s.plan.rows[0].probes[1].guess = false;
              s.fails(host, Cause::tcp_timeout).passes(other);
            },
            {host, other},
            options(true),
            "reachable"},
        Row{"a host that is no guess fails beside one that works",
            [](Scene& s) {
              s.plan.rows[0].probes[0].guess = false;
              s.fails(host, Cause::tcp_timeout).passes(other);
            },
            {host, other},
            options(true),
            "blocked"},
        Row{"of guesses, none works",
            [](Scene& s) { s.fails(host, Cause::tcp_timeout).fails(other, Cause::tcp_timeout); },
            {host, other},
            options(true),
            "blocked"}));

/// Hosts of other regions, which the exported rules close.
TEST(Rows, of_other_regions_are_closed_rightly_where_the_rules_open_the_one_asked_for) {
  RuleFix storage;
  storage.destination = "Storage.WestEurope";
  struct Case {
    std::string name;
    bool guess, denied, region;
    std::vector<RuleFix> fixes;
    std::string status;
  };
  for (const Case& one :
       {Case{"rightly closed", true, true, true, {}, "untested"},
        Case{"the region's own is closed too", true, true, true, {storage}, "blocked"},
        Case{"no region was asked for", true, true, false, {}, "blocked"},
        Case{"the rules let it through", true, false, true, {}, "blocked"},
        Case{"it is no guess", false, true, true, {}, "blocked"}}) {
    Scene scene;
    scene.row("row", {host}, options(one.guess)).fails(host, Cause::tcp_timeout, "20.1.1.1");
    ConnectionRuling ruling;
    ruling.address = *IpAddress::parse("20.1.1.1");
    ruling.access = one.denied ? Access::deny : Access::allow;
    scene.known.rulings = {ruling};
    scene.known.rule_fixes = one.fixes;
    if (one.region) {
      scene.known.regional_tags = {{"Storage", {"Storage.WestEurope"}}};
    }
    EXPECT_EQ(status_of(scene, scene.judge(), "row:443"), one.status) << one.name;
  }
}

TEST(Rows, with_one_family_a_name_without_it_is_no_failure) {
  for (const Families families : {Families::ipv6_only, Families::ipv4_only, Families::both}) {
    Scene scene;
    scene.row(host).fails(host, Cause::dns_nodata);
    scene.plan.families = families;
    const Judgement judgement = scene.judge();
    EXPECT_EQ(status_of(scene, judgement, host + ":443"),
              families == Families::both ? "blocked" : "untested");
    if (families != Families::both) {
      EXPECT_THAT(judgement.diagnosis.rows[0].note, Not(IsEmpty()));
    }
  }
}

TEST(Rows, that_the_plan_could_not_test_say_why) {
  Scene scene;
  scene.row(host);
  scene.plan.rows[0].untested = "nobody knows a host for it";
  const Judgement judgement = scene.judge();
  EXPECT_EQ(status_of(scene, judgement, host + ":443"), "untested");
  EXPECT_EQ(judgement.diagnosis.rows[0].note, "nobody knows a host for it");
  EXPECT_EQ(judgement.diagnosis.summary.required, 0);
}

TEST(Rows, of_azure_count_only_there) {
  for (const std::optional<bool> azure :
       {std::optional<bool>(), std::optional(false), std::optional(true)}) {
    Scene scene;
    scene.row(host).fails(host, Cause::tcp_timeout);
    scene.plan.rows[0].inside_azure_only = true;
    scene.known.azure_vm = azure;
    const Judgement judgement = scene.judge();
    EXPECT_EQ(status_of(scene, judgement, host + ":443"), azure == true ? "blocked" : "untested");
    // The row, and that nothing else was required.
    EXPECT_EQ(accused(judgement, Severity::warning).size(), azure == true ? 0 : 2);
    EXPECT_EQ(accused(judgement, Severity::error).size(), azure == true ? 1 : 0);
  }
}

TEST(Rows, of_azure_tell_that_this_is_azure_where_both_addresses_speak) {
  for (const bool both : {false, true}) {
    for (const bool for_all : {false, true}) {
      Scene scene;
      scene.row(host).row("168.63.129.16").row("169.254.169.254").row(other);
      scene.control("192.0.2.1", ControlKind::unrouted_address);
      scene.passes(host).passes("168.63.129.16", "168.63.129.16");
      both ? scene.passes("169.254.169.254", "169.254.169.254")
           : scene.fails("169.254.169.254", Cause::tcp_timeout, "169.254.169.254");
      for_all ? scene.passes("192.0.2.1", "192.0.2.1")
              : scene.fails("192.0.2.1", Cause::tcp_timeout, "192.0.2.1");
      scene.passes(other);
      scene.plan.rows[1].inside_azure_only = scene.plan.rows[2].inside_azure_only = true;
      EXPECT_EQ(scene.judge().diagnosis.azure_vm,
                both && !for_all ? std::optional(true) : std::nullopt);
    }
  }
}

TEST(Rows, are_not_decided_by_follow_ups) {
  Scene scene;
  scene.row(host).fails(host, Cause::tcp_timeout).passes(host, "20.1.1.9");
  scene.last().follow_up = true;
  EXPECT_EQ(status_of(scene, scene.judge(), host + ":443"), "blocked");
}

TEST(Rows, count_in_the_summary_by_what_they_are) {
  Scene scene;
  Scene::RowOptions optional_row;
  optional_row.required = false;
  Scene::RowOptions comparison = optional_row;
  comparison.comparison = true;
  comparison.port = 8443;
  scene.row(host).row(other).row("o", {"c.example.org"}, optional_row);
  scene.row("c", {"d.example.org"}, comparison);
  scene.passes(host).fails(other, Cause::tcp_timeout);
  scene.fails("c.example.org", Cause::tcp_timeout);
  scene.fails("d.example.org", Cause::tcp_timeout, "20.1.1.1", RouteKind::direct, 8443);
  EXPECT_EQ(scene.judge().diagnosis.summary, (Summary{RunStatus::blocked, 2, 1, 1, 1}));
}

TEST(Rows, say_how_deep_they_were_tested) {
  Scene scene;
  scene.row(host).passes(host);
  scene.last().reached = Depth::tcp;
  EXPECT_EQ(scene.judge().diagnosis.rows[0].reached, Depth::tcp);
}

TEST(Targets, are_judged_by_silence_too) {
  Scene scene;
  scene.target("20.1.2.3").fails("20.1.2.3", Cause::tcp_timeout, "20.1.2.3");
  EXPECT_EQ(status_of(scene, scene.judge(), "20.1.2.3:443"), "blocked");
}

}  // namespace rows_test
}  // namespace netprobe
