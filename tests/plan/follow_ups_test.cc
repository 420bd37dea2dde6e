#include "netprobe/plan/follow_ups.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace follow_ups_test {

using Words = std::vector<std::string>;

/// A first round: rows of one host each, and what became of them, directly unless said otherwise.
class Round {
 public:
  ProbePlan plan;
  std::vector<Observation> seen;
  Words resolvers = {"10.0.0.53:53", "10.0.0.54:53"};

  struct Kind {
    EndpointKind kind = EndpointKind::fqdn;
    RowProbe::Role role = RowProbe::Role::representative;
    RouteKind in_force = RouteKind::direct;
    bool comparison = false;
    bool guess = false;
    bool required = true;
  };

  Round& row(const std::string& host, const Kind& kind) {
    PlannedRow row;
    row.id = host;
    row.kind = kind.kind;
    row.comparison = kind.comparison;
    row.required = kind.required;
    row.range = kind.kind == EndpointKind::range ? Cidr::parse("20.190.128.0/18") : std::nullopt;
    plan.rows.push_back(row);
    return also(host, kind);
  }
  /// One more host of the last row.
  Round& also(const std::string& host, const Kind& kind) {
    ProbeTask task;
    task.id = static_cast<TaskId>(plan.tasks.size());
    task.address = IpAddress::parse(host);
    task.host = task.address ? "" : host;
    task.server_name = task.address ? "login.example" : host;
    task.route.kind = kind.in_force;
    plan.tasks.push_back(task);
    RowProbe probe;
    probe.role = kind.role;
    probe.host = task.host;
    probe.guess = kind.guess;
    probe.route = kind.in_force;
    probe.tasks = probe.in_force = {task.id};
    plan.rows.back().probes.push_back(probe);
    return *this;
  }
  Round& row(const std::string& host) { return row(host, Kind()); }

  /// What became of the last task at an address.
  Round& ends(const std::string& address, std::optional<Cause> cause) {
    Observation observation;
    observation.task = plan.tasks.back().id;
    observation.path = paths_[observation.task]++;
    observation.route = plan.tasks.back().route.kind;
    observation.address = IpAddress::parse(address);  // none of ""
    observation.outcome = cause ? Outcome::failed : Outcome::ok;
    if (cause) {
      observation.failure =
          Failure{.stage = address.empty() ? Stage::dns : Stage::tcp, .cause = *cause};
    } else {
      observation.reached = Depth::http;
    }
    seen.push_back(observation);
    return *this;
  }

  /// "other-name 20.1.1.1:443 b.test", hop limits as "hop 20.1.1.1:443 1-7".
  [[nodiscard]] Words experiments() const {
    Words words;
    for (const ProbeTask& task : plan_follow_ups(plan, seen, resolvers)) {
      const std::string kind(name_of(task.follow_up->experiment));
      if (task.by_name_service) {
        words.push_back(fmt::format("{} {}", kind, task.host));
        continue;
      }
      if (task.depth == Depth::dns) {
        words.push_back(fmt::format("{} {} {} {}", kind, task.dns_server,
                                    task.dns_over_tcp ? "tcp" : "udp", task.host));
        continue;
      }
      const std::string target = HostPort{task.address->to_string(), task.port}.to_string();
      if (task.hop_limit && *task.hop_limit > 1) {
        words.back() = fmt::format("{} {} 1-{}", kind, target, *task.hop_limit);
      } else if (task.depth == Depth::tcp) {
        words.push_back(fmt::format("{} {}", kind, target));
      } else {
        words.push_back(fmt::format("{} {} {}", kind, target,
                                    task.server_name.empty() ? "-" : task.server_name));
      }
    }
    return words;
  }

 private:
  std::map<TaskId, int> paths_;
};

Round with_one_that_works() {
  Round round;
  return round.row("www.fabrikam.net").ends("20.9.9.9", {});
}

const Words silence = {"repeat 20.1.1.1:443",    "repeat 20.1.1.1:443",
                       "other-port 20.1.1.1:80", "other-port 20.1.1.1:8443",
                       "hop 20.1.1.1:443 1-7",   "passing-hop 20.9.9.9:443 1-7"};

struct Row {
  std::string name;
  Round round;
  Words experiments;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class FollowUps : public testing::TestWithParam<Row> {};

TEST_P(FollowUps, ask_what_tells_culprits_apart) {
  EXPECT_EQ(GetParam().round.experiments(), GetParam().experiments);
}

INSTANTIATE_TEST_SUITE_P(
    ByCause, FollowUps,
    testing::Values(
        Row{"nothing failed", with_one_that_works(), {}},
        Row{"silence: ports and hops",
            with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tcp_timeout),
            silence},
        Row{"RST: the same, since it may come from anywhere on the way",
            with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tcp_reset), silence},
        Row{"nothing works: no way to compare with",
            Round().row("a.contoso.com").ends("20.1.1.1", Cause::tcp_timeout),
            {silence.begin(), silence.end() - 1}},
        Row{"prohibited: only ports, the sender is known",
            with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tcp_prohibited),
            {"other-port 20.1.1.1:80", "other-port 20.1.1.1:8443"}},
        Row{"cut after the ClientHello: names, here and elsewhere",
            with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tls_reset),
            {"repeat 20.1.1.1:443 a.contoso.com", "other-name 20.1.1.1:443 www.fabrikam.net",
             "no-name 20.1.1.1:443 -", "name-elsewhere 20.9.9.9:443 a.contoso.com"}},
        Row{"silent after the ClientHello: segments too",
            with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tls_timeout),
            {"repeat 20.1.1.1:443 a.contoso.com", "small-segments 20.1.1.1:443 a.contoso.com",
             "other-name 20.1.1.1:443 www.fabrikam.net", "no-name 20.1.1.1:443 -",
             "name-elsewhere 20.9.9.9:443 a.contoso.com"}},
        Row{"a name of the same owner is no stranger",
            Round()
                .row("b.contoso.com")
                .ends("20.9.9.9", {})
                .row("a.contoso.com")
                .ends("20.1.1.1", Cause::tls_reset),
            {"repeat 20.1.1.1:443 a.contoso.com", "no-name 20.1.1.1:443 -"}},
        Row{"a working address of the other family is no comparison",
            Round()
                .row("www.fabrikam.net")
                .ends("2603::9", {})
                .row("a.contoso.com")
                .ends("20.1.1.1", Cause::tls_reset),
            {"repeat 20.1.1.1:443 a.contoso.com", "no-name 20.1.1.1:443 -"}},
        Row{"a name that does not resolve: each server by itself, by UDP and TCP",
            with_one_that_works().row("a.contoso.com").ends("", Cause::dns_timeout),
            {"name-service a.contoso.com", "other-resolver 10.0.0.53:53 udp a.contoso.com",
             "other-resolver 10.0.0.53:53 tcp a.contoso.com",
             "other-resolver 10.0.0.54:53 udp a.contoso.com",
             "other-resolver 10.0.0.54:53 tcp a.contoso.com"}},
        Row{"the machine refuses: it said so itself",
            with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tcp_denied_locally),
            {}},
        Row{"an inspected chain says who did it",
            with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tls_intercepted),
            {}}));

INSTANTIATE_TEST_SUITE_P(
    ByRow, FollowUps,
    testing::Values(
        Row{"8443 is only compared",
            with_one_that_works()
                .row("a.contoso.com", {.comparison = true})
                .ends("20.1.1.1", Cause::tcp_timeout),
            {}},
        Row{"an optional row that fails is asked about",
            with_one_that_works()
                .row("a.contoso.com", {.required = false})
                .ends("20.1.1.1", Cause::tcp_timeout),
            silence},
        Row{"the direct way is closed where a proxy is in force",
            with_one_that_works()
                .row("a.contoso.com", {.in_force = RouteKind::system})
                .ends("10.0.0.1", Cause::proxy_timeout),
            {}},
        Row{"one dead address of a name that works",
            with_one_that_works()
                .row("a.contoso.com")
                .ends("20.1.1.1", Cause::tcp_timeout)
                .ends("20.1.1.2", {}),
            {}},
        Row{"a guess beside one that answers",
            with_one_that_works()
                .row("we.contoso.com", {.kind = EndpointKind::wildcard, .guess = true})
                .ends("20.1.1.1", Cause::tcp_timeout)
                .also("eus.contoso.com", {.guess = true})
                .ends("20.1.1.2", {}),
            {}},
        Row{"the second address stands for nothing new, nor does the owner's other host",
            with_one_that_works()
                .row("a.contoso.com")
                .ends("20.1.1.1", Cause::tcp_timeout)
                .ends("20.1.1.2", Cause::tcp_timeout)
                .row("b.contoso.com")
                .ends("20.1.1.3", Cause::tcp_timeout),
            silence},
        Row{"an address of a range is blocked beside others that work",
            with_one_that_works()
                .row("login.example",
                     {.kind = EndpointKind::range, .role = RowProbe::Role::sign_in})
                .ends("20.190.130.1", {})
                .ends("20.190.131.1", Cause::tcp_reset),
            {"repeat 20.190.131.1:443", "repeat 20.190.131.1:443", "other-port 20.190.131.1:80",
             "other-port 20.190.131.1:8443", "hop 20.190.131.1:443 1-7",
             "passing-hop 20.9.9.9:443 1-7"}},
        Row{"a sign-in address outside the range is not the range's",
            with_one_that_works()
                .row("login.example",
                     {.kind = EndpointKind::range, .role = RowProbe::Role::sign_in})
                .ends("40.126.1.1", Cause::tcp_timeout),
            {}},
        Row{"a silent sample: only where packets end",
            with_one_that_works()
                .row("20.190.140.1", {.kind = EndpointKind::range, .role = RowProbe::Role::sample})
                .ends("20.190.140.1", Cause::tcp_timeout),
            {"hop 20.190.140.1:443 1-7", "passing-hop 20.9.9.9:443 1-7"}},
        Row{"a sample that resets is a server",
            with_one_that_works()
                .row("20.190.140.1", {.kind = EndpointKind::range, .role = RowProbe::Role::sample})
                .ends("20.190.140.1", Cause::tcp_reset),
            {}},
        Row{"a silent sample of an optional range",
            with_one_that_works()
                .row("20.190.140.1", {.kind = EndpointKind::range,
                                      .role = RowProbe::Role::sample,
                                      .required = false})
                .ends("20.190.140.1", Cause::tcp_timeout),
            {}}));

TEST(FollowUpTasks, are_the_failed_attempt_at_the_address_where_it_failed) {
  Round round = with_one_that_works().row("a.contoso.com").ends("20.1.1.1", Cause::tls_timeout);
  round.plan.tasks.back().comparison = false;
  round.plan.tasks.back().expectation = Expectation::service;
  const auto tasks = plan_follow_ups(round.plan, round.seen, {});
  ASSERT_FALSE(tasks.empty());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    EXPECT_EQ(tasks[i].id, round.plan.tasks.size() + i);
    EXPECT_TRUE(tasks[i].host.empty()) << "nothing is looked up again";
    EXPECT_FALSE(tasks[i].control);
    ASSERT_TRUE(tasks[i].follow_up);
    EXPECT_EQ(tasks[i].follow_up->about, 1U);
    EXPECT_EQ(tasks[i].follow_up->path, 0);
  }
  EXPECT_EQ(tasks[1].maximum_segment, 536);
}

TEST(FollowUpTasks, do_not_grow_with_the_number_of_failures) {
  std::size_t few = 0;
  for (const int failures : {2, 50, 2000}) {
    Round round = with_one_that_works();
    for (int i = 0; i < failures; ++i) {
      round.row(fmt::format("a.owner{}.com", i)).ends("20.1.1.1", Cause::tcp_timeout);
    }
    const std::size_t count = plan_follow_ups(round.plan, round.seen, {}).size();
    few = few == 0 ? count : few;
    EXPECT_EQ(count, few) << failures << " failures";
  }
}

}  // namespace follow_ups_test
}  // namespace netprobe
