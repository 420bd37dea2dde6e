#include "netprobe/diagnosis/experiments.h"

#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <functional>
#include <ostream>

namespace netprobe {
namespace experiments_test {

using Words = std::vector<std::string>;

const std::string login = "login.microsoftonline.com";
const std::string blob = "ceuswatcab01.blob.core.windows.net";
const std::string backup = "pod01-manag1.we.backup.windowsazure.com";
const std::string range = "20.190.128.0/18";
const std::string sample = "20.190.180.1";

/// Adds an experiment about an attempt, and what came of it.
Observation& tried(Scene& scene, const Observation& about, Experiment kind,
                   std::optional<Cause> cause) {
  const bool tcp = kind == Experiment::hop || kind == Experiment::passing_hop ||
                   kind == Experiment::other_port || about.failure->stage == Stage::tcp;
  ProbeTask task;
  task.id = static_cast<TaskId>(scene.plan.tasks.size());
  task.address = about.address;
  task.depth = tcp ? Depth::tcp : Depth::tls;
  task.server_name = kind == Experiment::other_name ? "www.example.com" : blob;
  task.follow_up = FollowUp{kind, about.task, about.path};
  scene.plan.tasks.push_back(task);
  Observation seen;
  seen.task = task.id;
  seen.address = about.address;
  seen.target = about.address->to_string() + ":443";
  seen.follow_up = true;
  seen.outcome = cause ? Outcome::failed : Outcome::ok;
  if (cause) {
    seen.failure =
        Failure{.stage = stage_of(*cause), .cause = *cause, .detail = "as the test says"};
  } else {
    seen.reached = task.depth;
  }
  scene.seen.push_back(seen);
  return scene.seen.back();
}

/// Connects with hop limits 1, 2, …: "10.0.0.1" is who said that the limit was exceeded, "" nobody,
/// "ok" a connection, "rst" a RST.
void way(Scene& scene, const Observation& about, Experiment kind, const Words& hops) {
  int limit = 0;
  for (const std::string& hop : hops) {
    const auto cause = hop == "ok"    ? std::optional<Cause>()
                       : hop == "rst" ? Cause::tcp_reset
                       : hop.empty()  ? Cause::tcp_timeout
                                      : Cause::tcp_unreachable;
    Observation& seen = tried(scene, about, kind, cause);
    scene.plan.tasks.back().hop_limit = ++limit;
    if (cause == Cause::tcp_unreachable) {
      seen.failure->reported_by = IpAddress::parse(hop);
      seen.failure->raw = {{"icmp",
                            seen.failure->reported_by->family() == Family::ipv4 ? 2816 : 768,
                            "hop limit exceeded"}};
    }
  }
}

/// Two rows pass; the third fails so. What was told of it is the last observation.
Scene one_fails(Cause cause) {
  Scene scene;
  scene.row(login).row(backup).row(blob).control("www.example.com");
  scene.passes("www.example.com").passes(login).passes(backup).fails(blob, cause);
  scene.last().tls.reset();
  return scene;
}

const Words passing = {"192.168.10.1", "203.0.113.1", "ok", "ok"};

/// The way to what fails, beside one that works.
Scene with_ways(Cause cause, const Words& failing, const Words& works = passing) {
  Scene scene = one_fails(cause);
  const Observation failed = scene.last();
  const Observation good = scene.seen[1];
  way(scene, failed, Experiment::hop, failing);
  Observation about = good;
  about.failure = Failure{};
  way(scene, about, Experiment::passing_hop, works);
  return scene;
}

struct Try {
  Experiment kind;
  std::optional<Cause> cause;
};

Scene with(Cause cause, const std::vector<Try>& tries) {
  Scene scene = one_fails(cause);
  const Observation failed = scene.last();
  for (const Try& one : tries) {
    tried(scene, failed, one.kind, one.cause);
  }
  return scene;
}

struct Row {
  std::string name;
  std::function<Scene()> scene;
  Cause cause;
  Blocker blocker;
  Confidence confidence;
  std::vector<Blocker> not_among_others;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Verdicts : public testing::TestWithParam<Row> {};

TEST_P(Verdicts, follow_from_what_was_tried) {
  const Row& row = GetParam();
  const Judgement judgement = row.scene().judge();
  const Finding finding = finding_of(judgement, row.cause, row.blocker);
  EXPECT_EQ(name_of(finding.confidence), name_of(row.confidence));
  for (const Alternative& other : finding.alternatives) {
    EXPECT_THAT(row.not_among_others, testing::Not(testing::Contains(other.blocker)))
        << name_of(other.blocker) << " was acquitted";
  }
  EXPECT_EQ(accused(judgement, Severity::error).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Silence, Verdicts,
    testing::Values(
        Row{"dies behind the gateway, and others pass it: a firewall, no NSG, no local one",
            [] {
              return with_ways(Cause::tcp_timeout, {"192.168.10.1", "", "", ""});
            },
            Cause::tcp_timeout,
            Blocker::firewall,
            Confidence::likely,
            {Blocker::nsg, Blocker::host_firewall, Blocker::service}},
        Row{"dies before the first hop, which others pass: this machine, or its NSG",
            [] {
              return with_ways(Cause::tcp_timeout, {"", "", "", ""});
            },
            Cause::tcp_timeout,
            Blocker::host_firewall,
            Confidence::possible,
            {Blocker::service}},
        Row{"the same outside Azure: this machine",
            [] {
              Scene scene = with_ways(Cause::tcp_timeout, {"", "", "", ""});
              scene.known.azure_vm = false;
              return scene;
            },
            Cause::tcp_timeout,
            Blocker::host_firewall,
            Confidence::likely,
            {Blocker::nsg}},
        Row{"dies beyond public addresses: nobody near",
            [] {
              return with_ways(Cause::tcp_timeout, {"192.168.10.1", "203.0.113.1", "", ""},
                               {"192.168.10.1", "203.0.113.1", "198.18.0.1", "ok"});
            },
            Cause::tcp_timeout,
            Blocker::firewall,
            Confidence::possible,
            {Blocker::nsg, Blocker::host_firewall}},
        Row{"no hop speaks on any way: it says nothing",
            [] {
              return with_ways(Cause::tcp_timeout, {"", "", ""}, {"", "", "ok"});
            },
            Cause::tcp_timeout,
            Blocker::firewall,
            Confidence::possible,
            {}},
        Row{"a way that works ends at the same hop: it says nothing of that hop",
            [] {
              return with_ways(Cause::tcp_timeout, {"192.168.10.1", "", ""},
                               {"192.168.10.1", "", ""});
            },
            Cause::tcp_timeout,
            Blocker::firewall,
            Confidence::possible,
            {Blocker::nsg, Blocker::host_firewall}},
        Row{"a repeat passes: it comes and goes",
            [] {
              return with(Cause::tcp_timeout, {{Experiment::repeat, {}}});
            },
            Cause::tcp_timeout,
            Blocker::firewall,
            Confidence::possible,
            {}}));

INSTANTIATE_TEST_SUITE_P(
    Resets, Verdicts,
    testing::Values(
        Row{"a RST before the first hop was passed: this machine",
            [] {
              return with_ways(Cause::tcp_reset, {"rst", "rst", "rst"});
            },
            Cause::tcp_reset,
            Blocker::host_firewall,
            Confidence::likely,
            {Blocker::service}},
        Row{"a RST from nearer than any server: a firewall",
            [] {
              return with_ways(Cause::tcp_reset, {"192.168.10.1", "rst", "rst"});
            },
            Cause::tcp_reset,
            Blocker::firewall,
            Confidence::likely,
            {Blocker::service, Blocker::host_firewall}},
        Row{"a RST from as far as servers are: it may be the server",
            [] {
              return with_ways(Cause::tcp_reset, {"192.168.10.1", "203.0.113.1", "rst"});
            },
            Cause::tcp_reset,
            Blocker::firewall,
            Confidence::possible,
            {}}));

INSTANTIATE_TEST_SUITE_P(
    AfterTheHello, Verdicts,
    testing::Values(Row{"another name passes here, and this one is cut elsewhere: a name filter",
                        [] {
                          return with(Cause::tls_reset,
                                      {{Experiment::repeat, Cause::tls_reset},
                                       {Experiment::other_name, {}},
                                       {Experiment::no_name, {}},
                                       {Experiment::name_elsewhere, Cause::tls_reset}});
                        },
                        Cause::tls_reset,
                        Blocker::firewall,
                        Confidence::likely,
                        {Blocker::service}},
                    Row{"every name is cut here: perhaps the server",
                        [] {
                          return with(Cause::tls_reset, {{Experiment::other_name, Cause::tls_reset},
                                                         {Experiment::name_elsewhere, {}}});
                        },
                        Cause::tls_reset,
                        Blocker::firewall,
                        Confidence::possible,
                        {}},
                    Row{"the name passes elsewhere: perhaps the server",
                        [] {
                          return with(Cause::tls_timeout,
                                      {{Experiment::small_segments, Cause::tls_timeout},
                                       {Experiment::other_name, {}},
                                       {Experiment::name_elsewhere, {}}});
                        },
                        Cause::tls_timeout,
                        Blocker::firewall,
                        Confidence::possible,
                        {}},
                    Row{"small segments pass: the path's MTU",
                        [] {
                          return with(Cause::tls_timeout,
                                      {{Experiment::repeat, Cause::tls_timeout},
                                       {Experiment::small_segments, {}},
                                       {Experiment::other_name, Cause::tls_timeout}});
                        },
                        Cause::tcp_mtu_blackhole,
                        Blocker::firewall,
                        Confidence::likely,
                        {Blocker::service}},
                    Row{"small segments pass, and a repeat does too: it comes and goes",
                        [] {
                          return with(Cause::tls_timeout,
                                      {{Experiment::repeat, {}}, {Experiment::small_segments, {}}});
                        },
                        Cause::tls_timeout,
                        Blocker::firewall,
                        Confidence::possible,
                        {}}));

TEST(SilentSamples, block_only_where_their_way_ends_on_the_callers_side_of_an_open_range) {
  const std::string open = "20.190.150.1";
  struct Case {
    std::string name;
    Words failing;
    bool another_passes;
    std::string status;
    std::size_t warnings;
  };
  for (const Case& one :
       {Case{"a hole behind the gateway", {"192.168.10.1", "", ""}, true, "blocked", 0},
        Case{"names alone pass the gateway", {"192.168.10.1", "", ""}, false, "reachable", 1},
        Case{"behind the provider", {"192.168.10.1", "203.0.113.1", ""}, true, "reachable", 0},
        Case{"nowhere known", {"", "", ""}, false, "reachable", 0}}) {
    Scene scene;
    scene.row(login).range(range, {login}, {sample, open});
    scene.passes(login, "20.190.151.7").fails(sample, Cause::tcp_timeout, sample);
    const Observation silent = scene.last();
    if (one.another_passes) {
      scene.passes(open, open);
    } else {
      scene.fails(open, Cause::tcp_timeout, open);
    }
    Observation good = scene.seen.front();
    good.failure = Failure{};
    way(scene, silent, Experiment::hop, one.failing);
    way(scene, good, Experiment::passing_hop, {"192.168.10.1", "203.0.113.1", "ok"});
    const Judgement judgement = scene.judge();
    EXPECT_EQ(status_of(scene, judgement, range + ":443"), one.status) << one.name;
    EXPECT_EQ(accused(judgement, Severity::error).size(), one.status == "blocked" ? 1U : 0U);
    EXPECT_EQ(accused(judgement, Severity::warning).size(), one.warnings) << one.name;
  }
}

TEST(Evidence, tells_the_experiments_behind_the_first_failure) {
  const Finding finding =
      finding_of(with_ways(Cause::tcp_timeout, {"192.168.10.1", "", "", ""}).judge(),
                 Cause::tcp_timeout, Blocker::firewall);
  ASSERT_GE(finding.evidence.size(), 3U);
  EXPECT_EQ(finding.evidence[1].fact,
            "the way to 20.1.1.1: hop 1 is 192.168.10.1 (private), then silence up to hop limit 4");
  EXPECT_EQ(finding.evidence[2].fact,
            "a way that works: hop 1 is 192.168.10.1 (private), hop 2 is 203.0.113.1 (public), an "
            "answer at hop limit 3");
  EXPECT_THAT(finding.title, testing::HasSubstr("after 192.168.10.1 (hop 1)"));
}

TEST(Experiments, pass_their_answer_on_to_failures_of_the_same_cause) {
  Scene scene;
  scene.row(login).row(backup).row(blob);
  scene.passes(login).fails(backup, Cause::tls_timeout).fails(blob, Cause::tls_timeout);
  scene.last().tls.reset();
  tried(scene, Observation(scene.last()), Experiment::small_segments, {});
  const Judgement judgement = scene.judge();
  const Finding finding = finding_of(judgement, Cause::tcp_mtu_blackhole, Blocker::firewall);
  EXPECT_EQ(finding.affected.size(), 2U)
      << "nobody examined the other one, and nothing speaks against it";
}

}  // namespace experiments_test
}  // namespace netprobe
