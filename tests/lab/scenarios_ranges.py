"""The required ranges: what silence proves, and what it does not."""

import faults
from names import SIGN_IN, UNUSED_PART, USED_PART
from scenario import QUICK, scenario

INNOCENT = ["dns", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock"]


@scenario("range-part-dropped", "a part of 20.190.128.0/18 that sign-in hosts resolve into is dropped")
def _(lab):
    faults.firewall_drops(lab, f"ip daddr {USED_PART}")
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", affects=["entra-range-a:443"],
                  spares=["entra-range-b:443", "storage-blob:443"], rows={"entra-range-a:443": "blocked",
                                                                          "entra-range-b:443": "reachable",
                                                                          "storage-blob:443": "reachable"},
                  not_blamed=INNOCENT)
    # The part is named, or at least its address, and never the whole.
    text = str(result.row("entra-range-a:443")["note"]) + str(result.select(cause="tcp.timeout"))
    if "20.190.129.10" not in text and "20.190.128.0/2" not in text:
        result.fail("the part that is blocked is not named")


@scenario("range-part-reset", "a part of 20.190.128.0/18 that sign-in hosts resolve into is reset")
def _(lab):
    faults.firewall_resets(lab, f"ip daddr {USED_PART} meta l4proto tcp")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.reset", blocker="firewall",
                             affects=["entra-range-a:443"], rows={"entra-range-a:443": "blocked",
                                                                  "entra-range-b:443": "reachable"}, not_blamed=INNOCENT)


@scenario("range-whole-dropped", "all of 40.126.0.0/18 is dropped by the company firewall")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 40.126.0.0/18")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall",
                             affects=["entra-range-b:443"], spares=["entra-range-a:443", "storage-blob:443"],
                             rows={"entra-range-b:443": "blocked", "entra-range-a:443": "reachable"}, not_blamed=INNOCENT)


@scenario("range-unused-part-silent", "a part of 20.190.128.0/18 where no sign-in host lives is silent far out: no proof")
def _(lab):
    # At the provider, beyond every address of the caller's side: nobody can say that a firewall of the company did it.
    lab.router2.forward(f'iifname "customer" ip daddr {UNUSED_PART} drop')
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, rows={"entra-range-a:443": "reachable"}, not_blamed=INNOCENT)
    result.expect_no_errors()


@scenario("range-unused-part-dropped-here", "a part where no sign-in host lives is dropped by the company's own gateway")
def _(lab):
    # The last hop that answers is the gateway, and passing paths go on beyond it: that is a block. So many samples that
    # some are sure to lie in that part.
    faults.firewall_drops(lab, f"ip daddr {UNUSED_PART} tcp dport 443")
    result = lab.check("--samples", "64", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", affects=["entra-range-a:443"],
                  rows={"entra-range-a:443": "blocked", "entra-token:443": "reachable"}, mentions=["20.190.18"],
                  not_blamed=INNOCENT)


@scenario("range-all-but-sign-in-silent", "only the addresses of sign-in hosts answer: the rest proves nothing")
def _(lab):
    alive = ", ".join(address for addresses in SIGN_IN.values() for address in addresses)
    lab.router2.forward(f'iifname "customer" ip daddr {{ 20.190.128.0/18, 40.126.0.0/18 }} ip daddr != {{ {alive}, '
                        '20.190.151.8-20.190.151.13, 20.190.160.15, 40.126.28.12-40.126.28.13 } drop')
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, rows={"entra-range-a:443": "reachable", "entra-range-b:443": "reachable"},
                  not_blamed=INNOCENT)
    result.expect_no_errors()


@scenario("range-by-proxy", "direct is dropped, and the proxy passes sign-in names: the ranges are decided by the names")
def _(lab):
    faults.start_proxy(lab, access="acl bare dstdom_regex ^[0-9.]+$\nacl CONNECT method CONNECT\n"
                       "http_access deny CONNECT bare\nhttp_access allow all")
    faults.firewall_drops(lab)
    result = lab.check("--proxy", faults.PROXY_URL, *QUICK)
    result.expect(status="ready", exit=0, rows={"entra-range-a:443": "reachable", "entra-range-b:443": "reachable"},
                  not_blamed=INNOCENT)
    result.expect_no_errors()


@scenario("range-outside", "a sign-in host resolves to an address outside of every range of the service: a warning")
def _(lab):
    faults.names_are_sinkholed(lab, "login.microsoft.com", "93.184.216.34")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="range.outside", not_blamed=["firewall", "proxy"])


@scenario("range-part-prohibited", "a part where no sign-in host lives is refused by the gateway: a warning with the lists that ask for it")
def _(lab):
    faults.firewall_says(lab, "admin-prohibited", f"ip daddr {UNUSED_PART} tcp dport 443")
    result = lab.check("--samples", "64", *QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="tcp.prohibited", blocker="firewall",
                  affects=["entra-range-a:443"], spares=["entra-range-b:443"], mentions=["lists of 2019 and 2021"],
                  rows={"entra-range-a:443": "reachable"}, not_blamed=INNOCENT)
    result.expect_no_errors()
