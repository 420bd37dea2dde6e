"""What a resolver does to names."""

from pathlib import Path

import faults
import servers
from scenario import QUICK, SLOWNESS, scenario

INNOCENT = ["firewall", "host-firewall", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock", "service"]


@scenario("dns-silent", "the resolver does not answer")
def _(lab):
    faults.resolver_is_silent(lab)
    # 5 s a try, two tries, whatever --connect-timeout says; and a little for the rest.
    lab.check(*QUICK).expect(status="blocked", exit=1, within=16 * SLOWNESS, cause="dns.timeout",
                             blocker={"dns", "network"}, not_blamed=["proxy", "tls-inspection", "clock", "service"])


@scenario("dns-closed", "nobody listens on the resolver's port")
def _(lab):
    faults.resolver_is_closed(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause={"dns.unreachable", "dns.refused"}, blocker="dns",
                             not_blamed=INNOCENT)


@scenario("dns-prohibited", "a firewall prohibits the way to the resolver, and says so")
def _(lab):
    lab.router1.forward('iifname "lan" udp dport 53 reject with icmpx type admin-prohibited',
                        'iifname "lan" tcp dport 53 reject with icmpx type admin-prohibited')
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.unreachable", blocker={"dns", "firewall", "network"},
                             not_blamed=["proxy", "tls-inspection", "clock", "service"])


@scenario("dns-nothing-exists", "the resolver says NXDOMAIN to everything")
def _(lab):
    faults.no_name_exists(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.nxdomain", blocker="dns", not_blamed=INNOCENT)


@scenario("dns-one-domain-missing", "the resolver says NXDOMAIN to everything under blob.core.windows.net")
def _(lab):
    faults.names_do_not_exist(lab, "blob.core.windows.net")
    result = lab.check(*QUICK)
    # One representative without DNS is missing evidence; a required row of which none resolves is not decided by it.
    result.expect(severity={"error", "warning"}, cause="dns.nxdomain", blocker="dns", affects=["storage-blob:443"],
                  spares=["entra-token:443"], rows={"entra-token:443": "reachable", "storage-blob:443": {
                      "untested", "blocked"}}, not_blamed=INNOCENT)


@scenario("dns-only-name-missing", "the resolver says NXDOMAIN to the one name of a required row")
def _(lab):
    faults.names_do_not_exist(lab, "login.microsoftonline.com")
    lab.check("-w", "none", "--host", "login.microsoftonline.com", "--host", "login.windows.net", *QUICK).expect(
        status="blocked", exit=1, cause="dns.nxdomain", blocker="dns", not_blamed=INNOCENT)


@scenario("dns-one-representative-missing", "one of several representatives of a wildcard does not exist")
def _(lab):
    faults.names_do_not_exist(lab, "ceuswatcab01.blob.core.windows.net")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, rows={"storage-blob:443": "reachable"}, not_blamed=INNOCENT)
    result.expect_no_errors()


@scenario("dns-servfail", "the resolver answers SERVFAIL")
def _(lab):
    faults.resolver_fails(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.servfail", blocker="dns", not_blamed=INNOCENT)


@scenario("dns-servfail-one-domain", "the resolver answers SERVFAIL for everything under blob.core.windows.net")
def _(lab):
    faults.resolver_fails_for(lab, "blob.core.windows.net")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.servfail", blocker="dns", affects=["storage-blob:443"],
                             spares=["entra-token:443"], not_blamed=INNOCENT)


@scenario("dns-refused", "the resolver refuses to serve this client")
def _(lab):
    faults.resolver_refuses(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.refused", blocker="dns", not_blamed=INNOCENT)


@scenario("dns-sinkhole-zero", "sign-in names resolve to 0.0.0.0")
def _(lab):
    faults.names_are_sinkholed(lab, "login.microsoftonline.com", "0.0.0.0")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.sinkhole", blocker="dns", affects=["entra-token:443"],
                             spares=["storage-blob:443"], not_blamed=INNOCENT)


@scenario("dns-sinkhole-loopback", "storage names resolve to 127.0.0.1")
def _(lab):
    faults.names_are_sinkholed(lab, "blob.core.windows.net", "127.0.0.1")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.sinkhole", blocker="dns", affects=["storage-blob:443"],
                             spares=["entra-token:443"], not_blamed=INNOCENT)


@scenario("dns-sinkhole-by-proxy", "names are sinkholed on the client, but a system proxy resolves by itself: no fault")
def _(lab):
    faults.names_are_sinkholed(lab, "login.microsoftonline.com", "0.0.0.0")
    faults.start_proxy(lab, resolver="127.0.0.1")
    import servers
    servers.unbound(lab.proxy)
    result = lab.check(*QUICK, environment={"https_proxy": faults.PROXY_URL, "http_proxy": faults.PROXY_URL})
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("dns-hosts-override", "the hosts file sends a sign-in name to an address of the company")
def _(lab):
    with open("/etc/hosts", "a", encoding="ascii") as hosts:
        hosts.write("10.99.0.1 login.microsoftonline.com\n")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.hosts-override", blocker="dns",
                             affects=["entra-token:443"], spares=["storage-blob:443"], not_blamed=INNOCENT)


@scenario("dns-hosts-override-same", "the hosts file says what the resolver says: no fault")
def _(lab):
    with open("/etc/hosts", "a", encoding="ascii") as hosts:
        hosts.write("20.190.177.20 login.microsoftonline.com\n")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("dns-other-server", "the system's resolver is silent, and --dns-server names one that works")
def _(lab):
    Path("/etc/resolv.conf").write_text("nameserver 10.53.0.99\n", encoding="ascii")
    result = lab.check("--dns-server", "10.53.0.53", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("dns-first-server-silent", "the first of two resolvers is silent, the second answers")
def _(lab):
    Path("/etc/resolv.conf").write_text("nameserver 10.53.0.99\nnameserver 10.53.0.53\n", encoding="ascii")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, within=20 * SLOWNESS)
    result.expect_no_errors()


@scenario("dns-and-firewall", "two faults at once: one domain is sinkholed, and blob storage is dropped")
def _(lab):
    faults.names_are_sinkholed(lab, "login.microsoftonline.com", "0.0.0.0")
    faults.firewall_drops(lab, "ip daddr 52.239.213.4 tcp dport 443")
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="dns.sinkhole", blocker="dns", affects=["entra-token:443"],
                  spares=["storage-blob:443"], among=True)
    result.expect(cause="tcp.timeout", blocker="firewall", affects=["storage-blob:443"], spares=["entra-token:443"], among=True)


@scenario("dns-missing-and-firewall", "two faults at once: a name does not exist, and blob storage is dropped")
def _(lab):
    faults.names_do_not_exist(lab, "login.microsoftonline.com")
    faults.firewall_drops(lab, "ip daddr 52.239.213.4 tcp dport 443")
    result = lab.check("--host", "login.microsoftonline.com", *QUICK)
    result.expect(status="blocked", exit=1, cause="dns.nxdomain", blocker="dns", spares=["storage-blob:443"], among=True)
    result.expect(cause="tcp.timeout", blocker="firewall", affects=["storage-blob:443"], among=True)


@scenario("dns-slow", "the resolver takes a second and a half for each answer: slow is no fault")
def _(lab):
    lab.misbehave(lab.dns, "slow-dns", 5353, "10.53.0.53", "1.5", protocol="udp")
    result = lab.check("--dns-server", "10.53.0.53:5353", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()
