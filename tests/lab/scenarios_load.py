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


@scenario("load-crowd-innocent", "everything is refused, whether it comes in a crowd or alone: the run is not drawn out")
def _(lab):
    faults.firewall_resets(lab)
    result = lab.check()
    result.expect(status="blocked", exit=1, blocker="firewall", within=6 * SLOWNESS)
