"""Names that stand for different things to different askers: here proxies."""

import faults
import servers
from scenario import QUICK, scenario

INNOCENT = ["firewall", "host-firewall", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock", "service"]
NOBODY = [*INNOCENT, "dns", "network", "private-endpoint", "unknown"]
STALE = "94.140.14.7"  # routed nowhere in the lab
LOGIN = "login.microsoftonline.com"


# The names of proxies

def ready_by_proxy(lab, *arguments, environment=None):
    result = lab.check(*QUICK, *arguments, environment=environment)
    result.expect(status="ready", exit=0, not_blamed=NOBODY)
    if not result.attempts("system") and not result.attempts("proxy"):
        result.fail("no attempt went through the proxy")
    return result


@scenario("proxy-short-name", "the proxy's name has no dot, and the search list completes it: no fault")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "search nothing.example corp.example")
    ready_by_proxy(lab, environment={"https_proxy": "http://proxy:3128", "http_proxy": "http://proxy:3128"})


@scenario("proxy-short-name-domain", "the proxy's name is completed by a domain line, by LOCALDOMAIN, and by ndots: no fault")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "domain corp.example")
    ready_by_proxy(lab, "--proxy", "http://proxy:3128")
    faults.resolv_conf("nameserver 10.53.0.53")
    ready_by_proxy(lab, "--proxy", "http://proxy:3128", environment={"LOCALDOMAIN": "corp.example"})
    # Two labels: asked for as they are first, and then below the domain.
    faults.resolv_conf("nameserver 10.53.0.53", "search example")
    ready_by_proxy(lab, "--proxy", "http://proxy.corp:3128")


@scenario("proxy-short-name-hosts", "the proxy's name without a dot stands in the hosts file: no fault")
def _(lab):
    faults.start_proxy(lab)
    with open("/etc/hosts", "a", encoding="ascii") as hosts:
        hosts.write("10.31.28.28 outbound\n")
    ready_by_proxy(lab, "--proxy", "http://outbound:3128")


@scenario("proxy-short-name-script", "a PAC script names the proxy without a dot: no fault")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "search corp.example")
    script = lab.file("proxy.pac", 'function FindProxyForURL(url, host) { return "PROXY proxy:3128"; }')
    ready_by_proxy(lab, "--pac", script)


@scenario("proxy-short-name-socks", "a SOCKS proxy is named without a dot: no fault")
def _(lab):
    servers.microsocks(lab.proxy)
    faults.resolv_conf("nameserver 10.53.0.53", "search corp.example")
    ready_by_proxy(lab, "--proxy", "socks5h://proxy:1080")


@scenario("proxy-short-name-unknown", "the proxy's name without a dot is in no domain of the search list")
def _(lab):
    faults.start_proxy(lab)
    faults.resolv_conf("nameserver 10.53.0.53", "search nothing.example")
    lab.check("--route", "proxy", "--proxy", "http://proxy:3128", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.unresolvable", mentions=["proxy.nothing.example"],
        not_blamed=["firewall", "service", "tls-inspection"])


@scenario("search-list-and-endpoints", "every name of a search domain exists: names of the service are not completed")
def _(lab):
    lab.resolve(names={"*.trap.example": (STALE,)})
    faults.resolv_conf("nameserver 10.53.0.53", "search trap.example")
    lab.check(*QUICK).expect(status="ready", exit=0, not_blamed=NOBODY)
