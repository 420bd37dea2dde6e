"""Nothing is broken, or everything is."""

import faults
import network
from scenario import QUICK, SLOWNESS, scenario

MARS_ROWS = ("backup-control:443", "storage-blob:443", "storage-queue:443", "storage-managed:443", "entra-token:443",
             "entra-range-a:443", "entra-range-b:443")


def all_required_pass(result, route="direct"):
    """Every required row is reachable, and was tried by this route with success."""
    for entry in result.endpoints:
        if entry["required"] and entry["status"] != "reachable":
            result.fail(f"required row {entry['id']} is {entry['status']}")
        if entry["required"] and not any(attempt["route"] == route and attempt["outcome"] == "ok"
                                         for attempt in entry["attempts"]):
            result.fail(f"required row {entry['id']} has no good attempt by route {route}")


@scenario("all-open", "nothing is blocked")
def _(lab):
    result = lab.check()
    result.expect(status="ready", exit=0, within=2 * SLOWNESS, rows={row: "reachable" for row in MARS_ROWS})
    result.expect_no_faults()
    all_required_pass(result)


@scenario("all-open-usgov", "nothing is blocked in the cloud of the US Government")
def _(lab):
    result = lab.check("-c", "usgov", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()  # storage has no host known to stand for it there: a warning says so
    all_required_pass(result)


@scenario("all-open-china", "nothing is blocked in China's cloud")
def _(lab):
    result = lab.check("-c", "china", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()  # storage has no host known to stand for it there: a warning says so
    all_required_pass(result)


@scenario("all-open-workloads", "nothing is blocked for any workload, on a machine outside Azure")
def _(lab):
    result = lab.check("-w", "all", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("all-open-region", "nothing is blocked, and the region is known")
def _(lab):
    result = lab.check("-r", "westeurope")
    result.expect(status="ready", exit=0, says=(".we.backup.windowsazure.com",))
    result.expect_no_faults()


@scenario("usgov-storage-dropped", "the firewall drops what goes to storage of the US Government")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 52.127.4.4/30 tcp dport 443")
    lab.check("-c", "usgov", *QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall",
                                            not_blamed=["dns", "proxy", "tls-inspection"], spares=["entra-token:443"])


@scenario("china-sign-in-reset", "the firewall resets connections to China's sign-in")
def _(lab):
    faults.firewall_resets(lab, "ip daddr 40.72.70.0/24 meta l4proto tcp")
    lab.check("-c", "china", *QUICK).expect(status="blocked", exit=1, cause="tcp.reset", blocker="firewall",
                                            affects=["entra-token:443"], not_blamed=["dns", "proxy", "tls-inspection"])


@scenario("all-dropped-default-timeouts", "nothing passes to the internet, and no time-out is shortened")
def _(lab):
    faults.firewall_drops(lab, "")
    # 5 s to connect, twice, and a second for everything else.
    lab.check(timeout=60).expect(status="blocked", exit=1, within=11 * SLOWNESS, cause="tcp.timeout",
                                 blocker={"firewall", "network"}, confidence={"possible", "likely"},
                                 not_blamed=["dns", "proxy", "tls-inspection", "captive-portal"])


@scenario("no-default-route", "the client has no route to anywhere, not even to its resolver")
def _(lab):
    faults.client_has_no_default_route(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, within=5 * SLOWNESS, cause={"dns.unreachable", "tcp.no-route"},
                             blocker={"network", "route"}, not_blamed=["firewall", "proxy", "tls-inspection"])


@scenario("no-default-route-resolver-known", "the client has a route to the resolver, and none to the internet")
def _(lab):
    faults.client_has_no_default_route(lab, with_resolver=True)
    lab.check(*QUICK).expect(status="blocked", exit=1, within=5 * SLOWNESS, cause="tcp.no-route",
                             blocker={"network", "route"}, not_blamed=["dns", "firewall", "proxy", "tls-inspection"])


@scenario("empty-network", "the client has no interface but loopback")
def _(lab):
    faults.client_has_no_network(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, within=5 * SLOWNESS, blocker="network",
                             not_blamed=["firewall", "proxy", "tls-inspection"])


@scenario("empty-network-loopback-down", "the client has no interface but loopback, and that is down")
def _(lab):
    faults.client_has_no_network(lab, loopback=False)
    lab.check(*QUICK).expect(status="blocked", exit=1, within=5 * SLOWNESS, blocker="network",
                             not_blamed=["firewall", "proxy", "tls-inspection"])


@scenario("ipv6-alive", "the client has IPv6, and it works")
def _(lab):
    network.give_ipv6(lab.client)
    result = lab.check()
    result.expect(status="ready", exit=0, within=3 * SLOWNESS)
    result.expect_no_errors()
    if not any(":" in (attempt["address"] or "") for attempt in result.attempts("direct")):
        result.fail("no IPv6 address was tried")


@scenario("ipv6-dead", "the client has an IPv6 address and route, and nothing passes over IPv6")
def _(lab):
    network.give_ipv6(lab.client)
    faults.firewall_drops(lab, "meta nfproto ipv6")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=["dns", "proxy", "tls-inspection"])
    result.expect_no_errors()


@scenario("ipv6-only", "only IPv6 is asked for, and it works")
def _(lab):
    network.give_ipv6(lab.client)
    result = lab.check("-6", *QUICK)
    result.expect(status="ready", exit=0, rows={"entra-range-a:443": "untested", "entra-token:443": "reachable"})
    result.expect_no_errors()
    if not result.row("entra-range-a:443")["note"]:
        result.fail("the range of IPv4 addresses is untested without a note")


@scenario("ipv6-only-dead", "only IPv6 is asked for, and nothing passes over it")
def _(lab):
    network.give_ipv6(lab.client)
    faults.firewall_drops(lab, "meta nfproto ipv6")
    lab.check("-6", *QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker={"firewall", "network"},
                                   not_blamed=["dns", "proxy", "tls-inspection"])
