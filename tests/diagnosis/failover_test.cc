#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace failover_test {

using testing::HasSubstr;
using testing::Not;

const std::string host = "a.contoso.com";

/// A host that is tried directly and through two proxies: one by the route `system`, one by
/// `proxy`. In force are the first, then the second, then (where asked for) direct.
Scene listed(std::vector<TaskId> order) {
  Scene scene;
  scene.row("row", {host},
            {.routes = {RouteKind::direct, RouteKind::system, RouteKind::proxy},
             .in_force = RouteKind::system});
  scene.plan.rows[0].probes[0].in_force = std::move(order);
  return scene;
}

constexpr TaskId direct = 0;
constexpr TaskId first = 1;
constexpr TaskId second = 2;

struct Row {
  std::string name;
  std::vector<TaskId> order;
  std::optional<Cause> of_direct, of_first, of_second;  ///< none: it passes
  std::string status;
  std::vector<std::string> errors;
  std::vector<std::string> warnings;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class ProxyLists : public testing::TestWithParam<Row> {};

void tell(Scene& scene, RouteKind route, std::optional<Cause> cause) {
  cause ? scene.fails(host, *cause, "10.0.0.1", route) : scene.passes(host, "10.0.0.1", route);
}

TEST_P(ProxyLists, are_walked_as_clients_do) {
  const Row& row = GetParam();
  Scene scene = listed(row.order);
  tell(scene, RouteKind::direct, row.of_direct);
  tell(scene, RouteKind::system, row.of_first);
  tell(scene, RouteKind::proxy, row.of_second);
  const Judgement judgement = scene.judge();
  EXPECT_EQ(status_of(scene, judgement, "row:443"), row.status);
  EXPECT_EQ(accused(judgement, Severity::error), row.errors);
  EXPECT_EQ(accused(judgement, Severity::warning), row.warnings);
}

const std::optional<Cause> passes;

INSTANTIATE_TEST_SUITE_P(
    All, ProxyLists,
    testing::Values(Row{"the first works",
                        {first, second},
                        passes,
                        passes,
                        Cause::proxy_refused,
                        "reachable",
                        {},
                        {}},
                    Row{"the first is dead and the second works",
                        {first, second},
                        Cause::tcp_timeout,
                        Cause::proxy_refused,
                        passes,
                        "reachable",
                        {},
                        {"proxy proxy.refused"}},
                    Row{"both are dead and direct is last",
                        {first, second, direct},
                        passes,
                        Cause::proxy_timeout,
                        Cause::proxy_timeout,
                        "reachable",
                        {},
                        {"proxy proxy.timeout"}},
                    Row{"both are dead and direct is not on the list",
                        {first, second},
                        passes,
                        Cause::proxy_timeout,
                        Cause::proxy_timeout,
                        "degraded",
                        {"proxy-settings proxy.timeout"},
                        {}},
                    Row{"all that is listed is dead",
                        {first, second},
                        Cause::tcp_timeout,
                        Cause::proxy_refused,
                        Cause::proxy_refused,
                        "blocked",
                        {"proxy proxy.refused"},
                        {}},
                    Row{"the first refuses, and nobody goes on from there",
                        {first, second},
                        Cause::tcp_timeout,
                        Cause::proxy_denied,
                        passes,
                        "degraded",
                        {"proxy proxy.denied"},
                        {}},
                    Row{"direct comes first and fails, and nobody goes on from there",
                        {direct, first},
                        Cause::tcp_timeout,
                        passes,
                        passes,
                        "degraded",
                        {"proxy-settings tcp.timeout"},
                        {}}));

TEST(ProxyLists, do_not_say_that_direct_works_where_only_the_next_proxy_does) {
  Scene scene = listed({first, second});
  scene.fails(host, Cause::tcp_timeout)
      .fails(host, Cause::proxy_denied, "10.0.0.1", RouteKind::system)
      .passes(host, "10.0.0.1", RouteKind::proxy);
  const Finding finding = finding_of(scene.judge(), Cause::proxy_denied, Blocker::proxy);
  EXPECT_THAT(finding.remedy.text, HasSubstr("through http://proxy.corp:3128"));
  EXPECT_THAT(finding.remedy.text, Not(HasSubstr("directly")));
}

}  // namespace failover_test
}  // namespace netprobe
