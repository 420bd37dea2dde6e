#include "netprobe/diagnosis/refine.h"

#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <ostream>

namespace netprobe {
namespace refine_test {

constexpr RouteKind by_proxy = RouteKind::system;

Scene::RowOptions proxied(std::uint16_t port = 443) {
  Scene::RowOptions options;
  options.port = port;
  options.routes = {by_proxy};
  options.in_force = by_proxy;
  return options;
}

/// `login.contoso.com` and `blob.fabrikam.net`, signed by the two issuers, if any.
Scene untrusted(const std::string& first_issuer, const std::string& second_issuer,
                const std::string& second_host = "blob.fabrikam.net") {
  Scene scene;
  scene.row("login.contoso.com").row(second_host);
  scene.fails("login.contoso.com", Cause::tls_untrusted);
  scene.last().tls = chain_by("login.contoso.com", first_issuer);
  scene.fails(second_host, Cause::tls_untrusted);
  scene.last().tls = chain_by(second_host, second_issuer);
  return scene;
}

struct Row {
  std::string name;
  std::function<Scene()> scene;
  Cause expected;  ///< of the first observation
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Refine : public testing::TestWithParam<Row> {};

TEST_P(Refine, names_the_cause_that_only_a_comparison_shows) {
  const Scene scene = GetParam().scene();
  const auto refined = refine(scene.plan, scene.seen);
  ASSERT_TRUE(refined.front().failure);
  EXPECT_EQ(name_of(refined.front().failure->cause), name_of(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Untrusted, Refine,
    testing::Values(
        Row{"one issuer signs for strangers", [] { return untrusted("CN=Gateway", "CN=Gateway"); },
            Cause::tls_intercepted},
        Row{"each has its own issuer", [] { return untrusted("CN=A", "CN=B"); },
            Cause::tls_untrusted},
        Row{"one issuer signs for hosts of one owner",
            [] { return untrusted("CN=Gateway", "CN=Gateway", "mail.contoso.com"); },
            Cause::tls_untrusted},
        Row{"a public authority signs for everybody: our store lacks a root",
            [] { return untrusted("O=DigiCert Inc,CN=Root", "O=DigiCert Inc,CN=Root"); },
            Cause::tls_untrusted},
        Row{"a control shows the same issuer",
            [] {
              Scene scene;
              scene.row("login.contoso.com").control("www.example.org");
              scene.fails("login.contoso.com", Cause::tls_untrusted);
              scene.fails("www.example.org", Cause::tls_untrusted);
              return scene;
            },
            Cause::tls_intercepted},
        Row{"one certificate for every name is a server's mistake",
            [] {
              Scene scene = untrusted("CN=Gateway", "CN=Gateway");
              scene.seen[0].tls->chain[0].names = {"www.elsewhere.example"};
              scene.seen[1].tls->chain[0].names = {"www.elsewhere.example"};
              return scene;
            },
            Cause::tls_untrusted},
        Row{"wildcard certificates are made out to the names, too",
            [] {
              Scene scene = untrusted("CN=Gateway", "CN=Gateway");
              scene.seen[0].tls->chain[0].names = {"*.contoso.com"};
              scene.seen[1].tls->chain[0].names = {"*.fabrikam.net"};
              return scene;
            },
            Cause::tls_intercepted},
        Row{"a chain without an issuer tells nothing", [] { return untrusted("", ""); },
            Cause::tls_untrusted}));

INSTANTIATE_TEST_SUITE_P(
    Denied, Refine,
    testing::Values(
        Row{"the same host passes on another port",
            [] {
              Scene scene;
              scene.row("a.contoso.com", {"a.contoso.com"}, proxied(8443));
              scene.row("a.contoso.com", {"a.contoso.com"}, proxied(443));
              scene.fails("a.contoso.com", Cause::proxy_denied, "10.0.0.1", by_proxy, 8443);
              scene.passes("a.contoso.com", "10.0.0.1", by_proxy, 443);
              return scene;
            },
            Cause::proxy_port_denied},
        Row{"others pass on another port, and this host was not asked there",
            [] {
              Scene scene;
              scene.row("a.contoso.com", {"a.contoso.com"}, proxied(8443));
              scene.row("b.fabrikam.net", {"b.fabrikam.net"}, proxied(443));
              scene.fails("a.contoso.com", Cause::proxy_denied, "10.0.0.1", by_proxy, 8443);
              scene.passes("b.fabrikam.net", "10.0.0.1", by_proxy, 443);
              return scene;
            },
            Cause::proxy_port_denied},
        Row{"the host is refused on every port",
            [] {
              Scene scene;
              scene.row("a.contoso.com", {"a.contoso.com"}, proxied(8443));
              scene.row("a.contoso.com", {"a.contoso.com"}, proxied(443));
              scene.row("b.fabrikam.net", {"b.fabrikam.net"}, proxied(443));
              scene.fails("a.contoso.com", Cause::proxy_denied, "10.0.0.1", by_proxy, 8443);
              scene.fails("a.contoso.com", Cause::proxy_denied, "10.0.0.1", by_proxy, 443);
              scene.passes("b.fabrikam.net", "10.0.0.1", by_proxy, 443);
              return scene;
            },
            Cause::proxy_denied},
        Row{"others pass on the very port",
            [] {
              Scene scene;
              scene.row("a.contoso.com", {"a.contoso.com"}, proxied());
              scene.row("b.fabrikam.net", {"b.fabrikam.net"}, proxied());
              scene.fails("a.contoso.com", Cause::proxy_denied, "10.0.0.1", by_proxy);
              scene.passes("b.fabrikam.net", "10.0.0.1", by_proxy);
              return scene;
            },
            Cause::proxy_denied}));

INSTANTIATE_TEST_SUITE_P(
    Pages, Refine,
    testing::Values(Row{"who answers CONNECT as no proxy does shows no portal's page either",
                        [] {
                          Scene scene;
                          scene.row("a.contoso.com", {"a.contoso.com"}, proxied(80));
                          scene.row("b.fabrikam.net", {"b.fabrikam.net"}, proxied());
                          scene.fails("a.contoso.com", Cause::http_captive_portal, "10.0.0.1",
                                      by_proxy, 80);
                          scene.fails("b.fabrikam.net", Cause::proxy_not_http, "10.0.0.1",
                                      by_proxy);
                          return scene;
                        },
                        Cause::proxy_not_http},
                    Row{"behind a real proxy a portal's page is a portal's",
                        [] {
                          Scene scene;
                          scene.row("a.contoso.com", {"a.contoso.com"}, proxied(80));
                          scene.row("b.fabrikam.net", {"b.fabrikam.net"}, proxied());
                          scene.fails("a.contoso.com", Cause::http_captive_portal, "10.0.0.1",
                                      by_proxy, 80);
                          scene.passes("b.fabrikam.net", "10.0.0.1", by_proxy);
                          return scene;
                        },
                        Cause::http_captive_portal}));

/// Squid's answer for a name, and its answer for an address.
Scene not_forwarded(Cause of_address, const std::string& said_of_address) {
  const auto answered = [](Scene& scene, const std::string& host, Cause cause,
                           const std::string& said) {
    scene.row(host, {host}, proxied());
    scene.fails(host, cause, "10.0.0.1", by_proxy);
    scene.last().failure->raw = {{"http", 500, said}};
  };
  Scene scene;
  answered(scene, "a.contoso.com", Cause::proxy_upstream_dns, "ERR_CANNOT_FORWARD 0");
  answered(scene, "20.190.151.7", of_address, said_of_address);
  return scene;
}

INSTANTIATE_TEST_SUITE_P(
    Unresolved, Refine,
    testing::Values(
        Row{"an address fails as a name does: the proxy's parent is down",
            [] { return not_forwarded(Cause::proxy_upstream_failed, "ERR_CANNOT_FORWARD 0"); },
            Cause::proxy_upstream_failed},
        Row{"an address fails for a reason of its own: the name is not resolved",
            [] { return not_forwarded(Cause::proxy_upstream_refused, "ERR_CONNECT_FAIL 111"); },
            Cause::proxy_upstream_dns}));

TEST(RefineOrder, sorts_by_task_and_path) {
  Scene scene;
  scene.row("a.contoso.com").row("b.fabrikam.net");
  scene.passes("b.fabrikam.net").passes("a.contoso.com", "20.1.1.1");
  scene.passes("a.contoso.com", "20.1.1.2");
  std::reverse(scene.seen.begin(), scene.seen.end());
  std::vector<std::pair<TaskId, int>> order;
  for (const Observation& seen : refine(scene.plan, scene.seen)) {
    order.emplace_back(seen.task, seen.path);
  }
  EXPECT_THAT(order,
              testing::ElementsAre(testing::Pair(0, 0), testing::Pair(0, 1), testing::Pair(1, 0)));
}

}  // namespace refine_test
}  // namespace netprobe
