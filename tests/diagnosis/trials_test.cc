#include "tests/diagnosis/trial_scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace trials_test {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Words = std::vector<std::string>;

constexpr auto hang = Cause::http_timeout;

/// An upload to storage by a route that hangs; how the repeat, the small segments and the short one
/// ended.
Scene upload(RouteKind route, std::optional<Cause> repeat, std::optional<Cause> small,
             std::optional<Cause> less,
             const std::vector<RouteKind>& routes = {RouteKind::direct}) {
  Scene scene = scene_of(routes, route);
  const ProbeTask trial = tried(scene, blob, route, ControlKind::upload, hang);
  then(scene, trial, Experiment::repeat, repeat);
  then(scene, trial, Experiment::small_segments, small);
  then(scene, trial, Experiment::short_upload, less);
  return scene;
}

struct Row {
  std::string name;
  std::function<Scene()> scene;
  RunStatus status;
  Words errors, warnings;  ///< "blocker cause"
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Trials : public testing::TestWithParam<Row> {};

TEST_P(Trials, accuse_whom_the_evidence_names_and_nobody_else) {
  const Row& row = GetParam();
  const Judgement judgement = row.scene().judge();
  EXPECT_EQ(name_of(judgement.diagnosis.summary.status), name_of(row.status));
  EXPECT_EQ(accused(judgement, Severity::error), row.errors);
  EXPECT_EQ(accused(judgement, Severity::warning), row.warnings);
}

const std::vector<RouteKind> both = {RouteKind::direct, RouteKind::system};

INSTANTIATE_TEST_SUITE_P(
    Uploads, Trials,
    testing::Values(
        Row{"answered: nothing to say",
            [] {
              Scene scene = scene_of();
              tried(scene, blob, RouteKind::direct, ControlKind::upload, std::nullopt);
              return scene;
            },
            RunStatus::ready,
            {},
            {}},
        Row{"hang, and small segments pass: the path's MTU",
            [] { return upload(RouteKind::direct, hang, std::nullopt, hang); },
            RunStatus::blocked,
            {"firewall tcp.mtu-blackhole"},
            {}},
        Row{"hang, and pass when they are sent again: chance",
            [] { return upload(RouteKind::direct, std::nullopt, std::nullopt, std::nullopt); },
            RunStatus::ready,
            {},
            {}},
        Row{"hang, and nobody looked into it",
            [] {
              Scene scene = scene_of();
              tried(scene, blob, RouteKind::direct, ControlKind::upload, hang);
              return scene;
            },
            RunStatus::ready,
            {},
            {"unknown http.timeout"}},
        Row{"hang whatever the segments, but for a short one: their length is minded",
            [] { return upload(RouteKind::direct, hang, hang, std::nullopt); },
            RunStatus::ready,
            {},
            {}},
        Row{"hang whatever the segments and the length: nobody knows",
            [] { return upload(RouteKind::direct, hang, hang, hang); },
            RunStatus::ready,
            {},
            {"unknown http.timeout"}},
        Row{"hang by the proxy, whatever the segments and the length: behind it",
            [] { return upload(RouteKind::system, hang, hang, hang, {RouteKind::system}); },
            RunStatus::blocked,
            {"proxy tcp.mtu-blackhole"},
            {}},
        Row{"the same, and one host's small segments come through: the proxy passed on what it "
            "read",
            [] {
              Scene scene = upload(RouteKind::system, hang, hang, hang, {RouteKind::system});
              const ProbeTask trial =
                  tried(scene, login, RouteKind::system, ControlKind::upload, hang);
              then(scene, trial, Experiment::repeat, hang);
              then(scene, trial, Experiment::small_segments, std::nullopt);
              then(scene, trial, Experiment::short_upload, hang);
              return scene;
            },
            RunStatus::blocked,
            {"proxy tcp.mtu-blackhole"},
            {}},
        Row{"the same, and the direct way is open: the setting can be changed",
            [] { return upload(RouteKind::system, hang, hang, hang, both); },
            RunStatus::degraded,
            {"proxy tcp.mtu-blackhole"},
            {}},
        Row{"hang by the proxy, and small segments pass: on the way to it",
            [] { return upload(RouteKind::system, hang, std::nullopt, hang, {RouteKind::system}); },
            RunStatus::blocked,
            {"firewall tcp.mtu-blackhole"},
            {}},
        Row{"reset or refused: a length that somebody minds, no matter of packets",
            [] {
              Scene scene = scene_of();
              tried(scene, blob, RouteKind::direct, ControlKind::upload, Cause::http_reset);
              return scene;
            },
            RunStatus::ready,
            {},
            {}}),
    [](const testing::TestParamInfo<Row>& row) { return std::to_string(row.index); });

Scene name(const std::string& host, std::optional<Cause> cause, std::optional<Cause> repeat,
           std::optional<Cause> elsewhere) {
  Scene scene = scene_of();
  const ProbeTask trial = tried(scene, host, RouteKind::direct, ControlKind::unlisted_name, cause);
  then(scene, trial, Experiment::repeat, repeat);
  then(scene, trial, Experiment::name_elsewhere, elsewhere);
  return scene;
}

INSTANTIATE_TEST_SUITE_P(
    Names, Trials,
    testing::Values(
        Row{"of storage that nobody listed are cut here and elsewhere: a list of names",
            [] { return name(blob, Cause::tls_reset, Cause::tls_reset, Cause::tls_reset); },
            RunStatus::ready,
            {},
            {"firewall tls.reset"}},
        Row{"pass elsewhere: the server's own matter",
            [] { return name(blob, Cause::tls_reset, Cause::tls_reset, std::nullopt); },
            RunStatus::ready,
            {},
            {}},
        Row{"pass when they are sent again: chance",
            [] { return name(blob, Cause::tls_reset, std::nullopt, Cause::tls_reset); },
            RunStatus::ready,
            {},
            {}},
        Row{"of sign-in alone are cut: its servers need not serve any name",
            [] { return name(login, Cause::tls_reset, Cause::tls_reset, Cause::tls_reset); },
            RunStatus::ready,
            {},
            {}},
        Row{"are answered with a certificate for others: answered all the same",
            [] { return name(blob, Cause::tls_name_mismatch, std::nullopt, std::nullopt); },
            RunStatus::ready,
            {},
            {}},
        Row{"fail as packets do: that says nothing of names",
            [] { return name(blob, Cause::tcp_timeout, std::nullopt, std::nullopt); },
            RunStatus::ready,
            {},
            {}},
        Row{"are inspected where listed ones are not",
            [] {
              return name(blob, Cause::tls_untrusted, Cause::tls_untrusted, Cause::tls_untrusted);
            },
            RunStatus::ready,
            {},
            {"tls-inspection tls.intercepted"}},
        Row{"are refused by the proxy: its list",
            [] {
              Scene scene = scene_of({RouteKind::system}, RouteKind::system);
              tried(scene, blob, RouteKind::system, ControlKind::unlisted_name,
                    Cause::proxy_denied);
              return scene;
            },
            RunStatus::ready,
            {},
            {"proxy proxy.denied"}},
        Row{"are unknown to the proxy's resolver: that says nothing",
            [] {
              Scene scene = scene_of({RouteKind::system}, RouteKind::system);
              tried(scene, blob, RouteKind::system, ControlKind::unlisted_name,
                    Cause::proxy_upstream_dns);
              return scene;
            },
            RunStatus::ready,
            {},
            {}},
        Row{"are refused for their number (429): no list",
            [] {
              Scene scene = scene_of({RouteKind::system}, RouteKind::system);
              tried(scene, blob, RouteKind::system, ControlKind::unlisted_name,
                    Cause::proxy_denied);
              scene.last().failure->raw.push_back({"http", 429, ""});
              return scene;
            },
            RunStatus::ready,
            {},
            {}}),
    [](const testing::TestParamInfo<Row>& row) { return std::to_string(row.index); });

Scene windows(std::optional<Cause> cause, std::optional<Cause> repeat) {
  Scene scene = scene_of();
  const ProbeTask trial = tried(scene, blob, RouteKind::direct, ControlKind::windows_tls, cause);
  then(scene, trial, Experiment::repeat, repeat);
  return scene;
}

INSTANTIATE_TEST_SUITE_P(
    WindowsTls, Trials,
    testing::Values(
        Row{"passes", [] { return windows(std::nullopt, std::nullopt); }, RunStatus::ready, {}, {}},
        Row{"is cut where TLS 1.3 passes",
            [] { return windows(Cause::tls_reset, Cause::tls_reset); },
            RunStatus::ready,
            {},
            {"firewall tls.reset"}},
        Row{"is cut once",
            [] { return windows(Cause::tls_reset, std::nullopt); },
            RunStatus::ready,
            {},
            {}},
        Row{"is refused",
            [] { return windows(Cause::tls_version, Cause::tls_version); },
            RunStatus::ready,
            {},
            {"firewall tls.version"}},
        Row{"is shown another certificate",
            [] { return windows(Cause::tls_untrusted, Cause::tls_untrusted); },
            RunStatus::ready,
            {},
            {"tls-inspection tls.intercepted"}},
        Row{"does not come up at all: that says nothing of TLS",
            [] { return windows(Cause::tcp_timeout, Cause::tcp_timeout); },
            RunStatus::ready,
            {},
            {}}),
    [](const testing::TestParamInfo<Row>& row) { return std::to_string(row.index); });

TEST(Uploads, name_the_direction_and_the_rows_that_hang) {
  const Scene scene = upload(RouteKind::direct, hang, std::nullopt, hang);
  const Judgement judgement = scene.judge();
  const Finding finding = finding_of(judgement, Cause::tcp_mtu_blackhole, Blocker::firewall);
  EXPECT_THAT(finding.title, HasSubstr("towards " + blob));
  EXPECT_THAT(finding.affected, ElementsAre(blob_row + ":443"));
  EXPECT_EQ(finding.confidence, Confidence::likely);
  EXPECT_THAT(finding.explanation, HasSubstr("1 of 1 such requests"));
  EXPECT_EQ(status_of(scene, judgement, "*.microsoftonline.com:443"), "reachable");
  Words facts;
  for (const Evidence& one : finding.evidence) {
    facts.push_back(one.fact);
  }
  EXPECT_THAT(facts, Contains("for comparison, the same request without the padding was answered"));
  EXPECT_THAT(facts, Contains("with segments of 0 bytes the same request is answered"));
}

TEST(Uploads, by_a_proxy_name_the_way_that_is_open) {
  const Finding finding = finding_of(upload(RouteKind::system, hang, hang, hang, both).judge(),
                                     Cause::tcp_mtu_blackhole, Blocker::proxy);
  EXPECT_THAT(finding.title, HasSubstr("behind the proxy " + Scene::proxy_url));
  EXPECT_THAT(finding.remedy.text, HasSubstr("these hosts are reached directly"));
  EXPECT_EQ(finding.confidence, Confidence::possible);
}

TEST(Handshakes, that_fall_silent_for_their_segments_name_the_direction) {
  for (const bool upward : {false, true}) {
    Scene scene = scene_of();
    std::erase_if(scene.seen, [](const Observation& seen) { return seen.target == blob + ":443"; });
    scene.fails(blob, Cause::tls_timeout);
    scene.last().tls.reset();
    const ProbeTask failed = scene.plan.tasks[scene.last().task];
    then(scene, failed, Experiment::repeat, Cause::tls_timeout);
    then(scene, failed, Experiment::small_segments, std::nullopt);
    if (upward) {
      tried(scene, login, RouteKind::direct, ControlKind::windows_tls, std::nullopt);
    }
    const Finding finding = finding_of(scene.judge(), Cause::tcp_mtu_blackhole, Blocker::firewall);
    EXPECT_THAT(finding.title, HasSubstr(upward ? "packets towards " : "packets from "));
  }
}

TEST(Names, that_nobody_listed_are_an_error_where_a_host_of_their_row_is_cut_too) {
  Scene scene = name(blob, Cause::tls_reset, Cause::tls_reset, Cause::tls_reset);
  scene.plan.rows.front().probes.push_back(scene.plan.rows.front().probes.front());
  RowProbe& probe = scene.plan.rows.front().probes.back();
  ProbeTask second = scene.plan.tasks[probe.tasks.front()];
  second.id = static_cast<TaskId>(scene.plan.tasks.size());
  second.host = second.server_name = probe.host = "weus2watcab01.blob.core.windows.net";
  probe.tasks = probe.in_force = {second.id};
  scene.plan.tasks.push_back(second);
  scene.fails(second.host, Cause::tls_reset);
  EXPECT_THAT(accused(scene.judge(), Severity::error),
              ElementsAre("firewall tls.reset", "firewall tls.reset"));
}

TEST(WindowsTls, says_for_which_windows_it_matters) {
  const Finding finding = finding_of(windows(Cause::tls_reset, Cause::tls_reset).judge(),
                                     Cause::tls_reset, Blocker::firewall);
  EXPECT_THAT(finding.explanation, HasSubstr("Windows Server 2012 R2, 2016 and 2019"));
  EXPECT_THAT(finding.title, HasSubstr("TLS 1.3 passes"));
  EXPECT_THAT(finding.affected, ElementsAre(blob_row + ":443"));
}

TEST(FailedTrials, that_were_silent_for_no_longer_than_the_others_take_say_nothing) {
  for (const int needed : {100, 1600, 1800, 5000}) {
    Scene scene = windows(Cause::tls_timeout, Cause::tls_timeout);
    for (Observation& seen : scene.seen) {
      seen.timings.total = Micros(Millis(seen.control ? 1700 : needed));
    }
    EXPECT_EQ(accused(scene.judge(), Severity::warning).empty(), needed >= 1800) << needed;
  }
}

TEST(FailedTrials, count_for_nothing_else) {
  Scene scene = scene_of();
  tried(scene, login, RouteKind::direct, ControlKind::windows_tls, Cause::tls_expired);
  const Judgement judgement = scene.judge();
  for (const Severity severity : {Severity::error, Severity::warning}) {
    EXPECT_THAT(accused(judgement, severity), IsEmpty());
  }
}

}  // namespace trials_test
}  // namespace netprobe
