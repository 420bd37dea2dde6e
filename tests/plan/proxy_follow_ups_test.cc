#include "netprobe/plan/proxy_follow_ups.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace proxy_follow_ups_test {

using Words = std::vector<std::string>;

Proxy a_proxy(ProxyScheme scheme = ProxyScheme::http, ProxyAuth auth = ProxyAuth::any) {
  Proxy proxy;
  proxy.scheme = scheme;
  proxy.address = {"proxy.corp", 3128};
  proxy.auth = auth;
  proxy.credentials = Credentials{"backup", Secret("word")};
  return proxy;
}

/// Rows of one host each, tried directly and by a proxy that is in force.
class Round {
 public:
  ProbePlan plan;
  std::vector<Observation> seen;

  explicit Round(Proxy proxy = a_proxy()) : proxy_(std::move(proxy)) {}

  /// Directly the host is at 20.1.1.1; by the proxy it ends with that cause, or passes.
  Round& row(const std::string& host, std::optional<Cause> cause, const Words& offered = {}) {
    PlannedRow row;
    row.id = host;
    row.comparison = comparison_;
    RowProbe probe;
    probe.host = host;
    probe.route = RouteKind::system;
    for (const RouteKind kind : {RouteKind::direct, RouteKind::system}) {
      ProbeTask task;
      task.id = static_cast<TaskId>(plan.tasks.size());
      task.host = task.server_name = host;
      task.route = {kind, kind == RouteKind::direct ? std::nullopt : std::optional(proxy_)};
      probe.tasks.push_back(task.id);
      plan.tasks.push_back(task);
      see(task, kind == RouteKind::direct ? Cause::tcp_timeout : cause, offered);
    }
    probe.in_force = {probe.tasks.back()};
    row.probes.push_back(probe);
    plan.rows.push_back(row);
    return *this;
  }
  Round& compared() {
    comparison_ = true;
    return *this;
  }

  [[nodiscard]] Words experiments() const {
    Words words;
    for (const ProbeTask& task : plan_proxy_follow_ups(plan, seen)) {
      const std::string kind(name_of(task.follow_up->experiment));
      words.push_back(
          task.connect_for.empty()
              ? fmt::format("{} {} as {}", kind, task.address->to_string(), task.server_name)
              : fmt::format("{} {}:{} for {}{}", kind, task.host, task.port, task.connect_for,
                            task.credentials ? " with password" : ""));
    }
    return words;
  }

 private:
  void see(const ProbeTask& task, std::optional<Cause> cause, const Words& offered) {
    Observation one;
    one.task = task.id;
    one.route = task.route.kind;
    one.address = IpAddress::parse(task.route.proxy ? "10.0.0.1" : "20.1.1.1");
    one.outcome = cause ? Outcome::failed : Outcome::ok;
    if (cause) {
      one.failure =
          Failure{.stage = task.route.proxy ? Stage::proxy_connect : Stage::tcp, .cause = *cause};
    }
    if (task.route.proxy) {
      one.proxy = task.route.proxy->url();
      one.proxy_answer = ProxyFacts{403, "Forbidden", offered, "", "", ""};
    }
    seen.push_back(one);
  }

  Proxy proxy_;
  bool comparison_ = false;
};

struct Row {
  std::string name;
  Round round;
  Words experiments;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class ProxyFollowUps : public testing::TestWithParam<Row> {};

TEST_P(ProxyFollowUps, read_what_the_proxy_says) {
  EXPECT_EQ(GetParam().round.experiments(), GetParam().experiments);
}

const std::string asked_again = "connect-answer proxy.corp:3128 for a.contoso.com:443";

INSTANTIATE_TEST_SUITE_P(
    All, ProxyFollowUps,
    testing::Values(
        Row{"nothing failed", Round().row("a.contoso.com", {}), {}},
        Row{"a refusal: its page, and the address in place of the name",
            Round().row("a.contoso.com", Cause::proxy_denied),
            {asked_again, "by-address 20.1.1.1 as a.contoso.com"}},
        Row{"a refusal behind Basic: the password goes with it",
            Round().row("a.contoso.com", Cause::proxy_denied, {"Negotiate", "Basic"}),
            {asked_again + " with password", "by-address 20.1.1.1 as a.contoso.com"}},
        Row{"a refusal behind NTLM: no password goes out in clear",
            Round().row("a.contoso.com", Cause::proxy_denied, {"NTLM"}),
            {asked_again, "by-address 20.1.1.1 as a.contoso.com"}},
        Row{"who asks for Basic gets it",
            Round(a_proxy(ProxyScheme::http, ProxyAuth::basic))
                .row("a.contoso.com", Cause::proxy_upstream_failed),
            {asked_again + " with password"}},
        Row{"no credentials were sent where they are asked for: its page",
            Round().row("a.contoso.com", Cause::proxy_auth_required),
            {asked_again}},
        Row{"the proxy cannot go on: its page",
            Round().row("a.contoso.com", Cause::proxy_upstream_timeout),
            {asked_again}},
        Row{"one host stands for its owner's others, two owners for all of them",
            Round()
                .row("a.contoso.com", Cause::proxy_upstream_timeout)
                .row("b.contoso.com", Cause::proxy_upstream_timeout)
                .row("a.fabrikam.net", Cause::proxy_upstream_timeout)
                .row("a.adatum.org", Cause::proxy_upstream_timeout),
            {asked_again, "connect-answer proxy.corp:3128 for a.fabrikam.net:443"}},
        Row{"a proxy that resolves no name is asked for the address",
            Round().row("a.contoso.com", Cause::proxy_upstream_dns),
            {asked_again, "by-address 20.1.1.1 as a.contoso.com"}},
        Row{"silence has no page", Round().row("a.contoso.com", Cause::proxy_timeout), {}},
        Row{"nor has a SOCKS proxy",
            Round(a_proxy(ProxyScheme::socks5h)).row("a.contoso.com", Cause::proxy_denied),
            {}},
        Row{"a port that nobody needs is not asked about",
            Round().compared().row("a.contoso.com", Cause::proxy_denied),
            {}}));

TEST(ProxyFollowUpsOfAWayNotInForce, are_none) {
  Round round;
  round.row("a.contoso.com", Cause::proxy_denied);
  round.plan.rows.front().probes.front().in_force = {0};
  EXPECT_EQ(round.experiments(), Words{});
}

}  // namespace proxy_follow_ups_test
}  // namespace netprobe
