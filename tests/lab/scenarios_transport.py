"""What a firewall, a router or the machine itself does to connections."""

import faults
import servers
from result import FAULTS
from scenario import QUICK, scenario

INNOCENT = ["dns", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock"]


@scenario("tcp-443-dropped", "443 is dropped by the company firewall")
def _(lab):
    faults.firewall_drops(lab)
    lab.check(*QUICK).expect(
        status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", confidence={"possible", "likely"},
        affects=["storage-blob:443", "entra-token:443"], not_blamed=INNOCENT)


@scenario("tcp-443-dropped-hop", "443 is dropped by the company firewall, and the hop after which packets die is named")
def _(lab):
    faults.firewall_drops(lab)
    # Packets with a small hop count come back from the gateway, and from nowhere beyond it.
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", mentions=["192.168.10.1"])


@scenario("tcp-443-dropped-at-provider", "443 is dropped beyond the company's own routers")
def _(lab):
    lab.router2.forward('iifname "customer" tcp dport 443 drop')
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker={"firewall", "network", "unknown"},
                             confidence={"possible", "likely"}, not_blamed=[*INNOCENT, "host-firewall"])


@scenario("tcp-443-reset", "443 is answered with RST by the company firewall")
def _(lab):
    faults.firewall_resets(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.reset", blocker="firewall", not_blamed=INNOCENT,
                             affects=["storage-blob:443", "entra-token:443"])


@scenario("tcp-443-prohibited", "443 is answered with ICMP administratively prohibited by the company firewall")
def _(lab):
    faults.firewall_says(lab, "admin-prohibited")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.prohibited", blocker="firewall",
                             confidence={"likely", "certain"}, mentions=["192.168.10.1"], not_blamed=INNOCENT)


@scenario("tcp-443-port-unreachable", "443 is answered with ICMP port unreachable by the company firewall, not with RST")
def _(lab):
    faults.firewall_says(lab, "port-unreachable")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.unreachable", blocker="firewall",
                             mentions=["192.168.10.1"], not_blamed=INNOCENT)


@scenario("tcp-443-host-unreachable", "443 is answered with ICMP host unreachable by the gateway")
def _(lab):
    faults.firewall_says(lab, "host-unreachable")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.unreachable",
                             blocker={"firewall", "route", "network"}, mentions=["192.168.10.1"], not_blamed=INNOCENT)


@scenario("tcp-443-no-route", "443 is answered with ICMP network unreachable by the gateway")
def _(lab):
    faults.firewall_says(lab, "no-route")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.unreachable",
                             blocker={"firewall", "route", "network"}, mentions=["192.168.10.1"], not_blamed=INNOCENT)


# Between neighbours the refusal is there before connect(2) has returned; from a real distance it comes later, and the
# kernel keeps it in another place.

def refused_late(icmp, cause, blockers):
    @scenario(f"tcp-443-{icmp}-late", f"443 is answered with ICMP {icmp}, but only a second after it was asked")
    def _(lab):
        faults.firewall_says_late(lab, icmp)
        lab.check("--connect-timeout", "3", "--timeout", "6").expect(
            status="blocked", exit=1, cause=cause, blocker=blockers, mentions=["192.168.10.1"], not_blamed=INNOCENT)


refused_late("admin-prohibited", "tcp.prohibited", "firewall")
refused_late("host-unreachable", "tcp.unreachable", {"firewall", "route", "network"})
refused_late("port-unreachable", "tcp.unreachable", "firewall")


@scenario("tcp-443-refused-at-time-out", "443 is refused with ICMP host unreachable just when the connect times out")
def _(lab):
    faults.firewall_says_late(lab, "host-unreachable")
    # Either is right about each single address, but a connection that never came up is no matter of TLS.
    lab.check("--connect-timeout", "1.02", "--timeout", "3").expect(
        status="blocked", exit=1, cause={"tcp.unreachable", "tcp.timeout"}, blocker={"firewall", "route", "network"},
        not_blamed=INNOCENT)


@scenario("host-firewall-rejects", "the machine's own firewall rejects 443")
def _(lab):
    faults.client_firewall_rejects(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.denied-locally", blocker="host-firewall",
                             confidence={"likely", "certain"}, not_blamed=[*INNOCENT, "firewall"])


@scenario("host-firewall-drops", "the machine's own firewall drops 443, which looks like any silence")
def _(lab):
    faults.client_firewall_drops(lab)
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker={"firewall", "host-firewall", "unknown"},
                  confidence={"possible", "likely"}, not_blamed=INNOCENT)
    for finding in result.select(cause="tcp.timeout"):
        if finding["blocker"] != "host-firewall" and "host-firewall" not in str(finding["alternatives"]):
            result.fail("the host firewall is not even an alternative")


@scenario("host-route-prohibits", "a prohibit route on the machine keeps everything in but its own networks")
def _(lab):
    faults.client_route_prohibits(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.denied-locally", blocker={"host-firewall", "route"},
                             not_blamed=[*INNOCENT, "firewall"])


@scenario("host-ports-exhausted", "the machine has four ports for all its connections to the proxy: nobody else is to blame")
def _(lab):
    faults.client_has_few_ports(lab, 4)
    servers.squid(lab.proxy)
    result = lab.check("--route", "proxy", "--proxy", faults.PROXY_URL, *QUICK)
    result.expect(status="incomplete", exit=3)
    result.expect_no_errors()
    skipped = [attempt for attempt in result.attempts() if "no free port towards" in str(attempt.get("skipped_because"))]
    if not skipped:
        result.fail("no attempt says that there was no port for it")
    if not [attempt for attempt in result.attempts() if attempt["outcome"] == "ok"]:
        result.fail("nothing passed, although there were four ports")


@scenario("storage-dropped", "only the addresses of blob storage are dropped")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 52.239.213.4 tcp dport 443")
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", confidence={"possible", "likely"},
                  affects=["storage-blob:443"], spares=["entra-token:443", "backup-control:443", "entra-range-a:443"],
                  rows={"storage-blob:443": "blocked", "storage-managed:443": "reachable", "entra-token:443": "reachable"},
                  not_blamed=INNOCENT)


@scenario("one-address-dead", "one of the addresses that a sign-in host resolves to does not answer, the others do")
def _(lab):
    faults.firewall_resets(lab, "ip daddr 40.126.1.5 meta l4proto tcp")
    result = lab.check(*QUICK)
    result.expect(rows={"entra-token:443": "reachable", "microsoftonline:443": "reachable"}, not_blamed=INNOCENT)
    if not [finding for finding in result.findings if finding["severity"] in FAULTS]:
        result.fail("the dead address raises nothing")


@scenario("first-connection-lost", "the first connection to each destination is lost, and the retry passes")
def _(lab):
    faults.first_connection_is_lost(lab)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=INNOCENT)
    result.expect_no_errors()
    if not result.select("warning"):
        result.fail("what passes on a retry only is not even a warning")


@scenario("mtu-black-hole", "large segments vanish on the way back, and nobody says so")
def _(lab):
    faults.large_segments_vanish(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause={"tls.timeout", "tcp.mtu-blackhole"},
                             blocker={"network", "route", "firewall"}, not_blamed=INNOCENT)


@scenario("mtu-black-hole-named", "large segments vanish on the way back, and a smaller segment size proves it")
def _(lab):
    faults.large_segments_vanish(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.mtu-blackhole",
                             blocker={"network", "route", "firewall"}, not_blamed=INNOCENT)


@scenario("port-8443-dropped-required", "8443 is silent, and the call requires it")
def _(lab):
    result = lab.check("--ports", "443,8443", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", not_blamed=INNOCENT,
                  rows={"storage-blob:443": "reachable", "storage-blob:8443": "blocked"})


@scenario("port-8443-reset", "8443 is answered with RST, and nobody requires it")
def _(lab):
    faults.firewall_resets(lab, "tcp dport 8443")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_faults()


@scenario("port-8443-prohibited", "8443 is prohibited by ICMP, and nobody requires it: a warning, no error")
def _(lab):
    faults.firewall_says(lab, "admin-prohibited", "tcp dport 8443")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="tcp.prohibited", blocker="firewall")
    result.expect_no_errors()
    # A row that does not require the port does not count for --fail-on either.
    lab.check("--fail-on", "warning", *QUICK).expect(status="ready", exit=0)


@scenario("port-8443-open", "8443 is open all the way, and the call requires it")
def _(lab):
    lab.serve(open_8443=True)
    lab.router2.run("nft", "flush", "chain", "inet", "lab", "forward")
    lab.check("--ports", "443,8443").expect(status="ready", exit=0, rows={"storage-blob:8443": "reachable"})


@scenario("answered-for-all", "a transparent gateway answers every connection, and passes all names but one")
def _(lab):
    faults.names_are_filtered(lab, "silence", "blob.core.windows.net", answers_for_all=True)
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tls.timeout", blocker={"firewall", "tls-inspection"},
                  affects=["storage-blob:443"], spares=["entra-token:443"], not_blamed=["dns", "proxy", "clock"])
    result.expect(says=("tcp.answered-for-all",))


@scenario("nsg-denies", "an NSG rule that was exported denies 443 to the internet")
def _(lab):
    faults.firewall_drops(lab)
    lab.check("--nsg", lab.file("nsg.json", faults.NSG_WITHOUT_443), *QUICK).expect(
        status="blocked", exit=1, cause="nsg.denied", blocker="nsg", mentions=["deny-web"], not_blamed=INNOCENT)


@scenario("nsg-allows", "443 is dropped although the exported NSG allows it: the NSG must not be accused")
def _(lab):
    faults.firewall_drops(lab)
    lab.check("--nsg", lab.file("nsg.json", faults.NSG_WITH_DEFAULTS), *QUICK).expect(
        status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", not_blamed=[*INNOCENT, "nsg"])


@scenario("service-busy", "every host answers 503 over a good certificate: the service asks for patience")
def _(lab):
    lab.serve(status=503)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="http.unexpected-status",
                  not_blamed=["dns", "proxy", "tls-inspection", "firewall"])


@scenario("clock-skewed", "the client's clock is an hour behind the service's")
def _(lab):
    lab.serve(clock_ahead=3600)
    result = lab.check()
    result.expect(status="ready", exit=0, severity="warning", cause="clock.skew", blocker="clock")
    skew = result.report["environment"]["clock_skew_ms"]
    if skew is None or abs(skew + 3_600_000) > 5_000:
        result.fail(f"clock_skew_ms is {skew}, expected about -3600000 (local minus remote)")
