#include "netprobe/diagnosis/explain.h"

#include "netprobe/core/documents.h"
#include "netprobe/diagnosis/rules.h"

#include <algorithm>
#include <array>

namespace netprobe {

namespace {

struct Entry {
  Cause cause;
  Explanation words;
};

constexpr std::string_view firewall_team =
    "whoever runs the firewall between this machine and the internet";
constexpr std::string_view resolver_team = "whoever runs the resolver";
constexpr std::string_view proxy_team = "whoever runs the proxy";
constexpr std::string_view this_machine = "the administrator of this machine";
constexpr std::string_view far_end = "whoever runs the server";

constexpr std::array dns_entries = {
    Entry{Cause::dns_nxdomain,
          {"The resolver answers that the name does not exist (response code 3).",
           "The code is the resolver's own. A control name that does exist tells a filter from a "
           "resolver that knows nothing.",
           resolver_team, "remove the filter, or forward these zones to a resolver that knows them",
           "RFC 1035, 4.1.1; RFC 8020"}},
    Entry{Cause::dns_nodata,
          {"The name exists, without an address (response code 0, no answer).",
           "Both A and AAAA were asked for.", resolver_team,
           "look at the zone that answers so, often an empty private zone", "RFC 2308, 2.2"}},
    Entry{Cause::dns_servfail,
          {"The resolver answers that it could not find out (response code 2).",
           "The code is the resolver's own; it was asked twice.", resolver_team,
           "look at its forwarders, its own way out, and DNSSEC", "RFC 1035, 4.1.1"}},
    Entry{Cause::dns_refused,
          {"The resolver refuses to answer (response code 5).", "The code is the resolver's own.",
           resolver_team, "allow this machine to ask (recursion), or use another resolver",
           "RFC 1035, 4.1.1"}},
    Entry{Cause::dns_timeout,
          {"No answer came from any resolver in two tries of five seconds.",
           "Each server is asked by itself afterwards, by UDP and by TCP; a literal address that "
           "answers acquits the network.",
           resolver_team, "start the resolver, open UDP and TCP 53 to it, or name another one",
           "RFC 1035, 4.2"}},
    Entry{Cause::dns_unreachable,
          {"ICMP came for the resolver's address, or there is no route to it.",
           "From the error of the socket that asked.", this_machine,
           "correct the resolver's address, or the route to it", ""}},
    Entry{Cause::dns_hosts_override,
          {"The hosts file, or another local source of names, gives another address than the "
           "resolvers do.",
           "The file is read: it goes first, as the system does it. For a few names the system "
           "itself is asked too, as programs ask it; where it gives other addresses, they are "
           "tried. If the name with a search domain appended has that same address, the search "
           "list is to "
           "blame.",
           this_machine,
           "remove the line from the hosts file; correct the search list, or what nsswitch.conf "
           "names (on Windows: the Name Resolution Policy Table)",
           "hosts(5); resolv.conf(5); nsswitch.conf(5)"}},
    Entry{Cause::dns_sinkhole,
          {"The name resolves to 0.0.0.0, ::, loopback or another address that no public host "
           "has.",
           "The address alone says it; one such address among good ones is no failure.",
           resolver_team, "exempt the name on the filtering resolver", "RFC 6890"}},
    Entry{Cause::dns_private,
          {"A public name resolves to a private address, and the connect fails.",
           "With an alias under privatelink it is a private endpoint; an address that works is "
           "nobody's fault.",
           "whoever runs the private DNS zone",
           "correct the zone, or open the way to the private endpoint", "RFC 1918; RFC 4193"}},
};

constexpr std::array tcp_entries = {
    Entry{
        Cause::tcp_timeout,
        {"Nothing answered the SYN.",
         "Connects with small hop limits tell after which hop packets die; a way that works is "
         "measured beside it. Where no hop speaks, a drop by this machine, by an NSG and by a "
         "firewall look the same.",
         firewall_team,
         "allow outbound TCP to the row's port; in the NSG of an Azure VM to the row's service tag",
         link_to(Page::security_groups)}},
    Entry{
        Cause::tcp_reset,
        {"A RST answered the SYN.",
         "A RST that comes back although the packet's hop limit was too low to reach any server is "
         "a firewall's, or this machine's.",
         firewall_team, "allow outbound TCP to these hosts and ports", "RFC 9293, 3.5.2"}},
    Entry{Cause::tcp_unreachable,
          {"ICMP answered: host, net or port unreachable.",
           "From the error queue of the socket, with the sender's address.",
           "the device that the ICMP comes from", "look at its rules and routes",
           "RFC 792; RFC 1812, 5.2.7.1"}},
    Entry{Cause::tcp_prohibited,
          {"ICMP answered: administratively prohibited (type 3, code 9, 10 or 13; in IPv6 type 1, "
           "code 1, 5 or 6).",
           "A firewall that says so itself: from the error queue, with the sender's address.",
           "the firewall that the ICMP comes from", "allow the connection there",
           "RFC 1812, 5.2.7.1; RFC 4443, 3.1"}},
    Entry{Cause::tcp_denied_locally,
          {"The kernel refused to send (EPERM, EACCES), or the ICMP comes from this machine.",
           "No packet left, or the sender is one of this machine's own addresses.", this_machine,
           "allow it in the local firewall (nft list ruleset; on Windows Get-NetFirewallRule), "
           "remove prohibit routes",
           "connect(2)"}},
    Entry{Cause::tcp_no_route,
          {"The local table has no way to the address.",
           "The kernel said so at once, without any packet.", this_machine,
           "add the route, usually the default route", "connect(2)"}},
    Entry{
        Cause::tcp_mtu_blackhole,
        {"Small segments pass, large ones vanish: the handshake stalls after the ClientHello, or "
         "a request of several segments after a handshake that passed.",
         "Repeated with segments of 536 bytes it passes; repeated unchanged it does not. Behind a "
         "proxy, where this machine's segment size has no effect, a request of one full segment "
         "hangs just as one of several does.",
         firewall_team,
         "let ICMP \"fragmentation needed\" through, clamp the TCP MSS, or lower the MTU",
         "RFC 1191; RFC 2923"}},
    Entry{Cause::tcp_answered_for_all,
          {"An address that nobody has accepted a connection.",
           "Addresses of RFC 5737 and 2001:db8::/32 are tried as controls.", firewall_team,
           "nothing by itself: transparent proxies answer so; only verified TLS counts then",
           "RFC 5737"}},
    Entry{
        Cause::range_outside,
        {"A sign-in host resolves to an address outside of the required ranges.",
         "Compared with the ranges and with the whole service tag.", firewall_team,
         "allow the service tag, or names, rather than two ranges", link_to(Page::sign_in_ranges)}},
};

constexpr std::array tls_entries = {
    Entry{Cause::tls_reset,
          {"TCP came up, and the connection ended after the ClientHello.",
           "The same address is tried with another name and with none, and the name at another "
           "address: a filter by server name cuts the name wherever it goes.",
           firewall_team, "allow these names on the firewall that filters by SNI", "RFC 6066, 3"}},
    Entry{Cause::tls_timeout,
          {"TCP came up, and nothing answered the ClientHello.",
           "As for a reset, and with small segments: where these pass it is the path's MTU.",
           firewall_team, "allow these names on the firewall that filters by SNI", "RFC 6066, 3"}},
    Entry{
        Cause::tls_intercepted,
        {"The chain ends at an authority that does not issue for Azure.",
         "The same foreign issuer signs for unrelated hosts, or names a known inspection product, "
         "or the chain verifies and leads to no key of Azure's authorities, or it names one of "
         "these "
         "and was signed with another key.",
         firewall_team, "exempt these hosts from TLS inspection", link_to(Page::sql_server)}},
    Entry{
        Cause::tls_untrusted,
        {"The chain does not verify.",
         "OpenSSL's own result; alone it names nobody. A chain that leads to a root of the service "
         "tells that this machine lacks the root, one that ends at a public authority without its "
         "certificate that the far end left it out.",
         far_end,
         "look at the issuer: exempt the host from inspection, or correct the server's chain",
         "RFC 5280, 6"}},
    Entry{Cause::tls_expired,
          {"The certificate's last day has passed.",
           "Where unrelated hosts' certificates all fail so, it is this machine's clock.", far_end,
           "look at the clock first; else the server's owner must renew it", "RFC 5280, 4.1.2.5"}},
    Entry{Cause::tls_not_yet_valid,
          {"The certificate's first day is yet to come.",
           "Where unrelated hosts' certificates all fail so, it is this machine's clock.",
           this_machine, "set the clock", "RFC 5280, 4.1.2.5"}},
    Entry{Cause::tls_name_mismatch,
          {"The certificate is for other names.", "Compared with the name that was asked for.",
           far_end, "look at where the name resolves to, and at who answers there", "RFC 9525"}},
    Entry{
        Cause::tls_version,
        {"No version at or above TLS 1.2 in common.",
         "From the alert or the version offered. Where unrelated hosts all answer so, and none "
         "speaks TLS 1.2, a device on the way terminates TLS, and no server is at fault.",
         "whoever runs the server; where unrelated hosts all answer so, whoever runs the firewall "
         "or gateway",
         "switch TLS 1.2 on at the device that answers", link_to(Page::tls_versions)}},
    Entry{Cause::tls_not_tls,
          {"What answers the ClientHello is no TLS record.", "Its first bytes say so.",
           firewall_team, "look at which device answers in the service's place", "RFC 8446, 5.1"}},
    Entry{Cause::clock_skew,
          {"The Date of trusted answers and this machine's clock differ by more than five minutes.",
           "The median of all verified answers.", this_machine, "turn time synchronisation on",
           "RFC 9110, 6.6.1"}},
};

constexpr std::array http_entries = {
    Entry{Cause::http_captive_portal,
          {"A connectivity test was answered with other content, or a redirect elsewhere.",
           "The test's exact body is known.", "whoever runs this network",
           "sign in to the portal, or have this machine exempted", "RFC 8952"}},
    Entry{Cause::http_block_page,
          {"A filter's page or status instead of the service's.",
           "The answer has marks of a filter and none of the service. Words that only one product "
           "writes, or Azure Firewall's status 470, name it, and make it certain.",
           firewall_team, "allow the host on the filter", ""}},
    Entry{Cause::http_unexpected_status,
          {"A status that is not the service's own, or one that asks for patience (429, 500, 503).",
           "Over verified TLS the latter is reachable, with a warning.", far_end, "try again later",
           "RFC 9110, 15"}},
    Entry{Cause::http_timeout,
          {"The handshake was good, and the request stayed without an answer.",
           "The limit of the attempt passed after the request was sent.", far_end,
           "try again; if it stays so, look at filters that read requests", ""}},
    Entry{Cause::http_reset,
          {"The handshake was good, and the connection ended before the answer.",
           "A RST or an end of the stream after the request.", far_end,
           "try again; if it stays so, look at filters that read requests", ""}},
};

constexpr std::array proxy_entries = {
    Entry{Cause::proxy_unresolvable,
          {"The proxy's own name does not resolve.", "Looked up here, as the agent would.",
           this_machine, "correct the name in the proxy's setting, or add it to DNS", ""}},
    Entry{Cause::proxy_timeout,
          {"The proxy does not answer the SYN, or accepts and then says nothing.",
           "At stage proxy-tcp or proxy-connect.", proxy_team,
           "start the proxy, open the way to it, or correct the setting", ""}},
    Entry{Cause::proxy_refused,
          {"The proxy's port refuses the connection; mostly because nothing listens there.",
           "An RST or ICMP port unreachable, also when asked again alone.", this_machine,
           "correct the port in the setting, or start the proxy", ""}},
    Entry{Cause::proxy_unreachable,
          {"There is no way to the proxy.", "ICMP, or no local route.", this_machine,
           "correct the setting, or open the way", ""}},
    Entry{Cause::proxy_not_http,
          {"What answers is no proxy: another protocol, or 400, 405, 501 to CONNECT.",
           "Its first bytes, or its status.", this_machine,
           "correct host, port or scheme in the setting", "RFC 9110, 9.3.6"}},
    Entry{Cause::proxy_closed,
          {"The proxy closes the connection instead of answering CONNECT.",
           "An end of the stream before a status line.", proxy_team, "look at the proxy's log",
           "RFC 9110, 9.3.6"}},
    Entry{Cause::proxy_auth_required,
          {"407 or 401 to CONNECT, and nothing was sent that the proxy could have rejected.",
           "The offered schemes are recorded. With credentials each of them is tried by itself; "
           "what became of it stands in the attempt's proxy_auth.",
           proxy_team, "give the agent credentials, or exempt the backup hosts from authentication",
           "RFC 9110, 15.5.8"}},
    Entry{Cause::proxy_auth_rejected,
          {"407 or 401 in spite of credentials.",
           "Each offered scheme was tried by itself, on a connection of its own; what became of it "
           "stands in the attempt's proxy_auth. After two attempts no password is sent again, so "
           "that no account is locked.",
           proxy_team, "correct user, password or scheme", "RFC 9110, 15.5.8"}},
    Entry{Cause::proxy_denied,
          {"403 or the like to CONNECT.",
           "The proxy's own answer. 429 is its limit of requests, 511 or a redirect a page to sign "
           "in at: neither is about the host.",
           proxy_team,
           "allow the host for CONNECT; after a 429, have the limit raised; after a sign-in page, "
           "have "
           "this machine exempted from it",
           "RFC 9110, 9.3.6; RFC 6585"}},
    Entry{Cause::proxy_port_denied,
          {"CONNECT is refused on this port and passes on another.",
           "The same host on another port, or other hosts where that was not asked.", proxy_team,
           "allow the port for CONNECT (squid: SSL_ports)", "RFC 9110, 9.3.6"}},
    Entry{Cause::proxy_upstream_dns,
          {"The proxy cannot resolve the name.",
           "Its status 502, 503 or 504, and the reason in its "
           "header or page.",
           proxy_team, "correct the proxy's resolver", ""}},
    Entry{Cause::proxy_upstream_timeout,
          {"The proxy's connect to the service stays without an answer.",
           "Its status and the reason it gives.", proxy_team,
           "open the way from the proxy to the service", ""}},
    Entry{Cause::proxy_upstream_refused,
          {"The proxy's connect to the service is refused.", "Its status and the reason it gives.",
           proxy_team, "open the way from the proxy to the service", ""}},
    Entry{Cause::proxy_upstream_failed,
          {"The proxy says that it failed, and not why.", "500, 502, 503 or 504 without a reason.",
           proxy_team, "look at the proxy's log", ""}},
    Entry{
        Cause::proxy_pac_error,
        {"The PAC script cannot be fetched, parsed or run, or answers with nonsense.",
         "Before any attempt (stage proxy-dns): by what became of fetching it, and by the engine's "
         "own words and line. It is run with limits of time, memory and size.",
         this_machine, "correct the script, its address, or what serves it", ""}},
};

constexpr std::array policy_entries = {
    Entry{Cause::nsg_denied,
          {"The exported rules deny the traffic.", "Rule by rule, in the order of priorities.",
           "whoever owns the network security group", "add the allow rule that the report names",
           link_to(Page::security_groups)}},
    Entry{Cause::route_forced_tunnel,
          {"The route table sends the traffic to an appliance.", "Longest prefix wins.",
           "whoever owns the route table",
           "allow it on the appliance; a route to the internet past it needs a public way out",
           "RFC 1812, 5.2.4.3"}},
    Entry{Cause::route_blackhole,
          {"The route table drops the traffic (next hop None).", "Longest prefix wins.",
           "whoever owns the route table", "remove the route", "RFC 1812, 5.2.4.3"}},
    Entry{Cause::credentials_expired,
          {"The vault credentials file is too old.", "From the dates in the file.",
           "the backup administrator", "download a new one; the network is not at fault", ""}},
    Entry{Cause::credentials_invalid,
          {"The vault credentials file cannot be read as one.", "From its content.",
           "the backup administrator", "download it again; the network is not at fault", ""}},
};

template <std::size_t size>
const Entry* find(const std::array<Entry, size>& entries, Cause cause) {
  const auto* const found = std::find_if(entries.begin(), entries.end(),
                                         [&](const Entry& e) { return e.cause == cause; });
  return found == entries.end() ? nullptr : found;
}

}  // namespace

Explanation explanation_of(Cause cause) {
  for (const Entry* found :
       {find(dns_entries, cause), find(tcp_entries, cause), find(tls_entries, cause),
        find(http_entries, cause), find(proxy_entries, cause), find(policy_entries, cause)}) {
    if (found != nullptr) {
      return found->words;
    }
  }
  return {};
}

std::vector<DecisionStep> decision_path(const Finding& finding) {
  const std::string_view rule = std::string_view(finding.id).substr(0, finding.id.find('/'));
  std::vector<DecisionStep> path;
  for (const Rule& asked : all_rules()) {
    path.push_back({asked.id, asked.when, asked.id == rule});
    if (asked.id == rule) {
      return path;
    }
  }
  return {};
}

}  // namespace netprobe
