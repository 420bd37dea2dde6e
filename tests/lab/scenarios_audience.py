"""What is said fits whom it is for: each workload has errors of its own, each cloud its hosts and commands. That nothing
of another's is named is looked at in every scenario (audience.py)."""

import json

import faults
from scenario import QUICK, scenario

INNOCENT = ["dns", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock"]
URL = "http://proxy.corp.example:3128"


@scenario("sql-backup-dropped", "the firewall drops what SQL Server's extension sends to the backup service")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 20.191.166.150 tcp dport 443")
    lab.check("-w", "sql", *QUICK).expect(
        status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", affects=["backup-control:443"],
        mentions=["UserErrorVMInternetConnectivityIssue", "backup-sql-server-database-azure-vms"], not_blamed=INNOCENT)


@scenario("hana-sign-in-inspected", "TLS is inspected for SAP HANA's extension: what is documented of that is said, and no more")
def _(lab):
    faults.interceptor_signs(lab)
    lab.check("-w", "hana", *QUICK).expect(
        status="blocked", exit=1, cause="tls.intercepted", blocker="tls-inspection",
        mentions=["UserErrorCannotConnectToAzureActiveDirectoryService", "SAP HANA", "Azure Firewall"])


@scenario("vm-guest-firewall", "an Azure VM's own firewall drops what goes to 168.63.129.16; the network lets all through")
def _(lab):
    faults.machine_is_an_azure_vm(lab, "westeurope")
    faults.client_firewall_drops(lab, "ip daddr 168.63.129.16 tcp dport { 80, 32526 }")
    result = lab.check("-w", "vm", "-r", "westeurope", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="host-firewall", confidence="likely",
                  mentions=["168.63.129.16", "UserErrorGuestAgentStatusUnavailable"],
                  not_blamed=[*INNOCENT, "firewall", "nsg"])
    if "nsg rule" in json.dumps(result.select("error")):
        result.fail("a rule of an NSG is advised, and none sees that address")


@scenario("usgov-vm-nothing-out", "an Azure VM of the US Government's cloud reaches nothing public: the commands are for its cloud")
def _(lab):
    faults.machine_is_an_azure_vm(lab, "usgovvirginia", "AzureUSGovernmentCloud")
    faults.firewall_drops(lab, "")
    lab.router1.output("icmp type time-exceeded drop")
    lab.check("-w", "sql", "-c", "usgov", "-r", "usgovvirginia", *QUICK).expect(
        status="blocked", exit=1, cause="tcp.timeout", mentions=["az cloud set --name AzureUSGovernment"],
        not_blamed=INNOCENT)


@scenario("china-proxy-denies", "China's cloud behind a squid that refuses its sign-in: the lines that open it name China's hosts")
def _(lab):
    faults.firewall_drops(lab)
    faults.proxy_denies(lab, "acl unwanted dstdomain .microsoftonline.cn")
    lab.check("-c", "china", "--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.denied", blocker="proxy", confidence="certain",
        mentions=["microsoftonline.cn", "http_access allow CONNECT azure_backup"])


# Microsoft's lists, and workloads, name the storage of backup in different words.
LEAST = {"": (), "-region": ("-r", "westeurope"), "-sql": ("-w", "sql"), "-mabs": ("-w", "mabs"), "-of-2022": ("--list", "2022")}


def names_opened(lines):
    """The names in those lines of squid's that list domains."""
    return {word for line in lines if " dstdomain " in line for word in line.split()[2:] if word.startswith(".")}


def opens_the_least(suffix, options):
    @scenario(f"proxy-denies-blobs-least{suffix}", "a squid refuses one domain below another: just that one is opened")
    def _(lab):
        faults.firewall_drops(lab)
        faults.proxy_denies(lab, "acl unwanted dstdomain .blob.core.windows.net")
        result = lab.check(*options, "--proxy", URL, *QUICK)
        result.expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy", confidence="certain")
        (finding,) = result.select(severity="error", cause="proxy.denied")
        written = lab.run("remedy", lab.file("report.json", result.stdout), "--for", "squid").stdout
        for opened in (names_opened(finding["remedy"]["commands"]), names_opened(written.splitlines())):
            if opened != {".blob.core.windows.net"}:
                result.fail(f"more is opened than was refused, or less: {opened}")


for key, chosen in LEAST.items():
    opens_the_least(key, chosen)
