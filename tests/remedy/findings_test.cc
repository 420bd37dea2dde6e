#include "netprobe/remedy/from_findings.h"
#include "netprobe/remedy/writers.h"
#include "tests/remedy/scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace netprobe {
namespace findings_test {

using testing::HasSubstr;
using testing::Not;
using testing_remedy::finding;

struct Row {
  std::string name;
  Finding finding;
  std::vector<Syntax> fixed_by;  // beside the ticket
};

Finding named(std::string id, Finding finding) {
  finding.id = std::move(id);
  return finding;
}

TEST(CanFix, only_the_owner_of_what_blocks) {
  const std::vector<Syntax> nsg = {Syntax::az, Syntax::bicep, Syntax::terraform};
  const std::vector<Syntax> firewalls = {Syntax::azure_firewall, Syntax::panos, Syntax::fortigate,
                                         Syntax::nftables};
  const std::vector<Syntax> by_name = {Syntax::azure_firewall, Syntax::panos, Syntax::fortigate};
  const std::vector<Row> rows = {
      {"an NSG that the export names", finding(Blocker::nsg, Cause::nsg_denied, {}), nsg},
      {"a firewall that says so", finding(Blocker::firewall, Cause::tcp_prohibited, {}), firewalls},
      {"a firewall by silence, and the others that it may be",
       finding(Blocker::firewall, Cause::tcp_timeout, {}, {Blocker::nsg, Blocker::host_firewall}),
       {Syntax::az, Syntax::bicep, Syntax::terraform, Syntax::azure_firewall, Syntax::panos,
        Syntax::fortigate, Syntax::nftables, Syntax::windows}},
      {"this machine",
       finding(Blocker::host_firewall, Cause::tcp_denied_locally, {}),
       {Syntax::nftables, Syntax::windows}},
      {"a filter by name", finding(Blocker::firewall, Cause::tls_reset, {}), by_name},
      {"inspection",
       finding(Blocker::tls_inspection, Cause::tls_intercepted, {}),
       {Syntax::azure_firewall, Syntax::panos, Syntax::fortigate, Syntax::squid}},
      {"a proxy that refuses", finding(Blocker::proxy, Cause::proxy_denied, {}), {Syntax::squid}},
      {"a proxy's limit of requests",
       named("proxy.rate-limit/proxy.denied", finding(Blocker::proxy, Cause::proxy_denied, {})),
       {}},
      {"a proxy's page to sign in at",
       named("proxy.sign-in/proxy.denied", finding(Blocker::proxy, Cause::proxy_denied, {})),
       {}},
      {"a proxy's port", finding(Blocker::proxy, Cause::proxy_port_denied, {}), {Syntax::squid}},
      {"a firewall behind the proxy", finding(Blocker::proxy, Cause::proxy_upstream_timeout, {}),
       firewalls},
      {"a black hole", finding(Blocker::route, Cause::route_blackhole, {}), nsg},
      {"an appliance", finding(Blocker::route, Cause::route_forced_tunnel, {}), firewalls},
      {"a resolver", finding(Blocker::dns, Cause::dns_nxdomain, {}), {}},
      {"a path that is too narrow",
       finding(Blocker::firewall, Cause::tcp_mtu_blackhole, {}, {Blocker::network}),
       {}},
      {"a wrong password", finding(Blocker::proxy, Cause::proxy_auth_rejected, {}), {}},
      {"a setting", finding(Blocker::proxy_settings, Cause::proxy_timeout, {}), {}},
      {"no way out at all", finding(Blocker::network, Cause::tcp_no_route, {}), {}},
  };
  for (const Row& row : rows) {
    for (const Syntax syntax : all_syntaxes()) {
      const bool expected =
          syntax == Syntax::ticket ||
          std::find(row.fixed_by.begin(), row.fixed_by.end(), syntax) != row.fixed_by.end();
      EXPECT_EQ(can_fix(syntax, row.finding), expected) << row.name << ", " << name_of(syntax);
    }
    EXPECT_EQ(is_matter_of_rules(row.finding), !row.fixed_by.empty()) << row.name;
    EXPECT_NE(owner_of(row.finding), "") << row.name;
  }
}

TEST(Owner, is_whoever_can_change_it) {
  EXPECT_EQ(owner_of(finding(Blocker::dns, Cause::dns_timeout, {})), "whoever runs the resolver");
  EXPECT_EQ(owner_of(finding(Blocker::dns, Cause::dns_hosts_override, {})),
            "the administrator of this machine: where it looks names up");
  EXPECT_EQ(owner_of(finding(Blocker::route, Cause::route_blackhole, {})),
            "whoever owns the routes");
  EXPECT_EQ(owner_of(finding(Blocker::route, Cause::tcp_no_route, {})),
            "the administrator of this machine: its routes");
  EXPECT_EQ(owner_of(finding(Blocker::unknown, Cause::tcp_timeout, {})), "not known yet");
  EXPECT_EQ(owner_of(finding(Blocker::none, Cause::range_outside, {})), "");
}

TEST(FromFindings, optional_rows_stay_closed_unless_asked_for) {
  const Report report = testing_remedy::blocked_report();
  const AllowList least = from_findings(report, Syntax::azure_firewall, false);
  const AllowList more = from_findings(report, Syntax::azure_firewall, true);
  EXPECT_EQ(least.optional_rows, std::vector<std::string>{"www.msftconnecttest.com:80"});
  EXPECT_EQ(more.optional_rows, std::vector<std::string>{});
  EXPECT_EQ(more.open.size(), least.open.size() + 1);
}

RuleFix storage_fix() {
  RuleFix fix;
  fix.nsg = "backup-nsg";
  fix.resource_group = "backup";
  fix.rule = "AllowStorage.WestEuropeOutBound";
  fix.priority = 190;
  fix.destination = "Storage.WestEurope";
  fix.port = 443;
  fix.text = "Add a rule.";
  return fix;
}

/// What exported rules need is what check and `nsg evaluate` say that they need.
TEST(FromFindings, the_fix_of_exported_rules_is_printed_as_it_is) {
  Report report = testing_remedy::blocked_report();
  report.circumstances.rule_fixes = {storage_fix()};
  EXPECT_TRUE(from_findings(report, Syntax::az, false).rule_fixes.empty()) << "no rule denies";
  report.diagnosis.findings = {
      finding(Blocker::nsg, Cause::nsg_denied, {"storage-blob:443", "backup-control:443"})};
  const std::string command =
      "az network nsg rule create --resource-group backup --nsg-name backup-nsg --name "
      "AllowStorage.WestEuropeOutBound --priority 190 --direction Outbound --access Allow "
      "--protocol Tcp --destination-address-prefixes Storage.WestEurope --destination-port-ranges "
      "443";
  const std::string script = write(from_findings(report, Syntax::az, false), Syntax::az);
  EXPECT_THAT(script, HasSubstr("\n" + command + "\n"));
  EXPECT_THAT(script, HasSubstr("#   az network nsg rule delete --resource-group backup --nsg-name "
                                "backup-nsg --name AllowStorage.WestEuropeOutBound\n"));
  EXPECT_THAT(script, Not(HasSubstr("AllowAzureBackup"))) << "the rules let that through";
  EXPECT_THAT(script, Not(HasSubstr("$GROUP")));
  EXPECT_THAT(write(from_findings(report, Syntax::bicep, false), Syntax::bicep),
              HasSubstr("name: 'AllowStorage.WestEuropeOutBound'"));
  EXPECT_THAT(write(from_findings(report, Syntax::terraform, false), Syntax::terraform),
              HasSubstr("\"AllowStorage.WestEuropeOutBound\""));
}

TEST(FromFindings, what_azure_would_not_take_of_a_strangers_fix_is_not_taken_over) {
  Report report = testing_remedy::blocked_report();
  report.diagnosis.findings = {finding(Blocker::nsg, Cause::nsg_denied, {"storage-blob:443"})};
  RuleFix unnamed = storage_fix();
  unnamed.nsg = "$(reboot)";
  unnamed.resource_group = "@/etc/passwd";
  RuleFix strange_rule = storage_fix();
  strange_rule.rule = "x; reboot";
  RuleFix strange_priority = storage_fix();
  strange_priority.priority = 65000;
  RuleFix strange_move = storage_fix();
  strange_move.moves = {{"--ids", 200, 201}};
  RuleFix strange_tag = storage_fix();
  strange_tag.destination = "*";
  report.circumstances.rule_fixes = {unnamed, strange_rule, strange_priority, strange_move,
                                     strange_tag};
  const AllowList list = from_findings(report, Syntax::az, false);
  ASSERT_EQ(list.rule_fixes.size(), 1U);
  const std::string script = write(list, Syntax::az);
  EXPECT_THAT(script, HasSubstr("--resource-group \"$GROUP\" --nsg-name \"$NSG\""));
  EXPECT_THAT(script, HasSubstr(": \"${GROUP:?"));
}

TEST(FromFindings, warnings_open_nothing) {
  Report report = testing_remedy::blocked_report();
  for (Finding& one : report.diagnosis.findings) {
    one.severity = Severity::warning;
  }
  for (const Syntax syntax : all_syntaxes()) {
    EXPECT_TRUE(from_findings(report, syntax, true).is_empty());
  }
}

TEST(FromFindings, an_address_of_a_filtering_resolver_is_not_opened) {
  Report report = testing_remedy::blocked_report();
  for (Observation& seen : report.observations) {
    seen.address = IpAddress::parse("0.0.0.0");
    seen.dns.reset();
  }
  for (const Want& want : from_findings(report, Syntax::nftables, false).open) {
    EXPECT_TRUE(want.addresses.empty() && want.range) << want.name;
  }
}

}  // namespace findings_test
}  // namespace netprobe
