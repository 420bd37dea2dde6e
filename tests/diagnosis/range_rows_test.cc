#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace netprobe {
namespace range_rows_test {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string range = "20.190.128.0/18";
const std::string login = "login.microsoftonline.com";

Scene ranged(const std::vector<std::string>& samples = {"20.190.130.1", "20.190.180.1"}) {
  Scene scene;
  scene.range(range, {login}, samples);
  return scene;
}

TEST(Ranges, are_reachable_where_sign_in_lives_and_samples_are_silent) {
  Scene scene = ranged();
  scene.passes(login, "20.190.151.7");
  scene.fails("20.190.130.1", Cause::tcp_timeout, "20.190.130.1");
  scene.fails("20.190.180.1", Cause::tcp_reset, "20.190.180.1");
  EXPECT_EQ(status_of(scene, scene.judge(), range + ":443"), "reachable");
}

TEST(Ranges, are_blocked_in_the_part_where_a_sign_in_address_is_silent) {
  Scene scene = ranged();
  scene.passes(login, "20.190.151.7");
  scene.fails(login, Cause::tcp_timeout, "20.190.129.10");
  scene.fails(login, Cause::tcp_timeout, "20.190.132.2");
  const Judgement judgement = scene.judge();
  EXPECT_EQ(status_of(scene, judgement, range + ":443"), "blocked");
  EXPECT_THAT(judgement.diagnosis.rows[0].note, HasSubstr("20.190.128.0/21 (2 of 3 tested"));
  EXPECT_THAT(finding_of(judgement, Cause::tcp_timeout, Blocker::firewall).explanation,
              HasSubstr("20.190.128.0/21"));
}

TEST(Ranges, are_never_called_blocked_as_a_whole) {
  Scene scene = ranged();
  scene.fails(login, Cause::tcp_timeout, "20.190.129.10");
  scene.fails(login, Cause::tcp_timeout, "20.190.190.10");
  const Judgement judgement = scene.judge();
  EXPECT_EQ(status_of(scene, judgement, range + ":443"), "blocked");
  EXPECT_THAT(judgement.diagnosis.rows[0].note, HasSubstr("every tested address"));
}

TEST(Ranges, ignore_where_sign_in_lives_outside_of_them) {
  Scene scene = ranged();
  scene.passes(login, "20.190.151.7").fails(login, Cause::tcp_timeout, "40.126.1.5");
  EXPECT_EQ(status_of(scene, scene.judge(), range + ":443"), "reachable");
}

TEST(Ranges, are_untested_where_nothing_but_silence_was_heard) {
  for (const Cause cause : {Cause::tcp_timeout, Cause::tcp_reset}) {
    Scene scene = ranged({"20.190.130.1"});
    scene.fails(login, Cause::dns_timeout).fails("20.190.130.1", cause, "20.190.130.1");
    const Judgement judgement = scene.judge();
    EXPECT_EQ(status_of(scene, judgement, range + ":443"), "untested");
    EXPECT_THAT(judgement.diagnosis.rows[0].note, HasSubstr("silence"));
  }
}

TEST(Ranges, need_no_address_that_no_sign_in_name_resolves_to) {
  for (const Cause cause : {Cause::tcp_prohibited, Cause::tcp_denied_locally, Cause::tcp_no_route,
                            Cause::tcp_unreachable, Cause::tls_intercepted, Cause::tcp_reset}) {
    Scene scene = ranged({"20.190.130.1"});
    scene.plan.rows[0].note = "asked for by Microsoft's lists of 2019 and 2021";
    scene.passes(login, "20.190.151.7").fails("20.190.130.1", cause, "20.190.130.1");
    const Judgement judgement = scene.judge();
    EXPECT_EQ(status_of(scene, judgement, range + ":443"), "reachable") << name_of(cause);
    EXPECT_THAT(accused(judgement, Severity::error), IsEmpty()) << name_of(cause);
    const auto told =
        std::find_if(judgement.diagnosis.findings.begin(), judgement.diagnosis.findings.end(),
                     [](const Finding& finding) { return finding.id == "range.names-only"; });
    ASSERT_NE(told, judgement.diagnosis.findings.end()) << name_of(cause);
    EXPECT_EQ(told->cause, cause);
    EXPECT_EQ(told->severity, Severity::warning);
    EXPECT_THAT(told->explanation, HasSubstr("lists of 2019 and 2021"));
    EXPECT_EQ(told->affected, std::vector{range + ":443"});
  }
}

TEST(Ranges, are_untested_where_all_is_refused_and_the_names_live_elsewhere) {
  Scene scene = ranged({"20.190.130.1"});
  scene.passes(login, "40.126.1.5");
  scene.fails("20.190.130.1", Cause::tcp_prohibited, "20.190.130.1");
  const Judgement judgement = scene.judge();
  EXPECT_EQ(status_of(scene, judgement, range + ":443"), "untested");
  EXPECT_FALSE(judgement.diagnosis.rows[0].required);
  EXPECT_THAT(judgement.diagnosis.rows[0].note, HasSubstr("the sign-in names pass"));
}

TEST(Ranges, are_blocked_where_a_sample_is_refused_by_name_and_the_names_fail_too) {
  for (const Cause cause : {Cause::tcp_prohibited, Cause::tcp_denied_locally, Cause::tcp_no_route,
                            Cause::tcp_unreachable, Cause::tls_intercepted}) {
    Scene scene = ranged({"20.190.130.1"});
    scene.fails(login, Cause::tcp_timeout, "40.126.1.5");
    scene.fails("20.190.130.1", cause, "20.190.130.1");
    const Judgement judgement = scene.judge();
    EXPECT_EQ(status_of(scene, judgement, range + ":443"), "blocked") << name_of(cause);
    EXPECT_THAT(judgement.diagnosis.rows[0].note, HasSubstr("every tested address fails (1)"));
  }
}

TEST(Ranges, that_are_blocked_at_a_sign_in_address_count_refused_samples_too) {
  Scene scene = ranged({"20.190.130.1"});
  scene.passes(login, "20.190.151.7").fails(login, Cause::tcp_prohibited, "20.190.129.10");
  scene.fails("20.190.130.1", Cause::tcp_prohibited, "20.190.130.1");
  const Judgement judgement = scene.judge();
  EXPECT_EQ(status_of(scene, judgement, range + ":443"), "blocked");
  EXPECT_THAT(judgement.diagnosis.rows[0].note, HasSubstr("(2 of 3 tested"));
}

TEST(Ranges, are_reachable_where_only_a_sample_answers) {
  Scene scene = ranged({"20.190.130.1"});
  scene.fails(login, Cause::dns_nxdomain).passes("20.190.130.1", "20.190.130.1");
  EXPECT_EQ(status_of(scene, scene.judge(), range + ":443"), "reachable");
}

TEST(Ranges, behind_a_proxy_are_decided_by_sign_in_names) {
  for (const bool passes : {true, false}) {
    Scene scene = ranged({"20.190.130.1"});
    scene.row("names", {login},
              {.routes = {RouteKind::direct, RouteKind::system}, .in_force = RouteKind::system});
    RowProbe& probe = scene.plan.rows[0].probes[0];
    probe.route = RouteKind::system;
    probe.tasks = scene.plan.rows[1].probes[0].tasks;
    probe.in_force = scene.plan.rows[1].probes[0].in_force;
    scene.fails(login, Cause::tcp_timeout, "20.190.151.7");
    scene.fails("20.190.130.1", Cause::tcp_prohibited, "20.190.130.1");
    if (passes) {
      scene.passes(login, "10.0.0.1", RouteKind::system);
    } else {
      scene.fails(login, Cause::proxy_denied, "10.0.0.1", RouteKind::system);
    }
    EXPECT_EQ(status_of(scene, scene.judge(), range + ":443"), passes ? "reachable" : "blocked");
  }
}

}  // namespace range_rows_test
}  // namespace netprobe
