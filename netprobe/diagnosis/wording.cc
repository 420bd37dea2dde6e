#include "netprobe/diagnosis/wording.h"

#include "netprobe/diagnosis/commands.h"
#include "netprobe/diagnosis/wording_entry.h"

#include <algorithm>
#include <array>
#include <span>

namespace netprobe {

namespace {

constexpr std::array entries = {
    WordingEntry{
        "network.none",
        {},
        "This machine has no network connection at all",
        "Nothing resolves, and the machine itself has no way out: no attempt left it, on any "
        "route.",
        "bring the interface up and give it an address, a default route and a resolver, then run "
        "this again",
        "ip address; ip route; cat /etc/resolv.conf"},
    WordingEntry{
        "captive-portal",
        {},
        "A captive portal answers instead of the internet",
        "A connectivity test was answered by somebody else's page, and no HTTPS connection gets "
        "through.",
        "sign in to the portal from a browser on this network, or have this machine exempted "
        "from it",
        ""},
    WordingEntry{
        "clock.certificates",
        {},
        "This machine's clock is wrong",
        "The certificates of unrelated hosts all fail on their dates; it is not likely that all "
        "of them are.",
        "set the clock and the time zone, and turn time synchronisation on",
        "timedatectl; timedatectl set-ntp true"},
    WordingEntry{
        "service.everywhere",
        {},
        "{hosts} cannot be reached from here or from the proxy",
        "It fails on every way that was tried, and each of these ways reaches other hosts of the "
        "service: the far end itself is most likely at fault.",
        "look at Azure's status page, try from another network, and if it fails there too, open "
        "a support request",
        ""},
    WordingEntry{
        "host-firewall",
        {},
        "This machine itself refuses to send",
        "The kernel refused the connection before it left: a local firewall rule or a prohibit "
        "route.",
        "allow outbound {ports} in the local firewall, and remove prohibit routes",
        "nft list ruleset; iptables -S OUTPUT; ip route show type prohibit; ip rule"},
    WordingEntry{
        "route.no-ipv4",
        {},
        "This machine has only IPv6, and {hosts} has only IPv4 addresses",
        "IPv6 works. Nothing turns the IPv4 addresses of these hosts into ones that this machine "
        "can reach.",
        "let the machine ask a resolver with DNS64 on a network with NAT64, or give it IPv4, or go "
        "by a proxy that has it",
        "getent ahostsv6 ipv4only.arpa; ip -4 address"},
    WordingEntry{
        "guest-firewall",
        {},
        "Azure's own address {hosts} does not answer this VM",
        "That is the platform at the VM itself: no NSG, route table or firewall of the network is "
        "between. The guest's own firewall closes it, or what runs there leads it elsewhere. The "
        "guest agent needs it.",
        "allow outbound {ports} to {hosts} in the guest's own firewall, and let no proxy and no "
        "VPN client take it",
        "nft list ruleset; iptables -S OUTPUT; ip route get {host}"},
    WordingEntry{"route.none",
                 {},
                 "This machine has no route to {hosts}",
                 "The local routing table has no way there.",
                 "add the missing route, usually the default route",
                 "ip route; ip route add default via GATEWAY"},
    WordingEntry{
        "nsg.denied",
        {},
        "The NSG denies {hosts}: {policy}",
        "The exported rules deny these connections, and nothing answers them.",
        "allow {tags} on {ports} in that NSG, one rule each, before that rule (`netprobe nsg "
        "evaluate` computes them)",
        nsg_commands},
    WordingEntry{
        "route.blackhole",
        {},
        "The route table drops what is sent to {hosts}: {policy}",
        "The exported routes have no next hop for these addresses, and nothing answers.",
        "give the route another next hop, or add routes for {tags} with the next hop Internet: "
        "these go past any appliance, and need a public way out of the subnet (NAT gateway, public "
        "IP, load balancer with outbound rules)",
        route_commands},
    WordingEntry{
        "route.forced-tunnel",
        {},
        "The route table sends {hosts} elsewhere, where they are lost: {policy}",
        "The exported routes lead these packets to an appliance or a gateway, and nothing answers.",
        "allow these hosts on what the route leads to; or add routes for {tags} with the next hop "
        "Internet: these go past it, and need a public way out of the subnet (NAT gateway, public "
        "IP, load balancer with outbound rules)",
        route_commands},
    WordingEntry{
        "azure.no-outbound",
        {},
        "The subnet {subnets} of this Azure VM has no way out to public addresses",
        "The platform's own addresses answer, everything public is silent, and the subnet's export "
        "says why: it is private (defaultOutboundAccess is false) and has no NAT gateway. No rule "
        "blocks anything there; nothing leads out.",
        "give the subnet a NAT gateway; or the VM's NIC a public IP, or a place behind a load "
        "balancer with outbound rules; or route 0.0.0.0/0 to a firewall; private endpoints for "
        "backup, storage and sign-in do without",
        ""},
    WordingEntry{"firewall.prohibited",
                 {},
                 "A firewall prohibits the connection{reporter}",
                 "ICMP \"administratively prohibited\" came back.",
                 "allow outbound {ports} to these hosts on that device",
                 ""},
    WordingEntry{"firewall.unreachable",
                 {},
                 "Connections are refused with ICMP unreachable{reporter}",
                 "A device on the way, or the far end, says that there is no way.",
                 "allow outbound {ports} to these hosts on that device, and look at its routes",
                 ""},
    WordingEntry{
        "reset.here",
        {},
        "This machine's own firewall resets connections to {hosts}",
        "The RST came although the packets were not allowed beyond the first hop, which says so "
        "itself on a way that works.",
        "allow outbound {ports} to these hosts in the local firewall",
        "nft list ruleset; iptables -S OUTPUT"},
    WordingEntry{"reset.nearby",
                 {},
                 "A firewall resets connections to {hosts}{hop}",
                 "The RST came although the packets were not allowed as far as any server.",
                 "allow outbound {ports} to these hosts on that firewall",
                 ""},
    WordingEntry{"firewall.reset",
                 {},
                 "Connections to {hosts} are reset",
                 "A RST answered the SYN.",
                 "allow outbound {ports} to these hosts on the firewall",
                 ""},
    WordingEntry{
        "silence.here",
        {},
        "Connections to {hosts} are dropped before the first hop",
        "Packets do not get as far as the first router, which answers on a way that works: this "
        "machine's own firewall drops them, or on an Azure VM the NSG of its NIC or subnet.",
        "allow outbound {ports} to these hosts in the local firewall{in_nsg}",
        nsg_commands},
    WordingEntry{
        "silence.nearby",
        {},
        "Connections to {hosts} are dropped{hop}",
        "Packets get as far as that hop and no farther, while others pass beyond it: no NSG and no "
        "firewall of this machine has them.",
        "allow outbound {ports} to these hosts on the firewall at or behind that hop",
        ""},
    WordingEntry{
        "silence.farther",
        {},
        "Connections to {hosts} are dropped{hop}",
        "Packets get as far as that hop, and nothing says how much farther: no NSG and no firewall "
        "of this machine has them.",
        "allow outbound {ports} to these hosts on the firewalls behind that hop",
        ""},
    WordingEntry{
        "path-mtu.upward",
        {},
        "Large packets towards {hosts} vanish on the way",
        "A small request is answered, and the same one, padded to several full segments, never is; "
        "with small segments it is answered too. Something on the path to the service has a "
        "smaller "
        "MTU, and the ICMP message that says so is filtered. A backup hangs so at its first block.",
        "let ICMP \"fragmentation needed\" (IPv6: \"packet too big\") back to this machine, clamp "
        "the "
        "segment size on the tunnel or appliance on the way out, or lower this machine's MTU",
        "ip link set dev INTERFACE mtu 1350"},
    WordingEntry{
        "path-mtu.behind-proxy",
        {},
        "Large packets towards {hosts} vanish behind the proxy {proxy}",
        "A small request through the proxy is answered, and the same one hangs as soon as it fills "
        "a segment; segments of ours, which end at the proxy, make no difference. So the path from "
        "the proxy to the service has a smaller MTU, and nothing tells the proxy. A backup hangs "
        "so "
        "at its first block.",
        "ask whoever runs the proxy to send a large request from it: let ICMP \"fragmentation "
        "needed\" back to the proxy, or clamp the segment size or lower the MTU on its way out",
        "curl -m 10 -H \"X-Padding: $(printf '%05000d' 0)\" https://{host}/   (on the proxy "
        "itself)"},
    WordingEntry{
        "path-mtu",
        {},
        "Large packets {direction} {hosts} vanish on the way",
        "The same handshake passes with small segments: something on the path has a smaller MTU, "
        "and the ICMP message that says so is filtered.",
        "let ICMP \"fragmentation needed\" (IPv6: \"packet too big\") through, clamp the segment "
        "size "
        "on the tunnel, or lower this machine's MTU",
        "ip link set dev INTERFACE mtu 1350"},
    WordingEntry{
        "network.silent",
        {},
        "Nothing that was asked answers, neither the service nor anybody else",
        "Every connect is met with silence, to unrelated hosts as well: the network has no way "
        "out, or something lets nothing out at all.",
        "look at this machine's way out: its gateway, firewalls and NSGs, or the proxy (--proxy)",
        "ip route; nft list ruleset"},
    WordingEntry{"firewall.silent",
                 {},
                 "Connections to {hosts} are dropped silently",
                 "No SYN was answered.",
                 "allow outbound {ports} to these hosts on the firewall{in_nsg}",
                 nsg_commands},
    WordingEntry{
        "firewall.name-filter",
        {},
        "Something cuts TLS to {hosts} after the name is sent",
        "TCP comes up, and ends or falls silent after the ClientHello: a filter by server name "
        "(SNI) acts so.",
        "allow these names on the firewall that filters by SNI",
        ""},
    WordingEntry{
        "http.portal",
        {},
        "The connectivity test is answered by somebody else's page",
        "A captive portal, or a filter, answers plain HTTP. Windows then shows \"no internet\".",
        "have this machine exempted from the portal",
        ""},
    WordingEntry{"http.failed",
                 {},
                 "{hosts} accepts the connection and then fails",
                 "TLS came up, the request was not answered as it should.",
                 "try again later; if it stays so, look at filters that read requests",
                 ""},
    WordingEntry{"unexplained",
                 {},
                 "{hosts} cannot be reached",
                 "No rule explains what was seen; the attempts are listed below.",
                 "look at the attempts' details",
                 ""},
};

const WordingEntry& entry_of(std::string_view rule, Cause cause) {
  const std::span<const WordingEntry> table =
      rule.starts_with("proxy")                                ? wordings_of_proxies()
      : rule.starts_with("tls.")                               ? wordings_of_tls()
      : rule.starts_with("dns.") || rule == "private-endpoint" ? wordings_of_names()
                                                               : std::span(entries);
  const auto found = std::find_if(table.begin(), table.end(), [&](const WordingEntry& entry) {
    return entry.rule == rule && (!entry.cause || entry.cause == cause);
  });
  return found == table.end() ? entries.back() : *found;
}

}  // namespace

Wording wording_of(std::string_view rule, Cause cause) {
  const WordingEntry& entry = entry_of(rule, cause);
  Wording wording;
  wording.title = entry.title;
  wording.explanation = entry.explanation;
  wording.fix = entry.fix;
  wording.command = entry.command;
  return wording;
}

}  // namespace netprobe
