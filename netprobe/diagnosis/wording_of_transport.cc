#include "netprobe/diagnosis/commands.h"
#include "netprobe/diagnosis/wording_entry.h"

#include <array>

namespace netprobe {

namespace {

constexpr std::array entries_of_transport = {
    WordingEntry{"host-firewall",
                 {},
                 "This machine itself refuses to send",
                 "The kernel refused the connection before it left: a local firewall rule or a "
                 "prohibit route.",
                 "allow outbound {ports} in the local firewall, and remove prohibit routes",
                 "nft list ruleset; iptables -S OUTPUT; ip route show type prohibit; ip rule"},
    WordingEntry{"route.no-ipv4",
                 {},
                 "This machine has only IPv6, and DNS gives only IPv4 addresses for {hosts}",
                 "IPv6 works here, but nothing translates those IPv4 addresses into ones that this "
                 "machine can reach (no DNS64 was found).",
                 "ask the network team for NAT64 and a DNS64 resolver, and set that resolver on "
                 "this machine; or for an IPv4 address; or use a proxy that has IPv4",
                 "dig AAAA ipv4only.arpa   # an address: this network has DNS64; none: it has not"},
    WordingEntry{"guest-firewall",
                 {},
                 "Azure's own address {hosts} does not answer this VM",
                 "That is the platform at the VM itself: no NSG, route table or firewall of the "
                 "network is between. The guest's own firewall closes it, or what runs there leads "
                 "it elsewhere. The guest agent needs it.",
                 "allow outbound {ports} to {hosts} in the guest's own firewall, and let no proxy "
                 "and no VPN client take it",
                 "nft list ruleset; iptables -S OUTPUT; ip route get {host}"},
    WordingEntry{"route.none",
                 {},
                 "This machine has no route to {hosts}",
                 "The local routing table has no way there.",
                 "add the missing route, usually the default route",
                 "ip route; ip route add default via GATEWAY"},
    WordingEntry{"firewall.prohibited",
                 {},
                 "A firewall prohibits the connection{reporter}",
                 "ICMP \"administratively prohibited\" came back.",
                 "ask whoever runs that device to allow outbound {ports} to these hosts",
                 ""},
    WordingEntry{"firewall.unreachable",
                 {},
                 "Connections are refused with ICMP unreachable{reporter}",
                 "A device on the way, or the far end, says that there is no way.",
                 "ask whoever runs that device to allow outbound {ports} to these hosts, and to "
                 "check its routes",
                 ""},
    WordingEntry{"reset.here",
                 {},
                 "This machine's own firewall resets connections to {hosts}",
                 "The RST came although the packets were not allowed beyond the first hop, which "
                 "answers by itself on a route that works.",
                 "allow outbound {ports} to these hosts in the local firewall",
                 "nft list ruleset; iptables -S OUTPUT"},
    WordingEntry{"reset.nearby",
                 {},
                 "A firewall resets connections to {hosts}{hop}",
                 "The RST came although the packets were not allowed as far as any server.",
                 "ask whoever runs that firewall to allow outbound {ports} to these hosts",
                 ""},
    WordingEntry{"firewall.reset",
                 {},
                 "Connections to {hosts} are reset",
                 "A RST answered the SYN.",
                 "ask whoever runs the firewall to allow outbound {ports} to these hosts",
                 ""},
    WordingEntry{
        "silence.here",
        {},
        "Connections to {hosts} are dropped before the first hop",
        "Packets do not get as far as the first router, which answers on a route that works: this "
        "machine's own firewall drops them, or on an Azure VM the NSG of its NIC or subnet.",
        "allow outbound {ports} to these hosts in the local firewall{in_nsg}",
        nsg_commands},
    WordingEntry{"silence.nearby",
                 {},
                 "Connections to {hosts} are dropped{hop}",
                 "Packets get as far as that hop and no farther, while packets to other hosts pass "
                 "beyond it: neither this machine's own firewall nor an NSG drops them.",
                 "ask whoever runs the firewall at or just behind that hop to allow outbound "
                 "{ports} to these hosts",
                 ""},
    WordingEntry{
        "silence.farther",
        {},
        "Connections to {hosts} are dropped{hop}",
        "Packets get as far as that hop, and nothing says how much farther: neither this machine's "
        "own firewall nor an NSG drops them.",
        "ask whoever runs the firewalls behind that hop to allow outbound {ports} to these hosts",
        ""},
    WordingEntry{
        "path-mtu.upward",
        {},
        "Large packets towards {hosts} are lost on the way: uploads hang",
        "A small request is answered. The same request, padded to several full segments, never is, "
        "unless the segments are kept small. So a link on the way to the service has a smaller "
        "MTU, and the ICMP message that should say so is filtered out. A backup would hang at its "
        "first block.",
        "ask whoever runs the VPN, tunnel or firewall on the way out to let ICMP \"fragmentation "
        "needed\" (IPv6: \"packet too big\") back to this machine, or to clamp the TCP MSS there; "
        "until then, lower this machine's MTU (the command lasts until the next reboot)",
        "ip link set dev INTERFACE mtu 1350"},
    WordingEntry{
        "path-mtu.behind-proxy",
        {},
        "Large packets towards {hosts} are lost behind the proxy {proxy}: uploads hang",
        "Through the proxy a small request is answered; the same request hangs once it fills a "
        "whole segment, whatever segment size this machine uses (its segments end at the proxy). "
        "Most likely the path from the proxy to the service has a smaller MTU, and nothing tells "
        "the proxy. A backup would hang at its first block.",
        "ask whoever runs the proxy to send a large request from the proxy itself (the command "
        "does). If that hangs too: let ICMP \"fragmentation needed\" back to the proxy, clamp the "
        "TCP MSS, or lower the MTU of its outgoing interface",
        "curl -m 10 -H \"X-Padding: $(printf '%05000d' 0)\" https://{host}/   # on the proxy"},
    WordingEntry{
        "path-mtu",
        {},
        "Large packets {direction} {hosts} are lost on the way",
        "The same handshake passes with small segments: a link on the way has a smaller MTU, and "
        "the ICMP message that should say so is filtered out.",
        "ask whoever runs the VPN, tunnel or firewall on the way to let ICMP \"fragmentation "
        "needed\" (IPv6: \"packet too big\") through, or to clamp the TCP MSS there; until then, "
        "lower this machine's MTU (the command lasts until the next reboot)",
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
                 "ask whoever runs the firewall to allow outbound {ports} to these hosts{in_nsg}",
                 nsg_commands},
    WordingEntry{
        "firewall.name-filter",
        {},
        "Something cuts TLS to {hosts} after the name is sent",
        "TCP comes up, and ends or falls silent after the ClientHello, as a filter by server name "
        "(SNI) does.",
        "ask whoever runs the firewall that filters by server name (SNI) to allow these names",
        ""},
};

}  // namespace

std::span<const WordingEntry> wordings_of_transport() { return entries_of_transport; }

}  // namespace netprobe
