#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace own_way_test {

using enum RouteKind;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const ComponentInForce hana{
    "hana", "the HANA extension", "ProxyServerAddress in FILE", {"chmod 750 FILE"}};

/// A host that is tried directly and by the proxy; one way is the component's, the other this
/// process's.
Scene scene(RouteKind in_force, RouteKind own) {
  Scene made;
  made.known.component = hana;
  made.row("a.example", {"a.example"},
           {.routes = {direct, system}, .in_force = in_force, .reason = "the file says so"});
  RowProbe& probe = made.plan.rows.front().probes.front();
  probe.own = {probe.tasks[own == direct ? 0 : 1]};
  probe.own_reason = "the variable says so";
  return made;
}

std::vector<std::string> ids_of(const Judgement& judgement) {
  std::vector<std::string> ids;
  for (const Finding& finding : judgement.diagnosis.findings) {
    ids.push_back(finding.id);
  }
  return ids;
}

TEST(OwnWay, that_works_where_the_component_has_no_proxy_is_its_setting_for_certain) {
  const Judgement judgement = scene(direct, system)
                                  .fails("a.example", Cause::tcp_timeout)
                                  .passes("a.example", "10.0.0.1", system)
                                  .judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::degraded);
  const Finding finding = finding_of(judgement, Cause::tcp_timeout, Blocker::proxy_settings);
  EXPECT_EQ(finding.severity, Severity::error);
  EXPECT_EQ(finding.confidence, Confidence::certain);
  EXPECT_EQ(finding.title, "This works for you, and fails for the HANA extension: a.example");
  EXPECT_THAT(finding.explanation,
              StartsWith("For the HANA extension, the file says so, and that fails (tcp.timeout). "
                         "For this process, the variable says so, and that works."));
  EXPECT_EQ(finding.remedy.text,
            "give the HANA extension the proxy http://proxy.corp:3128: ProxyServerAddress in FILE");
  EXPECT_EQ(finding.remedy.commands, hana.commands);
  EXPECT_EQ(finding.affected, std::vector<std::string>{"a.example:443"});
  EXPECT_THAT(finding.evidence,
              Contains(Evidence{"the file says so", "the settings of the HANA extension"}));
  EXPECT_THAT(finding.evidence,
              Contains(Evidence{"the variable says so", "the settings of this process"}));
  EXPECT_THAT(finding.evidence,
              Contains(Evidence{"answered",
                                "attempt system by http://proxy.corp:3128 to a.example:443 at "
                                "10.0.0.1"}));
  EXPECT_THAT(finding.evidence.front().fact, StartsWith("tcp.timeout"));
}

TEST(OwnWay, that_works_by_the_proxy_which_the_component_is_sent_past_asks_for_its_bypass_list) {
  Scene made = scene(direct, system);
  made.known.proxies = {{"https_proxy in unit:2", Scene::proxy_url, {"a.example"}, ""}};
  const Judgement judgement =
      made.fails("a.example", Cause::tcp_timeout).passes("a.example", "10.0.0.1", system).judge();
  const Finding finding = finding_of(judgement, Cause::tcp_timeout, Blocker::proxy_settings);
  EXPECT_EQ(finding.remedy.text,
            "remove the entry from the bypass list of the HANA extension, which has the same "
            "proxy: ProxyServerAddress in FILE");
}

TEST(OwnWay, that_works_where_the_components_proxy_is_dead_may_be_the_proxys_fault) {
  const Judgement judgement = scene(system, direct)
                                  .fails("a.example", Cause::proxy_timeout, "10.0.0.1", system)
                                  .passes("a.example")
                                  .judge();
  const Finding finding = finding_of(judgement, Cause::proxy_timeout, Blocker::proxy_settings);
  EXPECT_EQ(finding.confidence, Confidence::likely);
  ASSERT_EQ(finding.alternatives.size(), 1U);
  EXPECT_EQ(finding.alternatives.front().blocker, Blocker::proxy);
  EXPECT_EQ(finding.remedy.text,
            "take the proxy http://proxy.corp:3128 away from the HANA extension, or correct it: "
            "ProxyServerAddress in FILE");
}

const ComponentInForce mars{
    "mars",
    "the MARS agent",
    "the agent's own proxy settings",
    {"Set-OBMachineSetting -ProxyServer http://PROXY -ProxyPort PORT",
     "bitsadmin /util /setieproxy LOCALSYSTEM MANUAL_PROXY PROXY:PORT \"<local>\""}};

TEST(OwnWay, that_works_by_a_proxy_gives_the_commands_that_proxy) {
  Scene made = scene(direct, system);
  made.known.component = mars;
  const Judgement judgement =
      made.fails("a.example", Cause::tcp_timeout).passes("a.example", "10.0.0.1", system).judge();
  const Finding finding = finding_of(judgement, Cause::tcp_timeout, Blocker::proxy_settings);
  const std::vector<std::string> commands = {
      "Set-OBMachineSetting -ProxyServer http://proxy.corp -ProxyPort 3128",
      "bitsadmin /util /setieproxy LOCALSYSTEM MANUAL_PROXY proxy.corp:3128 \"<local>\""};
  EXPECT_EQ(finding.remedy.commands, commands);
}

TEST(OwnWay, that_works_directly_has_the_commands_take_the_proxy_away) {
  Scene made = scene(system, direct);
  made.known.component = mars;
  const Judgement judgement =
      made.fails("a.example", Cause::proxy_timeout, "10.0.0.1", system).passes("a.example").judge();
  const Finding finding = finding_of(judgement, Cause::proxy_timeout, Blocker::proxy_settings);
  const std::vector<std::string> commands = {"Set-OBMachineSetting -NoProxy",
                                             "bitsadmin /util /setieproxy LOCALSYSTEM NO_PROXY"};
  EXPECT_EQ(finding.remedy.commands, commands);
}

TEST(OwnWay, that_fails_as_well_accuses_no_setting) {
  const Judgement judgement = scene(direct, system)
                                  .fails("a.example", Cause::tcp_timeout)
                                  .fails("a.example", Cause::proxy_denied, "10.0.0.1", system)
                                  .judge();
  EXPECT_THAT(ids_of(judgement), Not(Contains(StartsWith("proxy-settings"))));
}

TEST(OwnWay, is_nobodys_where_this_process_is_the_component) {
  Scene mine = scene(system, direct);
  mine.known.component.reset();
  mine.plan.rows.front().probes.front().own.clear();
  const Judgement judgement =
      mine.fails("a.example", Cause::proxy_timeout, "10.0.0.1", system).passes("a.example").judge();
  EXPECT_THAT(ids_of(judgement), Contains(StartsWith("proxy-settings.stale")));
}

TEST(OwnWay, that_is_malformed_is_no_fault_of_the_component) {
  Scene fine = scene(direct, direct);
  fine.known.proxies = {{"environment variable https_proxy", "http://p:x", {}, "no port", false}};
  EXPECT_EQ(fine.passes("a.example").judge().diagnosis.summary.status, RunStatus::ready);

  Scene broken = scene(direct, direct);
  broken.known.proxies = {{"https_proxy in unit:3", "http://p:x", {}, "no port", true}};
  const Judgement judgement = broken.passes("a.example").judge();
  EXPECT_EQ(judgement.diagnosis.summary.status, RunStatus::degraded);
  EXPECT_THAT(ids_of(judgement), Contains(HasSubstr("unit:3")));
}

}  // namespace own_way_test
}  // namespace netprobe
