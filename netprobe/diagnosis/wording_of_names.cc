#include "netprobe/diagnosis/wording_entry.h"

#include <array>

namespace netprobe {

namespace {

constexpr std::array entries_of_names = {
    WordingEntry{"dns.hosts",
                 {},
                 "The hosts file on this machine gives an address for {hosts} that does not work",
                 "It overrides the DNS servers, which give another one.",
                 "remove the line from the hosts file on this machine; or correct its address, if "
                 "the entry is meant (a private endpoint)",
                 "grep -n {host} /etc/hosts"},
    WordingEntry{"dns.local",
                 {},
                 "Programs on this machine do not get the address of {hosts} that the DNS servers "
                 "give, and fail",
                 "{names} The addresses from the DNS servers work.",
                 "{names_fix}",
                 "getent ahosts {host}; cat /etc/resolv.conf; grep hosts: /etc/nsswitch.conf"},
    WordingEntry{
        "dns.tcp",
        {},
        "TCP 53 to the resolver is closed, and the answers for {hosts} are too long for UDP",
        "Over UDP the resolver says that its answer is truncated (TC) and must be fetched over "
        "TCP, but TCP port 53 does not open. Names with short answers still resolve.",
        "ask whoever runs the firewall between this machine and the resolver to open TCP 53 in "
        "addition to UDP 53 (RFC 7766), or whoever runs the resolver to serve TCP",
        "dig +tcp {server}{host}"},
    WordingEntry{"dns.resolver", Cause::dns_timeout, "The resolver does not answer",
                 "Lookups got no answer.",
                 "ask whoever runs the resolver to start it, or to open UDP and TCP 53 from this "
                 "machine; or name another one on this machine",
                 "resolvectl status; cat /etc/resolv.conf"},
    WordingEntry{"dns.resolver", Cause::dns_unreachable, "The resolver cannot be reached",
                 "The way to the resolver is refused, or there is none.",
                 "correct the resolver's address on this machine, or ask whoever runs it to start "
                 "it and to open UDP and TCP 53",
                 "resolvectl status; cat /etc/resolv.conf"},
    WordingEntry{"dns.resolver", Cause::dns_refused, "The resolver refuses to answer this machine",
                 "It answered REFUSED.",
                 "ask whoever runs the resolver to allow this machine to ask (recursion), or name "
                 "another one on this machine",
                 ""},
    WordingEntry{"dns.resolver",
                 {},
                 "The resolver fails",
                 "It answered SERVFAIL: it could not find out.",
                 "ask whoever runs the resolver to check its forwarders and its log",
                 ""},
    WordingEntry{
        "dns.private-zone",
        {},
        "The private DNS zone {zone} has no record for {record}",
        "{hosts} exists and is an alias into that zone, where the resolver finds nothing: the "
        "private endpoint was made without its record, or the zone that this network asks is not "
        "the endpoint's.",
        "ask whoever runs your Azure private DNS to add an A record {record} to {zone} with the "
        "private endpoint's address (a DNS zone group on the endpoint does this by itself) and to "
        "link {zone} to the virtual network of the resolver that answers here; on premises, to "
        "have the public zone forwarded to a resolver in that virtual network. Unlink {zone} only "
        "if no private endpoint at all is meant there: every other name in it goes public too",
        "az network private-dns record-set a list -g GROUP -z {zone} -o table; az network "
        "private-endpoint dns-zone-group list -g GROUP --endpoint-name ENDPOINT"},
    WordingEntry{"dns.missing",
                 {},
                 "The resolver says that {hosts} does not exist",
                 "Required names were answered with NXDOMAIN or without an address.",
                 "ask whoever runs the resolver to have these names resolved: remove the filter, "
                 "or add a forwarder for these zones",
                 "dig {server}{host}"},
    WordingEntry{"dns.sinkhole",
                 {},
                 "The resolver sends {hosts} to an address that cannot be right",
                 "A filtering resolver answers this way instead of saying no.",
                 "ask whoever runs the filtering resolver to exempt these names",
                 "dig {server}{host}"},
    WordingEntry{
        "dns.stale",
        {},
        "One resolver gives an address for {hosts} that does not work; another resolver's works",
        "{names}",
        "{names_fix}",
        "dig {server}{host}"},
    WordingEntry{
        "private-endpoint",
        {},
        "The private endpoint of {hosts} does not answer",
        "The name is an alias of a private endpoint (privatelink), and nothing comes back from its "
        "private address.",
        "ask whoever owns the private endpoint for a route from this machine to its virtual "
        "network (VPN, ExpressRoute, peering) with {ports} open to it; or, if this machine is not "
        "meant to use it, take the private DNS zone from it",
        "az network private-endpoint list -o table; az network private-dns zone list -o table"},
    WordingEntry{
        "dns.private",
        {},
        "{hosts} resolves to a private address that does not answer",
        "A public name was given a private address, without the alias of a private endpoint.",
        "ask whoever runs the DNS zone that gives this address to correct it, or open the way to "
        "that address",
        "dig {server}{host}"},
};

}  // namespace

std::span<const WordingEntry> wordings_of_names() { return entries_of_names; }

}  // namespace netprobe
