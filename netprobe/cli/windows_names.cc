#include "netprobe/cli/windows_names.h"

#include "netprobe/core/address.h"
#include "netprobe/core/text.h"
#include "netprobe/probe/registry.h"

#include <fmt/format.h>

#include <algorithm>

namespace netprobe {

namespace {

constexpr auto parameters_key = R"(SYSTEM\CurrentControlSet\Services\Tcpip\Parameters)";
constexpr auto policy_key = R"(SOFTWARE\Policies\Microsoft\Windows NT\DNSClient)";

/// Where rules are that a person made (Add-DnsClientNrptRule), and those of a policy.
constexpr auto local_rules_key =
    R"(SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig)";
constexpr auto policy_rules_key =
    R"(SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig)";

constexpr std::size_t most_rules = 100;

std::string text_of(const std::string& key, const std::string& name) {
  return registry_value(Hive::machine, key, name).text.value_or("");
}

void add_rules(const std::string& key, std::vector<NrptRule>& rules) {
  for (const std::string& name : registry_keys(Hive::machine, key)) {
    if (rules.size() >= most_rules) {
      return;
    }
    const std::string path = fmt::format("{}\\{}", key, name);
    NrptRule rule{registry_value(Hive::machine, path, "Name").texts,
                  nrpt_servers(text_of(path, "GenericDNSServers"))};
    if (!rule.names.empty()) {
      rules.push_back(std::move(rule));
    }
  }
}

std::string words_of(const NrptRule& rule) {
  return fmt::format("{} to {}", printable(join(rule.names, " and "), 200),
                     join(rule.servers, " and "));
}

}  // namespace

std::vector<std::string> nrpt_servers(const std::string& text) {
  std::vector<std::string> servers = split(text, "; ,");
  std::erase_if(servers, [](const std::string& one) { return !IpAddress::parse(one); });
  return servers;
}

NameFiles name_files_of(const WindowsNameTexts& texts) {
  NameFiles files;
  const std::vector<std::string> listed = split(texts.search_list, ", ");
  const std::string domains = listed.empty() ? texts.domain : join(listed, " ");
  files.resolv_conf = domains.empty() ? "" : fmt::format("search {}\n", domains);
  files.place =
      "the settings of the adapters: Get-DnsClientServerAddress, Get-DnsClientGlobalSetting";
  std::vector<std::string> sent;
  for (const NrptRule& rule : texts.rules) {
    if (!rule.servers.empty()) {
      sent.push_back(words_of(rule));
    }
  }
  if (!sent.empty()) {
    files.order = fmt::format(
        "policy sends {} (Get-DnsClientNrptRule); the resolvers of the "
        "adapters are asked here all the same",
        join(sent, ", "));
  }
  return files;
}

NameFiles windows_name_files() {
  WindowsNameTexts texts;
  texts.search_list = text_of(policy_key, "SearchList");
  if (texts.search_list.empty()) {
    texts.search_list = text_of(parameters_key, "SearchList");
  }
  texts.domain = text_of(parameters_key, "NV Domain");
  if (texts.domain.empty()) {
    texts.domain = text_of(parameters_key, "DhcpDomain");
  }
  add_rules(policy_rules_key, texts.rules);
  // Where a policy has a table, Windows looks at no other.
  if (texts.rules.empty()) {
    add_rules(local_rules_key, texts.rules);
  }
  return name_files_of(texts);
}

}  // namespace netprobe
