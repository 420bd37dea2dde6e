#include "netprobe/diagnosis/windows_words.h"

#include "netprobe/diagnosis/wording_entry.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {
namespace windows_words_test {

struct Row {
  const char* name;
  std::string_view on_linux;
  std::string on_windows;
};

class WindowsCommand : public testing::TestWithParam<Row> {};

TEST_P(WindowsCommand, IsThatOfWindows) {
  EXPECT_EQ(windows_command(GetParam().on_linux), GetParam().on_windows);
}

INSTANTIATE_TEST_SUITE_P(
    Commands, WindowsCommand,
    testing::Values(
        Row{"the_rules_of_the_firewall_are_asked_for_once",
            "nft list ruleset; iptables -S OUTPUT; ip route show type prohibit; ip rule",
            "Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True"},
        Row{"a_default_route", "ip route; ip route add default via GATEWAY",
            "route print; route -p add 0.0.0.0 mask 0.0.0.0 GATEWAY"},
        Row{"the_resolvers", "resolvectl status; cat /etc/resolv.conf",
            "Get-DnsClientServerAddress"},
        Row{"a_line_of_the_hosts_file", "grep -n login.microsoftonline.com /etc/hosts",
            R"(Select-String -SimpleMatch login.microsoftonline.com )"
            R"($env:SystemRoot\System32\drivers\etc\hosts)"},
        Row{"what_programs_are_told", "getent ahosts a.example", "Resolve-DnsName a.example"},
        Row{"and_how_long_it_takes", "time getent ahosts a.example",
            "Measure-Command { Resolve-DnsName a.example }"},
        Row{"what_a_resolver_says", "dig @10.0.0.53 a.example",
            "Resolve-DnsName a.example -Server 10.0.0.53"},
        Row{"over_tcp", "dig +tcp @10.0.0.53 a.example",
            "Resolve-DnsName a.example -Server 10.0.0.53 -TcpOnly"},
        Row{"at_another_port", "dig @10.0.0.53 -p 5353 a.example",
            "nslookup -port=5353 a.example 10.0.0.53"},
        Row{"over_tcp_at_another_port", "dig +tcp @10.0.0.53 -p 5353 a.example",
            "nslookup -vc -port=5353 a.example 10.0.0.53"},
        Row{"of_another_type_with_a_note", "dig AAAA ipv4only.arpa   # an address: DNS64",
            "Resolve-DnsName ipv4only.arpa -Type AAAA   # an address: DNS64"},
        Row{"the_clock", "timedatectl; timedatectl set-ntp true",
            "w32tm /query /status; w32tm /resync"},
        Row{"a_smaller_mtu", "ip link set dev INTERFACE mtu 1350",
            "netsh interface ipv4 set subinterface INTERFACE mtu=1350 store=active"},
        Row{"what_is_nobodys_alone_stays", "az network nic list -o table; az vm list",
            "az network nic list -o table; az vm list"},
        Row{"nothing_stays_nothing", "", ""}),
    [](const auto& row) { return row.param.name; });

constexpr std::array only_of_linux = {
    "nft ",    "iptables",  "resolvectl",     "/etc/",       "getent", "grep",     "ip route",
    "ip rule", "ip link",   "ip address",     "timedatectl", "dig ",   "nsswitch", "resolv.conf",
    "kernel",  "systemctl", "prohibit route", "kinit",       "ndots",
};

/// No sentence of the tables that a finding on Windows may have names what Windows has not.
TEST(WindowsWords, NameNothingOfLinux) {
  for (const auto table :
       {wordings_of_names(), wordings_of_transport(), wordings_of_tls(), wordings_of_proxies()}) {
    for (const WordingEntry& entry : table) {
      Finding finding;
      finding.title = entry.title;
      finding.explanation = entry.explanation;
      finding.remedy = {std::string(entry.fix), {std::string(entry.command)}, {}};
      say_for_windows(finding);
      std::string text = finding.title + "\n" + finding.explanation + "\n" + finding.remedy.text;
      for (const std::string& command : finding.remedy.commands) {
        text += "\n" + command;
      }
      for (const char* word : only_of_linux) {
        EXPECT_EQ(text.find(word), std::string::npos)
            << word << " in " << entry.rule << ": " << text;
      }
    }
  }
}

TEST(WindowsWords, ReachTheEvidenceAndTheAlternatives) {
  Finding finding;
  finding.evidence = {{"a rule drops it", "nft list ruleset"},
                      {"the system's name service gives none", "getent ahosts a.example"},
                      {"it failed", "attempt direct to a.example:443"}};
  finding.alternatives = {{Blocker::host_firewall,
                           "a drop on this machine looks the same: read its rules (nft list "
                           "ruleset)"}};
  say_for_windows(finding);
  const std::vector<Evidence> evidence = {
      {"a rule drops it", "Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True"},
      {"the system's name service gives none", "Resolve-DnsName a.example"},
      {"it failed", "attempt direct to a.example:443"}};
  EXPECT_EQ(finding.evidence, evidence);
  EXPECT_EQ(finding.alternatives.front().words,
            "a drop on this machine looks the same: read its rules (Get-NetFirewallRule -Direction "
            "Outbound -Action Block -Enabled True)");
}

}  // namespace windows_words_test
}  // namespace netprobe
