"""Proofs that each fault is what its name says, seen with curl, dig and openssl: a lab that cannot fail proves nothing."""

import time

import faults
import network
import pki
import servers
from names import NAMES, SIGN_IN, UNUSED_PART
from result import Mismatch
from scenario import scenario

LOGIN = "https://login.microsoftonline.com/"
BLOB = "https://ceuswatcab01.blob.core.windows.net/"

# curl's exit codes
RESOLVE_PROXY, CONNECT, TIMEOUT, TLS, RECEIVE, CERTIFICATE = 5, 7, 28, 35, 56, 60


# A hello that fits one segment: a key for X25519MLKEM768, which OpenSSL 3.5 adds by itself, does not.
CURL = ("curl", "-sS", "-i", "--curves", "X25519", "--cacert", pki.ROOT)


def fetch(lab, url=LOGIN, *options, seconds=2):
    return lab.client.run(*CURL, "--noproxy", "*", "-m", seconds, *options, url, check=False)


def fetch_by_proxy(lab, url=LOGIN, *options, proxy=faults.PROXY_URL, seconds=8):
    return lab.client.run(*CURL, "-x", proxy, "-m", seconds, *options, url, check=False)


def ask(lab, name, kind="A"):
    """The response code that dig prints, or what it says instead."""
    done = lab.client.run("dig", "+tries=1", "+timeout=1", name, kind, check=False)
    words = done.stdout.split("status: ")
    return words[1].split(",")[0] if len(words) > 1 else done.stdout


def expect(done, code, *words):
    text = done.stdout + done.stderr
    missing = [word for word in words if word not in text]
    if done.returncode != code or missing:
        raise Mismatch(f"  - {' '.join(map(str, done.args))}\n    exit {done.returncode}, expected {code};"
                       f" missing {missing}\n    {text[-1500:]}")


def require(is_true, sentence):
    if not is_true:
        raise Mismatch(f"  - {sentence}")


def errno_of_connect(lab, address, port=443, seconds=1):
    """What connect(2) on the client ends with, as an errno; 0 is success, -1 silence for so many seconds."""
    code = ("import socket,sys; s=socket.socket(); s.settimeout(float(sys.argv[3]))\n"
            "try: print(s.connect_ex((sys.argv[1], int(sys.argv[2]))))\nexcept TimeoutError: print(-1)")
    value = int(lab.client.run("python3", "-c", code, address, port, seconds).stdout)
    return -1 if value == 11 else value


@scenario("proof-open", "every name resolves, and every host answers as its own with a certificate that verifies")
def _(lab):
    for name in NAMES:
        if NAMES[name]:
            require(ask(lab, name.replace("*", "anything")) == "NOERROR", f"{name} does not resolve")
    expect(fetch(lab), 0, "HTTP/1.1 200", "date: ")
    expect(fetch(lab, BLOB), 0, "HTTP/1.1 400", "Windows-Azure-Blob/1.0", "x-ms-request-id")
    expect(fetch(lab, "https://pod01-rec2.we.backup.windowsazure.com/"), 0, "HTTP/1.1 404")
    expect(fetch(lab, "https://md-dlbrhcw4gn5r.z33.blob.storage.azure.net/"), 0, "HTTP/1.1 403")
    expect(fetch(lab, "https://never.seen.before.chinacloudapi.cn/"), 0, "HTTP/1.1 200")
    expect(fetch(lab, "http://www.msftconnecttest.com/connecttest.txt"), 0, "\n\nMicrosoft Connect Test")
    expect(fetch(lab, "http://www.msftncsi.com/ncsi.txt"), 0, "\n\nMicrosoft NCSI")
    require(ask(lab, "no.such.example") == "NXDOMAIN", "an unknown name exists")


@scenario("proof-few-ports", "where the machine has four ports, a fifth connection to one address fails here, and at once")
def _(lab):
    faults.client_has_few_ports(lab, 4)
    code = ("import socket\n"
            "held = [socket.socket() for _ in range(5)]\n"
            f"print(*[one.connect_ex(('{SIGN_IN['login.microsoftonline.com'][0]}', 443)) for one in held])")
    said = lab.client.run("python3", "-c", code).stdout.split()
    require(said == ["0", "0", "0", "0", "99"], f"five connects end with {said}, expected 99 (EADDRNOTAVAIL) of the last")


@scenario("proof-addresses", "any address of the ranges answers, unrouted ones and 8443 are silent, nothing leads out")
def _(lab):
    for addresses in SIGN_IN.values():
        for address in addresses:
            require(errno_of_connect(lab, address) == 0, f"{address} does not answer")
    require(errno_of_connect(lab, "20.190.191.255") == 0, "20.190.191.255 does not answer")
    require(errno_of_connect(lab, "40.126.0.1") == 0, "40.126.0.1 does not answer")
    require(errno_of_connect(lab, "192.0.2.1") == -1, "an unrouted address is not silent")
    require(errno_of_connect(lab, "20.190.151.7", 8443) == -1, "8443 is not silent")
    require(errno_of_connect(lab, "20.190.151.7", 444) == 111, "444 is not refused")
    for machine in lab.machines.values():
        links = machine.run("ip", "-o", "link").stdout
        require(all("veth" in machine.run("ip", "-d", "-o", "link", "show", line.split(": ")[1].split("@")[0]).stdout
                    for line in links.splitlines() if ": lo:" not in line), f"{machine.name} has a link to elsewhere")


@scenario("proof-proxy-open", "the proxy passes 443 and 8443, refuses other ports, and speaks SOCKS and HTTPS too")
def _(lab):
    faults.start_proxy(lab)
    expect(fetch_by_proxy(lab), 0, "Connection established", "HTTP/1.1 200 OK")
    expect(fetch_by_proxy(lab, "https://login.microsoftonline.com:444/"), RECEIVE, "403")
    expect(fetch_by_proxy(lab, "http://www.msftncsi.com/ncsi.txt"), 0, "Microsoft NCSI")
    servers.microsocks(lab.proxy)
    expect(fetch_by_proxy(lab, proxy="socks5h://proxy.corp.example:1080"), 0, "HTTP/1.1 200")
    expect(fetch_by_proxy(lab, proxy="socks5://proxy.corp.example:1080"), 0, "HTTP/1.1 200")


@scenario("proof-proxy-https", "the proxy can be spoken to over TLS")
def _(lab):
    faults.start_https_proxy(lab)
    expect(fetch_by_proxy(lab, LOGIN, "--proxy-cacert", pki.ROOT, proxy="https://proxy.corp.example:3129"), 0,
           "HTTP/1.1 200 OK")


@scenario("proof-tcp-faults", "dropped, reset, prohibited and unreachable are what the client's kernel sees")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 20.190.151.7")
    require(errno_of_connect(lab, "20.190.151.7") == -1, "dropped is not silent")
    faults.firewall_resets(lab, "ip daddr 20.190.151.8 meta l4proto tcp")
    require(errno_of_connect(lab, "20.190.151.8") == 111, "reset is not ECONNREFUSED")
    for address, icmp, errno in (("20.190.151.9", "admin-prohibited", 113), ("20.190.151.10", "host-unreachable", 113),
                                 ("20.190.151.11", "no-route", 101), ("20.190.151.12", "port-unreachable", 111)):
        faults.firewall_says(lab, icmp, f"ip daddr {address}")
        seen = errno_of_connect(lab, address)
        require(seen == errno, f"{icmp} is errno {seen}, expected {errno}")
    require(errno_of_connect(lab, "40.126.1.5") == 0, "a host beside the broken ones is broken, too")
    faults.client_firewall_rejects(lab, "ip daddr 40.126.1.6")
    require(errno_of_connect(lab, "40.126.1.6") == 111, "a local reject is not ECONNREFUSED")
    faults.client_firewall_drops(lab, "ip daddr 40.126.1.7")
    require(errno_of_connect(lab, "40.126.1.7") == -1, "a local drop is not silent")


@scenario("proof-opens-only", "what is opened passes, and the rest is what the rule makes of it")
def _(lab):
    faults.firewall_opens_only(lab, ["20.190.151.0/24", "40.126.1.5"], "reject with icmpx type admin-prohibited")
    for address, errno in (("20.190.151.7", 0), ("40.126.1.5", 0), ("40.126.1.6", 113), ("52.239.214.4", 113)):
        seen = errno_of_connect(lab, address)
        require(seen == errno, f"{address} is errno {seen}, expected {errno}")


@scenario("proof-late", "the first packet is lost, its repetition is refused after a second")
def _(lab):
    faults.firewall_says_late(lab, "host-unreachable")
    require(errno_of_connect(lab, "20.190.151.7", seconds=3) == 113, "the repetition is not EHOSTUNREACH")
    begin = time.monotonic()
    require(errno_of_connect(lab, "20.190.151.7", seconds=3) == 113, "the repetition is not EHOSTUNREACH")
    require(time.monotonic() - begin > 0.9, "the first packet is answered")


@scenario("proof-icmp-unlimited", "the gateway's ICMP is not rate-limited: each of 300 connects at once is answered")
def _(lab):
    faults.firewall_says(lab, "host-unreachable")
    program = lab.file("many.py", """import errno, select, socket
sockets = [socket.socket() for _ in range(300)]
for number, one in enumerate(sockets):
    one.setblocking(False)
    one.connect_ex((f"20.190.{150 + number // 200}.{1 + number % 200}", 443))
poll = select.poll()
left = {one.fileno(): one for one in sockets}
for descriptor in left:
    poll.register(descriptor, select.POLLOUT)
while left:
    events = poll.poll(900)
    if not events:
        break
    for descriptor, _ in events:
        poll.unregister(descriptor)
        del left[descriptor]
print(len(left))
""")
    silent = int(lab.client.run("python3", program).stdout)
    require(silent == 0, f"{silent} of 300 connects got no answer")


@scenario("proof-rate", "of 60 connections at once about twenty come up, and a second later ten more")
def _(lab):
    faults.new_connections_are_limited(lab)
    program = lab.file("burst.py", """import select, socket, time
def burst(count):
    sockets = [socket.socket() for _ in range(count)]
    for number, one in enumerate(sockets):
        one.setblocking(False)
        one.connect_ex(("20.190.151.7", 443))
    time.sleep(0.5)
    return sum(1 for one in sockets if select.select([], [one], [], 0)[1])
print(burst(60))
time.sleep(0.6)
print(burst(60))
""")
    first, second = map(int, lab.client.run("python3", program).stdout.split())
    require(18 <= first <= 26, f"{first} of 60 connections came up at once")
    require(5 <= second <= 16, f"{second} of 60 came up a second later")


@scenario("proof-local-routes", "a prohibit route is EACCES, a missing default route ENETUNREACH")
def _(lab):
    faults.client_route_prohibits(lab)
    require(errno_of_connect(lab, "20.190.151.7") == 13, "a prohibit route is not EACCES")
    require(ask(lab, "login.windows.net") == "NOERROR", "the resolver is out of reach behind a prohibit route")
    faults.client_has_no_default_route(lab)
    require(errno_of_connect(lab, "20.190.151.7") == 101, "no default route is not ENETUNREACH")
    faults.client_has_no_network(lab, loopback=False)
    require(errno_of_connect(lab, "20.190.151.7") == 101, "no network is not ENETUNREACH")


@scenario("proof-lost-first", "the first connection to each destination is lost, the second passes")
def _(lab):
    faults.first_connection_is_lost(lab)
    for address in ("20.190.151.7", "40.126.1.5"):
        require(errno_of_connect(lab, address) == -1, "the first connection passes")
        require(errno_of_connect(lab, address) == 0, "the second connection is lost")


@scenario("proof-mtu", "small segments pass, the certificate does not arrive, and a small MSS helps")
def _(lab):
    faults.large_segments_vanish(lab)
    require(errno_of_connect(lab, "20.190.151.7") == 0, "no connection comes up")
    expect(fetch(lab), TIMEOUT)
    expect(fetch(lab, "http://www.msftncsi.com/ncsi.txt"), 0, "Microsoft NCSI")
    lab.client.ip("route replace default via 192.168.10.1 advmss 536")
    expect(fetch(lab), 0, "HTTP/1.1 200")


PADDED = ("-H", f"X-Padding: {'x' * 6000}")


@scenario("proof-mtu-upward", "a request of several segments is lost and a short one is not; small segments of ours help")
def _(lab):
    faults.large_segments_vanish_upward(lab)
    expect(fetch(lab), 0, "HTTP/1.1 200")
    expect(fetch(lab, LOGIN, *PADDED), TIMEOUT)
    lab.client.ip("route replace default via 192.168.10.1 mtu lock 576")
    expect(fetch(lab, LOGIN, *PADDED), 0, "HTTP/1.1 200")


@scenario("proof-mtu-to-proxy", "before the proxy small segments of ours help")
def _(lab):
    faults.start_proxy(lab)
    faults.large_segments_vanish_before_proxy(lab)
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200")
    expect(fetch_by_proxy(lab, LOGIN, *PADDED, seconds=2), TIMEOUT)
    lab.client.ip("route replace default via 192.168.10.1 mtu lock 576")
    expect(fetch_by_proxy(lab, LOGIN, *PADDED), 0, "HTTP/1.1 200")


@scenario("proof-mtu-behind-proxy", "behind the proxy they do not")
def _(lab):
    faults.start_proxy(lab)
    faults.large_segments_vanish_behind_proxy(lab)
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200")
    lab.client.ip("route replace default via 192.168.10.1 mtu lock 576")
    expect(fetch_by_proxy(lab, LOGIN, *PADDED, seconds=2), TIMEOUT)
    expect(fetch(lab, LOGIN, *PADDED), 0, "HTTP/1.1 200")


@scenario("proof-old-tls-cut", "who offers TLS 1.3 passes the filter, who offers TLS 1.2 at most does not")
def _(lab):
    faults.old_tls_is_cut(lab, "reset")
    expect(fetch(lab), 0, "HTTP/1.1 200")
    expect(fetch(lab, LOGIN, "--tls-max", "1.2"), TLS, "reset by peer")


@scenario("proof-old-tls-by-proxy", "behind the proxy a gateway speaks TLS 1.1 alone, on the client's own way nobody does")
def _(lab):
    faults.old_gateway_behind_proxy(lab)
    expect(fetch(lab), 0, "HTTP/1.1 200")
    expect(fetch_by_proxy(lab), TLS)


@scenario("proof-dns", "each way in which a resolver can fail is the one it is called")
def _(lab):
    faults.names_do_not_exist(lab, "blob.core.windows.net")
    require(ask(lab, "a.blob.core.windows.net") == "NXDOMAIN", "the removed domain exists")
    require(ask(lab, "login.windows.net") == "NOERROR", "the domain beside the removed one is gone, too")
    faults.no_name_exists(lab)
    require(ask(lab, "login.windows.net") == "NXDOMAIN", "a name exists")
    faults.resolver_fails(lab)
    require(ask(lab, "login.windows.net") == "SERVFAIL", "the failing resolver does not say SERVFAIL")
    faults.resolver_fails_for(lab, "blob.core.windows.net")
    require(ask(lab, "a.blob.core.windows.net") == "SERVFAIL", "the failing domain is not SERVFAIL")
    require(ask(lab, "login.windows.net") == "NOERROR", "the domain beside the failing one fails, too")
    faults.resolver_refuses(lab)
    require(ask(lab, "login.windows.net") == "REFUSED", "the refusing resolver does not say REFUSED")
    faults.names_are_sinkholed(lab, "microsoftonline.com", "0.0.0.0")
    done = lab.client.run("dig", "+short", "login.microsoftonline.com")
    require(done.stdout.strip() == "0.0.0.0", "the sinkhole does not answer")
    faults.resolver_is_closed(lab)
    require("connection refused" in ask(lab, "login.windows.net"), "the closed resolver is not refused")


@scenario("proof-dns-silent", "the silent resolver is silent")
def _(lab):
    faults.resolver_is_silent(lab)
    require("timed out" in ask(lab, "login.windows.net"), "the silent resolver answers")


@scenario("proof-sni", "the filter resets and silences by name, passes all others, and answers for nowhere only when told")
def _(lab):
    faults.names_are_filtered(lab, "reset", "blob.core.windows.net")
    expect(fetch(lab, BLOB), TLS, "reset by peer")
    expect(fetch(lab), 0, "HTTP/1.1 200")
    require(errno_of_connect(lab, "192.0.2.1") == -1, "the filter answers for an unrouted address")


@scenario("proof-sni-silent", "a transparent gateway that goes silent on a name answers for addresses that lead nowhere")
def _(lab):
    faults.names_are_filtered(lab, "silence", "login.microsoftonline.com", answers_for_all=True)
    expect(fetch(lab), TIMEOUT)
    expect(fetch(lab, BLOB), 0, "HTTP/1.1 400")
    require(errno_of_connect(lab, "192.0.2.1") == 0, "the transparent gateway does not answer for all")


@scenario("proof-interception", "the interceptor signs for every name, and the origin's answer comes through")
def _(lab):
    authority = faults.interceptor_signs(lab)
    expect(fetch(lab), CERTIFICATE)
    expect(fetch(lab, BLOB, "--cacert", authority), 0, "HTTP/1.1 400", "Windows-Azure-Blob")
    expect(lab.client.run("curl", "-sS", LOGIN, check=False), CERTIFICATE)
    pki.trust_in_client_system(authority)
    expect(lab.client.run("curl", "-sS", LOGIN, check=False), 0, "Sign in")


@scenario("proof-certificates", "expired, early and foreign certificates are refused for that very reason")
def _(lab):
    for kind, words in (("expired", "expired"), ("early", "not yet valid"), ("elsewhere", "no alternative certificate")):
        faults.certificate_is(lab, kind)
        expect(fetch(lab), CERTIFICATE, words)
        expect(fetch(lab, "https://pod01-manag1.we.backup.windowsazure.com/"), CERTIFICATE, words)


@scenario("proof-cross-certificate", "a chain by the cross-signed root verifies by the one that all have; without that link it does not")
def _(lab):
    own, link = faults.signed_by_g2(lab)
    expect(fetch(lab), 0, "HTTP/1.1 200")
    faults.chain_is_cut(lab)
    expect(fetch(lab), CERTIFICATE, "local issuer")
    expect(fetch(lab, LOGIN, "--cacert", own), 0, "HTTP/1.1 200")
    expect(fetch(lab, LOGIN, "--cacert", pki.joined("known", pki.ROOT, link)), 0, "HTTP/1.1 200")


@scenario("proof-tls-version", "the old server speaks TLS 1.1, and nothing newer")
def _(lab):
    faults.only_old_tls(lab)
    expect(fetch(lab, LOGIN, "--tlsv1.2"), TLS, "protocol version")
    done = lab.client.run("openssl", "s_client", "-connect", "20.190.151.7:443", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0",
                          stdin="", check=False)
    require("Protocol  : TLSv1.1" in done.stdout, f"TLS 1.1 does not work either: {done.stderr}")


@scenario("proof-not-tls", "plain HTTP answers on 443")
def _(lab):
    faults.no_tls_on_443(lab)
    expect(fetch(lab), TLS, "wrong version number")
    expect(fetch(lab, "http://login.microsoftonline.com:443/"), 0, "HTTP/1.1")


@scenario("proof-portal", "port 80 is redirected to the portal")
def _(lab):
    faults.portal_takes_port_80(lab)
    expect(fetch(lab, "http://www.msftconnecttest.com/connecttest.txt"), 0, "302", "portal.corp.example/login")
    expect(fetch(lab), 0, "HTTP/1.1 200")


@scenario("proof-proxy-rules", "the proxy denies the port, the domain, and whoever has no password")
def _(lab):
    squid = faults.proxy_denies(lab, "acl unwanted port 8443")
    expect(fetch_by_proxy(lab, "https://login.microsoftonline.com:8443/"), RECEIVE, "403")
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200 OK")
    squid.stop()
    squid = faults.proxy_denies(lab, "acl unwanted dstdomain .blob.core.windows.net")
    expect(fetch_by_proxy(lab, BLOB), RECEIVE, "403")
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200 OK")
    squid.stop()
    faults.proxy_wants_password(lab)
    expect(fetch_by_proxy(lab), RECEIVE, "407")
    expect(fetch_by_proxy(lab, LOGIN, "-U", "backup:wrong"), RECEIVE, "407")
    expect(fetch_by_proxy(lab, LOGIN, "-U", "backup:correct-horse"), 0, "HTTP/1.1 200 OK")


@scenario("proof-proxy-absent", "refused, silent, mute, closing, unresolvable and web-serving proxies are those")
def _(lab):
    expect(fetch_by_proxy(lab), CONNECT)
    expect(fetch_by_proxy(lab, proxy="http://no-proxy.corp.example:3128"), RESOLVE_PROXY)
    mute = faults.proxy_accepts_and_says_nothing(lab)
    require(errno_of_connect(lab, network.PROXY, 3128) == 0, "the mute proxy does not accept")
    expect(fetch_by_proxy(lab, seconds=1), TIMEOUT)
    mute.stop()
    closing = faults.proxy_accepts_and_closes(lab)
    expect(fetch_by_proxy(lab), RECEIVE)
    closing.stop()
    faults.proxy_is_a_web_server(lab)
    done = fetch_by_proxy(lab)
    require(done.returncode == RECEIVE and "40" in done.stdout, f"the web server takes CONNECT: {done}")
    faults.proxy_is_silent(lab)
    require(errno_of_connect(lab, network.PROXY, 3128) == -1, "the silent proxy accepts")


@scenario("proof-proxy-upstream", "the proxy itself cannot resolve, or is not answered")
def _(lab):
    faults.proxy_cannot_resolve(lab)
    done = fetch_by_proxy(lab)
    expect(done, RECEIVE)
    require("HTTP/1.1 50" in done.stdout, "the proxy does not complain about its resolver")


@scenario("proof-proxy-upstream-silent", "the proxy gets no answer from the internet")
def _(lab):
    faults.proxy_upstream_is(lab, "drop")
    done = fetch_by_proxy(lab, seconds=20)
    expect(done, RECEIVE, "HTTP/1.1 50")


@scenario("proof-ipv6", "IPv6 works when it is alive, and is silent when it is dead")
def _(lab):
    network.give_ipv6(lab.client)
    expect(fetch(lab, LOGIN, "-6"), 0, "HTTP/1.1 200")
    faults.firewall_drops(lab, "meta nfproto ipv6")
    expect(fetch(lab, LOGIN, "-6"), TIMEOUT)
    expect(fetch(lab, LOGIN, "-4"), 0, "HTTP/1.1 200")


@scenario("proof-range", "a part of a range is silent, and its neighbours answer")
def _(lab):
    faults.firewall_drops(lab, f"ip daddr {UNUSED_PART}")
    require(errno_of_connect(lab, "20.190.184.1") == -1, "the dropped part answers")
    require(errno_of_connect(lab, "20.190.183.1") == 0, "the part beside it is silent")


@scenario("proof-clock", "the service's clock can be an hour ahead")
def _(lab):
    lab.serve(clock_ahead=3600)
    ahead = fetch(lab).stdout
    here = lab.client.run("date", "-u", "-d", "+1 hour", "+%d %b %Y %H:").stdout.strip()
    require(here in ahead, f"the Date header is not an hour ahead: {ahead}")
