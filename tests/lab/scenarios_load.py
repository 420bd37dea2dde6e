"""Who minds how many connections we open at a time. What fails only in a crowd of our own has not failed."""

import faults
from scenario import QUICK, SLOWNESS, scenario

SOMEBODY = ["dns", "proxy-settings", "service", "host-firewall", "nsg", "tls-inspection"]


def expect_gentle_run(result, limited=None):
    """limited: the finding that must name the limit."""
    result.expect(status="ready", exit=0, not_blamed=SOMEBODY)
    result.expect_no_errors()
    findings = {finding["id"] for finding in result.findings}
    if limited and limited not in findings:
        result.fail(f"no finding {limited}, but {sorted(findings)}")
    for finding in result.findings:
        if "othing listens" in finding["title"] + finding["explanation"]:
            result.fail(f"nothing is said to listen at what answered: {finding['title']}")


def a_limit(most, to, refusal, name):
    where = "a firewall" if to == "wan" else "the way to the proxy"

    @scenario(f"load-{name}-{most}", f"{where} refuses a client that has more than {most} connections ({refusal})")
    def _(lab):
        faults.connections_are_limited(lab, most, to, refusal)
        options = []
        if to == "dmz":
            faults.start_proxy(lab)
            faults.firewall_drops(lab, "meta l4proto tcp")
            options = ["--proxy", faults.PROXY_URL, *QUICK]
        result = lab.check(*options)
        finding = "limit.proxy" if to == "dmz" else "limit.direct"
        expect_gentle_run(result, finding if most <= 8 else None)


for most in (8, 20, 50):
    a_limit(most, "wan", "tcp reset", "firewall-resets")
    a_limit(most, "dmz", "tcp reset", "proxy-resets")
a_limit(8, "wan", "icmpx type admin-prohibited", "firewall-prohibits")
a_limit(8, "dmz", "icmpx type port-unreachable", "proxy-unreachable")


# New connections in a second, of which the rest is dropped in silence

def a_rate(per_second, burst, to="wan", patience=QUICK):
    where = "a firewall" if to == "wan" else "a firewall before the proxy"
    name = f"load-{'firewall' if to == 'wan' else 'proxy'}-drops-{per_second}-a-second{'' if patience else '-patient'}"

    @scenario(name, f"{where} lets a client open {per_second} connections a second, {burst} at once, and drops the rest")
    def _(lab):
        faults.new_connections_are_limited(lab, per_second, burst, to)
        options = []
        if to == "dmz":
            faults.start_proxy(lab)
            faults.firewall_drops(lab, "meta l4proto tcp")
            options = ["--proxy", faults.PROXY_URL]
        result = lab.check(*options, *patience)
        expect_gentle_run(result, "limit.proxy" if to == "dmz" else "limit.direct" if patience else None)


a_rate(10, 20)
a_rate(10, 20, patience=())
a_rate(5, 5)
a_rate(10, 20, to="dmz")


@scenario("load-rate-and-drops", "a firewall limits new connections in silence, and drops all of blob storage as well: only that is blocked")
def _(lab):
    faults.new_connections_are_limited(lab)
    faults.firewall_drops(lab, "ip daddr 52.239.213.4 tcp dport 443")
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker={"firewall", "network"}, affects=["storage-blob:443"],
                  spares=["entra-token:443"], rows={"entra-token:443": "reachable"})


@scenario("load-drops-innocent", "everything is dropped, whether it comes in a crowd or alone: the run is not drawn out")
def _(lab):
    faults.firewall_drops(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, blocker={"firewall", "network"}, within=6 * SLOWNESS)


@scenario("load-many-dead", "a thousand dead targets beside a few that live: silence is not asked about one by one")
def _(lab):
    dead = "".join(f"203.0.113.{low}:{port}\n" for low in range(1, 251) for port in (443, 444, 445, 446))
    result = lab.check("-w", "none", "--targets", lab.file("targets", dead + "login.microsoftonline.com\nlogin.windows.net\n"),
                       "--ports", "443", *QUICK)
    result.expect(status="blocked", exit=1, rows={"login.microsoftonline.com:443": "reachable"}, within=12 * SLOWNESS)


@scenario("load-crowd-innocent", "everything is refused, whether it comes in a crowd or alone: the run is not drawn out")
def _(lab):
    faults.firewall_resets(lab)
    result = lab.check()
    result.expect(status="blocked", exit=1, blocker="firewall", within=6 * SLOWNESS)
