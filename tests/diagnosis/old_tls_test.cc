#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace netprobe {
namespace old_tls_test {

using Words = std::vector<std::string>;

const std::string blob = "blob.contoso.com";
const std::string queue = "queue.contoso.com";
const std::string login = "login.fabrikam.net";
const std::string world = "www.example.com";

/// Three hosts of two owners and a control. By a proxy too, where that is in force.
Scene three(bool by_proxy = false) {
  Scene scene;
  Scene::RowOptions options;
  if (by_proxy) {
    options.routes = {RouteKind::direct, RouteKind::system};
    options.in_force = RouteKind::system;
    scene.known.proxies = {{"environment variable https_proxy", Scene::proxy_url, {}, ""}};
  }
  for (const std::string& host : {blob, queue, login}) {
    scene.row(host, {host}, options);
  }
  return scene.control(world);
}

struct Row {
  std::string name;
  std::function<Scene()> scene;
  Words errors;  ///< "blocker cause"
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class OldTls : public testing::TestWithParam<Row> {};

TEST_P(OldTls, is_the_servers_own_only_where_others_are_newer) {
  EXPECT_EQ(accused(GetParam().scene().judge(), Severity::error), GetParam().errors);
}

Scene fails_at(Scene scene, const Words& hosts, RouteKind route = RouteKind::direct) {
  for (const std::string& host : hosts) {
    scene.fails(host, Cause::tls_version, route == RouteKind::direct ? "20.1.1.1" : "10.0.0.1",
                route);
  }
  return scene;
}

INSTANTIATE_TEST_SUITE_P(
    Ways, OldTls,
    testing::Values(
        Row{"of all hosts, the control too: something on the way",
            [] {
              return fails_at(three(), {blob, queue, login, world});
            },
            {"tls-inspection tls.version"}},
        Row{"of hosts of two owners, and nothing else says anything: the same",
            [] {
              return fails_at(three(), {blob, login})
                  .fails(queue, Cause::dns_timeout)
                  .fails(world, Cause::tcp_timeout);
            },
            {"dns dns.timeout", "tls-inspection tls.version"}},
        Row{"of the hosts of one owner, and nothing else was asked: the server",
            [] {
              Scene scene;
              scene.row(blob).row(queue);
              return fails_at(scene, {blob, queue});
            },
            {"service tls.version"}},
        Row{"of all but the control: the servers",
            [] {
              return fails_at(three(), {blob, queue, login}).passes(world);
            },
            {"service tls.version"}},
        Row{"of all but one whose certificate is bad: that one is new enough",
            [] {
              return fails_at(three(), {blob, queue, login}).fails(world, Cause::tls_expired);
            },
            {"service tls.version"}},
        Row{"by the proxy of all hosts, directly of none: something behind the proxy",
            [] {
              Scene scene = fails_at(three(true), {blob, queue, login}, RouteKind::system);
              for (const std::string& host : {blob, queue, login, world}) {
                scene.passes(host);
              }
              return scene;
            },
            {"tls-inspection tls.version"}}),
    [](const testing::TestParamInfo<Row>& row) { return std::to_string(row.index); });

}  // namespace old_tls_test
}  // namespace netprobe
