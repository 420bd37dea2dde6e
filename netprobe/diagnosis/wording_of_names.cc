#include "netprobe/diagnosis/wording_entry.h"

#include <array>

namespace netprobe {

namespace {

constexpr std::array entries_of_names = {
    WordingEntry{
        "dns.hosts",
        {},
        "The hosts file sends {hosts} elsewhere",
        "An entry of the hosts file overrides what the resolvers answer, and the address in it "
        "does not work.",
        "remove the entry, or correct its address",
        "grep -n {host} /etc/hosts"},
    WordingEntry{"dns.local",
                 {},
                 "Programs on this machine are told otherwise about {hosts} than the resolvers "
                 "say, and fail",
                 "{names} The resolvers' own answers work.",
                 "{names_fix}",
                 "getent ahosts {host}; cat /etc/resolv.conf; grep hosts: /etc/nsswitch.conf"},
    WordingEntry{
        "dns.tcp",
        {},
        "TCP 53 to the resolver is closed, and the answers for {hosts} are too long for UDP",
        "The resolver answers over UDP that its answer is cut short (TC) and is to be fetched over "
        "TCP, and TCP port 53 does not open. Short answers come through.",
        "open TCP 53 to the resolver beside UDP 53 (RFC 7766), or have the resolver serve TCP",
        "dig +tcp {server}{host}"},
    WordingEntry{"dns.resolver", Cause::dns_timeout, "The resolver does not answer",
                 "Lookups stayed without an answer.",
                 "start the resolver, open UDP and TCP 53 to it, or name another one",
                 "resolvectl status; cat /etc/resolv.conf"},
    WordingEntry{"dns.resolver", Cause::dns_unreachable, "The resolver cannot be reached",
                 "The way to the resolver is refused, or there is none.",
                 "start the resolver, or correct its address",
                 "resolvectl status; cat /etc/resolv.conf"},
    WordingEntry{"dns.resolver", Cause::dns_refused, "The resolver refuses to answer this machine",
                 "It answered REFUSED.",
                 "allow this machine on the resolver (recursion), or name another one", ""},
    WordingEntry{"dns.resolver",
                 {},
                 "The resolver fails",
                 "It answered SERVFAIL: it could not find out.",
                 "look at the resolver's forwarders and at its log",
                 ""},
    WordingEntry{
        "dns.private-zone",
        {},
        "The private DNS zone {zone} has no record for {record}",
        "{hosts} exists and is an alias into that zone, where the resolver finds nothing: the "
        "private endpoint was made without its record, or the zone that this network asks is "
        "another one than the endpoint's.",
        "have the record {record} made in {zone} with the private address of the endpoint (its DNS "
        "zone group does that), and the zone linked to the network of the resolver; on premises, "
        "forward the public zone to a resolver in the virtual network. Where no private endpoint "
        "is meant, unlink the zone",
        "az network private-dns record-set a list -g GROUP -z {zone} -o table; az network "
        "private-endpoint dns-zone-group list -g GROUP --endpoint-name ENDPOINT"},
    WordingEntry{"dns.missing",
                 {},
                 "The resolver says that {hosts} does not exist",
                 "Required names were answered with NXDOMAIN or without an address.",
                 "have the names resolved: remove the filter, or add a forwarder for these zones",
                 "dig {server}{host}"},
    WordingEntry{"dns.sinkhole",
                 {},
                 "The resolver sends {hosts} to an address that cannot be right",
                 "A filtering resolver answers so instead of saying no.",
                 "exempt these names on the filtering resolver",
                 "dig {server}{host}"},
    WordingEntry{
        "dns.stale",
        {},
        "The address that a resolver gives for {hosts} does not work, and another resolver's does",
        "{names}",
        "{names_fix}",
        "dig {server}{host}"},
    WordingEntry{
        "private-endpoint",
        {},
        "The private endpoint of {hosts} does not answer",
        "The name is an alias of a private endpoint (privatelink), and nothing comes back from "
        "its private address.",
        "reach the virtual network of the endpoint (VPN, ExpressRoute, peering) and allow {ports} "
        "to it; or, if this machine is not meant to use it, take the private DNS zone from it",
        "az network private-endpoint list -o table; az network private-dns zone list -o table"},
    WordingEntry{
        "dns.private",
        {},
        "{hosts} resolves to a private address that does not answer",
        "A public name was given a private address, without the alias of a private endpoint.",
        "correct the zone that answers so, or open the way to that address",
        "dig {server}{host}"},
};

}  // namespace

std::span<const WordingEntry> wordings_of_names() { return entries_of_names; }

}  // namespace netprobe
