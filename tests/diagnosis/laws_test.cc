#include "netprobe/diagnosis/evidence.h"
#include "netprobe/diagnosis/findings.h"
#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <set>

namespace netprobe {
namespace laws_test {

/// Of each law, so that the folder's tests stay within a second; each law draws its own.
constexpr int scenes = 150;

/// Runs as no network would make them: any cause at any host, by any route.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  Scene scene() {
    Scene scene;
    const int rows = 1 + pick(5);
    for (int i = 0; i < rows; ++i) {
      add_row(scene, i);
    }
    if (pick(3) == 0) {
      scene.range("20.190.128.0/18", {"login.contoso.com"}, {"20.190.130.1", "20.190.180.1"});
    }
    if (pick(3) != 0) {
      scene.control("www.example.com").control("192.0.2.1", ControlKind::unrouted_address);
    }
    for (const ProbeTask& task : std::vector<ProbeTask>(scene.plan.tasks)) {
      observe(scene, task);
    }
    experiment(scene);
    const std::array ends = {RunEnd::finished, RunEnd::finished, RunEnd::deadline};
    scene.known.end = ends[index(ends.size())];
    if (pick(8) == 0) {
      scene.known.proxies = {{"environment variable https_proxy", "http://[", {}, "no host"}};
    }
    return scene;
  }

  int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }
  std::size_t index(std::size_t below) { return random_() % below; }
  void shuffle(std::vector<Observation>& seen) { std::shuffle(seen.begin(), seen.end(), random_); }

 private:
  void add_row(Scene& scene, int number) {
    static const std::array<std::string, 5> hosts = {
        "login.contoso.com", "blob.fabrikam.net", "a.adatum.org", "b.adatum.org", "c.litware.co"};
    Scene::RowOptions options;
    options.comparison = pick(6) == 0;
    options.required = !options.comparison && pick(4) != 0;
    options.port = options.comparison ? 8443 : 443;
    options.guess = pick(4) == 0;
    if (pick(2) == 0) {
      options.routes = {RouteKind::direct, RouteKind::system};
      options.in_force = pick(2) == 0 ? RouteKind::system : RouteKind::direct;
    }
    std::vector<std::string> chosen = {hosts[index(hosts.size())]};
    if (pick(3) == 0) {
      chosen.push_back("extra" + std::to_string(number) + ".contoso.com");
    }
    scene.row("row" + std::to_string(number), chosen, options);
  }

  void observe(Scene& scene, const ProbeTask& task) {
    const std::string host = task.host.empty() ? task.address->to_string() : task.host;
    const bool direct = task.route.kind == RouteKind::direct;
    const int paths = direct && !task.address ? 1 + pick(2) : 1;
    for (int path = 0; path < paths; ++path) {
      const std::string address = task.address ? task.address->to_string()
                                  : direct     ? "20.190.15" + std::to_string(pick(9)) + ".7"
                                               : "10.0.0.1";
      const int kind = pick(10);
      if (kind < 4) {
        scene.passes(host, address, task.route.kind, task.port);
      } else if (kind < 9 || !direct || task.port != 443) {
        scene.fails(host, cause(direct), address, task.route.kind, task.port);
      } else {
        scene.skipped(host);
        break;
      }
    }
  }

  /// The second round, about some of the direct failures: any experiment, any outcome.
  void experiment(Scene& scene) {
    static const std::array kinds = {Experiment::repeat,       Experiment::other_name,
                                     Experiment::no_name,      Experiment::name_elsewhere,
                                     Experiment::other_port,   Experiment::small_segments,
                                     Experiment::hop,          Experiment::passing_hop,
                                     Experiment::name_service, Experiment::other_resolver};
    for (const Observation& about : std::vector<Observation>(scene.seen)) {
      const bool wanted = about.route == RouteKind::direct && !about.control && pick(2) == 0;
      for (int made = wanted ? pick(12) : 0; made > 0; --made) {
        ProbeTask task = scene.plan.tasks[about.task];
        task.id = static_cast<TaskId>(scene.plan.tasks.size());
        task.follow_up = FollowUp{kinds[index(kinds.size())], about.task, about.path};
        const bool hops = task.follow_up->experiment == Experiment::hop ||
                          task.follow_up->experiment == Experiment::passing_hop;
        task.hop_limit = hops ? std::optional(1 + pick(8)) : std::nullopt;
        scene.plan.tasks.push_back(task);
        Observation seen = about;
        seen.task = task.id;
        seen.path = 0;
        seen.follow_up = true;
        seen.outcome = pick(2) == 0 ? Outcome::ok : Outcome::failed;
        seen.failure.reset();
        if (seen.outcome == Outcome::failed) {
          const Cause what = pick(2) == 0 ? Cause::tcp_timeout : cause(true);
          seen.failure = Failure{.stage = stage_of(what), .cause = what};
          if (hops && pick(3) != 0) {
            seen.failure->raw.push_back({"icmp", 11 * 256, "time exceeded"});
            seen.failure->reported_by = IpAddress::parse("10.0.0." + std::to_string(pick(4)));
          }
        }
        scene.seen.push_back(seen);
      }
    }
  }

  Cause cause(bool direct) {
    const auto all = all_causes();
    for (;;) {
      const Cause drawn = all[index(all.size())];
      const bool of_proxy = name_of(drawn).starts_with("proxy.");
      if (direct ? !of_proxy : of_proxy || name_of(drawn).starts_with("tls.")) {
        return drawn;
      }
    }
  }

  std::mt19937 random_;
};

class Laws : public testing::Test {
 protected:
  template <typename Check>
  void for_all(const Check& check) {
    const auto* const law = testing::UnitTest::GetInstance()->current_test_info();
    const std::string_view name = law->name();
    Generator generator(std::accumulate(name.begin(), name.end(), std::uint32_t{0}));
    for (int i = 0; i < scenes && !HasFailure(); ++i) {
      SCOPED_TRACE(i);
      const Scene scene = generator.scene();
      check(scene, scene.judge(), generator);
    }
  }
};

bool fails(const RowResult& row) {
  return row.status == RowStatus::blocked || row.status == RowStatus::degraded;
}

std::set<std::string> rows_in_errors(const Judgement& judgement) {
  std::set<std::string> rows;
  for (const Finding& finding : judgement.diagnosis.findings) {
    if (finding.severity == Severity::error) {
      rows.insert(finding.affected.begin(), finding.affected.end());
    }
  }
  return rows;
}

TEST_F(Laws, the_order_of_arrival_does_not_matter) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator& generator) {
    Scene shuffled = scene;
    generator.shuffle(shuffled.seen);
    EXPECT_EQ(shuffled.judge(), judgement);
  });
}

TEST_F(Laws, every_required_row_that_fails_is_in_an_error_and_no_other_run_has_one) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator&) {
    const auto covered = rows_in_errors(judgement);
    bool any = false;
    for (std::size_t i = 0; i < scene.plan.rows.size(); ++i) {
      const RowResult& row = judgement.diagnosis.rows[i];
      if (row.required && fails(row)) {
        any = true;
        EXPECT_TRUE(covered.contains(scene.plan.rows[i].id)) << scene.plan.rows[i].id;
      }
    }
    const bool broken = !scene.known.proxies.empty();
    EXPECT_EQ(!accused(judgement, Severity::error).empty(), any || broken);
  });
}

TEST_F(Laws, evidence_of_an_attempt_is_an_attempt_that_was_seen) {
  for_all([](const Scene& /*scene*/, const Judgement& judgement, Generator&) {
    std::set<std::string> sources;
    for (const Observation& seen : judgement.observations) {
      sources.insert(source_of(seen));
    }
    for (const Finding& finding : judgement.diagnosis.findings) {
      for (const Evidence& evidence : finding.evidence) {
        if (evidence.source.starts_with("attempt ")) {
          EXPECT_TRUE(sources.contains(evidence.source)) << evidence.source;
        }
      }
    }
  });
}

TEST_F(Laws, the_status_follows_from_the_rows) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator&) {
    Summary expected;
    bool degraded = !scene.known.proxies.empty();
    bool wanted = false;
    for (std::size_t i = 0; i < scene.plan.rows.size(); ++i) {
      const RowResult& row = judgement.diagnosis.rows[i];
      EXPECT_FALSE(row.required && row.status == RowStatus::untested);
      EXPECT_FALSE(row.required && !scene.plan.rows[i].required);
      expected.required += row.required ? 1 : 0;
      wanted = wanted || (scene.plan.rows[i].required && !scene.plan.rows[i].comparison);
      expected.reachable += row.required && row.status == RowStatus::reachable ? 1 : 0;
      expected.blocked += row.required && row.status == RowStatus::blocked ? 1 : 0;
      degraded = degraded || (row.required && row.status == RowStatus::degraded);
      const bool optional_row = !row.required && !scene.plan.rows[i].comparison;
      expected.optional_failed += optional_row && fails(row) ? 1 : 0;
    }
    expected.status = scene.known.end != RunEnd::finished ? RunStatus::incomplete
                      : expected.blocked > 0              ? RunStatus::blocked
                      : degraded                          ? RunStatus::degraded
                      : wanted && expected.required == 0  ? RunStatus::incomplete
                                                          : RunStatus::ready;
    EXPECT_EQ(judgement.diagnosis.summary, expected);
  });
}

TEST_F(Laws, findings_are_well_formed_and_the_worst_comes_first) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator&) {
    std::set<std::string> ids;
    std::set<std::string> rows;
    for (const PlannedRow& row : scene.plan.rows) {
      rows.insert(row.id);
    }
    Severity before = Severity::error;
    for (const Finding& finding : judgement.diagnosis.findings) {
      EXPECT_TRUE(ids.insert(finding.id).second) << finding.id;
      EXPECT_LE(finding.severity, before);
      before = finding.severity;
      EXPECT_FALSE(finding.title.empty() || finding.explanation.empty()) << finding.id;
      EXPECT_FALSE(finding.remedy.text.empty() || finding.evidence.empty()) << finding.id;
      for (const std::string* text : {&finding.title, &finding.explanation, &finding.remedy.text}) {
        EXPECT_EQ(text->find_first_of("{}\n"), std::string::npos) << finding.id << ": " << *text;
      }
      for (const std::string& row : finding.affected) {
        EXPECT_TRUE(rows.contains(row)) << row;
      }
    }
  });
}

TEST_F(Laws, follow_ups_decide_no_row) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator& generator) {
    Scene more = scene;
    std::erase_if(more.seen, [](const Observation& seen) { return seen.follow_up; });
    if (more.seen.empty()) {
      return;
    }
    Observation extra = more.seen[generator.index(more.seen.size())];
    more.seen = scene.seen;
    extra.follow_up = true;
    extra.path += 100;
    extra.outcome = Outcome::ok;
    extra.failure.reset();
    more.seen.push_back(extra);
    EXPECT_EQ(more.judge().diagnosis, judgement.diagnosis);
  });
}

TEST_F(Laws, an_attempt_that_passes_after_all_makes_no_row_worse) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator& generator) {
    std::vector<std::size_t> failed;
    for (std::size_t i = 0; i < scene.seen.size(); ++i) {
      if (scene.seen[i].outcome == Outcome::failed && !scene.seen[i].control) {
        failed.push_back(i);
      }
    }
    if (failed.empty()) {
      return;
    }
    Scene better = scene;
    Observation& seen = better.seen[failed[generator.index(failed.size())]];
    seen.outcome = Outcome::ok;
    seen.failure.reset();
    seen.reached = Depth::http;
    seen.address = seen.address ? seen.address : IpAddress::parse("20.1.1.1");
    const Judgement after = better.judge();
    const auto errors_before = rows_in_errors(judgement);
    for (std::size_t i = 0; i < scene.plan.rows.size(); ++i) {
      const RowStatus before = judgement.diagnosis.rows[i].status;
      const RowStatus now = after.diagnosis.rows[i].status;
      if (before != RowStatus::untested) {
        EXPECT_LE(now, before) << scene.plan.rows[i].id;
      }
    }
    for (const std::string& row : rows_in_errors(after)) {
      EXPECT_TRUE(errors_before.contains(row)) << row << " is accused of what passed";
    }
  });
}

/// Who is accused of what turns the row red.
std::set<std::pair<Blocker, std::string>> accusations(const Judgement& judgement) {
  std::set<std::pair<Blocker, std::string>> all;
  for (const Finding& finding : judgement.diagnosis.findings) {
    for (const std::string& row : finding.affected) {
      if (finding.severity == Severity::error) {
        all.emplace(finding.blocker, row);
      }
    }
  }
  return all;
}

TEST_F(Laws, one_more_row_that_passes_accuses_no_row_of_more) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator&) {
    Scene more = scene;
    more.row("www.northwind.com").passes("www.northwind.com");
    const auto before = rows_in_errors(judgement);
    const Judgement after = more.judge();
    for (const std::string& row : rows_in_errors(after)) {
      EXPECT_TRUE(before.contains(row)) << row;
    }
    for (const auto& [blocker, row] : accusations(after)) {
      EXPECT_NE(row, "www.northwind.com:443") << name_of(blocker);
    }
  });
}

TEST_F(Laws, an_experiment_that_passes_accuses_nobody_who_was_not_suspected) {
  for_all([](const Scene& scene, const Judgement& judgement, Generator& generator) {
    std::vector<std::size_t> experiments;
    for (std::size_t i = 0; i < scene.seen.size(); ++i) {
      const ProbeTask& task = scene.plan.tasks[scene.seen[i].task];
      // What passes at one hop moves the place where packets die: that accusation may move with it.
      if (task.follow_up && !task.hop_limit && scene.seen[i].outcome == Outcome::failed) {
        experiments.push_back(i);
      }
    }
    if (experiments.empty()) {
      return;
    }
    std::set<Blocker> suspected;
    for (const Finding& finding : judgement.diagnosis.findings) {
      suspected.insert(finding.blocker);
      for (const Alternative& other : finding.alternatives) {
        suspected.insert(other.blocker);
      }
    }
    Scene better = scene;
    Observation& seen = better.seen[experiments[generator.index(experiments.size())]];
    seen.outcome = Outcome::ok;
    seen.failure.reset();
    seen.reached = Depth::http;
    for (const auto& [blocker, row] : accusations(better.judge())) {
      EXPECT_TRUE(suspected.contains(blocker)) << name_of(blocker) << " " << row;
    }
  });
}

}  // namespace laws_test
}  // namespace netprobe
