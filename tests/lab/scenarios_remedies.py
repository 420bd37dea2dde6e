"""What netprobe writes as a remedy is loaded by the real program, proved by the command that it names, taken back."""

import shlex

import audience
import faults
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
    return written
    lines = [("the remedy", line) for line in written.stdout.splitlines()]
    if problems := list(audience.placeholder_problems(result.report, lines)):
        written.fail(*problems)


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
