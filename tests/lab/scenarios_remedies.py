"""What netprobe writes as a remedy is loaded by the real program, proved by the command that it names, taken back."""

import shlex

import audience
import faults
import network
import servers
from scenario import QUICK, scenario

URL = faults.PROXY_URL
COMPANY_RULES = """
table inet company {
  chain allowed {
    ip daddr { 93.184.216.0/24, 204.79.197.0/24 } accept
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "lan" oifname != "wan" accept
    iifname "lan" oifname "wan" jump allowed
  }
}
"""


def remedy(lab, result, *arguments):
    """The remedy for a run's report."""
    written = lab.run("remedy", lab.file("report.json", result.stdout), *arguments)
    if written.exit_code != 0 or written.stderr:
        written.fail("no remedy was written")
    lines = [("the remedy", line) for line in written.stdout.splitlines()]
    if problems := list(audience.placeholder_problems(result.report, lines)):
        written.fail(*problems)
    return written


def section(written, title):
    """The lines of one section of the comment at the head."""
    lines = [line.lstrip("# ").rstrip() for line in written.stdout.splitlines() if line.startswith("#")]
    begin = lines.index(title + ":") + 1
    end = lines.index("", begin)
    return lines[begin:end]


def prove(lab, written):
    """Run the command that the remedy itself names."""
    (command,) = section(written, "Prove")
    words = shlex.split(command)
    if words[:2] != ["netprobe", "check"]:
        written.fail(f"the proof is {command!r}")
    return lab.check(*words[2:], *QUICK)


@scenario("remedy-nftables", "a router drops all but a short list: the remedy opens it, its roll-back closes it again")
def _(lab):
    lab.router1.nft(COMPANY_RULES)
    result = lab.check("-r", "westeurope", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", affects=["storage-blob:443", "entra-range-a:443"])
    written = remedy(lab, result, "--for", "nftables", "--chain", "inet company allowed")
    lab.router1.nft(written.stdout)
    prove(lab, written).expect(status="ready", exit=0)
    (undo,) = section(written, "Roll back")
    lab.router1.run("bash", "-c", undo)
    prove(lab, written).expect(status="blocked", exit=1, cause="tcp.timeout")


@scenario("remedy-nftables-host", "this machine's own firewall refuses: the remedy goes into its output chain")
def _(lab):
    faults.client_firewall_rejects(lab)
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, blocker="host-firewall")
    written = remedy(lab, result, "--for", "nftables", "--chain", "inet lab output")
    lab.client.nft(written.stdout)
    prove(lab, written).expect(status="ready", exit=0)


def heal_squid(lab, access, *arguments):
    """Check, write the remedy, start squid with it before its own rules, prove it."""
    faults.firewall_drops(lab)
    proxy = faults.start_proxy(lab, access=access)
    result = lab.check("--proxy", URL, *arguments, *QUICK)
    result.expect(status="blocked", exit=1, blocker="proxy")
    written = remedy(lab, result, "--for", "squid")
    proxy.stop()
    path = servers.configuration("remedy.conf", written.stdout)
    lab.proxy.run("squid", "-k", "parse", "-f", path)
    faults.start_proxy(lab, access=f"include {path}\n{access}")
    prove(lab, written).expect(status="ready", exit=0)
    return written


@scenario("remedy-squid", "squid refuses two domains: the remedy opens them, and nothing else")
def _(lab):
    written = heal_squid(lab, "acl unwanted dstdomain -n .blob.core.windows.net .windowsazure.com\n"
                              f"http_access deny unwanted\n{servers.SQUID_ACCESS}", "-r", "westeurope")
    if "microsoftonline" in written.stdout.split("acl netprobe", 1)[1]:
        written.fail("more is opened than was closed")


@scenario("remedy-squid-port", "squid refuses a required port: the remedy opens it for the service's hosts alone")
def _(lab):
    heal_squid(lab, servers.SQUID_ACCESS.replace("port 443 8443", "port 563").replace(
        "http_access allow all", "acl web port 80\nhttp_access allow web\nhttp_access deny all"))


def remedy_of_the_last_run(lab, owner):
    """Without a file and without an owner: those of the run just made, which standard error names."""
    written = lab.run("remedy")
    said = written.stderr.splitlines()
    if written.exit_code != 0 or len(said) != 2:
        written.fail(f"no remedy was written: {written.stderr}")
    if not said[0].startswith("netprobe remedy: the report of ") or " old (" not in said[0]:
        written.fail(f"it is not said which report is meant: {said[0]}")
    if not said[1].startswith(f"netprobe remedy: --for {owner}: "):
        written.fail(f"it is written for another than {owner}: {said[1]}")
    return written


@scenario("remedy-last-run-squid", "no file and no owner: the run just made, and the squid that it met; after it all is open")
def _(lab):
    faults.firewall_drops(lab)
    access = f"acl unwanted dstdomain -n .blob.core.windows.net\nhttp_access deny unwanted\n{servers.SQUID_ACCESS}"
    proxy = faults.start_proxy(lab, access=access)
    lab.check("--proxy", URL, *QUICK).expect(status="blocked", exit=1, blocker="proxy")
    written = remedy_of_the_last_run(lab, "squid")
    proxy.stop()
    path = servers.configuration("remedy.conf", written.stdout)
    faults.start_proxy(lab, access=f"include {path}\n{access}")
    prove(lab, written).expect(status="ready", exit=0)
    lab.run("remedy", "--for", "squid")  # the proof is the last run now
    shown = lab.run("report", "show")
    if shown.exit_code != 0 or not shown.stdout.startswith("READY"):
        shown.fail("the last report is not the one of the proof")


@scenario("remedy-last-run-ticket", "a router drops all: a ticket with this machine's address, in the order in which it is read")
def _(lab):
    lab.router1.nft(COMPANY_RULES)
    result = lab.check("-r", "westeurope", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout")
    written = remedy_of_the_last_run(lab, "ticket")
    text = written.stdout
    places = [text.find(f"\n{title}\n") for title in ("REQUEST", "PROOF", "ROLL-BACK")]
    if -1 in places or places != sorted(places):
        written.fail(f"not request, proof and roll-back in that order: {places}")
    for part in (f"source address {network.CLIENT}", "outbound, TCP", "at least since", "registers, backs up and restores",
                 "*.blob.core.windows.net", "addresses seen: "):
        if part not in text[:places[1]]:
            written.fail(f"the request has no {part!r}")
    if (lines := text[places[1]:places[2]].count("\n  - ")) != 3:
        written.fail(f"the proof has {lines} lines, expected three")
    panos = remedy(lab, result, "--for", "panos").stdout
    if f"ip-netmask {network.CLIENT}/32" not in panos or "from <SOURCE-ZONE> to <DESTINATION-ZONE>" not in panos:
        written.fail("the rules for PAN-OS do not name this machine, or could be committed without zones")


@scenario("last-report-not-kept", "--no-save keeps nothing, and what has no report to mean says so")
def _(lab):
    lab.check("--no-save", *QUICK).expect(status="ready", exit=0)
    without = lab.run("remedy")
    if without.exit_code != 2 or "no run of netprobe check has kept one" not in without.stderr:
        without.fail("something was kept")
