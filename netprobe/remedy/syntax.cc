#include "netprobe/remedy/syntax.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

struct Words {
  Syntax syntax;
  std::string_view name, title, mark;
};

constexpr std::array words = {
    Words{Syntax::az, "az", "rules of an Azure network security group (Azure CLI)", "#"},
    Words{Syntax::bicep, "bicep", "rules of an Azure network security group (Bicep)", "//"},
    Words{Syntax::terraform, "terraform", "rules of an Azure network security group (Terraform)",
          "#"},
    Words{Syntax::azure_firewall, "azure-firewall",
          "rule collections of an Azure Firewall policy (Azure CLI)", "#"},
    Words{Syntax::squid, "squid", "access rules of a squid proxy", "#"},
    Words{Syntax::panos, "panos", "security rules of a PAN-OS firewall (set commands)", "#"},
    Words{Syntax::fortigate, "fortigate", "firewall policies of a FortiGate (FortiOS CLI)", "#"},
    Words{Syntax::nftables, "nftables", "rules of an nftables firewall", "#"},
    Words{Syntax::windows, "windows", "rules of the Windows firewall (PowerShell)", "#"},
    Words{Syntax::ticket, "ticket", "a request to the owner of the network", ""},
};

constexpr std::array syntaxes = {
    Syntax::az,    Syntax::bicep,     Syntax::terraform, Syntax::azure_firewall, Syntax::squid,
    Syntax::panos, Syntax::fortigate, Syntax::nftables,  Syntax::windows,        Syntax::ticket};

const Words& words_for(Syntax syntax) { return words[static_cast<std::size_t>(syntax)]; }

bool is_one_of(std::optional<Cause> cause, std::initializer_list<Cause> causes) {
  return cause && std::find(causes.begin(), causes.end(), *cause) != causes.end();
}

/// Could that blocker be what did it?
bool may_be(const Finding& finding, Blocker blocker) {
  return finding.blocker == blocker ||
         std::any_of(finding.alternatives.begin(), finding.alternatives.end(),
                     [&](const Alternative& other) { return other.blocker == blocker; });
}

/// Packets are stopped by what they are addressed to.
bool is_of_packets(const Finding& finding) {
  return is_one_of(finding.cause,
                   {Cause::tcp_timeout, Cause::tcp_reset, Cause::tcp_unreachable,
                    Cause::tcp_prohibited, Cause::tcp_denied_locally, Cause::nsg_denied});
}

bool is_of_names(const Finding& finding) {
  return is_one_of(finding.cause, {Cause::tls_reset, Cause::tls_timeout, Cause::http_block_page});
}

/// It gets as far as an appliance of a route, or out of the proxy, and no farther.
bool is_behind(const Finding& finding) {
  return is_one_of(finding.cause, {Cause::route_forced_tunnel, Cause::proxy_upstream_timeout,
                                   Cause::proxy_upstream_refused, Cause::proxy_upstream_failed});
}

bool is_of_firewalls(const Finding& finding) {
  return is_behind(finding) || (may_be(finding, Blocker::firewall) && is_of_packets(finding));
}

/// The proxy minds who asks, or how often, and not what for: no destination that it allows helps.
bool is_about_the_client(const Finding& finding) {
  return finding.id.starts_with("proxy.rate-limit/") || finding.id.starts_with("proxy.sign-in/");
}

bool is_firewall_by_name(Syntax syntax) {
  return syntax == Syntax::azure_firewall || syntax == Syntax::panos || syntax == Syntax::fortigate;
}

std::optional<std::string> cannot_name(Syntax syntax, const Want& want) {
  const bool plain = want.protocol != Protocol::https && want.protocol != Protocol::http;
  switch (syntax) {
    case Syntax::az:
    case Syntax::bicep:
    case Syntax::terraform:
      return want.tags.empty() ? std::optional<std::string>(
                                     "a network security group knows no names, and no service tag "
                                     "is known to hold it")
                               : std::nullopt;
    case Syntax::azure_firewall:
    case Syntax::panos:
      return plain && want.kind == EndpointKind::wildcard
                 ? std::optional<std::string>("wildcards are matched in HTTP and TLS only")
                 : std::nullopt;
    case Syntax::nftables:
    case Syntax::windows:
      return want.addresses.empty()
                 ? std::optional<std::string>("only addresses can be written, and none is known")
                 : std::nullopt;
    case Syntax::squid:
    case Syntax::fortigate:
    case Syntax::ticket:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Syntax syntax) { return words_for(syntax).name; }
std::string_view title_of(Syntax syntax) { return words_for(syntax).title; }
std::string_view comment_mark(Syntax syntax) { return words_for(syntax).mark; }
std::span<const Syntax> all_syntaxes() { return syntaxes; }

bool is_network_security_group(Syntax syntax) {
  return syntax == Syntax::az || syntax == Syntax::bicep || syntax == Syntax::terraform;
}

bool is_inspection(const Finding& finding) {
  return may_be(finding, Blocker::tls_inspection) &&
         is_one_of(finding.cause, {Cause::tls_intercepted, Cause::tls_untrusted});
}

bool can_fix(Syntax syntax, const Finding& finding) {
  if (is_network_security_group(syntax)) {
    return finding.cause == Cause::route_blackhole ||
           (may_be(finding, Blocker::nsg) && is_of_packets(finding));
  }
  if (is_firewall_by_name(syntax)) {
    return is_of_firewalls(finding) || is_inspection(finding) ||
           (may_be(finding, Blocker::firewall) && is_of_names(finding));
  }
  if (syntax == Syntax::squid) {
    return is_inspection(finding) ||
           is_one_of(finding.cause, {Cause::proxy_port_denied, Cause::proxy_auth_required}) ||
           (finding.cause == Cause::proxy_denied && !is_about_the_client(finding));
  }
  const bool is_local = may_be(finding, Blocker::host_firewall) && is_of_packets(finding);
  return syntax == Syntax::ticket || is_local ||
         (syntax == Syntax::nftables && is_of_firewalls(finding));
}

bool is_matter_of_rules(const Finding& finding) {
  return std::any_of(syntaxes.begin(), syntaxes.end(), [&](Syntax syntax) {
    return syntax != Syntax::ticket && can_fix(syntax, finding);
  });
}

std::optional<std::string> cannot_say(Syntax syntax, const Want& want) {
  if (syntax == Syntax::ticket) {
    return std::nullopt;
  }
  if (want.protocol == Protocol::dns) {
    return "it is a look-up, which the resolver makes";
  }
  if (want.platform && syntax != Syntax::nftables && syntax != Syntax::windows) {
    return "it is an address of Azure's platform, which the host itself answers: keep it free of "
           "the guest's firewall and of the proxy";
  }
  if (want.kind == EndpointKind::rule_only) {
    return is_network_security_group(syntax)
               ? std::nullopt
               : std::optional<std::string>("it is a service tag, which only Azure's rules know");
  }
  return want.range ? std::nullopt : cannot_name(syntax, want);
}

AllowList expressible(AllowList list, Syntax syntax) {
  for (std::vector<Want>* wants : {&list.open, &list.exempt, &list.routed}) {
    std::vector<Want> kept;
    for (Want& want : *wants) {
      const auto why = cannot_say(syntax, want);
      if (!why) {
        if (is_network_security_group(syntax) && want.tags_are_borrowed) {
          list.notes.push_back(
              fmt::format("{} is opened as far as the service tags {} reach: a network security "
                          "group knows no names, and "
                          "other hosts below it stay closed",
                          words_of(want), fmt::join(want.tags, " and ")));
        }
        kept.push_back(std::move(want));
        continue;
      }
      std::string seen;
      for (const IpAddress& address : want.addresses) {
        seen += (seen.empty() ? "; its addresses were " : ", ") + address.to_string();
      }
      list.left_out.push_back({words_of(want), *why + seen, "", want.rows});
    }
    *wants = std::move(kept);
  }
  return list;
}

}  // namespace netprobe
