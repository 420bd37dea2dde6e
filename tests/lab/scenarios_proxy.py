"""What proxies do, and what is wrong with how they are set."""

import faults
import servers
from scenario import QUICK, SLOWNESS, scenario

URL = faults.PROXY_URL
SYSTEM = {"https_proxy": URL, "http_proxy": URL}
INNOCENT = ["tls-inspection", "captive-portal", "clock", "host-firewall"]


@scenario("proxy-good-direct-dropped", "a good system proxy is set, and direct connections are dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab, "meta l4proto tcp")
    result = lab.check(*QUICK, environment=SYSTEM)
    result.expect(status="ready", exit=0, not_blamed=["dns", "proxy", "proxy-settings", *INNOCENT])
    result.expect_no_errors()


@scenario("proxy-good-direct-open", "a good system proxy is set, and direct connections work as well")
def _(lab):
    faults.start_proxy(lab)
    result = lab.check(environment=SYSTEM)
    result.expect(status="ready", exit=0, within=3 * SLOWNESS)
    result.expect_no_errors()


@scenario("proxy-missing", "direct connections are dropped, and the proxy that was given works: the system does not know it")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *QUICK)
    # What --proxy names is the route in force.
    result.expect(status="ready", exit=0, not_blamed=["dns", "proxy", *INNOCENT])


@scenario("proxy-stale-beside-good", "the system's proxy is dead, the one that was given works")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    stale = {"https_proxy": "http://10.31.28.99:3128"}
    result = lab.check("--proxy", URL, *QUICK, environment=stale)
    result.expect(status="ready", exit=0, severity="warning", blocker="proxy-settings",
                  mentions=["10.31.28.99", "environment variable https_proxy"], not_blamed=["dns", "proxy", *INNOCENT])
    result.expect_no_errors()


@scenario("proxy-password-missing", "the proxy wants a password, and none is known")
def _(lab):
    faults.proxy_wants_password(lab)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"},
        confidence={"certain", "likely"}, mentions=["Basic"], not_blamed=["dns", *INNOCENT])


@scenario("proxy-password-missing-direct-open", "the system's proxy wants a password, and direct connections work")
def _(lab):
    faults.proxy_wants_password(lab)
    lab.check(*QUICK, environment=SYSTEM).expect(
        status="degraded", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"},
        not_blamed=["dns", "firewall", *INNOCENT])


@scenario("proxy-password-wrong", "the proxy wants a password, and the one from a file is wrong")
def _(lab):
    faults.proxy_wants_password(lab)
    faults.firewall_drops(lab)
    password = lab.file("password", lab.secret("battery-staple") + "\n")
    lab.check("--proxy", URL, "--proxy-user", "backup", "--proxy-password-file", password, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
        not_blamed=["dns", *INNOCENT])


@scenario("proxy-password-right-file", "the proxy wants a password, and the one from a file is right")
def _(lab):
    faults.proxy_wants_password(lab)
    faults.firewall_drops(lab)
    password = lab.file("password", lab.secret("correct-horse") + "\n")
    result = lab.check("--proxy", URL, "--proxy-user", "backup", "--proxy-password-file", password, *QUICK)
    result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings"])


@scenario("proxy-password-right-variable", "the proxy wants a password, and user and file come from NETPROBE_ variables")
def _(lab):
    faults.proxy_wants_password(lab)
    faults.firewall_drops(lab)
    password = lab.file("password", lab.secret("correct-horse") + "\n")
    result = lab.check(*QUICK, environment={"NETPROBE_PROXY": URL, "NETPROBE_PROXY_USER": "backup",
                                            "NETPROBE_PROXY_PASSWORD_FILE": password})
    result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings"])


@scenario("proxy-password-right-url", "the proxy wants a password, and the system's proxy URL holds it")
def _(lab):
    faults.proxy_wants_password(lab)
    faults.firewall_drops(lab)
    url = f"http://backup:{lab.secret('correct-horse')}@proxy.corp.example:3128"
    result = lab.check(*QUICK, environment={"https_proxy": url, "http_proxy": url})
    result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings"])


@scenario("proxy-denies-8443", "the proxy passes 443 and refuses 8443, which nobody requires: still ready")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted port 8443")
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("proxy-denies-8443-required", "the proxy passes 443 and refuses 8443, which the call requires")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted port 8443")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, "--ports", "443,8443", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.port-denied", blocker="proxy", confidence="certain",
        affects=["storage-blob:8443"], spares=["storage-blob:443"], rows={"storage-blob:443": "reachable"},
        not_blamed=["dns", "firewall", *INNOCENT])


@scenario("proxy-denies-domain", "the proxy refuses everything under blob.core.windows.net")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted dstdomain .blob.core.windows.net")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.denied", blocker="proxy", confidence={"certain", "likely"},
        affects=["storage-blob:443"], spares=["entra-token:443"], rows={"entra-token:443": "reachable"},
        not_blamed=["dns", *INNOCENT])


@scenario("proxy-denies-all", "the proxy refuses everything")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted src all")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy",
                                             not_blamed=["dns", *INNOCENT])


# Proxies that are not there, each with direct connections open (degraded: drop the setting) and dropped (blocked).

ABSENT = {
    "refused": ("nobody listens on the proxy's port", lambda lab: None, "proxy.refused"),
    "silent": ("the proxy does not answer", faults.proxy_is_silent, "proxy.timeout"),
    "mute": ("the proxy accepts connections and says nothing", faults.proxy_accepts_and_says_nothing, "proxy.timeout"),
    "closing": ("the proxy accepts connections and closes them", faults.proxy_accepts_and_closes, "proxy.closed"),
    "web-server": ("a web server listens where the proxy should be", faults.proxy_is_a_web_server, "proxy.not-http"),
    "unreachable": ("the way to the proxy is prohibited by ICMP",
                    lambda lab: lab.router1.forward('oifname "dmz" ip saddr 192.168.10.10 reject with icmpx type '
                                                    'host-unreachable'), "proxy.unreachable"),
}


@scenario("proxy-unreachable-late", "the way to the proxy is refused by ICMP a second after it was asked; direct works")
def _(lab):
    faults.firewall_says_late(lab, "host-unreachable", port=3128)
    lab.check("--connect-timeout", "3", "--timeout", "6", environment=SYSTEM).expect(
        status="degraded", exit=1, cause="proxy.unreachable", blocker={"proxy", "proxy-settings", "firewall"},
        not_blamed=["dns", "network", "service", *INNOCENT])


def absent(name, words, break_it, cause):
    @scenario(f"proxy-{name}-direct-open", f"{words}, and direct connections work")
    def _(lab):
        break_it(lab)
        lab.check(*QUICK, environment=SYSTEM).expect(
            status="degraded", exit=1, cause=cause, blocker={"proxy", "proxy-settings", "firewall"},
            not_blamed=["dns", "network", "service", *INNOCENT])

    @scenario(f"proxy-{name}-direct-dropped", f"{words}, and direct connections are dropped")
    def _(lab):
        break_it(lab)
        faults.firewall_drops(lab)
        lab.check(*QUICK, environment=SYSTEM).expect(
            status="blocked", exit=1, cause=cause, blocker={"proxy", "proxy-settings", "firewall", "network"},
            not_blamed=["dns", "service", *INNOCENT])


for key, row in ABSENT.items():
    absent(key, *row)


@scenario("proxy-unresolvable-direct-open", "the proxy's name does not exist, and direct connections work")
def _(lab):
    lab.check(*QUICK, environment={"https_proxy": "http://gone.corp.example:3128"}).expect(
        status="degraded", exit=1, cause="proxy.unresolvable", blocker={"proxy-settings", "dns"},
        not_blamed=["firewall", "network", *INNOCENT])


@scenario("proxy-unresolvable-direct-dropped", "the proxy's name does not exist, and direct connections are dropped")
def _(lab):
    faults.firewall_drops(lab)
    lab.check(*QUICK, environment={"https_proxy": "http://gone.corp.example:3128"}).expect(
        status="blocked", exit=1, cause="proxy.unresolvable", blocker={"proxy-settings", "dns"},
        not_blamed=["network", *INNOCENT])


@scenario("proxy-upstream-dns", "the proxy works, but its own resolver knows no name")
def _(lab):
    faults.proxy_cannot_resolve(lab)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.upstream-dns", blocker={"proxy", "dns"}, not_blamed=INNOCENT)


@scenario("proxy-upstream-dropped", "the proxy works, but gets no answer from the internet")
def _(lab):
    faults.proxy_upstream_is(lab, "drop")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, "--connect-timeout", "1", "--timeout", "10").expect(
        status="blocked", exit=1, cause="proxy.upstream-timeout", blocker={"proxy", "firewall"},
        not_blamed=["dns", *INNOCENT])


@scenario("proxy-upstream-reset", "the proxy works, but its connections to the internet are reset")
def _(lab):
    faults.proxy_upstream_is(lab, "reject with tcp reset")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.upstream-refused", "proxy.upstream-failed"},
        blocker={"proxy", "firewall"}, not_blamed=["dns", *INNOCENT])


# One variable of two

def one_variable(name, variable, plain, words):
    @scenario(f"proxy-only-{name}", f"{variable} alone is set, and the firewall closes {'port 80' if plain else 'HTTPS'}, directly")
    def _(lab):
        faults.start_proxy(lab)
        faults.firewall_drops(lab, "tcp dport 80" if plain else "tcp dport 443")
        missing = "http_proxy" if plain else "https_proxy"
        asked = ["-w", "none", "--targets", lab.file("targets", "http://www.msftncsi.com/ncsi.txt\n")] if plain else []
        result = lab.check(*asked, *QUICK, environment={variable: URL})
        result.expect(status="degraded", exit=1, blocker="proxy-settings", cause="tcp.timeout", confidence="certain",
                      affects=[] if plain else ["entra-token:443"], mentions=[words],
                      not_blamed=["dns", "firewall", "proxy", "network", *INNOCENT])
        if not any(f"set {missing}={URL}" in finding["remedy"]["text"] for finding in result.findings):
            result.fail(f"no remedy says that {missing} should be set")

    if not plain:
        @scenario(f"proxy-only-{name}-direct-open", f"{variable} alone is set, and the direct way is open")
        def _(lab):
            faults.start_proxy(lab)
            result = lab.check(*QUICK, environment={variable: URL})
            result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings", *INNOCENT])
            result.expect_no_errors()


one_variable("http", "http_proxy", False, "applies to plain HTTP only")
one_variable("http-upper", "HTTP_PROXY", False, "applies to plain HTTP at most")
one_variable("https", "https_proxy", True, "applies to HTTPS only")
one_variable("https-upper", "HTTPS_PROXY", True, "applies to HTTPS only")


@scenario("proxy-only-http-and-dead", "http_proxy alone is set, to a proxy that is not there, and direct connections are dropped")
def _(lab):
    faults.firewall_drops(lab)
    lab.check(*QUICK, environment={"http_proxy": URL}).expect(
        status="blocked", exit=1, blocker={"firewall", "network"}, not_blamed=["dns", *INNOCENT])


@scenario("bypass-list-wrong", "the bypass list exempts blob storage, which only the proxy can reach")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    lab.check(*QUICK, environment={**SYSTEM, "no_proxy": ".blob.core.windows.net"}).expect(
        status="degraded", exit=1, severity="error", blocker="proxy-settings", affects=["storage-blob:443"],
        spares=["entra-token:443"], rows={"storage-blob:443": "degraded", "entra-token:443": "reachable"},
        not_blamed=["dns", "proxy", *INNOCENT])


@scenario("bypass-list-harmless", "the bypass list exempts blob storage, which can be reached directly")
def _(lab):
    faults.start_proxy(lab)
    result = lab.check(*QUICK, environment={**SYSTEM, "no_proxy": ".blob.core.windows.net"})
    result.expect(status="ready", exit=0, rows={"storage-blob:443": "reachable"})
    result.expect_no_errors()


@scenario("proxy-variable-malformed", "the system's proxy variable is not a URL, and direct connections work")
def _(lab):
    lab.check(*QUICK, environment={"https_proxy": "http://proxy.corp.example:notaport"}).expect(
        status="degraded", exit=1, blocker="proxy-settings", not_blamed=["dns", "firewall", "network", *INNOCENT])


@scenario("proxy-https", "the proxy is spoken to over TLS")
def _(lab):
    faults.start_https_proxy(lab)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", "https://proxy.corp.example:3129", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("proxy-https-wrong-name", "the proxy's own certificate is for another name")
def _(lab):
    faults.start_https_proxy(lab, names=["other.corp.example"])
    faults.firewall_drops(lab)
    result = lab.check("--proxy", "https://proxy.corp.example:3129", *QUICK)
    result.expect(status="blocked", exit=1, cause="tls.name-mismatch", blocker={"proxy", "proxy-settings"},
                  not_blamed=["dns", *INNOCENT])
    stages = {attempt["stage"] for attempt in result.attempts("proxy")}
    if "proxy-tls" not in stages:
        result.fail(f"stages are {stages}, expected proxy-tls")


@scenario("socks5h", "a SOCKS5 proxy resolves the names")
def _(lab):
    servers.microsocks(lab.proxy)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", "socks5h://proxy.corp.example:1080", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("socks5", "a SOCKS5 proxy is given addresses")
def _(lab):
    servers.microsocks(lab.proxy)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", "socks5://proxy.corp.example:1080", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("socks5-password-missing", "a SOCKS5 proxy wants a password, and none is known")
def _(lab):
    servers.microsocks(lab.proxy, "-u", "backup", "-P", "correct-horse")
    faults.firewall_drops(lab)
    lab.check("--proxy", "socks5h://proxy.corp.example:1080", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"},
        not_blamed=["dns", *INNOCENT])


@scenario("proxy-intercepts", "connections through the proxy are inspected, direct ones are not")
def _(lab):
    faults.proxy_side_interceptor(lab)
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(exit=1, cause="tls.intercepted", blocker="tls-inspection", mentions=[faults.INTERCEPTOR],
                  not_blamed=["dns", "firewall", "captive-portal", "clock"])
    good = [attempt for attempt in result.attempts("direct") if attempt["outcome"] == "ok"]
    if not good:
        result.fail("no direct attempt is good")


@scenario("route-limited-direct", "the proxy is dead, and --route direct leaves it out")
def _(lab):
    result = lab.check("--route", "direct", *QUICK, environment=SYSTEM)
    result.expect(status="ready", exit=0, not_blamed=["dns", "firewall", "proxy", *INNOCENT])


@scenario("route-limited-system", "the proxy works, direct is dropped, and --route system leaves direct out")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    result = lab.check("--route", "system", *QUICK, environment=SYSTEM)
    result.expect(status="ready", exit=0)
    if any(attempt["route"] == "direct" for attempt in result.attempts() + result.report["controls"]):
        result.fail("something was tried directly")
