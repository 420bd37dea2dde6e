"""Exported NSG rules held against the wire: the same rules stand in a file and, as nftables, on the gateway."""

import json

import faults
import network
import nsg_model
from faults import nsg, nsg_rule
from scenario import QUICK, scenario

BLOB, QUEUE = "52.239.213.4", "52.239.213.5"
INNOCENT = ["dns", "host-firewall", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock"]

# The service tags of the lab: what the names of names.py live in.
TAGS = {
    "AzureBackup": ["20.191.166.0/24"],
    "Storage": ["52.239.213.0/24", "52.239.214.0/24"],
    "AzureActiveDirectory": ["20.190.128.0/18", "40.126.0.0/18"],
    "AzureBackup.WestEurope": ["20.191.166.0/24"],
    "Storage.WestEurope": ["52.239.214.0/24"],
}
ACCOUNT = "contoso.blob.core.windows.net"  # of the vault's region


def tag_file(lab):
    return lab.file("tags.json", json.dumps({
        "changeNumber": 1, "cloud": "Public",
        "values": [{"name": name, "id": name, "properties": {
            "changeNumber": 1, "region": name.partition(".")[2].lower(), "platform": "Azure",
            "systemService": name.partition(".")[0], "addressPrefixes": prefixes,
            "networkFeatures": ["API", "NSG"]}} for name, prefixes in TAGS.items()]}))


def prefixes_of(destination):
    """What a destination of a rule stands for in nftables; none: everything."""
    if destination in ("*", "Internet", "0.0.0.0/0"):
        return []
    return TAGS.get(destination) or [destination]


def apply(lab, rules):
    """The rules as the gateway's own, first match first; what none of them takes is dropped."""
    lines = [f"ip daddr {network.RESOLVER} accept", "meta l4proto != tcp accept"]
    for rule in sorted(rules, key=lambda one: one["priority"]):
        places = prefixes_of(rule["destinationAddressPrefix"])
        where = f"ip daddr {{ {', '.join(places)} }} " if places else ""
        port = rule["destinationPortRange"]
        what = "" if port == "*" else f"tcp dport {port} "
        lines.append(f"{where}{what}{'accept' if rule['access'] == 'Allow' else 'drop'}")
    lab.router1.nft("table inet nsg {}\ndelete table inet nsg\n"  # those of before
                    "table inet nsg {\nchain forward {\ntype filter hook forward priority 0; policy accept;\n"
                    'iifname != "lan" accept\n' + "\n".join(lines) + "\n}\n}\n")


def check(lab, exported, *options):
    return lab.check("--nsg", lab.file("nsg.json", nsg(*exported)), "--service-tags", tag_file(lab), *options, *QUICK)


def denied(rule, affects, spares):
    """The NSG is certain, the rule is named, and what it does not deny is spared."""
    return {"status": "blocked", "exit": 1, "cause": "nsg.denied", "blocker": "nsg", "confidence": "certain",
            "affects": affects, "spares": spares, "mentions": [rule, "backup-nsg"], "not_blamed": INNOCENT}


ALLOW_SIGN_IN = nsg_rule("allow-sign-in", 110, "Allow", "AzureActiveDirectory", "443")
ALLOW_STORAGE = nsg_rule("allow-storage", 120, "Allow", "Storage", "443")
ALLOW_BACKUP = nsg_rule("allow-backup", 130, "Allow", "AzureBackup", "443")
DENY_WEB = nsg_rule("deny-web", 400, "Deny", "Internet", "443")
DENY_ALL = nsg_rule("deny-all", 4000, "Deny", "*", "*")

# What is exported and applied; the rule that must be named; rows that it hits, rows that it spares.
RULE_SETS = {
    "everything": ([DENY_ALL], "deny-all", ["storage-blob:443", "entra-token:443"], []),
    "internet": ([DENY_WEB], "deny-web", ["storage-blob:443", "backup-control:443"], []),
    "storage": ([nsg_rule("no-storage", 100, "Deny", "Storage", "443")], "no-storage",
                ["storage-blob:443", "storage-queue:443"], ["entra-token:443", "backup-control:443"]),
    "sign-in": ([nsg_rule("no-sign-in", 100, "Deny", "AzureActiveDirectory", "*")], "no-sign-in", ["entra-token:443"],
                ["storage-blob:443", "backup-control:443"]),
    "one-address": ([nsg_rule("no-blob", 100, "Deny", f"{BLOB}/32", "443")], "no-blob", ["storage-blob:443"],
                    ["storage-queue:443", "entra-token:443"]),
    "storage-tag-missing": ([ALLOW_SIGN_IN, ALLOW_BACKUP, DENY_WEB], "deny-web", ["storage-blob:443"],
                            ["entra-token:443", "backup-control:443"]),
    "backup-tag-missing": ([ALLOW_SIGN_IN, ALLOW_STORAGE, DENY_WEB], "deny-web", ["backup-control:443"],
                           ["entra-token:443", "storage-blob:443"]),
    "sign-in-tag-missing": ([ALLOW_STORAGE, ALLOW_BACKUP, DENY_WEB], "deny-web", ["entra-token:443"],
                            ["storage-blob:443", "backup-control:443"]),
    "order-wrong": ([nsg_rule("deny-first", 100, "Deny", "Internet", "443"), ALLOW_SIGN_IN, ALLOW_STORAGE, ALLOW_BACKUP],
                    "deny-first", ["storage-blob:443", "entra-token:443"], []),
    "copied-prefix-outgrown": ([nsg_rule("copied", 100, "Allow", "52.239.214.0/24", "443"), ALLOW_SIGN_IN, ALLOW_BACKUP,
                                DENY_WEB], "deny-web", ["storage-blob:443"], ["storage-managed:443", "entra-token:443"]),
}


def rule_set(name, rules, deciding, affects, spares):
    @scenario(f"nsg-{name}", f"an NSG denies: {name.replace('-', ' ')}; the same rules are exported and in force")
    def _(lab):
        apply(lab, rules)
        check(lab, rules).expect(**denied(deciding, affects, spares))


for key, row in RULE_SETS.items():
    rule_set(key, *row)


def account_of_the_region(lab):
    lab.resolve(server_lines=[f'local-zone: "{ACCOUNT}" redirect', f'local-data: "{ACCOUNT} 60 A 52.239.214.4"'])


def commands_of(lab, rules, result, *options):
    """What check, remedy and nsg evaluate would have typed, which must be one thing."""
    (finding,) = result.select(severity="error", cause="nsg.denied")
    told = [line for line in finding["remedy"]["commands"] if not line.startswith("#")]
    script = lab.run("remedy", lab.file("report.json", result.stdout), "--for", "az").stdout
    written = [line for line in script.splitlines() if line.startswith("az ")]
    report = json.loads(lab.run("nsg", "evaluate", lab.file("nsg.json", nsg(*rules)), "--service-tags", tag_file(lab),
                                "-f", "json", *options).stdout)
    evaluated = [command for fix in report["fixes"] for command in fix["commands"]]
    if not told == written == evaluated:
        result.fail(f"three fixes: check {told}, remedy {written}, nsg evaluate {evaluated}")
    return told


def fixed(name, region=()):
    rules = RULE_SETS[name][0]

    @scenario(f"nsg-{name}-fixed{'-region' if region else ''}",
              "check, remedy and nsg evaluate print one fix; Azure would take it, and after it backup gets out")
    def _(lab):
        apply(lab, rules)
        result = check(lab, rules, *region)
        result.expect(status="blocked", exit=1, cause="nsg.denied", blocker="nsg", confidence="certain")
        commands = commands_of(lab, rules, result, *region)
        if bool(region) != any(".WestEurope" in command for command in commands):
            result.fail(f"the tags are not those of the region, or of all: {commands}")
        after = nsg_model.after(commands, rules)
        apply(lab, after)
        account_of_the_region(lab)
        healed = check(lab, after, *region, *(["--host", ACCOUNT] if region else []))
        healed.expect(status="ready", exit=0, not_blamed=["route", "firewall", *INNOCENT])
        healed.expect_no_errors()


for key in ("internet", "storage", "order-wrong", "everything"):
    fixed(key)
fixed("internet", ("-r", "westeurope"))


@scenario("nsg-region-alone", "an NSG opens one region's storage, and that region is asked for: nobody misses the others'")
def _(lab):
    account_of_the_region(lab)
    rules = [ALLOW_SIGN_IN, nsg_rule("allow-storage", 120, "Allow", "Storage.WestEurope", "443"), ALLOW_BACKUP, DENY_WEB]
    apply(lab, rules)
    result = check(lab, rules, "-r", "westeurope")
    result.expect(status="ready", exit=0, severity="warning", mentions=["other regions", "--host"], among=True,
                  not_blamed=["route", "firewall", *INNOCENT])
    result.expect_no_errors()
    result = check(lab, rules, "-r", "westeurope", "--host", ACCOUNT)
    result.expect(status="ready", exit=0, rows={"storage-blob:443": "reachable"})
    result.expect_no_errors()


@scenario("nsg-three-tags", "an NSG lets the three tags out and nothing else: that is all that backup needs")
def _(lab):
    rules = [ALLOW_SIGN_IN, ALLOW_STORAGE, ALLOW_BACKUP, DENY_WEB]
    apply(lab, [*rules, nsg_rule("the rest", 4096, "Allow", "*", "*")])
    result = check(lab, rules, "-w", "none", "--host", "login.microsoftonline.com", "--host",
                   "ceuswatcab01.blob.core.windows.net", "--host", "pod01-manag1.we.backup.windowsazure.com")
    result.expect(status="ready", exit=0, not_blamed=["nsg", "route", "firewall", *INNOCENT])
    result.expect_no_errors()


@scenario("nsg-rule-only-on-the-wire", "a rule that was removed from the export only: its drop is not the export's, and the NSG is acquitted")
def _(lab):
    apply(lab, [nsg_rule("no-storage", 100, "Deny", "Storage", "443")])
    result = check(lab, [])
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", affects=["storage-blob:443"],
                  spares=["entra-token:443"], not_blamed=["nsg", *INNOCENT])
    for finding in result.select(severity="error"):
        if any(other["blocker"] == "nsg" for other in finding["alternatives"]):
            result.fail("the exported rules allow it, and the NSG is still suspected")


@scenario("nsg-rule-only-in-the-export", "a rule that stands in the export only: the wire contradicts it, a warning")
def _(lab):
    result = check(lab, [nsg_rule("no-storage", 100, "Deny", "Storage", "443")])
    result.expect(status="ready", exit=0, severity="warning", mentions=["no-storage", "export"], among=True,
                  not_blamed=INNOCENT)
    result.expect_no_errors()


def route_table(*routes):
    return json.dumps({"name": "backup-routes", "routes": [
        {"name": name, "addressPrefix": prefix, "nextHopType": hop, "nextHopIpAddress": address}
        for name, prefix, hop, address in routes]})


@scenario("route-table-black-hole", "the route table drops storage, and the wire agrees")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 52.239.213.0/24")
    table = lab.file("routes.json", route_table(("no-storage", "52.239.213.0/24", "None", None)))
    lab.check("--route-table", table, "--service-tags", tag_file(lab), *QUICK).expect(
        status="blocked", exit=1, cause="route.blackhole", blocker="route", confidence="certain",
        affects=["storage-blob:443"], spares=["entra-token:443"], mentions=["no-storage"], not_blamed=INNOCENT)


@scenario("route-table-forced-tunnel", "the route table sends all to an appliance, which drops storage: it, or what it leads to")
def _(lab):
    faults.firewall_drops(lab, f"ip daddr {{ {BLOB}, {QUEUE} }}")
    table = lab.file("routes.json", route_table(("to-appliance", "0.0.0.0/0", "VirtualAppliance", "10.0.0.4")))
    lab.check("--route-table", table, "--service-tags", tag_file(lab), *QUICK).expect(
        status="blocked", exit=1, cause="route.forced-tunnel", blocker={"route", "firewall"}, affects=["storage-blob:443"],
        spares=["entra-token:443"], mentions=["to-appliance", "10.0.0.4"], not_blamed=INNOCENT)


@scenario("route-table-forced-tunnel-open", "the route table sends all to an appliance, which lets it through: no fault")
def _(lab):
    table = lab.file("routes.json", route_table(("to-appliance", "0.0.0.0/0", "VirtualAppliance", "10.0.0.4")))
    result = lab.check("--route-table", table, "--service-tags", tag_file(lab), *QUICK)
    result.expect(status="ready", exit=0, not_blamed=["route", "nsg", "firewall", *INNOCENT])
    result.expect_no_errors()


@scenario("nsg-file-wrong", "the NSG file is cut off: a wrong call, and nothing is sent")
def _(lab):
    whole = nsg(DENY_WEB)
    result = lab.run("check", "--nsg", lab.file("nsg.json", whole[:len(whole) // 2]), *QUICK)
    if result.exit_code != 2 or "nsg.json" not in result.stderr or result.stdout:
        result.fail(f"exit {result.exit_code}, {result.stderr[:300]}")
