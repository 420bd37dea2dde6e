#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <ostream>

namespace netprobe {
namespace roots_test {

using Words = std::vector<std::string>;

const std::string login = "login.microsoftonline.com";
const std::string blob = "ceuswatcab01.blob.core.windows.net";
const std::string backup = "pod01-manag1.we.backup.windowsazure.com";

Scene three(RouteKind in_force = RouteKind::direct) {
  Scene scene;
  Scene::RowOptions options;
  if (in_force == RouteKind::system) {
    options.routes = {RouteKind::direct, RouteKind::system};
    options.in_force = in_force;
    scene.known.proxies = {{"environment variable https_proxy", Scene::proxy_url, {}, ""}};
  }
  scene.row(login, {login}, options).row(blob, {blob}, options).row(backup, {backup}, options);
  return scene.control("www.example.com").passes("www.example.com");
}

/// Two rows pass; the last was given this address by way of these names, and ends so.
Scene one_elsewhere(const std::string& address, const std::string& alias,
                    std::optional<Cause> cause) {
  Scene scene = three();
  scene.passes(login).passes(backup);
  cause ? scene.fails(blob, *cause, address) : scene.passes(blob, address);
  scene.last().dns.emplace();
  scene.last().dns->cname = {alias};
  return scene;
}

Scene by_proxy(Cause first, Cause second, bool direct_works) {
  Scene scene = three(RouteKind::system);
  scene.fails(login, first, "10.0.0.1", RouteKind::system);
  scene.fails(blob, second, "10.0.0.1", RouteKind::system);
  scene.fails(backup, second, "10.0.0.1", RouteKind::system);
  for (const std::string& host : {login, blob, backup}) {
    direct_works ? scene.passes(host) : scene.fails(host, Cause::tcp_timeout);
  }
  return scene;
}

Scene unresolved(Cause first, Cause second) {
  Scene scene = three();
  return scene.fails(login, first).fails(blob, second).fails(backup, first);
}

struct Row {
  std::string name;
  std::function<Scene()> scene;
  Words errors;  ///< "blocker cause"
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Roots : public testing::TestWithParam<Row> {};

TEST_P(Roots, make_one_finding_each) {
  const Judgement judgement = GetParam().scene().judge();
  EXPECT_THAT(accused(judgement, Severity::error),
              testing::UnorderedElementsAreArray(GetParam().errors));
}

const std::string private_link = "blob.ceu.privatelink.blob.core.windows.net";
const std::string plain_alias = "blob.ams21prdstr01a.store.core.windows.net";

INSTANTIATE_TEST_SUITE_P(
    PrivateAddresses, Roots,
    testing::Values(
        Row{"an alias of a private link that leads nowhere: the private endpoint",
            [] { return one_elsewhere("10.1.0.5", private_link, Cause::tcp_timeout); },
            {"private-endpoint dns.private"}},
        Row{"a private answer without that alias: the resolver",
            [] { return one_elsewhere("10.1.0.5", plain_alias, Cause::tcp_timeout); },
            {"dns dns.private"}},
        Row{"a private answer that works is nobody's fault",
            [] { return one_elsewhere("10.1.0.5", private_link, {}); },
            {}},
        Row{"the alias alone proves nothing: the public address is dropped by a firewall",
            [] { return one_elsewhere("20.60.1.1", private_link, Cause::tcp_timeout); },
            {"firewall tcp.timeout"}},
        Row{"a private answer that connects and is cut after the ClientHello: a name filter",
            [] { return one_elsewhere("10.1.0.5", private_link, Cause::tls_reset); },
            {"firewall tls.reset"}}));

INSTANTIATE_TEST_SUITE_P(
    Shared, Roots,
    testing::Values(Row{"a proxy that dies as it is asked, with direct shut: the proxy, once",
                        [] { return by_proxy(Cause::proxy_closed, Cause::proxy_refused, false); },
                        {"proxy proxy.refused"}},
                    Row{"a proxy that dies as it is asked, with direct open: its setting, once",
                        [] { return by_proxy(Cause::proxy_timeout, Cause::proxy_refused, true); },
                        {"proxy-settings proxy.refused"}},
                    Row{"a proxy that denies one name and cannot reach the others: two faults",
                        [] {
                          return by_proxy(Cause::proxy_denied, Cause::proxy_upstream_dns, false);
                        },
                        {"proxy proxy.denied", "proxy proxy.upstream-dns"}},
                    Row{"a dead resolver, now silent and now unreachable: one fault",
                        [] { return unresolved(Cause::dns_unreachable, Cause::dns_timeout); },
                        {"dns dns.unreachable"}},
                    Row{"a resolver that is silent on some names and fails on others: two",
                        [] { return unresolved(Cause::dns_timeout, Cause::dns_servfail); },
                        {"dns dns.timeout", "dns dns.servfail"}}));

TEST(Evidence, is_said_once_however_many_rows_rest_on_it) {
  Scene scene = three();
  scene.row(blob, {blob}, {.port = 8443}).passes(login).passes(backup);
  scene.fails(blob, Cause::tcp_timeout)
      .fails(blob, Cause::tcp_timeout, "20.1.1.1", RouteKind::direct, 8443);
  const Finding finding = finding_of(scene.judge(), Cause::tcp_timeout, Blocker::firewall);
  for (auto at = finding.evidence.begin(); at != finding.evidence.end(); ++at) {
    const bool again =
        std::find(std::next(at), finding.evidence.end(), *at) != finding.evidence.end();
    EXPECT_FALSE(again) << at->fact << " from " << at->source;
  }
}

}  // namespace roots_test
}  // namespace netprobe
