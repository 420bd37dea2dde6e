#include "netprobe/diagnosis/wording.h"

#include "netprobe/diagnosis/commands.h"
#include "netprobe/diagnosis/wording_entry.h"

#include <algorithm>
#include <array>
#include <span>

namespace netprobe {

namespace {

constexpr std::array entries = {
    WordingEntry{"network.none",
                 {},
                 "This machine has no network connection at all",
                 "Nothing resolves, and the machine itself has no way out: no attempt left it, on "
                 "any route.",
                 "bring the interface up and give it an address, a default route and a resolver, "
                 "then run this again",
                 "ip address; ip route; cat /etc/resolv.conf"},
    WordingEntry{"captive-portal",
                 {},
                 "A captive portal answers instead of the internet",
                 "A connectivity test was answered by somebody else's page, and no HTTPS "
                 "connection gets through.",
                 "sign in to the portal from a browser on this network, or ask whoever runs it to "
                 "exempt this machine",
                 ""},
    WordingEntry{"clock.certificates",
                 {},
                 "This machine's clock is wrong",
                 "The certificates of unrelated hosts all fail on their dates; it is not likely "
                 "that all of them are wrong.",
                 "set the clock and the time zone, and turn time synchronisation on",
                 "timedatectl; timedatectl set-ntp true"},
    WordingEntry{"service.everywhere",
                 {},
                 "{hosts} cannot be reached from here or from the proxy",
                 "It fails on every route that was tried, and each of these routes reaches other "
                 "hosts of the service: the far end itself is most likely at fault.",
                 "look at Azure's status page, try from another network, and if it fails there "
                 "too, open a support request",
                 ""},
    WordingEntry{"nsg.denied",
                 {},
                 "NSG rule {policy} denies {hosts}",
                 "The exported rules deny these connections, and nothing answers them.",
                 "ask whoever owns that NSG for outbound Allow rules, {ports} to {tags} (one rule "
                 "for each tag), each with a lower priority number than that rule",
                 nsg_commands},
    WordingEntry{"route.blackhole",
                 {},
                 "The route table drops what is sent to {hosts}: {policy}",
                 "The exported routes have no next hop for these addresses, and nothing answers.",
                 "ask whoever owns the route table to give the route another next hop. Only if the "
                 "network's owner agrees: routes for {tags} with the next hop Internet; these "
                 "bypass any appliance, and need a public way out of the subnet (NAT gateway, "
                 "public IP, load balancer with outbound rules)",
                 route_commands},
    WordingEntry{
        "route.forced-tunnel",
        {},
        "The route table sends {hosts} to an appliance or gateway, where they are lost: {policy}",
        "The exported routes lead these packets to an appliance or a gateway, and nothing answers.",
        "ask whoever runs the appliance or gateway that this route leads to to let these hosts "
        "through. Only if the network's owner agrees: routes for {tags} with the next hop "
        "Internet; these bypass it, and need a public way out of the subnet (NAT gateway, public "
        "IP, load balancer with outbound rules)",
        route_commands},
    WordingEntry{"azure.no-outbound",
                 {},
                 "The subnet {subnets} of this Azure VM has no way out to public addresses",
                 "The platform's own addresses answer, everything public is silent, and the "
                 "subnet's export says why: it is private (defaultOutboundAccess is false) and has "
                 "no NAT gateway. No rule blocks anything there; nothing leads out.",
                 "ask whoever runs this Azure network for one of these: a NAT gateway on subnet "
                 "{subnets}; a public IP on the VM's NIC; a load balancer with outbound rules; a "
                 "route 0.0.0.0/0 to a firewall. Private endpoints for the vault and its storage "
                 "are not enough: sign-in (Microsoft Entra ID) has none and stays public",
                 ""},
    WordingEntry{
        "http.portal",
        {},
        "The connectivity test is answered by somebody else's page",
        "A captive portal, or a filter, answers plain HTTP. Windows then shows \"no internet\".",
        "ask whoever runs the portal to exempt this machine from it",
        ""},
    WordingEntry{"http.failed",
                 {},
                 "{hosts} accepts the connection and then fails",
                 "TLS came up, but the request was not answered as it should be.",
                 "try again later; if it persists, look for filters that read requests",
                 ""},
    WordingEntry{"unexplained",
                 {},
                 "{hosts} cannot be reached",
                 "No rule explains what was seen; the attempts are listed below.",
                 "look at the attempts' details",
                 ""},
};

const WordingEntry& entry_of(std::string_view rule, Cause cause) {
  for (const std::span<const WordingEntry> table :
       {std::span<const WordingEntry>(entries), wordings_of_names(), wordings_of_transport(),
        wordings_of_tls(), wordings_of_proxies()}) {
    const auto found = std::find_if(table.begin(), table.end(), [&](const WordingEntry& entry) {
      return entry.rule == rule && (!entry.cause || entry.cause == cause);
    });
    if (found != table.end()) {
      return *found;
    }
  }
  return entries.back();
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
