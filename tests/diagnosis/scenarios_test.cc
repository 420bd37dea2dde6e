#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <functional>
#include <ostream>

namespace netprobe {
namespace scenarios_test {

using Words = std::vector<std::string>;

const std::string login = "login.microsoftonline.com";
const std::string blob = "ceuswatcab01.blob.core.windows.net";
const std::string backup = "pod01-manag1.we.backup.windowsazure.com";
const std::string world = "www.example.com";
const std::string range = "20.190.128.0/18";
const std::string sample = "20.190.180.1";

/// A small MARS plan: three hosts, the sign-in range, two controls. With a proxy it is in force.
Scene mars(bool proxy = false) {
  Scene scene;
  Scene::RowOptions options;
  if (proxy) {
    options.routes = {RouteKind::direct, RouteKind::system};
    options.in_force = RouteKind::system;
    scene.known.proxies = {{"environment variable https_proxy", Scene::proxy_url, {}, ""}};
  }
  scene.row(login, {login}, options).row(blob, {blob}, options).row(backup, {backup}, options);
  if (!proxy) {
    scene.range(range, {login}, {sample});
  }
  scene.control(world).control("192.0.2.1", ControlKind::unrouted_address);
  return scene;
}

/// Everything direct fails alike, controls too; nobody answers for the unrouted address.
void all_fail(Scene& scene, Cause cause) {
  for (const std::string& host : {login, blob, backup, world}) {
    scene.fails(host, cause, host == login ? "20.190.151.7" : "20.1.1.1");
  }
}

void all_pass(Scene& scene) {
  for (const std::string& host : {login, blob, backup, world}) {
    scene.passes(host, host == login ? "20.190.151.7" : "20.1.1.1");
  }
}

void by_proxy(Scene& scene, std::optional<Cause> cause) {
  for (const std::string& host : {login, blob, backup}) {
    if (cause) {
      scene.fails(host, *cause, "10.0.0.1", RouteKind::system);
    } else {
      scene.passes(host, "10.0.0.1", RouteKind::system);
    }
  }
}

void sample_says(Scene& scene, Cause cause) {
  scene.fails(sample, cause, sample);
  scene.fails("192.0.2.1", cause, "192.0.2.1");
}

struct Row {
  std::string name;
  std::function<Scene()> scene;
  RunStatus status;
  Words errors;  ///< "blocker cause"
  Words warnings;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class Scenarios : public testing::TestWithParam<Row> {};

TEST_P(Scenarios, accuse_whom_the_evidence_names_and_nobody_else) {
  const Row& row = GetParam();
  const Judgement judgement = row.scene().judge();
  EXPECT_EQ(name_of(judgement.diagnosis.summary.status), name_of(row.status));
  EXPECT_THAT(accused(judgement, Severity::error), testing::UnorderedElementsAreArray(row.errors));
  EXPECT_THAT(accused(judgement, Severity::warning),
              testing::UnorderedElementsAreArray(row.warnings));
}

INSTANTIATE_TEST_SUITE_P(
    Direct, Scenarios,
    testing::Values(Row{"all open",
                        [] {
                          Scene s = mars();
                          all_pass(s);
                          sample_says(s, Cause::tcp_timeout);
                          return s;
                        },
                        RunStatus::ready,
                        {},
                        {}},
                    Row{"everything is dropped, and names resolve",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::tcp_timeout);
                          sample_says(s, Cause::tcp_timeout);
                          return s;
                        },
                        RunStatus::blocked,
                        {"network tcp.timeout"},
                        {}},
                    Row{"everything is reset",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::tcp_reset);
                          sample_says(s, Cause::tcp_timeout);
                          return s;
                        },
                        RunStatus::blocked,
                        {"firewall tcp.reset"},
                        {}},
                    Row{"no network at all",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::dns_unreachable);
                          sample_says(s, Cause::tcp_no_route);
                          return s;
                        },
                        RunStatus::blocked,
                        {"network tcp.no-route"},
                        {}},
                    Row{"no default route, and a resolver nearby",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::tcp_no_route);
                          sample_says(s, Cause::tcp_no_route);
                          return s;
                        },
                        RunStatus::blocked,
                        {"network tcp.no-route"},
                        {}},
                    Row{"the machine's own firewall rejects",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::tcp_denied_locally);
                          sample_says(s, Cause::tcp_denied_locally);
                          return s;
                        },
                        RunStatus::blocked,
                        {"host-firewall tcp.denied-locally"},
                        {}},
                    Row{"two faults are two findings",
                        [] {
                          Scene s = mars();
                          s.fails(login, Cause::dns_sinkhole).fails(blob, Cause::tcp_timeout);
                          s.passes(backup).passes(world).passes(sample, sample);
                          return s;
                        },
                        RunStatus::blocked,
                        {"dns dns.sinkhole", "firewall tcp.timeout"},
                        {}},
                    Row{"the resolver is silent, and a literal address answers",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::dns_timeout);
                          s.passes(sample, sample);
                          return s;
                        },
                        RunStatus::blocked,
                        {"dns dns.timeout"},
                        {}},
                    Row{"a gateway re-signs everything",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::tls_untrusted);
                          s.fails(sample, Cause::tls_untrusted, sample);
                          return s;
                        },
                        RunStatus::blocked,
                        {"tls-inspection tls.intercepted"},
                        {}},
                    Row{"a filter resets one name",
                        [] {
                          Scene s = mars();
                          s.passes(login, "20.190.151.7").passes(backup).passes(world);
                          s.fails(blob, Cause::tls_reset);
                          return s;
                        },
                        RunStatus::blocked,
                        {"firewall tls.reset"},
                        {}},
                    Row{"every certificate of unrelated hosts has expired: the clock",
                        [] {
                          Scene s = mars();
                          all_fail(s, Cause::tls_expired);
                          return s;
                        },
                        RunStatus::blocked,
                        {"clock tls.expired"},
                        {}},
                    Row{"one certificate has expired: not the clock",
                        [] {
                          Scene s = mars();
                          s.passes(login, "20.190.151.7").passes(backup).passes(world);
                          s.fails(blob, Cause::tls_expired);
                          return s;
                        },
                        RunStatus::blocked,
                        {"service tls.expired"},
                        {}},
                    Row{"a captive portal before everything",
                        [] {
                          Scene s = mars();
                          s.row("www.msftconnecttest.com", {"www.msftconnecttest.com"},
                                {.required = false});
                          s.fails("www.msftconnecttest.com", Cause::http_captive_portal);
                          all_fail(s, Cause::tcp_timeout);
                          return s;
                        },
                        RunStatus::blocked,
                        {"captive-portal tcp.timeout"},
                        {}},
                    Row{"a captive portal while HTTPS is open",
                        [] {
                          Scene s = mars();
                          s.row("www.msftconnecttest.com", {"www.msftconnecttest.com"},
                                {.required = false});
                          s.fails("www.msftconnecttest.com", Cause::http_captive_portal);
                          all_pass(s);
                          return s;
                        },
                        RunStatus::ready,
                        {},
                        {"captive-portal http.captive-portal"}}));

INSTANTIATE_TEST_SUITE_P(
    ByProxy, Scenarios,
    testing::Values(
        Row{"the proxy is good, and direct is dropped",
            [] {
              Scene s = mars(true);
              all_fail(s, Cause::tcp_timeout);
              by_proxy(s, {});
              return s;
            },
            RunStatus::ready,
            {},
            {}},
        Row{"the proxy is good, and there is no DNS here",
            [] {
              Scene s = mars(true);
              all_fail(s, Cause::dns_timeout);
              by_proxy(s, {});
              return s;
            },
            RunStatus::ready,
            {},
            {}},
        Row{"the proxy is dead, and direct works",
            [] {
              Scene s = mars(true);
              all_pass(s);
              by_proxy(s, Cause::proxy_refused);
              return s;
            },
            RunStatus::degraded,
            {"proxy-settings proxy.refused"},
            {}},
        Row{"the proxy is dead, and direct is dropped",
            [] {
              Scene s = mars(true);
              all_fail(s, Cause::tcp_timeout);
              by_proxy(s, Cause::proxy_refused);
              return s;
            },
            RunStatus::blocked,
            {"proxy proxy.refused"},
            {}},
        Row{"the proxy cannot resolve anything",
            [] {
              Scene s = mars(true);
              all_fail(s, Cause::tcp_timeout);
              by_proxy(s, Cause::proxy_upstream_dns);
              return s;
            },
            RunStatus::blocked,
            {"proxy proxy.upstream-dns"},
            {}},
        Row{"the bypass list exempts a host that only the proxy can reach",
            [] {
              Scene s;
              const std::vector<RouteKind> both = {RouteKind::direct, RouteKind::system};
              s.row(login, {login}, {.routes = both, .in_force = RouteKind::system});
              s.row(blob, {blob},
                    {.routes = both, .reason = "the entry '.net' of NO_PROXY matches"});
              all_fail(s.row(backup).control(world), Cause::tcp_timeout);
              s.passes(login, "10.0.0.1", RouteKind::system);
              s.passes(blob, "10.0.0.1", RouteKind::system);
              s.plan.rows.pop_back();
              return s;
            },
            RunStatus::degraded,
            {"proxy-settings tcp.timeout"},
            {}}));

TEST(Ends, make_a_run_incomplete_whatever_was_known) {
  for (const RunEnd end : {RunEnd::deadline, RunEnd::interrupted}) {
    for (const bool fails : {true, false}) {
      Scene scene;
      scene.row(login).row(blob).skipped(blob);
      fails ? scene.fails(login, Cause::tcp_timeout) : scene.passes(login);
      scene.known.end = end;
      const Judgement judgement = scene.judge();
      EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::incomplete);
      EXPECT_EQ(status_of(scene, judgement, blob + ":443"), "untested");
      EXPECT_EQ(status_of(scene, judgement, login + ":443"), fails ? "blocked" : "reachable");
    }
  }
}

TEST(Ends, of_means_make_a_run_incomplete_where_a_row_hangs_on_it) {
  struct Known {
    std::string name;
    bool login_fails, blob_is_tried;
    RunStatus status;
  };
  const std::vector<Known> rows = {
      {"what was not tried is not known", false, false, RunStatus::incomplete},
      {"what was seen blocked is blocked", true, false, RunStatus::blocked},
      {"something else stands for the row", false, true, RunStatus::ready},
  };
  for (const Known& row : rows) {
    Scene scene;
    scene.row(login).row(blob).skipped(blob);
    row.login_fails ? scene.fails(login, Cause::tcp_timeout) : scene.passes(login);
    if (row.blob_is_tried) {
      scene.passes(blob);
    }
    scene.known.end = RunEnd::exhausted;
    EXPECT_EQ(scene.judge().diagnosis.summary.status, row.status) << row.name;
  }
}

TEST(Scenes, a_silence_names_the_nsg_only_where_this_may_be_an_azure_vm) {
  for (const std::optional<bool> azure :
       {std::optional<bool>(), std::optional(true), std::optional(false)}) {
    Scene scene = mars();
    all_fail(scene, Cause::tcp_timeout);
    scene.known.azure_vm = azure;
    const Finding finding = finding_of(scene.judge(), Cause::tcp_timeout, Blocker::network);
    std::vector<Blocker> others;
    for (const Alternative& other : finding.alternatives) {
      others.push_back(other.blocker);
    }
    EXPECT_EQ(testing::Value(others, testing::Contains(Blocker::nsg)), azure != false);
    EXPECT_THAT(others, testing::Contains(Blocker::host_firewall));
  }
}

}  // namespace scenarios_test
}  // namespace netprobe
