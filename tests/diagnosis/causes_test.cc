#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <ostream>
#include <set>

namespace netprobe {
namespace causes_test {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

/// Two required hosts of different owners fail alike, while others work: who is accused.
struct Row {
  Cause cause;
  Blocker blocker;
  Confidence confidence;
};
void PrintTo(const Row& row, std::ostream* out) { *out << name_of(row.cause); }

std::string word(const testing::TestParamInfo<Row>& row) {
  std::string name(name_of(row.param.cause));
  for (char& letter : name) {
    letter = letter == '.' || letter == '-' ? '_' : letter;
  }
  return name;
}

const std::string first = "a.contoso.com";
const std::string second = "b.fabrikam.net";
const std::string good = "c.adatum.org";

bool is_of_proxy(Cause cause) { return name_of(cause).starts_with("proxy."); }

Scene two_fail(Cause cause) {
  Scene scene;
  Scene::RowOptions options;
  if (is_of_proxy(cause)) {
    options.routes = {RouteKind::direct, RouteKind::system};
    options.in_force = RouteKind::system;
  }
  const RouteKind route = options.in_force;
  scene.row(first, {first}, options).row(second, {second}, options).row(good);
  scene.control("www.example.com");
  scene.fails(first, cause, "20.1.1.1", route).fails(second, cause, "20.1.1.2", route);
  if (is_of_proxy(cause)) {
    scene.fails(first, Cause::tcp_timeout).fails(second, Cause::tcp_timeout);
  }
  scene.passes(good).passes("www.example.com");
  return scene;
}

class Causes : public testing::TestWithParam<Row> {};

TEST_P(Causes, make_one_error_that_names_who_did_it) {
  const Row& row = GetParam();
  const Scene scene = two_fail(row.cause);
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::blocked);
  const auto errors = accused(judgement, Severity::error);
  EXPECT_EQ(errors.size(), 1U) << testing::PrintToString(errors);
  // Two unrelated hosts whose chains end at one stranger are intercepted.
  const Cause cause = row.cause == Cause::tls_untrusted ? Cause::tls_intercepted : row.cause;
  const Finding finding = finding_of(judgement, cause, row.blocker);
  EXPECT_EQ(finding.severity, Severity::error);
  EXPECT_EQ(name_of(finding.confidence), name_of(row.confidence));
  EXPECT_THAT(finding.affected, ElementsAre(first + ":443", second + ":443"));
  EXPECT_THAT(finding.evidence, Not(IsEmpty()));
  EXPECT_THAT(finding.remedy.text, Not(IsEmpty()));
  if (row.confidence == Confidence::possible) {
    EXPECT_THAT(finding.alternatives, Not(IsEmpty())) << "possible means that others fit too";
  }
}

using enum Confidence;

const auto every_cause_of_an_attempt = testing::Values(
    Row{Cause::dns_nxdomain, Blocker::dns, likely}, Row{Cause::dns_nodata, Blocker::dns, likely},
    Row{Cause::dns_servfail, Blocker::dns, likely}, Row{Cause::dns_refused, Blocker::dns, certain},
    Row{Cause::dns_timeout, Blocker::dns, likely},
    Row{Cause::dns_unreachable, Blocker::dns, likely},
    Row{Cause::dns_hosts_override, Blocker::dns, likely},
    Row{Cause::dns_sinkhole, Blocker::dns, likely},
    Row{Cause::tcp_timeout, Blocker::firewall, possible},
    Row{Cause::tcp_reset, Blocker::firewall, likely},
    Row{Cause::tcp_unreachable, Blocker::firewall, possible},
    Row{Cause::tcp_prohibited, Blocker::firewall, certain},
    Row{Cause::tcp_denied_locally, Blocker::host_firewall, certain},
    Row{Cause::tcp_no_route, Blocker::route, likely},
    Row{Cause::tls_reset, Blocker::firewall, likely},
    Row{Cause::tls_timeout, Blocker::firewall, likely},
    Row{Cause::tls_intercepted, Blocker::tls_inspection, certain},
    Row{Cause::tls_untrusted, Blocker::tls_inspection, certain},
    Row{Cause::tls_expired, Blocker::service, likely},
    Row{Cause::tls_not_yet_valid, Blocker::service, likely},
    Row{Cause::tls_name_mismatch, Blocker::service, possible},
    Row{Cause::tls_version, Blocker::service, possible},
    Row{Cause::tls_not_tls, Blocker::firewall, possible},
    Row{Cause::http_captive_portal, Blocker::captive_portal, certain},
    Row{Cause::http_block_page, Blocker::firewall, likely},
    Row{Cause::http_unexpected_status, Blocker::service, possible},
    Row{Cause::http_timeout, Blocker::service, possible},
    Row{Cause::http_reset, Blocker::service, possible},
    Row{Cause::proxy_unresolvable, Blocker::proxy_settings, likely},
    Row{Cause::proxy_timeout, Blocker::proxy, likely},
    Row{Cause::proxy_refused, Blocker::proxy, likely},
    Row{Cause::proxy_unreachable, Blocker::proxy, likely},
    Row{Cause::proxy_not_http, Blocker::proxy, likely},
    Row{Cause::proxy_closed, Blocker::proxy, likely},
    Row{Cause::proxy_auth_required, Blocker::proxy, certain},
    Row{Cause::proxy_auth_rejected, Blocker::proxy, certain},
    Row{Cause::proxy_denied, Blocker::proxy, certain},
    Row{Cause::proxy_port_denied, Blocker::proxy, certain},
    Row{Cause::proxy_upstream_dns, Blocker::proxy, likely},
    Row{Cause::proxy_upstream_timeout, Blocker::proxy, likely},
    Row{Cause::proxy_upstream_refused, Blocker::proxy, likely},
    Row{Cause::proxy_upstream_failed, Blocker::proxy, likely});

INSTANTIATE_TEST_SUITE_P(Attempts, Causes, every_cause_of_an_attempt, word);

/// A proxy that is not there while direct connections work: a setting to change, in one finding.
class AbsentProxies : public testing::TestWithParam<Cause> {};

TEST_P(AbsentProxies, are_a_setting_where_direct_works) {
  Scene scene = two_fail(GetParam());
  for (Observation& seen : scene.seen) {
    if (seen.route == RouteKind::direct) {
      seen.outcome = Outcome::ok;
      seen.failure.reset();
    }
  }
  scene.known.proxies = {{"environment variable https_proxy", Scene::proxy_url, {}, ""}};
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::degraded);
  const Finding finding = finding_of(judgement, GetParam(), Blocker::proxy_settings);
  EXPECT_EQ(accused(judgement, Severity::error).size(), 1U);
  EXPECT_THAT(finding.remedy.text, testing::HasSubstr("environment variable https_proxy"));
  EXPECT_THAT(finding.affected, ElementsAre(first + ":443", second + ":443"));
}

INSTANTIATE_TEST_SUITE_P(Degraded, AbsentProxies,
                         testing::Values(Cause::proxy_unresolvable, Cause::proxy_timeout,
                                         Cause::proxy_refused, Cause::proxy_unreachable,
                                         Cause::proxy_not_http, Cause::proxy_closed,
                                         Cause::proxy_pac_error));

/// What only a comparison, a file or the clock can show: no attempt ends with these.
const std::set<Cause> never_of_an_attempt = {
    Cause::tcp_mtu_blackhole,    Cause::clock_skew,          Cause::nsg_denied,
    Cause::route_forced_tunnel,  Cause::route_blackhole,     Cause::range_outside,
    Cause::tcp_answered_for_all, Cause::credentials_expired, Cause::credentials_invalid,
    Cause::dns_private};

TEST(EveryCause, even_an_unforeseen_one_is_told) {
  for (const Cause cause : all_causes()) {
    const Judgement judgement = two_fail(cause).judge();
    const auto errors = accused(judgement, Severity::error);
    EXPECT_EQ(errors.size(), 1U) << name_of(cause);
    const bool unforeseen = never_of_an_attempt.contains(cause);
    const auto unexplained = "unknown " + std::string(name_of(cause));
    if (!unforeseen) {
      EXPECT_THAT(errors, Not(Contains(unexplained)));
    }
  }
}

TEST(Optional, rows_that_fail_are_a_warning) {
  Scene scene;
  Scene::RowOptions options;
  options.required = false;
  scene.row(first, {first}, options).row(good).fails(first, Cause::tcp_prohibited).passes(good);
  const Judgement judgement = scene.judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
  EXPECT_THAT(accused(judgement, Severity::error), IsEmpty());
  EXPECT_THAT(accused(judgement, Severity::warning), ElementsAre("firewall tcp.prohibited"));
}

}  // namespace causes_test
}  // namespace netprobe
