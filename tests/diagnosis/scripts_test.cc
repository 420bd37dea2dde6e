#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace netprobe {
namespace scripts_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string host = "a.contoso.com";
const std::string other = "b.fabrikam.net";

PacScript script() {
  PacScript script;
  script.source = "--pac";
  script.location = "http://pac.corp/proxy.pac";
  script.content_type = "application/x-ns-proxy-autoconfig";
  return script;
}

/// Two hosts, each tried directly and through the script's proxy, of which `in_force` decides.
Scene with_script(const PacScript& known, RouteKind in_force = RouteKind::proxy) {
  Scene scene;
  for (const std::string& name : {host, other}) {
    scene.row(name, {name},
              {.routes = {RouteKind::direct, RouteKind::proxy},
               .in_force = in_force,
               .reason = "--pac http://pac.corp/proxy.pac answers \"X\""});
  }
  scene.known.pac = known;
  return scene;
}

Scene all_passes(Scene scene) {
  for (const std::string& name : {host, other}) {
    scene.passes(name).passes(name, "10.0.0.1", RouteKind::proxy);
  }
  return scene;
}

TEST(Scripts, that_work_are_no_news) {
  const Judgement judgement = all_passes(with_script(script())).judge();
  EXPECT_THAT(judgement.diagnosis.findings, IsEmpty());
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
}

TEST(Scripts, that_cannot_be_used_degrade_a_run_that_works) {
  PacScript broken = script();
  broken.problem = "it is answered with the status 404";
  Scene scene = with_script(broken, RouteKind::direct);
  // As the reader of settings lists it: this must not be told twice.
  scene.known.proxies = {{pac_source(broken), "", {}, broken.problem}};
  const Judgement judgement = all_passes(std::move(scene)).judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::degraded);
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("proxy-settings proxy.pac-error"));
  const Finding finding = finding_of(judgement, Cause::proxy_pac_error, Blocker::proxy_settings);
  EXPECT_EQ(finding.confidence, Confidence::certain);
  EXPECT_THAT(finding.affected, ElementsAre(host + ":443", other + ":443"));
  EXPECT_THAT(finding.explanation, HasSubstr("404"));
}

TEST(Scripts, of_newer_syntax_may_be_right_elsewhere) {
  PacScript broken = script();
  broken.problem = "line 1: SyntaxError: missing ; before statement";
  const Finding finding = finding_of(all_passes(with_script(broken, RouteKind::direct)).judge(),
                                     Cause::proxy_pac_error, Blocker::proxy_settings);
  EXPECT_EQ(finding.confidence, Confidence::likely);
  EXPECT_THAT(finding.explanation, HasSubstr("ECMAScript 3"));
}

TEST(Scripts, that_fail_for_one_host_are_at_fault_for_it_alone) {
  PacScript failing = script();
  failing.failures = {{host, "line 3: ReferenceError: x is not defined"}};
  const Judgement judgement = all_passes(with_script(failing, RouteKind::direct)).judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::degraded);
  const Finding finding = finding_of(judgement, Cause::proxy_pac_error, Blocker::proxy_settings);
  EXPECT_THAT(finding.affected, ElementsAre(host + ":443"));
  EXPECT_THAT(finding.title, HasSubstr(host));
}

TEST(Scripts, that_send_a_host_the_wrong_way_are_accused) {
  for (const Cause cause :
       {Cause::proxy_denied, Cause::proxy_port_denied, Cause::proxy_upstream_dns}) {
    Scene scene = with_script(script());
    scene.passes(host).fails(host, cause, "10.0.0.1", RouteKind::proxy);
    scene.passes(other).passes(other, "10.0.0.1", RouteKind::proxy);
    const Judgement judgement = scene.judge();
    const Finding finding = finding_of(judgement, cause, Blocker::proxy_settings);
    EXPECT_EQ(finding.confidence, Confidence::likely);
    EXPECT_THAT(finding.affected, ElementsAre(host + ":443"));
    EXPECT_THAT(finding.explanation, HasSubstr("answers \"X\""));
    EXPECT_THAT(finding.remedy.text, HasSubstr("http://pac.corp/proxy.pac"));
    EXPECT_EQ(accused(judgement, Severity::error).size(), 1);
  }
}

TEST(Scripts, that_send_a_host_directly_where_only_the_proxy_works_are_accused) {
  Scene scene = with_script(script(), RouteKind::direct);
  scene.fails(host, Cause::tcp_timeout).passes(host, "10.0.0.1", RouteKind::proxy);
  scene.passes(other).passes(other, "10.0.0.1", RouteKind::proxy);
  const Finding finding = finding_of(scene.judge(), Cause::tcp_timeout, Blocker::proxy_settings);
  EXPECT_EQ(finding.confidence, Confidence::certain);
  EXPECT_THAT(finding.remedy.text, HasSubstr("through " + Scene::proxy_url));
  EXPECT_THAT(finding.title, Not(HasSubstr("bypass")));
}

TEST(Scripts, are_not_accused_where_no_way_works) {
  Scene scene = with_script(script());
  scene.fails(host, Cause::tcp_timeout)
      .fails(host, Cause::proxy_denied, "10.0.0.1", RouteKind::proxy);
  scene.passes(other).passes(other, "10.0.0.1", RouteKind::proxy);
  EXPECT_THAT(accused(scene.judge(), Severity::error), ElementsAre("proxy proxy.denied"));
}

struct TypeRow {
  std::string name, location, type;
  std::vector<std::string> severities;
};

TEST(ScriptTypes, are_told_where_windows_minds) {
  const std::vector<TypeRow> rows = {
      {"the right type", "http://x/y", "application/x-ns-proxy-autoconfig", {}},
      {"with a parameter", "http://x/y", "application/x-ns-proxy-autoconfig; charset=utf-8", {}},
      {"another type and a good name", "http://x/y.PAC", "text/plain", {"info"}},
      {"wpad.dat", "http://x/wpad.dat", "text/html", {"info"}},
      {"another type and another name", "http://x/y.php", "text/html", {"warning"}},
      {"no type", "http://x/y", "", {"warning"}},
      {"a file has none", "/etc/proxy.pac", "", {}},
  };
  for (const TypeRow& row : rows) {
    PacScript served = script();
    served.location = row.location;
    served.content_type = row.type;
    std::vector<std::string> severities;
    for (const Finding& finding : all_passes(with_script(served)).judge().diagnosis.findings) {
      EXPECT_EQ(finding.id, "pac.content-type") << row.name;
      severities.emplace_back(name_of(finding.severity));
    }
    EXPECT_EQ(severities, row.severities) << row.name;
  }
}

TEST(Wpad, is_shown_and_accuses_nobody) {
  for (const bool found : {true, false}) {
    Scene scene = all_passes(with_script(script()));
    scene.known.wpad = {{"http://wpad.a.corp/wpad.dat", "dns.nxdomain: no such name"}};
    if (found) {
      scene.known.wpad.push_back({"http://wpad.corp/wpad.dat", ""});
    }
    const Judgement judgement = scene.judge();
    EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
    ASSERT_EQ(judgement.diagnosis.findings.size(), 1);
    const Finding& finding = judgement.diagnosis.findings.front();
    EXPECT_EQ(finding.id, found ? "wpad.found" : "wpad.none");
    EXPECT_EQ(finding.severity, Severity::info);
    EXPECT_EQ(finding.evidence.size(), scene.known.wpad.size());
  }
}

TEST(TenantRestrictions, are_seen_in_what_sign_in_answers) {
  Scene scene;
  scene.row(host).row(other).passes(host).passes(other);
  EXPECT_THAT(scene.judge().diagnosis.findings, IsEmpty());
  scene.last().http.emplace().body = "{\"error_description\":\"AADSTS500021: Access to … denied\"}";
  const Judgement judgement = scene.judge();
  ASSERT_EQ(judgement.diagnosis.findings.size(), 1U);
  const Finding& finding = judgement.diagnosis.findings.front();
  EXPECT_EQ(finding.id, "proxy.tenant-restrictions");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_THAT(finding.affected, ElementsAre(other + ":443"));
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::ready);
}

}  // namespace scripts_test
}  // namespace netprobe
