#include "netprobe/diagnosis/logins.h"

#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace netprobe {
namespace logins_test {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr RouteKind by_proxy = RouteKind::system;
const std::string host = "login.contoso.com";

Scene proxied() {
  Scene scene;
  Scene::RowOptions options;
  options.routes = {by_proxy};
  options.in_force = by_proxy;
  return scene.row(host, {host}, options);
}

Scene refused(Cause cause, std::vector<TriedScheme> tried, std::vector<Workload> workloads,
              std::vector<std::string> offered = {"NTLM", "Basic"}) {
  Scene scene = proxied();
  scene.known.workloads = std::move(workloads);
  scene.fails(host, cause, "10.0.0.1", by_proxy);
  scene.last().proxy_answer = ProxyFacts{407, "Who", offered, {}, ""};
  scene.last().proxy_auth = ProxyAuthFacts{std::move(offered), std::move(tried)};
  return scene;
}

Scene let_in(std::vector<TriedScheme> tried) {
  Scene scene = proxied();
  scene.passes(host, "10.0.0.1", by_proxy);
  scene.last().proxy_auth = ProxyAuthFacts{{"Negotiate", "NTLM", "Basic"}, std::move(tried)};
  return scene;
}

std::vector<Finding> logins_among(const Judgement& judgement) {
  std::vector<Finding> found = judgement.diagnosis.findings;
  std::erase_if(found,
                [](const Finding& finding) { return !finding.id.starts_with("proxy-login."); });
  return found;
}

TEST(Logins, of_a_refusal_say_what_was_offered_and_what_became_of_it) {
  const Scene scene = refused(Cause::proxy_auth_rejected,
                              {{ProxyAuth::ntlm, LoginOutcome::failed, "closed"},
                               {ProxyAuth::basic, LoginOutcome::rejected, ""}},
                              {Workload::mars});
  const Finding finding = finding_of(scene.judge(), Cause::proxy_auth_rejected, Blocker::proxy);
  EXPECT_THAT(finding.explanation, AllOf(HasSubstr("It said 407 Who and offers NTLM, Basic."),
                                         HasSubstr("ntlm failed (closed), basic rejected")));
  EXPECT_THAT(finding.remedy.text, HasSubstr("Change Properties > Proxy Configuration"));
  EXPECT_THAT(finding.remedy.commands, testing::ElementsAre(HasSubstr("Set-OBMachineSetting")));
}

TEST(Logins, that_a_mere_comparison_tried_count_for_all) {
  Scene scene = refused(Cause::proxy_auth_required, {}, {Workload::mars}, {"Negotiate"});
  Scene::RowOptions options;
  options.comparison = true;
  options.port = 8443;
  options.routes = {by_proxy};
  options.in_force = by_proxy;
  scene.row("compared", {"compared.contoso.com"}, options);
  scene.fails("compared.contoso.com", Cause::proxy_auth_required, "10.0.0.1", by_proxy, 8443);
  scene.last().proxy_auth =
      ProxyAuthFacts{{"Negotiate"}, {{ProxyAuth::negotiate, LoginOutcome::unavailable, ""}}};
  const Finding finding = finding_of(scene.judge(), Cause::proxy_auth_required, Blocker::proxy);
  EXPECT_THAT(finding.explanation, HasSubstr("negotiate unavailable"));
}

TEST(Logins, to_a_domain_alone_say_so) {
  const Scene scene =
      refused(Cause::proxy_auth_required, {}, {Workload::mars}, {"Negotiate", "NTLM"});
  EXPECT_THAT(finding_of(scene.judge(), Cause::proxy_auth_required, Blocker::proxy).explanation,
              HasSubstr("accounts of its domain only"));
}

TEST(Logins, are_not_asked_of_workloads_that_support_none) {
  const Scene scene = refused(Cause::proxy_auth_required, {}, {Workload::sql, Workload::hana});
  const Remedy remedy =
      finding_of(scene.judge(), Cause::proxy_auth_required, Blocker::proxy).remedy;
  EXPECT_THAT(remedy.text, AllOf(HasSubstr("SQL Server backup supports no proxy that asks"),
                                 HasSubstr("SAP HANA backup uses a proxy for Entra ID only"),
                                 Not(HasSubstr("give the agent"))));
  EXPECT_THAT(remedy.commands, IsEmpty());
}

TEST(Logins, by_the_strongest_scheme_are_nobodys_business) {
  const Scene scene = let_in({{ProxyAuth::negotiate, LoginOutcome::passed, ""}});
  EXPECT_THAT(logins_among(scene.judge()), IsEmpty());
}

TEST(Logins, by_a_weaker_scheme_after_a_rejected_one_are_warned_of) {
  const Scene scene = let_in({{ProxyAuth::negotiate, LoginOutcome::rejected, ""},
                              {ProxyAuth::ntlm, LoginOutcome::passed, ""}});
  const auto found = logins_among(scene.judge());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_THAT(found[0].title, HasSubstr("accepts ntlm, and no stronger scheme"));
}

TEST(Logins, without_a_ticket_are_worth_a_note) {
  const Scene scene = let_in({{ProxyAuth::negotiate, LoginOutcome::unavailable, "no ticket"},
                              {ProxyAuth::ntlm, LoginOutcome::passed, ""}});
  const auto found = logins_among(scene.judge());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::info);
  EXPECT_EQ(found[0].blocker, Blocker::none);
}

TEST(Logins, that_passed_on_a_repeat_have_no_weaker_scheme) {
  const Scene scene = let_in({{ProxyAuth::ntlm, LoginOutcome::failed, "closed"},
                              {ProxyAuth::ntlm, LoginOutcome::passed, ""}});
  EXPECT_THAT(logins_among(scene.judge()), IsEmpty());
}

TEST(Logins, by_basic_go_in_clear_unless_the_proxy_speaks_tls) {
  Scene scene = let_in({{ProxyAuth::basic, LoginOutcome::passed, ""}});
  auto found = logins_among(scene.judge());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::info);
  EXPECT_THAT(found[0].title, HasSubstr("in clear"));
  scene.last().proxy = "https://proxy.corp:3128";
  EXPECT_THAT(logins_among(scene.judge()), IsEmpty());
}

}  // namespace logins_test
}  // namespace netprobe
