#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <chrono>

namespace netprobe {
namespace notices_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string host = "a.contoso.com";

Scene good() {
  Scene scene;
  scene.row(host).passes(host);
  return scene;
}

TEST(Notices, say_nothing_where_nothing_is_wrong) {
  EXPECT_THAT(good().judge().diagnosis.findings, IsEmpty());
}

TEST(Notices, tell_a_skewed_clock_and_never_as_an_error) {
  using std::chrono::minutes;
  for (const int off : {-60, -5, 0, 5, 60}) {
    Scene scene = good();
    const WallTime remote{std::chrono::hours(500000)};
    scene.last().http->date = remote;
    scene.last().http->received = remote + minutes(off);
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.clock_skew, Millis(minutes(off)));
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
    if (off == -60 || off == 60) {
      EXPECT_THAT(accused(judgement, Severity::warning), ElementsAre("clock clock.skew"));
      EXPECT_THAT(judgement.diagnosis.findings[0].title, HasSubstr(off < 0 ? "behind" : "ahead"));
    } else {
      EXPECT_THAT(judgement.diagnosis.findings, IsEmpty());
    }
  }
}

TEST(Notices, say_from_where_it_can_be_tested_where_nothing_required_could_be) {
  struct Left {
    std::string reason, place;
  };
  for (const Left& left :
       {Left{"inside Azure only, and this machine is not there", "on the Azure VM"},
        Left{"it has no IPv6 address, and only IPv6 was asked for", "without -4 and -6"},
        Left{"no host name is known that stands for it", "--host"}}) {
    for (const bool another_passes : {false, true}) {
      Scene scene = another_passes ? good() : Scene();
      scene.row("b.contoso.com");
      scene.plan.rows.back().untested = left.reason;
      const Judgement judgement = scene.judge();
      const auto& findings = judgement.diagnosis.findings;
      EXPECT_EQ(judgement.diagnosis.summary.status,
                another_passes ? RunStatus::ready : RunStatus::incomplete);
      ASSERT_FALSE(findings.empty());
      EXPECT_EQ(findings.front().id == "untested.all", !another_passes);
      if (!another_passes) {
        EXPECT_THAT(findings.front().remedy.text, HasSubstr(left.place));
      }
    }
  }
  Scene nothing;
  nothing.row(host, {host}, {.required = false}).passes(host);
  EXPECT_EQ(nothing.judge().diagnosis.summary.status, RunStatus::ready);
}

TEST(Notices, warn_of_what_passes_on_a_repeat_only) {
  Scene scene = good();
  scene.last().retries = 1;
  scene.last().earlier_failures.resize(1);
  scene.last().earlier_failures[0].cause = Cause::tcp_timeout;
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  EXPECT_THAT(accused(judgement, Severity::warning), ElementsAre("unknown tcp.timeout"));
}

struct Limit {
  Cause cause;
  RouteKind route;
  std::string id, blamed, words;
};

TEST(Notices, name_the_limit_that_a_crowd_met) {
  for (const Limit& row :
       {Limit{Cause::tcp_reset, RouteKind::direct, "limit.direct", "firewall tcp.reset",
              "1 attempt was refused while others"},
        Limit{Cause::tcp_timeout, RouteKind::direct, "limit.direct", "firewall tcp.timeout",
              "(so this run took longer): something limits how many new connections"},
        Limit{Cause::proxy_refused, RouteKind::system, "limit.proxy", "proxy proxy.refused",
              "1 attempt was refused while others"},
        Limit{Cause::proxy_timeout, RouteKind::system, "limit.proxy", "firewall proxy.timeout",
              "1 attempt got no answer while others were in progress"}}) {
    Scene scene;
    scene.row(host, {host}, {.routes = {row.route}, .in_force = row.route});
    scene.passes(host, "20.1.1.1", row.route);
    scene.last().earlier_failures.resize(1);
    scene.last().earlier_failures[0].cause = row.cause;
    scene.last().repeated_alone = true;
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
    EXPECT_THAT(accused(judgement, Severity::warning), ElementsAre(row.blamed));
    const Finding& finding = judgement.diagnosis.findings.front();
    EXPECT_EQ(finding.id, row.id);
    EXPECT_THAT(finding.explanation, testing::HasSubstr(row.words));
    EXPECT_THAT(finding.affected, ElementsAre(host + ":443"));
  }
}

TEST(Notices, warn_once_of_dead_addresses_of_a_family) {
  for (const std::string address : {"20.1.1.2", "2603:1006:2000::10"}) {
    Scene scene;
    scene.row(host).row("b.fabrikam.net").passes(host).passes("b.fabrikam.net");
    scene.fails(host, Cause::tcp_timeout, address);
    scene.fails("b.fabrikam.net", Cause::tcp_timeout, address);
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
    EXPECT_THAT(accused(judgement, Severity::error), IsEmpty());
    ASSERT_THAT(accused(judgement, Severity::warning), ElementsAre("unknown tcp.timeout"));
    EXPECT_EQ(judgement.diagnosis.findings[0].affected.size(), 2U);
  }
}

TEST(Notices, name_guesses_that_fail_and_ask_for_the_region) {
  Scene scene;
  Scene::RowOptions options;
  options.guess = true;
  scene.row("row", {host, "b.fabrikam.net"}, options);
  scene.fails(host, Cause::tcp_timeout).passes("b.fabrikam.net");
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  ASSERT_EQ(judgement.diagnosis.findings.size(), 1U);
  EXPECT_EQ(judgement.diagnosis.findings[0].severity, Severity::warning);
  EXPECT_THAT(judgement.diagnosis.findings[0].remedy.text, HasSubstr("--region"));
}

TEST(Notices, say_of_hosts_of_other_regions_that_a_host_of_ones_own_decides) {
  Scene scene;
  Scene::RowOptions options;
  options.guess = true;
  scene.row("row", {host, "b.fabrikam.net"}, options);
  scene.fails(host, Cause::tcp_timeout).passes("b.fabrikam.net");
  scene.known.regions = {"westeurope"};
  const Judgement judgement = scene.judge();
  ASSERT_EQ(judgement.diagnosis.findings.size(), 1U);
  EXPECT_THAT(judgement.diagnosis.findings[0].title, HasSubstr("other regions"));
  EXPECT_THAT(judgement.diagnosis.findings[0].remedy.text, HasSubstr("--host"));
}

TEST(Notices, about_a_port_that_nobody_needs_never_count) {
  for (const Cause cause : {Cause::tcp_timeout, Cause::tcp_reset, Cause::tcp_prohibited}) {
    Scene scene = good();
    Scene::RowOptions options;
    options.port = 8443;
    options.required = false;
    options.comparison = true;
    scene.row(host, {host}, options);
    scene.fails(host, cause, "20.1.1.1", RouteKind::direct, 8443);
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.summary, (Summary{RunStatus::ready, 1, 1, 0, 0}));
    ASSERT_EQ(judgement.diagnosis.findings.size(), 1U);
    const Finding& finding = judgement.diagnosis.findings[0];
    EXPECT_EQ(finding.severity,
              cause == Cause::tcp_prohibited ? Severity::warning : Severity::info);
    EXPECT_FALSE(finding.counts_for_fail_on);
    EXPECT_THAT(finding.affected, ElementsAre(host + ":8443"));
  }
}

TEST(Notices, warn_of_a_service_that_asks_for_patience) {
  for (const int status : {200, 403, 404, 429, 500, 503}) {
    Scene scene = good();
    scene.last().http->status = status;
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
    if (status < 429) {
      EXPECT_THAT(judgement.diagnosis.findings, IsEmpty()) << status;
    } else {
      EXPECT_THAT(accused(judgement, Severity::warning),
                  ElementsAre("service http.unexpected-status"));
    }
  }
}

TEST(Notices, warn_of_a_public_root_that_is_not_expected) {
  Scene scene = good();
  scene.last().tls->anchor_kind = AnchorKind::publicly_trusted;
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  EXPECT_THAT(accused(judgement, Severity::warning), ElementsAre("none -"));
}

TEST(Notices, tell_who_answers_for_everybody) {
  Scene scene = good();
  scene.control("192.0.2.1", ControlKind::unrouted_address);
  scene.control("no-such-name.invalid", ControlKind::must_not_resolve);
  scene.passes("192.0.2.1", "192.0.2.1");
  EXPECT_THAT(accused(scene.judge(), Severity::warning),
              ElementsAre("firewall tcp.answered-for-all"));
  scene.passes("no-such-name.invalid");
  EXPECT_THAT(accused(scene.judge(), Severity::warning),
              ElementsAre("firewall tcp.answered-for-all", "dns -"));
}

TEST(Notices, find_sign_in_outside_the_ranges_where_the_tag_is_known) {
  const std::string login = "login.microsoftonline.com";
  struct Row {
    std::string address;
    bool known_tag;
    bool told;
  };
  for (const Row& row : {Row{"93.184.216.34", true, true}, Row{"93.184.216.34", false, false},
                         Row{"20.190.129.1", true, false}, Row{"40.126.1.1", true, false},
                         Row{"10.1.1.1", true, false}, Row{"127.0.0.1", true, false}}) {
    Scene scene;
    scene.row(login).range("20.190.128.0/18", {login}, {}, false);
    scene.passes(login, row.address);
    if (row.known_tag) {
      scene.known.sign_in_tag_prefixes = {Cidr::parse("40.126.0.0/18").value()};
    }
    const auto warnings = accused(scene.judge(), Severity::warning);
    EXPECT_EQ(testing::Value(warnings, testing::Contains("none range.outside")), row.told)
        << row.address;
  }
}

TEST(Notices, a_malformed_setting_is_an_error_and_degrades) {
  Scene scene = good();
  scene.known.proxies = {{"environment variable https_proxy", "http://[", {}, "it has no host"}};
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::degraded);
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("proxy-settings -"));
  EXPECT_THAT(judgement.diagnosis.findings[0].remedy.text,
              HasSubstr("environment variable https_proxy"));
}

TEST(Notices, rows_that_could_not_be_tested_are_told_once_for_each_reason) {
  Scene scene = good();
  scene.row("b").row("c").row("d");
  scene.plan.rows[1].untested = scene.plan.rows[2].untested = "nobody knows a host";
  scene.plan.rows[3].untested = "no route carries it";
  const Judgement judgement = scene.judge();
  EXPECT_EQ(accused(judgement, Severity::warning).size(), 2U);
  scene.plan.rows[1].required = scene.plan.rows[2].required = false;
  EXPECT_EQ(accused(scene.judge(), Severity::warning).size(), 1U) << "optional rows are an info";
}

TEST(Notices, agentless_backup_needs_nothing) {
  Scene scene = good();
  scene.known.workloads = {Workload::vm};
  const Judgement judgement = scene.judge();
  ASSERT_EQ(judgement.diagnosis.findings.size(), 1U);
  EXPECT_EQ(judgement.diagnosis.findings[0].severity, Severity::info);
  EXPECT_THAT(judgement.diagnosis.findings[0].explanation, HasSubstr("168.63.129.16"));
}

TEST(Notices, warn_of_a_system_proxy_that_lets_nothing_through_beside_one_that_works) {
  for (const bool system_passes : {false, true}) {
    for (const bool given_passes : {false, true}) {
      Scene scene;
      for (const std::string& name : {host, std::string("b.contoso.com")}) {
        scene.row(name, {name},
                  {.routes = {RouteKind::system, RouteKind::proxy}, .in_force = RouteKind::proxy});
      }
      scene.fails(host, Cause::proxy_timeout, "10.0.0.1", RouteKind::system);
      if (system_passes) {
        scene.passes("b.contoso.com", "10.0.0.1", RouteKind::system);
      } else {
        scene.fails("b.contoso.com", Cause::proxy_timeout, "10.0.0.1", RouteKind::system);
      }
      for (const std::string& name : {host, std::string("b.contoso.com")}) {
        if (given_passes) {
          scene.passes(name, "10.0.0.2", RouteKind::proxy);
        } else {
          scene.fails(name, Cause::proxy_refused, "10.0.0.2", RouteKind::proxy);
        }
      }
      const auto warnings = accused(scene.judge(), Severity::warning);
      EXPECT_EQ(warnings == std::vector<std::string>{"proxy-settings proxy.timeout"},
                given_passes && !system_passes);
    }
  }
}

}  // namespace notices_test
}  // namespace netprobe
