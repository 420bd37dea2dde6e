"""Proxies of other makes and kinds: tinyproxy, Apache, SOCKS of every version, TLS, IPv6, chains, and impostors."""

import faults
import network
import pki
import servers
import servers_proxy
from scenario import QUICK, scenario
from servers_proxy import PASSWORD, USER

URL = faults.PROXY_URL
SOCKS = "proxy.corp.example:1080"
INNOCENT = ["dns", "tls-inspection", "captive-portal", "clock", "host-firewall"]
LOGIN = "login.microsoftonline.com"
BLOB = "ceuswatcab01.blob.core.windows.net"
TWO_HOSTS = ("-w", "none", "--host", LOGIN, "--host", BLOB, "--ports", "443", "--no-controls")
ROWS = {f"{LOGIN}:443": "reachable", f"{BLOB}:443": "blocked"}


def identity(lab, password=PASSWORD):
    return ("--proxy-user", USER, "--proxy-password-file", lab.file("password", lab.secret(password) + "\n"))


def expect_ready(result):
    result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings", *INNOCENT])
    result.expect_no_errors()


def stages(result):
    return {attempt["stage"] for attempt in result.attempts("proxy")}


# tinyproxy

@scenario("tinyproxy-good", "tinyproxy lets everything pass, plain requests too")
def _(lab):
    servers_proxy.tinyproxy(lab.proxy)
    faults.firewall_drops(lab, "meta l4proto tcp")
    expect_ready(lab.check("--proxy", URL, *QUICK))


@scenario("tinyproxy-filters", "tinyproxy refuses one domain by its filter")
def _(lab):
    servers_proxy.tinyproxy(lab.proxy, f'Filter "{servers.configuration("filter", "blob.core.windows.net$")}"',
                            "FilterExtended On")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.denied", blocker="proxy", affects=["storage-blob:443"],
        spares=["entra-token:443"], rows={"entra-token:443": "reachable"}, not_blamed=INNOCENT)


@scenario("tinyproxy-denies-all", "tinyproxy refuses every name, in plain requests too: no captive portal is seen in that")
def _(lab):
    servers_proxy.tinyproxy(lab.proxy, f'Filter "{servers.configuration("filter", "[.]")}"', "FilterExtended On")
    faults.firewall_drops(lab, "meta l4proto tcp")
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy", not_blamed=INNOCENT)
    if "http.captive-portal" in result.causes("proxy"):
        result.fail("a refusal of the proxy is taken for a captive portal")


@scenario("tinyproxy-denies-port", "tinyproxy lets CONNECT pass to 443 alone, and the call requires 8443")
def _(lab):
    servers_proxy.tinyproxy(lab.proxy, "ConnectPort 443")
    lab.serve(open_8443=True)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, "--ports", "443,8443", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.port-denied", blocker="proxy", confidence="certain",
        affects=["storage-blob:8443"], spares=["storage-blob:443"], not_blamed=["firewall", *INNOCENT])


@scenario("tinyproxy-password-right", "tinyproxy asks for a password, and it is right")
def _(lab):
    servers_proxy.tinyproxy(lab.proxy, f"BasicAuth {USER} {PASSWORD}")
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", URL, *identity(lab), *QUICK))


@scenario("tinyproxy-password-missing", "tinyproxy asks for a password, and none is known")
def _(lab):
    servers_proxy.tinyproxy(lab.proxy, f"BasicAuth {USER} {PASSWORD}")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"}, mentions=["Basic"],
        not_blamed=["firewall", *INNOCENT])


@scenario("tinyproxy-password-wrong", "tinyproxy asks for a password, and says 401 to a wrong one, in plain requests too")
def _(lab):
    servers_proxy.tinyproxy(lab.proxy, f"BasicAuth {USER} {PASSWORD}")
    faults.firewall_drops(lab, "meta l4proto tcp")
    result = lab.check("--proxy", URL, *identity(lab, "battery-staple"), *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.auth-rejected", blocker="proxy", confidence="certain",
                  mentions=["tinyproxy", "401", "basic rejected"], not_blamed=["firewall", *INNOCENT])
    if result.causes("proxy") != {"proxy.auth-rejected"}:
        result.fail(f"one password is wrong, and that is {result.causes('proxy')}")


# Apache

@scenario("apache-good", "Apache as a forward proxy lets everything pass, plain requests too")
def _(lab):
    servers_proxy.apache(lab.proxy)
    faults.firewall_drops(lab, "meta l4proto tcp")
    expect_ready(lab.check("--proxy", URL, *QUICK))


@scenario("apache-denies-port", "Apache's AllowCONNECT names 443 alone, and the call requires 8443")
def _(lab):
    servers_proxy.apache(lab.proxy, ports="443")
    lab.serve(open_8443=True)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, "--ports", "443,8443", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.port-denied", blocker="proxy", confidence="certain",
        affects=["storage-blob:8443"], spares=["storage-blob:443"], not_blamed=["firewall", *INNOCENT])


@scenario("apache-denies-domain", "Apache's ProxyBlock names one domain")
def _(lab):
    servers_proxy.apache(lab.proxy, "ProxyBlock blob.core.windows.net")
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.denied", blocker="proxy", affects=["storage-blob:443"],
        spares=["entra-token:443"], rows={"entra-token:443": "reachable"}, not_blamed=INNOCENT)


@scenario("apache-password-right", "Apache asks for a password, and it is right")
def _(lab):
    servers_proxy.apache(lab.proxy, rules=servers_proxy.apache_users())
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", URL, *identity(lab), *QUICK))


@scenario("apache-password-wrong", "Apache asks for a password, and it is wrong")
def _(lab):
    servers_proxy.apache(lab.proxy, rules=servers_proxy.apache_users())
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *identity(lab, "battery-staple"), *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
        mentions=["Basic"], not_blamed=["firewall", *INNOCENT])


@scenario("apache-upstream-refused", "Apache's own connections are reset")
def _(lab):
    lab.router2.forward('iifname "second" tcp dport 443 reject with tcp reset')
    servers_proxy.apache(lab.proxy)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.upstream-failed", "proxy.upstream-refused"},
        blocker={"proxy", "firewall"}, not_blamed=INNOCENT)


@scenario("apache-no-proxy", "Apache serves pages, and is no proxy")
def _(lab):
    servers_proxy.apache(lab.proxy, is_proxy=False)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.not-http", blocker={"proxy", "proxy-settings"}, not_blamed=INNOCENT)


# SOCKS

for version in ("socks4", "socks5", "socks5h"):
    @scenario(f"dante-{version}", f"Dante lets everything pass by {version}")
    def _(lab, version=version):
        servers_proxy.dante(lab.proxy)
        faults.firewall_drops(lab)
        expect_ready(lab.check("--proxy", f"{version}://{SOCKS}", *QUICK))


@scenario("dante-socks5-denies-domain", "Dante's rules deny one domain to SOCKS 5: reply 2")
def _(lab):
    servers_proxy.dante(lab.proxy, "socks block { from: 0.0.0.0/0 to: .blob.core.windows.net }")
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks5h://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.denied", blocker="proxy", rows=ROWS, not_blamed=["firewall", *INNOCENT])


@scenario("dante-socks5-denies-port", "Dante's rules deny 8443 to SOCKS 5, and the call requires it")
def _(lab):
    servers_proxy.dante(lab.proxy, "socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 port = 8443 }")
    lab.serve(open_8443=True)
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks5h://{SOCKS}", "-w", "none", "--host", LOGIN, "--ports", "443,8443", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.port-denied", blocker="proxy", affects=[f"{LOGIN}:8443"],
        spares=[f"{LOGIN}:443"], not_blamed=["firewall", *INNOCENT])


@scenario("dante-socks4-denies-address", "Dante's rules deny one address to SOCKS 4, whose reply 91 has no word for it")
def _(lab):
    servers_proxy.dante(lab.proxy, "socks block { from: 0.0.0.0/0 to: 52.239.213.4/32 }")
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks4://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.upstream-failed", blocker="proxy", confidence="likely",
        alternatives=["firewall", "service"], rows=ROWS, says=["does not say which (reply 91)"], not_blamed=INNOCENT)


@scenario("socks4a", "a SOCKS 4a proxy resolves the names")
def _(lab):
    lab.misbehave(lab.proxy, "socks4a", 1080)
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", f"socks4a://{SOCKS}", *QUICK))


@scenario("socks4a-denies-domain", "a SOCKS 4a proxy refuses one domain: reply 91")
def _(lab):
    lab.misbehave(lab.proxy, "socks4a", 1080, "blob.core.windows.net")
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks4a://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.upstream-failed", blocker="proxy", confidence="likely",
        alternatives=["firewall", "service"], rows=ROWS, not_blamed=INNOCENT)


@scenario("dante-upstream-refused", "what the SOCKS proxy connects to is reset: reply 5")
def _(lab):
    servers_proxy.dante(lab.proxy)
    lab.router2.forward('iifname "second" tcp dport 443 reject with tcp reset')
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks5h://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.upstream-refused", blocker={"proxy", "firewall"}, not_blamed=INNOCENT)


@scenario("dante-upstream-unreachable", "a router tells the SOCKS proxy that there is no way: reply 3 or 4")
def _(lab):
    servers_proxy.dante(lab.proxy)
    lab.router2.forward('iifname "second" tcp dport 443 reject with icmpx type host-unreachable')
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks5h://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.upstream-failed", blocker={"proxy", "firewall"}, not_blamed=INNOCENT)


@scenario("dante-password-right", "Dante asks for a user of its machine, and user and password are right")
def _(lab):
    servers_proxy.dante_with_users(lab.proxy)
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", f"socks5h://{SOCKS}", *identity(lab), *QUICK))


@scenario("dante-password-wrong", "Dante asks for a user of its machine, and the password is wrong")
def _(lab):
    servers_proxy.dante_with_users(lab.proxy)
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks5h://{SOCKS}", *identity(lab, "battery-staple"), *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
        not_blamed=["firewall", *INNOCENT])


@scenario("dante-password-missing", "Dante asks for a user of its machine, and none is known")
def _(lab):
    servers_proxy.dante_with_users(lab.proxy)
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks5h://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"},
        not_blamed=["firewall", *INNOCENT])


@scenario("socks5-password-wrong", "microsocks asks for a password, and it is wrong")
def _(lab):
    servers.microsocks(lab.proxy, "-u", USER, "-P", PASSWORD)
    faults.firewall_drops(lab)
    lab.check("--proxy", f"socks5h://{SOCKS}", *identity(lab, "battery-staple"), *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
        not_blamed=["firewall", *INNOCENT])


@scenario("socks5-password-in-url", "microsocks asks for a password, and the URL of the proxy has it")
def _(lab):
    servers.microsocks(lab.proxy, "-u", USER, "-P", PASSWORD)
    faults.firewall_drops(lab)
    url = f"socks5h://{USER}:{lab.secret(PASSWORD)}@{SOCKS}"
    result = lab.check(*QUICK, environment={"https_proxy": url, "http_proxy": url})
    result.expect(status="ready", exit=0)


for reply, words, cause in ((92, "cannot ask identd who is there", "proxy.auth-required"),
                            (93, "hears another user from identd", "proxy.auth-rejected")):
    @scenario(f"socks4-reply-{reply}", f"a SOCKS 4 proxy {words}: reply {reply}")
    def _(lab, reply=reply, cause=cause):
        lab.misbehave(lab.proxy, "say", 1080, lab.file("reply", bytes([0, reply, 0, 0, 0, 0, 0, 0])))
        faults.firewall_drops(lab)
        lab.check("--proxy", f"socks4a://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
            status="blocked", exit=1, cause=cause, blocker={"proxy", "proxy-settings"}, mentions=["identd"],
            not_blamed=["firewall", *INNOCENT])


@scenario("socks5-at-http-proxy", "a SOCKS proxy is asked for, and an HTTP proxy listens there")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    # squid waits for the rest of what might yet become a request.
    lab.check("--proxy", "socks5h://proxy.corp.example:3128", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.not-http", "proxy.closed", "proxy.timeout"}, blocker={"proxy", "proxy-settings"},
        not_blamed=["firewall", *INNOCENT])


@scenario("http-at-socks-proxy", "an HTTP proxy is asked for, and a SOCKS proxy listens there")
def _(lab):
    servers.microsocks(lab.proxy)
    faults.firewall_drops(lab)
    lab.check("--proxy", f"http://{SOCKS}", *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.not-http", "proxy.closed"}, blocker={"proxy", "proxy-settings"},
        not_blamed=["firewall", *INNOCENT])


# TLS to the proxy itself

HTTPS = "https://proxy.corp.example:3129"


@scenario("proxy-https-unknown-ca", "the proxy's own certificate is signed by an authority that nobody here trusts")
def _(lab):
    pki.authority("company", "Contoso Issuing CA", "Contoso Ltd")
    faults.start_https_proxy(lab, signer="company")
    faults.firewall_drops(lab)
    result = lab.check("--proxy", HTTPS, *QUICK)
    result.expect(status="blocked", exit=1, cause="tls.untrusted", blocker={"proxy", "proxy-settings"},
                  mentions=["Contoso Issuing CA", "--proxy-ca-file"], not_blamed=["firewall", *INNOCENT])
    if stages(result) != {"proxy-tls"}:
        result.fail(f"stages are {stages(result)}, expected proxy-tls")


@scenario("proxy-https-ca-file", "the proxy's own authority is given: it is trusted for the proxy")
def _(lab):
    authority = pki.authority("company", "Contoso Issuing CA", "Contoso Ltd")
    faults.start_https_proxy(lab, signer="company")
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", HTTPS, "--proxy-ca-file", authority, *QUICK))


@scenario("proxy-https-ca-file-intercepts", "the proxy's own authority is given, and signs for the service as well: not trusted there")
def _(lab):
    authority = faults.proxy_side_interceptor(lab, start=False)
    faults.start_https_proxy(lab, signer="interceptor")
    faults.firewall_drops(lab)
    result = lab.check("--proxy", HTTPS, "--proxy-ca-file", authority, *QUICK)
    result.expect(exit=1, cause="tls.intercepted", blocker="tls-inspection", mentions=[faults.INTERCEPTOR],
                  not_blamed=["dns", "firewall", "captive-portal", "clock"])
    trusted = [attempt["target"] for attempt in result.attempts("proxy")
               if attempt["tls"] and attempt["tls"].get("verify_result") == 0]
    if trusted:
        result.fail(f"the service's certificate is trusted at {trusted}")


@scenario("proxy-https-at-http", "TLS to the proxy is asked for, and it speaks plain HTTP")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", "https://proxy.corp.example:3128", *TWO_HOSTS, *QUICK)
    result.expect(status="blocked", exit=1, cause="tls.not-tls", blocker={"proxy", "proxy-settings"},
                  mentions=["write http://"], not_blamed=["firewall", *INNOCENT])
    if stages(result) != {"proxy-tls"}:
        result.fail(f"stages are {stages(result)}, expected proxy-tls")


@scenario("proxy-https-expired", "the proxy's own certificate has expired")
def _(lab):
    faults.start_https_proxy(lab, end=pki.LAST_YEAR)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", HTTPS, *TWO_HOSTS, *QUICK)
    result.expect(status="blocked", exit=1, cause="tls.expired", blocker={"proxy", "proxy-settings"},
                  not_blamed=["firewall", *INNOCENT])


# Addresses

@scenario("proxy-ipv6-literal", "the proxy is named by its IPv6 address")
def _(lab):
    faults.proxy_by_ipv6_only(lab)
    expect_ready(lab.check("--proxy", f"http://[{network.PROXY_6}]:3128", *QUICK))


@scenario("proxy-ipv6-only", "the proxy's name has an IPv6 address alone")
def _(lab):
    faults.proxy_by_ipv6_only(lab)
    expect_ready(lab.check("--proxy", "http://proxy6.corp.example:3128", *QUICK))


@scenario("proxy-ipv6-only-without-ipv6", "the proxy's name has an IPv6 address alone, and this machine has none")
def _(lab):
    faults.firewall_drops(lab)
    lab.check("--proxy", "http://proxy6.corp.example:3128", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.unreachable", blocker={"proxy", "proxy-settings", "route", "network"},
        not_blamed=INNOCENT)


@scenario("proxy-one-address-dead", "the proxy's name has two addresses, and the first is dead")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", "http://proxies.corp.example:3128", *QUICK))


# Chains

@scenario("chain-good", "the proxy passes everything on to a parent")
def _(lab):
    servers_proxy.parent(lab.router2)
    servers_proxy.child(lab.proxy)
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", URL, *QUICK))


@scenario("chain-parent-dead", "the proxy's parent is down")
def _(lab):
    servers_proxy.child(lab.proxy)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.upstream-failed", "proxy.upstream-refused"}, blocker="proxy",
        not_blamed=INNOCENT)


@scenario("chain-parent-denies", "the proxy's parent refuses one domain")
def _(lab):
    servers_proxy.parent(lab.router2, access=f"acl unwanted dstdomain .blob.core.windows.net\nhttp_access deny unwanted\n"
                         f"{servers.SQUID_ACCESS}")
    servers_proxy.child(lab.proxy)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.denied", "proxy.upstream-failed"}, blocker="proxy", rows=ROWS,
        not_blamed=INNOCENT)


@scenario("chain-parent-asks", "the proxy's parent wants a password that the proxy does not have")
def _(lab):
    servers_proxy.parent(lab.router2, **servers_proxy.only_known("basic"))
    servers_proxy.child(lab.proxy)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.auth-required", "proxy.upstream-failed"},
        blocker={"proxy", "proxy-settings"}, not_blamed=INNOCENT)


# Impostors

@scenario("proxy-redirects", "the proxy answers CONNECT with a redirect to its sign-in page")
def _(lab):
    page = "HTTP/1.1 302 Found\r\nLocation: https://portal.corp.example/login?session=4711\r\nContent-Length: 0\r\n\r\n"
    lab.misbehave(lab.proxy, "say", 3128, lab.file("answer", page))
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *TWO_HOSTS, *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy", says=["portal.corp.example:443/login"],
                  not_blamed=["firewall", *INNOCENT])
    if "4711" in result.stdout:
        result.fail("the name of a session is in the report")


@scenario("web-server-redirects", "a web server where the proxy should be sends every caller to HTTPS")
def _(lab):
    page = f"HTTP/1.1 301 Moved\r\nLocation: https://{LOGIN}/\r\nContent-Length: 0\r\n\r\n"
    lab.misbehave(lab.proxy, "say", 3128, lab.file("answer", page))
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, "-w", "none", "--host", LOGIN, "--ports", "443", *QUICK).expect(
        status="blocked", exit=1, cause="proxy.not-http", blocker={"proxy", "proxy-settings"},
        not_blamed=["firewall", *INNOCENT])


@scenario("proxy-headers-without-end", "the proxy grants CONNECT, and its headers have no end")
def _(lab):
    lab.misbehave(lab.proxy, "pad", 3128, lab.file("answer", "HTTP/1.0 200 Connection established\r\n"))
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.not-http", "proxy.timeout", "proxy.closed"}, within=20,
        blocker={"proxy", "proxy-settings"}, not_blamed=["firewall", *INNOCENT])


@scenario("proxy-drips", "the proxy grants CONNECT, one byte a second")
def _(lab):
    lab.misbehave(lab.proxy, "drip", 3128, lab.file("answer", "HTTP/1.0 200 Connection established\r\n\r\n"), 1)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause={"proxy.timeout", "proxy.not-http"}, within=30,
        blocker={"proxy", "proxy-settings"}, not_blamed=INNOCENT)


@scenario("proxy-http-1.0", "an old proxy answers CONNECT in HTTP/1.0, without any header")
def _(lab):
    lab.misbehave(lab.proxy, "tunnel", 3128, lab.file("answer", "HTTP/1.0 200 OK\r\n\r\n"))
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *TWO_HOSTS, *QUICK)
    expect_ready(result)


@scenario("proxy-interim-answers", "the proxy says 100 and 103 before it grants CONNECT, as it may")
def _(lab):
    answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
    lab.misbehave(lab.proxy, "tunnel", 3128, lab.file("answer", answer))
    faults.firewall_drops(lab)
    expect_ready(lab.check("--proxy", URL, *TWO_HOSTS, *QUICK))


@scenario("proxy-interim-denies", "the proxy says 100 before it refuses CONNECT, and what it refuses is what counts")
def _(lab):
    answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    lab.misbehave(lab.proxy, "say", 3128, lab.file("answer", answer))
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, *TWO_HOSTS, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.denied", blocker="proxy", not_blamed=["firewall", "proxy-settings", *INNOCENT])


# Statuses that are not about the host

def refusing(name, words, head, cause, finding, remedy, confidence="certain"):
    @scenario(f"proxy-says-{name}", words)
    def _(lab):
        lab.misbehave(lab.proxy, "say", 3128, lab.file("answer", f"HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n"))
        faults.firewall_drops(lab, "meta l4proto tcp")
        result = lab.check("--proxy", URL, *QUICK)
        result.expect(status="blocked", exit=1, cause=cause, blocker="proxy", confidence=confidence,
                      not_blamed=["firewall", *INNOCENT])
        if "http.captive-portal" in result.causes("proxy"):
            result.fail("what the proxy says is taken for a captive portal")
        for one in result.select("error"):
            if one["cause"] == cause and (not one["id"].startswith(finding) or remedy not in one["remedy"]["text"]):
                result.fail(f"{one['id']}: {one['remedy']['text']}")


refusing("401", "the proxy says 401 and names no scheme: it wants to know who asks", "401 Unauthorized",
         "proxy.auth-required", "proxy.refusal/", "credentials", "likely")
refusing("401-scheme", "the proxy says 401 and names a scheme as a web server does",
         '401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"',
         "proxy.auth-required", "proxy.refusal/", "credentials", "likely")
refusing("429", "the proxy says that it has had enough requests, whoever comes", "429 Too Many Requests\r\nRetry-After: 60",
         "proxy.denied", "proxy.rate-limit/", "limit")
refusing("511", "the proxy wants somebody to sign in at its page", "511 Network Authentication Required",
         "proxy.denied", "proxy.sign-in/", "sign-in page")


# Plain HTTP

@scenario("proxy-plain-requests", "plain-HTTP rows go through the proxy as requests for a whole URL, and never by CONNECT")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab, "meta l4proto tcp")
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="ready", exit=0)
    asked = [line.split()[5:7] for line in (servers.DIRECTORY / "squid-access.log").read_text().splitlines()]
    plain = [url for method, url in asked if method == "GET"]
    for wanted in ("http://www.msftconnecttest.com/connecttest.txt", "http://crl3.digicert.com/"):
        if not any(url.startswith(wanted) for url in plain):
            result.fail(f"{wanted} was not asked of the proxy, but {plain}")
    if any(url.endswith(":80") for method, url in asked if method == "CONNECT"):
        result.fail("CONNECT was asked for port 80")
