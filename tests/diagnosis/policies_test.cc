#include "tests/diagnosis/scene.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace netprobe {
namespace policies_test {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string blob = "blob.contoso.com";
const std::string login = "login.fabrikam.net";
constexpr auto blob_address = "20.1.1.1";
constexpr auto login_address = "20.2.2.2";

/// Two hosts, of which the first is silent.
Scene one_silent() {
  Scene scene;
  scene.row(blob).row(login).control("www.example.com");
  scene.fails(blob, Cause::tcp_timeout, blob_address).passes(login, login_address);
  scene.passes("www.example.com", "93.184.216.34");
  return scene;
}

ConnectionRuling ruling(const char* address, Access access, const std::string& rule = "deny-web") {
  ConnectionRuling says;
  says.address = *IpAddress::parse(address);
  says.access = access;
  DecidingRule decides;
  decides.name = rule;
  decides.priority = 200;
  decides.nsg = "backup-nsg";
  decides.access = access;
  decides.file = "nsg.json";
  decides.pointer = "/securityRules/0";
  says.rules = {decides};
  return says;
}

ConnectionRuling routed(const char* address, RouteEffect effect) {
  ConnectionRuling says;
  says.address = *IpAddress::parse(address);
  says.effect = effect;
  says.route = DecidingRoute{effect, "default", "0.0.0.0/0", "VirtualAppliance", {"10.0.0.4"}};
  return says;
}

const Finding& first_of(const Judgement& judgement) { return judgement.diagnosis.findings.front(); }

std::vector<Blocker> alternatives_of(const Finding& finding) {
  std::vector<Blocker> blockers;
  for (const Alternative& other : finding.alternatives) {
    blockers.push_back(other.blocker);
  }
  return blockers;
}

bool has_finding(const Judgement& judgement, const std::string& id) {
  return std::any_of(judgement.diagnosis.findings.begin(), judgement.diagnosis.findings.end(),
                     [&](const Finding& finding) { return finding.id == id; });
}

TEST(ExportedRules, that_deny_what_is_silent_make_the_nsg_certain_and_name_the_rule) {
  Scene scene = one_silent();
  scene.known.rulings = {ruling(blob_address, Access::deny)};
  const Judgement judgement = scene.judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("nsg nsg.denied"));
  EXPECT_EQ(first_of(judgement).confidence, Confidence::certain);
  EXPECT_THAT(first_of(judgement).title, HasSubstr("deny-web (priority 200) of backup-nsg"));
  EXPECT_THAT(first_of(judgement).evidence,
              Contains(Evidence{"the rule deny-web (priority 200) of backup-nsg says deny to "
                                "20.1.1.1 port 443",
                                "nsg.json: /securityRules/0"}));
}

TEST(ExportedRules, that_deny_two_hosts_by_two_rules_are_two_faults) {
  Scene scene;
  scene.row(blob).row(login);
  scene.fails(blob, Cause::tcp_timeout, blob_address);
  scene.fails(login, Cause::tcp_timeout, login_address);
  scene.known.rulings = {ruling(blob_address, Access::deny, "a"),
                         ruling(login_address, Access::deny, "b")};
  EXPECT_THAT(accused(scene.judge(), Severity::error),
              ElementsAre("nsg nsg.denied", "nsg nsg.denied"));
}

TEST(ExportedRules, that_allow_what_is_silent_acquit_the_nsg) {
  Scene scene = one_silent();
  EXPECT_THAT(alternatives_of(first_of(scene.judge())), Contains(Blocker::nsg));
  scene.known.rulings = {ruling(blob_address, Access::allow)};
  const Judgement judgement = scene.judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("firewall tcp.timeout"));
  EXPECT_THAT(alternatives_of(first_of(judgement)), Not(Contains(Blocker::nsg)));
}

TEST(ExportedRules, whose_say_is_unknown_change_nothing) {
  Scene scene = one_silent();
  scene.known.rulings = {ruling(blob_address, Access::unknown)};
  const Judgement judgement = scene.judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("firewall tcp.timeout"));
  EXPECT_THAT(alternatives_of(first_of(judgement)), Contains(Blocker::nsg));
}

TEST(ExportedRules, that_deny_what_is_answered_are_of_another_time_or_place) {
  Scene scene = one_silent();
  scene.known.rulings = {ruling(blob_address, Access::allow), ruling(login_address, Access::deny)};
  const Judgement judgement = scene.judge();
  EXPECT_TRUE(has_finding(judgement, "nsg.contradiction"));
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("firewall tcp.timeout"));
}

TEST(ExportedRules, that_deny_prove_nothing_where_a_reset_came_back) {
  Scene scene;
  scene.row(blob).fails(blob, Cause::tcp_reset, blob_address);
  scene.known.rulings = {ruling(blob_address, Access::deny)};
  EXPECT_THAT(accused(scene.judge(), Severity::error), ElementsAre("firewall tcp.reset"));
}

TEST(ExportedRules, say_nothing_about_other_ports_and_addresses) {
  Scene scene = one_silent();
  scene.known.rulings = {ruling("20.1.1.9", Access::deny), ruling(blob_address, Access::deny)};
  scene.known.rulings.back().port = 8443;
  EXPECT_THAT(accused(scene.judge(), Severity::error), ElementsAre("firewall tcp.timeout"));
}

TEST(ExportedRoutes, that_drop_or_lead_elsewhere_are_named) {
  Scene scene = one_silent();
  scene.known.rulings = {routed(blob_address, RouteEffect::blackhole)};
  EXPECT_THAT(accused(scene.judge(), Severity::error), ElementsAre("route route.blackhole"));
  scene.known.rulings = {routed(blob_address, RouteEffect::forced_tunnel)};
  const Judgement judgement = scene.judge();
  EXPECT_THAT(accused(judgement, Severity::error), ElementsAre("route route.forced-tunnel"));
  EXPECT_EQ(first_of(judgement).confidence, Confidence::likely);
  EXPECT_THAT(alternatives_of(first_of(judgement)), ElementsAre(Blocker::firewall));
  scene.known.rulings = {routed(blob_address, RouteEffect::direct)};
  EXPECT_THAT(accused(scene.judge(), Severity::error), ElementsAre("firewall tcp.timeout"));
}

TEST(ExportedRoutes, that_lead_to_an_appliance_which_passes_the_packets_are_no_fault) {
  Scene scene;
  scene.row(login).passes(login, login_address);
  scene.known.rulings = {routed(login_address, RouteEffect::forced_tunnel)};
  EXPECT_THAT(accused(scene.judge(), Severity::warning), IsEmpty());
}

}  // namespace policies_test
}  // namespace netprobe
