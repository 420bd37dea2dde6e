#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace netprobe {
namespace far_end_test {

using testing::ElementsAre;

/// One host that fails, one of another owner that works, each directly and by a proxy that is in
/// force.
Scene both_ways(Cause direct, Cause by_proxy) {
  Scene scene;
  Scene::RowOptions options;
  options.routes = {RouteKind::direct, RouteKind::system};
  options.in_force = RouteKind::system;
  for (const char* host : {"blob.contoso.com", "login.fabrikam.net"}) {
    scene.row(host, {host}, options);
  }
  for (const RouteKind route : options.routes) {
    const bool is_direct = route == RouteKind::direct;
    const std::string address = is_direct ? "20.1.1.1" : "10.0.0.1";
    scene.passes("login.fabrikam.net", address, route);
    scene.last().tls = chain_by("login.fabrikam.net", "CN=Root");
    scene.last().tls->anchor_kind = AnchorKind::expected;
    scene.fails("blob.contoso.com", is_direct ? direct : by_proxy, address, route);
  }
  return scene;
}

TEST(TheFarEnd, is_named_where_every_way_fails_there_and_reaches_others) {
  const Judgement judgement = both_ways(Cause::tcp_timeout, Cause::proxy_upstream_timeout).judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("service proxy.upstream-timeout"));
  EXPECT_EQ(judgement.diagnosis.findings.front().confidence, Confidence::possible);
}

TEST(TheFarEnd, is_not_named_where_the_proxy_refuses) {
  const Judgement judgement = both_ways(Cause::tcp_timeout, Cause::proxy_denied).judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("proxy proxy.denied"));
}

TEST(TheFarEnd, is_not_named_where_one_way_reaches_nobody_else) {
  Scene scene = both_ways(Cause::tcp_timeout, Cause::proxy_upstream_timeout);
  std::erase_if(scene.seen, [](const Observation& seen) {
    return seen.outcome == Outcome::ok && seen.route == RouteKind::direct;
  });
  EXPECT_THAT(accused(scene.judge(), Severity::error), ElementsAre("proxy proxy.upstream-timeout"));
}

TEST(TheFarEnd, is_not_named_where_there_is_one_way_only) {
  Scene scene;
  scene.row("blob.contoso.com").row("login.fabrikam.net");
  scene.passes("login.fabrikam.net").fails("blob.contoso.com", Cause::tcp_timeout);
  EXPECT_THAT(accused(scene.judge(), Severity::error), ElementsAre("firewall tcp.timeout"));
}

TEST(NothingAtAll, is_the_network_where_every_route_and_control_is_silent) {
  Scene scene;
  scene.row("blob.contoso.com").row("login.fabrikam.net").control("www.example.com");
  scene.fails("blob.contoso.com", Cause::tcp_timeout)
      .fails("login.fabrikam.net", Cause::tcp_timeout)
      .fails("www.example.com", Cause::tcp_timeout);
  const Judgement judgement = scene.judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("network tcp.timeout"));
  EXPECT_EQ(judgement.diagnosis.findings.front().confidence, Confidence::possible);
  EXPECT_EQ(judgement.diagnosis.findings.front().alternatives.front().blocker, Blocker::firewall);
}

}  // namespace far_end_test
}  // namespace netprobe
