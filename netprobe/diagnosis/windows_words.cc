#include "netprobe/diagnosis/windows_words.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

namespace netprobe {

namespace {

struct Pair {
  std::string_view ours, theirs;
};

constexpr std::string_view blocking_rules =
    "Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True";

/// Whole commands.
constexpr std::array commands = {
    Pair{"ip address", "ipconfig /all"},
    Pair{"ip route", "route print"},
    Pair{"ip route add default via GATEWAY", "route -p add 0.0.0.0 mask 0.0.0.0 GATEWAY"},
    Pair{"ip route show type prohibit", ""},
    Pair{"ip rule", ""},
    Pair{"ip link set dev INTERFACE mtu 1350",
         "netsh interface ipv4 set subinterface INTERFACE mtu=1350 store=active"},
    Pair{"nft list ruleset", blocking_rules},
    Pair{"iptables -S OUTPUT", ""},
    Pair{"iptables-legacy-save", blocking_rules},
    Pair{"resolvectl status", ""},
    Pair{"cat /etc/resolv.conf", "Get-DnsClientServerAddress"},
    Pair{"/etc/resolv.conf", "Get-DnsClientGlobalSetting"},
    Pair{"grep hosts: /etc/nsswitch.conf", "Get-DnsClientNrptRule"},
    Pair{"nsswitch.conf(5)", "Get-DnsClientNrptRule"},
    Pair{"timedatectl", "w32tm /query /status"},
    Pair{"timedatectl set-ntp true", "w32tm /resync"},
};

/// Commands that go on with a name; "{}" stands for it.
constexpr std::array commands_with_names = {
    Pair{"getent ahosts ", "Resolve-DnsName {}"},
    Pair{"time getent ahosts ", "Measure-Command {{ Resolve-DnsName {} }}"},
    Pair{"ip route get ", "Find-NetRoute -RemoteIPAddress {}"},
};

/// Sentences, or what is left out of them.
constexpr std::array phrases = {
    Pair{"nft list ruleset", blocking_rules},
    Pair{"The kernel refused the connection before it left: a local firewall rule or a prohibit "
         "route.",
         "Windows refused the connection before it left: a rule of Windows Firewall, or of another "
         "filter on this machine."},
    Pair{", and remove prohibit routes", ""},
    Pair{", or set ndots back to 1", ""},
    Pair{"it is in resolv.conf", "it is in the settings of the adapters"},
    Pair{"let the name lookup ask the DNS servers: \"hosts: files dns\" in /etc/nsswitch.conf",
         "look at the rules of its Name Resolution Policy Table (Get-DnsClientNrptRule), and empty "
         "the DNS client's cache (Clear-DnsClientCache)"},
    Pair{"the \"hosts:\" line of /etc/nsswitch.conf lists the sources in their order (a local "
         "cache, a local DNS service, a module)",
         "the DNS client's cache (Get-DnsClientCache), the Name Resolution Policy Table "
         "(Get-DnsClientNrptRule), or a program that takes part in name lookups"},
    Pair{"(nsswitch.conf)", "(Get-DnsClientNrptRule)"},
    Pair{"a Kerberos ticket (kinit) or a keytab",
         "a Kerberos ticket (sign in with an account of the domain; klist shows it)"},
};

/// What stands after `beginning`; nothing where the text does not begin so.
std::optional<std::string_view> rest_after(std::string_view text, std::string_view beginning) {
  return text.starts_with(beginning) ? std::optional(text.substr(beginning.size())) : std::nullopt;
}

/// "grep -n HOST /etc/hosts"
std::optional<std::string> search_of_hosts_file(std::string_view command) {
  constexpr std::string_view end = " /etc/hosts";
  const auto rest = rest_after(command, "grep -n ");
  if (!rest || !rest->ends_with(end)) {
    return std::nullopt;
  }
  return fmt::format(R"(Select-String -SimpleMatch {} $env:SystemRoot\System32\drivers\etc\hosts)",
                     rest->substr(0, rest->size() - end.size()));
}

/// "dig [+tcp] [TYPE] [@SERVER] [-p PORT] HOST   # what it means". Resolve-DnsName knows no port.
std::optional<std::string> name_query(std::string_view command) {
  const auto rest = rest_after(command, "dig ");
  if (!rest) {
    return std::nullopt;
  }
  const std::size_t comment = std::min(rest->find("   #"), rest->size());
  std::string server;
  std::string port;
  std::string type;
  std::string host;
  std::string tcp;
  const std::vector<std::string> words = split(rest->substr(0, comment), " ");
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "+tcp") {
      tcp = " -TcpOnly";
    } else if (words[i] == "-p" && i + 1 < words.size()) {
      port = words[++i];
    } else if (words[i].starts_with('@')) {
      server = words[i].substr(1);
    } else if (words[i] == "AAAA" || words[i] == "A") {
      type = words[i];
    } else {
      host = words[i];
    }
  }
  const std::string_view note = rest->substr(comment);
  if (!port.empty()) {
    return fmt::format("nslookup{} -port={} {} {}{}", tcp.empty() ? "" : " -vc", port, host, server,
                       note);
  }
  return fmt::format("Resolve-DnsName {}{}{}{}{}", host, type.empty() ? "" : " -Type " + type,
                     server.empty() ? "" : " -Server " + server, tcp, note);
}

std::string one_command(std::string_view command) {
  for (const Pair& pair : commands) {
    if (command == pair.ours) {
      return std::string(pair.theirs);
    }
  }
  for (const Pair& pair : commands_with_names) {
    if (const auto name = rest_after(command, pair.ours)) {
      return fmt::format(fmt::runtime(pair.theirs), *name);
    }
  }
  if (auto search = search_of_hosts_file(command)) {
    return *search;
  }
  return name_query(command).value_or(std::string(command));
}

void replace_phrases(std::string& text) {
  for (const Pair& pair : phrases) {
    const std::size_t at = text.find(pair.ours);
    if (at != std::string::npos) {
      text.replace(at, pair.ours.size(), pair.theirs);
    }
  }
}

}  // namespace

std::string windows_command(std::string_view command) {
  std::vector<std::string> parts;
  while (!command.empty()) {
    const std::size_t end = command.find("; ");
    std::string part = one_command(command.substr(0, end));
    if (!part.empty() && std::find(parts.begin(), parts.end(), part) == parts.end()) {
      parts.push_back(std::move(part));
    }
    command = end == std::string_view::npos ? std::string_view() : command.substr(end + 2);
  }
  return join(parts, "; ");
}

void say_for_windows(Finding& finding) {
  for (std::string& command : finding.remedy.commands) {
    command = windows_command(command);
  }
  std::erase(finding.remedy.commands, "");
  for (Evidence& evidence : finding.evidence) {
    evidence.source = windows_command(evidence.source);
    replace_phrases(evidence.fact);
  }
  for (Alternative& other : finding.alternatives) {
    replace_phrases(other.words);
  }
  for (std::string* text : {&finding.title, &finding.explanation, &finding.remedy.text}) {
    replace_phrases(*text);
  }
}

}  // namespace netprobe
