"""The second round: what failed is looked into, by few packets, and the answer changes the verdict."""

import faults
from scenario import QUICK, scenario

INNOCENT = ["dns", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock"]
BLOB = "52.239.213.4"


def count_packets(lab):
    """Count what the client sends over TCP from now on: all packets, and those that open a connection."""
    lab.client.nft("""
table inet counted {
  counter every_packet { }
  counter first_packet { }
  chain leaving {
    type filter hook postrouting priority 300; policy accept;
    oifname "eth0" meta l4proto tcp counter name every_packet
    oifname "eth0" tcp flags & (syn | ack) == syn counter name first_packet
  }
}
""")


def packets(lab, counter):
    words = lab.client.run("nft", "list", "counter", "inet", "counted", counter).stdout.split()
    lab.client.run("nft", "reset", "counter", "inet", "counted", counter)
    return int(words[words.index("packets") + 1])


def follow_ups(result):
    return [attempt for attempt in result.attempts() if attempt.get("follow_up")]


# Two hosts of one address each: how many packets TLS takes, and what is lost on a busy machine, differs from run to run.
TWO_HOSTS = ["-w", "none", "--host", "ceuswatcab01.blob.core.windows.net", "--host", "www.example.net",
             "--ports", "443", "--retries", "0", "--no-controls", *QUICK]


@scenario("follow-ups-none", "where all is open, the second round sends nothing")
def _(lab):
    count_packets(lab)
    lab.check("--no-follow-up", *TWO_HOSTS).expect(status="ready", exit=0)
    without = packets(lab, "first_packet")
    result = lab.check(*TWO_HOSTS)
    result.expect(status="ready", exit=0)
    opened = packets(lab, "first_packet")
    if follow_ups(result) or opened != without:
        result.fail(f"{len(follow_ups(result))} follow-ups; {opened} connections, {without} without follow-ups")


@scenario("follow-ups-few", "one endpoint is broken: at most 40 packets more, and the gateway is named")
def _(lab):
    faults.firewall_drops(lab, f"ip daddr {BLOB} tcp dport 443")
    count_packets(lab)
    lab.check("--no-follow-up", *TWO_HOSTS)
    without = packets(lab, "every_packet")
    result = lab.check(*TWO_HOSTS)
    more = packets(lab, "every_packet") - without
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", confidence={"likely"},
                  mentions=["192.168.10.1"], not_blamed=[*INNOCENT, "host-firewall", "nsg"])
    if not follow_ups(result) or more > 40:
        result.fail(f"{len(follow_ups(result))} follow-ups, {more} packets more")


@scenario("host-firewall-drops-one", "the machine's own firewall drops one host silently: packets die before the first hop")
def _(lab):
    faults.client_firewall_drops(lab, f"ip daddr {BLOB} tcp dport 443")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", blocker="host-firewall",
                             confidence={"likely"}, affects=["storage-blob:443"], mentions=["nft list ruleset", BLOB],
                             not_blamed=INNOCENT)


@scenario("host-firewall-resets-one", "the machine's own firewall resets one host: the RST comes from nearer than the first hop")
def _(lab):
    lab.client.output(f"ip daddr {BLOB} tcp dport 443 reject with tcp reset")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.reset", blocker="host-firewall", confidence={"likely"},
                             affects=["storage-blob:443"], not_blamed=[*INNOCENT, "firewall"])


@scenario("gateway-resets-one", "the company firewall resets one host: the RST comes from nearer than any server")
def _(lab):
    faults.firewall_resets(lab, f"ip daddr {BLOB} tcp dport 443")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.reset", blocker="firewall", confidence={"likely"},
                             affects=["storage-blob:443"], mentions=["192.168.10.1"],
                             not_blamed=[*INNOCENT, "host-firewall"])


@scenario("dead-server-looks-like-a-drop", "one server is dead: nobody near may be accused surely")
def _(lab):
    lab.internet.input(f"ip daddr {BLOB} tcp dport 443 drop")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.timeout", confidence={"possible"},
                             blocker={"firewall", "service", "unknown"}, affects=["storage-blob:443"],
                             not_blamed=[*INNOCENT, "host-firewall", "nsg"])


@scenario("name-filter-proven", "a filter resets one name, wherever it goes, and lets others pass at the same address")
def _(lab):
    faults.names_are_filtered(lab, "reset", "blob.core.windows.net")
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tls.reset", blocker="firewall", confidence={"likely"},
                  affects=["storage-blob:443"], spares=["entra-token:443"], not_blamed=INNOCENT)
    kinds = {attempt["experiment"]["kind"]: attempt["outcome"] for attempt in follow_ups(result)}
    if kinds.get("name-elsewhere") != "failed" or "other-name" not in kinds:
        result.fail(f"the experiments say {kinds}")


@scenario("resolver-by-tcp-only", "UDP 53 is dropped on the way to the resolver, TCP is not")
def _(lab):
    lab.dns.input("meta l4proto udp th dport 53 drop")
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="dns.timeout", blocker="dns",
                  not_blamed=["proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock"])
    if not any("over TCP" in evidence["fact"] and "gives an address" in evidence["fact"]
               for finding in result.report["findings"] for evidence in finding["evidence"]):
        result.fail("that TCP works is not among the evidence")


@scenario("two-faults", "one host is dropped by the gateway, another one does not resolve: both are found")
def _(lab):
    faults.firewall_drops(lab, f"ip daddr {BLOB} tcp dport 443")
    faults.names_do_not_exist(lab, "blob.storage.azure.net")
    result = lab.check(*QUICK)
    blamed = {(finding["blocker"], finding["cause"]) for finding in result.select(severity="error")}
    if blamed != {("firewall", "tcp.timeout"), ("dns", "dns.nxdomain")}:
        result.fail(f"accused are {blamed}")
