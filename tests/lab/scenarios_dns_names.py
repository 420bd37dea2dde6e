"""Names that stand for different things to different askers: several resolvers, the system, private zones, proxies."""

from pathlib import Path

import faults
import servers
from scenario import QUICK, scenario

INNOCENT = ["firewall", "host-firewall", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock", "service"]
NOBODY = [*INNOCENT, "dns", "network", "private-endpoint", "unknown"]
STALE = "94.140.14.7"  # routed nowhere in the lab
LOGIN = "login.microsoftonline.com"


# The names of proxies

def ready_by_proxy(lab, *arguments, environment=None):
    result = lab.check(*QUICK, *arguments, environment=environment)
    result.expect(status="ready", exit=0, not_blamed=NOBODY)
    if not result.attempts("system") and not result.attempts("proxy"):
        result.fail("no attempt went through the proxy")
    return result


@scenario("proxy-short-name", "the proxy's name has no dot, and the search list completes it: no fault")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "search nothing.example corp.example")
    ready_by_proxy(lab, environment={"https_proxy": "http://proxy:3128", "http_proxy": "http://proxy:3128"})


@scenario("proxy-short-name-domain", "the proxy's name is completed by a domain line, by LOCALDOMAIN, and by ndots: no fault")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "domain corp.example")
    ready_by_proxy(lab, "--proxy", "http://proxy:3128")
    faults.resolv_conf("nameserver 10.53.0.53")
    ready_by_proxy(lab, "--proxy", "http://proxy:3128", environment={"LOCALDOMAIN": "corp.example"})
    # Two labels: asked for as they are first, and then below the domain.
    faults.resolv_conf("nameserver 10.53.0.53", "search example")
    ready_by_proxy(lab, "--proxy", "http://proxy.corp:3128")


@scenario("proxy-short-name-hosts", "the proxy's name without a dot stands in the hosts file: no fault")
def _(lab):
    faults.start_proxy(lab)
    with open("/etc/hosts", "a", encoding="ascii") as hosts:
        hosts.write("10.31.28.28 outbound\n")
    ready_by_proxy(lab, "--proxy", "http://outbound:3128")


@scenario("proxy-short-name-script", "a PAC script names the proxy without a dot: no fault")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "search corp.example")
    script = lab.file("proxy.pac", 'function FindProxyForURL(url, host) { return "PROXY proxy:3128"; }')
    ready_by_proxy(lab, "--pac", script)


@scenario("proxy-short-name-socks", "a SOCKS proxy is named without a dot: no fault")
def _(lab):
    servers.microsocks(lab.proxy)
    faults.resolv_conf("nameserver 10.53.0.53", "search corp.example")
    ready_by_proxy(lab, "--proxy", "socks5h://proxy:1080")


@scenario("proxy-short-name-unknown", "the proxy's name without a dot is in no domain of the search list")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "search nothing.example")
    lab.check("--route", "proxy", "--proxy", "http://proxy:3128", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.unresolvable", mentions=["proxy.nothing.example"],
        not_blamed=["firewall", "service", "tls-inspection"])


@scenario("search-list-and-endpoints", "every name of a search domain exists: names of the service are not completed")
def _(lab):
    lab.resolve(names={"*.trap.example": (STALE,)})
    faults.resolv_conf("nameserver 10.53.0.53", "search trap.example")
    lab.check(*QUICK).expect(status="ready", exit=0, not_blamed=NOBODY)


# Several resolvers

@scenario("resolvers-alike", "two resolvers, which say the same: no fault")
def _(lab):
    faults.second_resolver(lab)
    lab.check(*QUICK).expect(status="ready", exit=0, not_blamed=NOBODY)


@scenario("resolvers-spread", "two resolvers give different addresses of a host, and it answers at all of them: no fault")
def _(lab):
    faults.second_resolver(lab, names={LOGIN: ("20.190.160.99",), "*.blob.core.windows.net": ("52.239.220.1",)})
    lab.check(*QUICK).expect(status="ready", exit=0, not_blamed=NOBODY)


@scenario("resolvers-second-silent", "the second of two resolvers is silent")
def _(lab):
    faults.resolv_conf("# written by hand", "nameserver 10.53.0.53", "nameserver 10.53.0.99")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause={"dns.timeout", "dns.unreachable"}, blocker="dns",
                  mentions=["10.53.0.99", lab.place("line 3 of /etc/resolv.conf")], not_blamed=INNOCENT)


@scenario("resolvers-first-silent", "the first of two resolvers is silent")
def _(lab):
    faults.second_resolver(lab)
    faults.resolver_is_silent(lab)
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause={"dns.timeout", "dns.unreachable"},
                             blocker="dns", mentions=["10.53.0.53", lab.place("line 1 of /etc/resolv.conf")], not_blamed=INNOCENT)


@scenario("resolvers-second-filters", "the second of two resolvers says that storage names do not exist")
def _(lab):
    faults.second_resolver(lab, server_lines=['local-zone: "blob.core.windows.net" always_nxdomain'])
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="dns.nxdomain", blocker="dns",
                             affects=["storage-blob:443"], mentions=["10.31.28.28", lab.place("line 2")], not_blamed=INNOCENT)


@scenario("resolvers-first-filters", "the first of two resolvers says that a sign-in name does not exist")
def _(lab):
    faults.second_resolver(lab)
    faults.names_do_not_exist(lab, LOGIN)
    result = lab.check("-w", "none", "--host", LOGIN, *QUICK)
    result.expect(status="blocked", exit=1, cause="dns.nxdomain", blocker="dns", not_blamed=INNOCENT)
    result.expect(severity="warning", cause="dns.nxdomain", mentions=["10.53.0.53", lab.place("line 1")], among=True)


@scenario("resolvers-second-refuses", "the second of two resolvers refuses to serve this machine")
def _(lab):
    faults.second_resolver(lab, server_lines=["access-control: 192.168.10.0/24 refuse"])
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="dns.refused", blocker="dns",
                             mentions=["10.31.28.28"], not_blamed=INNOCENT)


@scenario("resolvers-second-sinkholes", "the second of two resolvers sends sign-in names to 0.0.0.0")
def _(lab):
    faults.second_resolver(lab, server_lines=[f'local-zone: "{LOGIN}" redirect', f'local-data: "{LOGIN} 60 A 0.0.0.0"'])
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="dns.sinkhole", blocker="dns",
                             mentions=["10.31.28.28", LOGIN], not_blamed=INNOCENT)


@scenario("resolvers-second-stale", "the second of two resolvers has an old address of a sign-in host, where nobody is")
def _(lab):
    faults.second_resolver(lab, names={LOGIN: (STALE,)})
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="dns.sinkhole", blocker="dns",
                             mentions=["10.31.28.28", STALE], not_blamed=INNOCENT)


@scenario("resolvers-first-stale", "the first of two resolvers has an old address of a sign-in host, where nobody is")
def _(lab):
    faults.second_resolver(lab)
    lab.resolve(names={LOGIN: (STALE,)})
    lab.check("-w", "none", "--host", LOGIN, "--host", "www.bing.com", *QUICK).expect(
        status="blocked", exit=1, cause="tcp.timeout", blocker="dns", alternatives=["firewall"],
        mentions=["10.53.0.53", STALE], not_blamed=["proxy", "host-firewall", "service"])


@scenario("resolvers-no-controls", "--no-controls: no resolver is asked by itself")
def _(lab):
    faults.resolv_conf("nameserver 10.53.0.53", "nameserver 10.53.0.99")
    result = lab.check("--no-controls", *QUICK)
    result.expect(status="ready", exit=0, not_blamed=NOBODY)
    if result.report["controls"]:
        result.fail("there are controls")


# What the system tells programs

@scenario("names-search-wildcard", "a wildcard of a search domain answers before the names of the service, with a dead address")
def _(lab):
    faults.search_domain_has_wildcard(lab, STALE)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.hosts-override", blocker="dns",
                             affects=["entra-token:443"], mentions=["trap.example", "ndots:5", "/etc/resolv.conf"],
                             not_blamed=INNOCENT)


@scenario("names-search-wildcard-works", "a wildcard of a search domain answers before the names of the service, and it works")
def _(lab):
    faults.search_domain_has_wildcard(lab, "20.190.160.99")
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="dns.hosts-override", blocker="dns",
                             mentions=["trap.example", "ndots:5"], not_blamed=INNOCENT)


@scenario("names-search-without-wildcard", "names are tried in the search domains first, which do not have them: no fault")
def _(lab):
    faults.resolv_conf("nameserver 10.53.0.53", "search corp.example trap.example", "options ndots:5")
    lab.check(*QUICK).expect(status="ready", exit=0, not_blamed=NOBODY)


@scenario("names-hosts-pinned", "the hosts file pins a sign-in host to an old address that still answers")
def _(lab):
    with open("/etc/hosts", "a", encoding="ascii") as hosts:
        hosts.write(f"20.190.160.99 {LOGIN}\n")
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="dns.hosts-override", blocker="dns",
                             affects=["entra-token:443"], mentions=[lab.place("/etc/hosts"), LOGIN, "20.190.160.99"],
                             not_blamed=INNOCENT)


@scenario("names-never-resolved", "the system is told to ask nobody but the hosts file for names")
def _(lab):
    Path("/etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files\n", encoding="ascii")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.hosts-override", blocker="dns",
                             mentions=["hosts: files", "/etc/nsswitch.conf"], not_blamed=INNOCENT)


# Answers that are too long for UDP

def expect_tcp(result, cause):
    result.expect(status="blocked", exit=1, cause=cause, blocker={"dns", "firewall"}, mentions=["TCP 53"],
                  not_blamed=["proxy", "tls-inspection", "clock", "service", "network"])
    for finding in result.select():
        for evidence in finding["evidence"]:
            if "over UDP, says" in evidence["fact"]:
                result.fail(f"the resolver has answered over UDP: {evidence['fact']}")


@scenario("dns-tcp-open", "the answer for a sign-in host is too long for UDP, and comes over TCP: no fault")
def _(lab):
    faults.answers_are_long(lab)
    lab.check(*QUICK).expect(status="ready", exit=0, not_blamed=NOBODY)


@scenario("dns-tcp-dropped", "the answer for a sign-in host is too long for UDP, and TCP 53 is dropped on the way")
def _(lab):
    faults.answers_are_long(lab, "drop")
    expect_tcp(lab.check("-w", "none", "--host", LOGIN, "--host", "www.bing.com", *QUICK), "dns.timeout")


@scenario("dns-tcp-reset", "the answer for a sign-in host is too long for UDP, and TCP 53 is refused on the way")
def _(lab):
    faults.answers_are_long(lab, "reject with tcp reset")
    expect_tcp(lab.check("-w", "none", "--host", LOGIN, "--host", "www.bing.com", *QUICK), "dns.unreachable")


@scenario("dns-tcp-refused-here", "the answer for a sign-in host is too long for UDP, and this machine refuses TCP 53")
def _(lab):
    faults.answers_are_long(lab)
    lab.client.output("tcp dport 53 reject")
    expect_tcp(lab.check("-w", "none", "--host", LOGIN, "--host", "www.bing.com", *QUICK),
               {"dns.unreachable", "dns.timeout"})


# Private zones

@scenario("private-zone-without-record", "a storage account is an alias into a private zone that has no record for it")
def _(lab):
    faults.private_zone_lacks_record(lab)
    result = lab.check("--host", "contoso.blob.core.windows.net", *QUICK)
    result.expect(status="blocked", exit=1, cause="dns.nxdomain", blocker="private-endpoint", alternatives=["dns"],
                  mentions=["privatelink.blob.core.windows.net", "no record for contoso"],
                  not_blamed=["firewall", "host-firewall", "proxy", "service"])
    if (told := sum("no record for contoso" in finding["title"] for finding in result.findings)) != 1:
        result.fail(f"the missing record is told {told} times")


@scenario("private-zone-with-record", "a storage account is an alias into a private zone that has a record for it: no fault")
def _(lab):
    lab.resolve(names={"contoso.blob.core.windows.net": ("contoso.privatelink.blob.core.windows.net",),
                       "contoso.privatelink.blob.core.windows.net": ("52.239.213.4",)})
    lab.check("--host", "contoso.blob.core.windows.net", *QUICK).expect(status="ready", exit=0, not_blamed=NOBODY)
