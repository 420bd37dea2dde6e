// PowerShell, module NetSecurity: New-NetFirewallRule (-RemoteAddress takes addresses and prefixes,
// -Group marks the rules) and Remove-NetFirewallRule. A rule that blocks wins over any that allows;
// these help where outbound connections are blocked by default. What proxies Windows uses:
// Get-OBMachineSetting, netsh winhttp show proxy, and the SYSTEM account's own setting.

#include "netprobe/remedy/heading.h"
#include "netprobe/remedy/quote.h"
#include "netprobe/remedy/writers.h"

#include <fmt/format.h>

namespace netprobe {

namespace {

std::string array_of(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    out += (out.empty() ? "" : ",\n    ") + powershell_string(value);
  }
  return "@(\n    " + out + "\n  )";
}

}  // namespace

std::string write_windows(const AllowList& list) {
  const std::string group = powershell_string("netprobe-" + list.id);
  std::string body;
  for (const PortGroup& ports : by_port(list.open)) {
    std::vector<std::string> prefixes = prefixes_in(ports.wants, Family::ipv4);
    const auto six = prefixes_in(ports.wants, Family::ipv6);
    prefixes.insert(prefixes.end(), six.begin(), six.end());
    if (!prefixes.empty()) {
      body += fmt::format(
          "\nNew-NetFirewallRule -DisplayName {} -Group {} `\n"
          "  -Direction Outbound -Action Allow -Protocol TCP -RemotePort {} `\n"
          "  -RemoteAddress {}\n",
          powershell_string(fmt::format("Azure Backup, TCP {}", ports.port)), group, ports.port,
          array_of(prefixes));
    }
  }
  Usage usage;
  usage.apply = {"run in an elevated PowerShell"};
  usage.undo = {fmt::format("Remove-NetFirewallRule -Group {}", group)};
  usage.notes = {
      "a rule that blocks wins over these: Get-NetFirewallRule -Direction Outbound -Action Block "
      "-Enabled True lists those",
      "where a group policy manages the firewall, the rules belong into that policy",
      "where a proxy is the way out, no rule is needed but for the proxy; the agent takes it from "
      "Get-OBMachineSetting, else from the SYSTEM account; services from netsh winhttp show proxy"};
  if (!names_in(list.open).empty()) {
    usage.notes.emplace_back(
        "WARNING: single addresses below are what the names resolved to when the report was made; "
        "Azure changes them without notice, and hosts of other regions and accounts have others");
  }
  return heading(list, Syntax::windows, usage) + body;
}

}  // namespace netprobe
