"""Networks that open exactly what one of Microsoft's lists asks for."""

import faults
from names import NAMES_OF_2019, NAMES_OF_TODAY, RANGES_OF_2019, addresses_of
from scenario import QUICK, scenario
from scenarios_nsg import TAGS

INNOCENT = ["dns", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock", "host-firewall", "route"]
RANGES = {"entra-range-a:443": "reachable", "entra-range-b:443": "reachable"}

# What answers at addresses that nobody opened, and how a warning calls it.
RESTS = {
    "silent": ("drop", "tcp.timeout"),
    "reset": ("meta l4proto tcp reject with tcp reset", "tcp.reset"),
    "prohibited": ("reject with icmpx type admin-prohibited", "tcp.prohibited"),
}


def names_only(key, rest, cause):
    @scenario(f"list-today-names-{key}", f"exactly today's names are open and no address besides; the rest is {key}")
    def _(lab):
        faults.firewall_opens_only(lab, addresses_of(NAMES_OF_TODAY), rest)
        result = lab.check(*QUICK)
        result.expect(status="ready", exit=0, severity="warning", cause=cause, blocker="firewall",
                      affects=["entra-range-a:443", "entra-range-b:443"], mentions=["2019 and 2021"], among=True, rows=RANGES,
                      not_blamed=INNOCENT)
        result.expect_no_errors()


for name, row in RESTS.items():
    names_only(name, *row)


@scenario("list-today-names-by-proxy", "a proxy passes exactly today's names, and refuses CONNECT to every address; direct is closed")
def _(lab):
    names = " ".join("." + name for name in NAMES_OF_TODAY if not any(
        name.endswith("." + other) for other in NAMES_OF_TODAY))
    faults.start_proxy(lab, access=f"acl listed dstdomain {names}\nhttp_access allow listed\nhttp_access deny all")
    faults.firewall_drops(lab, "meta l4proto tcp")
    result = lab.check("--proxy", faults.PROXY_URL, *QUICK)
    result.expect(status="ready", exit=0, rows=RANGES, not_blamed=["dns", "tls-inspection", "captive-portal", "clock"])
    result.expect_no_errors()


@scenario("list-three-tags", "exactly the addresses of the three service tags are open: agents and databases can back up")
def _(lab):
    faults.firewall_opens_only(lab, [prefix for prefixes in TAGS.values() for prefix in prefixes])
    for workload in ("mars", "mabs", "sql", "hana"):
        result = lab.check("-w", workload, *QUICK)
        result.expect(status="ready", exit=0, not_blamed=INNOCENT)
        result.expect_no_errors()


@scenario("list-2019", "exactly the list of 2019 is open: what today's asks for besides is named, and 2019's is met")
def _(lab):
    faults.firewall_opens_only(lab, [*addresses_of(NAMES_OF_2019), *RANGES_OF_2019])
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", affects=["storage-managed:443"],
                             spares=["storage-blob:443", "entra-range-a:443"], mentions=["blob.storage.azure.net"],
                             rows={"storage-managed:443": "blocked", "storage-blob:443": "reachable", **RANGES},
                             not_blamed=INNOCENT)
    result = lab.check("--list", "2019", *QUICK)
    result.expect(status="ready", exit=0, rows={"ncsi-old:80": "reachable", **RANGES}, not_blamed=INNOCENT)
    result.expect_no_errors()
    if result.row("storage-managed:443") is not None:
        result.fail("the list of 2019 does not name *.blob.storage.azure.net, and it is tested")
    lab.check("--list", "2022", *QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall",
                                               affects=["storage-managed:443"], rows={"storage-managed:443": "blocked"},
                                               not_blamed=INNOCENT)


@scenario("list-old-only-missing", "what only old lists ask for is closed: today's is met, and 2021's is not")
def _(lab):
    faults.firewall_drops(lab, "ip daddr { 13.107.4.52, 13.107.4.53 }")  # the connectivity tests of Windows
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=INNOCENT)
    result.expect_no_errors()
    lab.check("--list", "2021", *QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall",
                                               affects=["ncsi-old:80", "ncsi-new:80"], spares=["entra-token:443"],
                                               not_blamed=INNOCENT)


@scenario("list-wrong", "a list that nobody knows, or that has nothing for the workload: a wrong call, and nothing is sent")
def _(lab):
    for arguments, words in ((("--list", "2020"), "today, 2022, 2021, 2019"),
                             (("--list", "2019", "-c", "usgov"), "expected today, 2022, 2021"),
                             (("--list", "2021", "-w", "hana"), "expected today"),
                             (("--list", "2021", "-w", "none", "--host", "www.example.com"), "--workload none")):
        result = lab.run("check", *arguments, *QUICK)
        if result.exit_code != 2 or words not in result.stderr or result.stdout:
            result.fail(f"{arguments}: exit {result.exit_code}, {result.stderr[:300]}")
