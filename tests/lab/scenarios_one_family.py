"""Machines that have only one family of addresses."""

import faults
from scenario import QUICK, scenario

NOBODY = ["firewall", "host-firewall", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock", "service", "dns",
          "network", "route", "private-endpoint", "unknown"]


@scenario("ipv6-only-nat64", "only IPv6, behind DNS64 and NAT64: no fault")
def _(lab):
    faults.client_has_only_ipv6(lab)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=NOBODY,
                  rows={"entra-range-a:443": "reachable", "entra-range-b:443": "reachable"})
    result.expect_no_faults()


@scenario("ipv6-only-without-dns64", "only IPv6, and nobody makes addresses for the hosts that have only IPv4")
def _(lab):
    faults.client_has_only_ipv6(lab, dns64=False)
    result = lab.check("-w", "none", "--host", "login.microsoftonline.com", "--host", "www.bing.com",
                       "--host", "management.azure.com", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.no-route", blocker="network", alternatives=["dns"],
                  affects=["management.azure.com:443"], spares=["login.microsoftonline.com:443"],
                  mentions=["only IPv4"])
    if "default route" in str([finding["remedy"] for finding in result.select()]):
        result.fail("the remedy speaks of a default route of a family that the machine does not have")


@scenario("ipv6-only-link-local", "only IPv6, and an IPv4 address that reaches no farther than its link: no fault")
def _(lab):
    faults.client_has_only_ipv6(lab)
    lab.client.ip("address add 169.254.7.7/16 dev eth0", "route add default dev eth0")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=NOBODY)
    result.expect_no_faults()
