"""Where the machine stands: on an Azure VM or not, behind a page that names its maker, at the far end of a private link."""

import faults
from scenario import QUICK, SLOWNESS, scenario

INNOCENT = ["dns", "firewall", "host-firewall", "nsg", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock"]
BLOB = "52.239.213.4"
URL = faults.PROXY_URL
SYSTEM = {"https_proxy": URL, "http_proxy": URL}


def expect_place(result, region, environment):
    found = result.report["environment"]
    if (found["azure_vm"], found["azure_region"], found["azure_environment"]) != (True, region, environment):
        result.fail(f"the place is {found}")


def platform_controls(result):
    return [control for control in result.report["controls"] if control["kind"] == "azure-platform"]


@scenario("azure-vm-here", "the metadata service says that this VM is in the region that is tested")
def _(lab):
    faults.machine_is_an_azure_vm(lab, "westeurope")
    result = lab.check("-r", "westeurope", *QUICK)
    result.expect(status="ready", exit=0, not_blamed=INNOCENT)
    result.expect_no_errors()
    expect_place(result, "westeurope", "AzurePublicCloud")
    if [finding for finding in result.report["findings"] if finding["id"].startswith("platform.")]:
        result.fail("the region is right, and yet there is a finding about it")


@scenario("azure-vm-elsewhere", "an Azure VM's own backup is tested from a machine that is none: nothing can be told, and that is no all-clear")
def _(lab):
    result = lab.check("-w", "vm", *QUICK)
    result.expect(status="incomplete", exit=3, severity="warning", mentions=["on the Azure VM"], among=True,
                  not_blamed=INNOCENT)
    result.expect_no_errors()


@scenario("azure-vm-other-region", "a VM's backup is tested in another region than the VM's: a warning")
def _(lab):
    faults.machine_is_an_azure_vm(lab, "westeurope")
    result = lab.check("-w", "vm,sql", "-r", "northeurope", *QUICK)
    result.expect(status="ready", exit=0, severity="warning", mentions=["westeurope", "northeurope"], among=True,
                  not_blamed=INNOCENT)
    expect_place(result, "westeurope", "AzurePublicCloud")


@scenario("azure-vm-other-cloud", "a VM of the US Government's cloud, and the public cloud is tested: a warning")
def _(lab):
    faults.machine_is_an_azure_vm(lab, "usgovvirginia", "AzureUSGovernmentCloud")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="warning", mentions=["usgov", "--cloud usgov"], among=True,
                  not_blamed=INNOCENT)


@scenario("azure-vm-not-asked", "who does not want Azure's own addresses asked, or wants a proxy alone, has them left out")
def _(lab):
    faults.machine_is_an_azure_vm(lab, "westeurope")
    for arguments, environment in ((["--no-azure-platform"], None), (["--no-controls"], None),
                                   (["--route", "system"], SYSTEM)):
        if environment:
            faults.start_proxy(lab)
        result = lab.check(*arguments, *QUICK, environment=environment)
        result.expect(status="ready", exit=0)
        if platform_controls(result) or result.report["environment"]["azure_region"] is not None:
            result.fail(f"with {arguments} Azure's addresses were asked")


@scenario("azure-vm-of-another-provider", "somebody else's metadata service answers at the same address: no Azure VM")
def _(lab):
    faults.metadata_is_anothers(lab)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=INNOCENT)
    result.expect_no_errors()
    if result.report["environment"]["azure_vm"] or not platform_controls(result):
        result.fail(f"the place is {result.report['environment']}")


@scenario("block-page-azure-firewall", "plain HTTP is answered by Azure Firewall's denial: it names itself")
def _(lab):
    faults.page_takes_port_80(lab, 470, "Action: Deny. Reason: No rule matched. Proceeding with default action.")
    result = lab.check("-w", "none", "--host", "login.microsoftonline.com", "--targets",
                       lab.file("targets", "http://crl3.digicert.com/\n"), *QUICK)
    result.expect(status="blocked", exit=1, cause="http.block-page", blocker="firewall", confidence="certain",
                  mentions=["Azure Firewall"], rows={"login.microsoftonline.com:443": "reachable"},
                  not_blamed=["dns", "proxy", "captive-portal", "tls-inspection"])


@scenario("block-page-of-nobody", "plain HTTP is refused by a page that names no product: likely, and not certain")
def _(lab):
    faults.page_takes_port_80(lab, 403, "Forbidden by policy")
    lab.check("-w", "none", "--host", "login.microsoftonline.com", "--targets",
              lab.file("targets", "http://crl3.digicert.com/\n"), *QUICK).expect(
        status="blocked", exit=1, cause="http.block-page", blocker="firewall", confidence="likely",
        not_blamed=["dns", "proxy", "captive-portal", "tls-inspection"])


@scenario("transparent-proxy", "a transparent proxy passes plain HTTP on: it is told of, and blamed for nothing")
def _(lab):
    faults.transparent_proxy(lab)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=INNOCENT)
    result.expect_no_errors()
    if not any("Via: " in evidence["fact"] for finding in result.report["findings"] for evidence in finding["evidence"]):
        result.fail("who passed the answers on is not told")


@scenario("private-endpoint-works", "storage names lead to a private endpoint that answers: no fault")
def _(lab):
    faults.private_endpoint(lab, served=True)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, rows={"storage-blob:443": "reachable"}, not_blamed=[*INNOCENT, "private-endpoint"])
    result.expect_no_errors()


@scenario("private-endpoint-unreachable", "storage names lead to a private endpoint, and this machine has no way to it")
def _(lab):
    faults.private_endpoint(lab, served=False)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.private", blocker="private-endpoint", confidence="likely",
                             affects=["storage-blob:443"], spares=["entra-token:443"], mentions=["privatelink"],
                             not_blamed=["proxy", "tls-inspection", "captive-portal", "clock"])


@scenario("split-dns-leaks", "storage names resolve to an address of the company, without a private endpoint's alias")
def _(lab):
    faults.names_are_sinkholed(lab, "blob.core.windows.net", "10.99.0.7")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="dns.private", blocker={"dns", "private-endpoint"},
                             affects=["storage-blob:443"], spares=["entra-token:443"], mentions=["10.99.0.7"],
                             not_blamed=["proxy", "tls-inspection", "captive-portal", "clock"])


@scenario("split-dns-other-resolver", "the first of two resolvers says that a name does not exist, the second knows it")
def _(lab):
    faults.names_do_not_exist(lab, "login.microsoftonline.com")
    faults.second_resolver(lab)
    result = lab.check("-w", "none", "--host", "login.microsoftonline.com", "--host", "www.example.com", *QUICK)
    result.expect(status="blocked", exit=1, cause="dns.nxdomain", blocker="dns",
                  not_blamed=["firewall", "proxy", "tls-inspection", "captive-portal", "clock"])
    facts = [evidence["fact"] for finding in result.select(severity="error") for evidence in finding["evidence"]]
    if not any("10.31.28.28" in fact and "gives an address" in fact for fact in facts):
        result.fail(f"that the second resolver knows the name is not among the evidence: {facts}")
    if not any("name service" in fact for fact in facts):
        result.fail(f"what programs are told is not among the evidence: {facts}")


@scenario("dead-server-both-ways", "one server is dead, for the direct way and for the proxy: the far end is named")
def _(lab):
    faults.start_proxy(lab)
    lab.internet.input(f"ip daddr {BLOB} tcp dport 443 drop")
    lab.check("--connect-timeout", "1", "--timeout", "9", environment=SYSTEM).expect(
        status="blocked", exit=1, cause="proxy.upstream-timeout", blocker="service", confidence="possible",
        affects=["storage-blob:443"], spares=["entra-token:443"], not_blamed=["dns", "tls-inspection", "clock"])


@scenario("follow-ups-soon", "everything is dropped: the second round adds at most one and a half connect time-outs")
def _(lab):
    faults.firewall_drops(lab)
    timed = ["--connect-timeout", "2", "--timeout", "4", "--retries", "0"]
    without = lab.check("--no-follow-up", *timed).seconds
    result = lab.check(*timed)
    result.expect(status="blocked", exit=1, cause="tcp.timeout")
    if result.seconds - without > 1.5 * 2 * SLOWNESS:
        result.fail(f"{result.seconds:.2f} s with follow-ups, {without:.2f} s without")


LISTS = ("http://www.example.org/root.crl", "http://crl3.digicert.com/other.crl")


@scenario("revocation-lists-reachable", "certificates name a host for their revocation lists that answers: one request more")
def _(lab):
    faults.certificates_name(lab, *LISTS)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=INNOCENT)
    result.expect_no_errors()
    asked = {attempt["target"] for attempt in result.attempts() if (attempt.get("experiment") or {}).get("kind") == "status-address"}
    if asked != {"www.example.org:80"}:
        result.fail(f"asked for revocation lists were {asked}")


@scenario("revocation-lists-dropped", "certificates name a host for their revocation lists that the firewall drops: a warning")
def _(lab):
    faults.certificates_name(lab, *LISTS)
    faults.firewall_drops(lab, "ip daddr 93.184.216.36 tcp dport 80")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="tcp.timeout", mentions=["www.example.org"], among=True)
    result.expect_no_errors()
