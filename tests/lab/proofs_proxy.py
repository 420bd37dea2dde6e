"""Proofs for the proxies: schemes, kinds and chains, seen with curl."""

import faults
import network
import pki
import servers
import servers_proxy
from proofs import BLOB, LOGIN, RECEIVE, TIMEOUT, expect, fetch_by_proxy, require
from scenario import scenario
from servers_proxy import PASSWORD, USER

PROXY = 97  # curl's exit code for what a SOCKS proxy says


def by_scheme(lab, scheme, password=PASSWORD, environment=None, user=USER):
    return lab.client.run("curl", "-sS", "-i", "-x", faults.PROXY_URL, "-m", 8, "--cacert", pki.ROOT, f"--proxy-{scheme}",
                          "-U", f"{user}:{password}", LOGIN, check=False, environment=environment)


@scenario("proof-proxy-schemes", "each scheme lets the right password through, and only that one")
def _(lab):
    servers_proxy.squid_with_schemes(lab.proxy, "ntlm", "digest", "basic")
    expect(fetch_by_proxy(lab), RECEIVE, "407", "Proxy-Authenticate: NTLM", "Proxy-Authenticate: Digest",
           "Proxy-Authenticate: Basic")
    for scheme in ("ntlm", "digest", "basic"):
        expect(by_scheme(lab, scheme), 0, "HTTP/1.1 200 OK")
        expect(by_scheme(lab, scheme, "battery-staple"), RECEIVE, "407")
        expect(by_scheme(lab, scheme, user="nobody"), RECEIVE, "407")


@scenario("proof-proxy-negotiate", "Kerberos: who has a ticket of the realm passes, who has none does not")
def _(lab):
    servers_proxy.kdc(lab.dns)
    servers_proxy.squid_with_schemes(lab.proxy, "negotiate")
    expect(fetch_by_proxy(lab), RECEIVE, "407", "Proxy-Authenticate: Negotiate")
    ticket = servers_proxy.kerberos_environment(**servers_proxy.ticket(lab.client))
    expect(by_scheme(lab, "negotiate", "", environment=ticket, user=""), 0, "HTTP/1.1 200 OK")
    by_keytab = servers_proxy.kerberos_environment(**servers_proxy.tickets_by_keytab())
    expect(by_scheme(lab, "negotiate", "", environment=by_keytab, user=""), 0, "HTTP/1.1 200 OK")
    expect(by_scheme(lab, "negotiate", "", user=""), RECEIVE, "407")


@scenario("proof-proxy-wrong-key", "a ticket for a key that the proxy no longer has does not pass")
def _(lab):
    servers_proxy.kdc(lab.dns)
    servers_proxy.squid_with_schemes(lab.proxy, "negotiate")
    ticket = servers_proxy.kerberos_environment(**faults.ticket_is_for_another_key(lab))
    expect(by_scheme(lab, "negotiate", "", environment=ticket, user=""), RECEIVE, "407")


@scenario("proof-proxy-makes", "tinyproxy and Apache pass what they should, and refuse domain, port and stranger")
def _(lab):
    other_port = "https://login.microsoftonline.com:8443/"
    tiny = servers_proxy.tinyproxy(lab.proxy, f'Filter "{servers.configuration("filter", "blob.core")}"', "ConnectPort 443")
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200 OK")
    expect(fetch_by_proxy(lab, "http://www.msftncsi.com/ncsi.txt"), 0, "Microsoft NCSI")
    expect(fetch_by_proxy(lab, BLOB), RECEIVE, "403 Filtered")
    expect(fetch_by_proxy(lab, other_port), RECEIVE, "403")
    tiny.stop()
    tiny = servers_proxy.tinyproxy(lab.proxy, f"BasicAuth {USER} {PASSWORD}")
    expect(fetch_by_proxy(lab), RECEIVE, "407")
    expect(by_scheme(lab, "basic", "battery-staple"), RECEIVE, "401")
    expect(by_scheme(lab, "basic"), 0, "HTTP/1.1 200 OK")
    tiny.stop()
    apache = servers_proxy.apache(lab.proxy, "ProxyBlock blob.core.windows.net", ports="443")
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200 OK")
    expect(fetch_by_proxy(lab, "http://www.msftncsi.com/ncsi.txt"), 0, "Microsoft NCSI")
    expect(fetch_by_proxy(lab, BLOB), RECEIVE, "403")
    expect(fetch_by_proxy(lab, other_port), RECEIVE, "403")
    apache.stop()
    servers_proxy.apache(lab.proxy, rules=servers_proxy.apache_users())
    expect(fetch_by_proxy(lab), RECEIVE, "407")
    expect(by_scheme(lab, "basic"), 0, "HTTP/1.1 200 OK")


@scenario("proof-socks", "SOCKS of all four versions passes; Dante denies a domain, and knows its users")
def _(lab):
    socks = "proxy.corp.example:1080"
    dante = servers_proxy.dante(lab.proxy, "socks block { from: 0.0.0.0/0 to: .blob.core.windows.net }")
    for version in ("socks4", "socks5", "socks5h"):
        expect(fetch_by_proxy(lab, proxy=f"{version}://{socks}"), 0, "HTTP/1.1 200 OK")
    expect(fetch_by_proxy(lab, BLOB, proxy=f"socks5h://{socks}"), PROXY, "(2)")
    dante.stop()
    version_4a = lab.misbehave(lab.proxy, "socks4a", 1080, "blob.core.windows.net")
    expect(fetch_by_proxy(lab, proxy=f"socks4a://{socks}"), 0, "HTTP/1.1 200 OK")
    expect(fetch_by_proxy(lab, BLOB, proxy=f"socks4a://{socks}"), PROXY, "request rejected or failed")
    version_4a.stop()
    servers_proxy.dante_with_users(lab.proxy)
    expect(fetch_by_proxy(lab, proxy=f"socks5h://{USER}:{PASSWORD}@{socks}"), 0, "HTTP/1.1 200 OK")
    expect(fetch_by_proxy(lab, proxy=f"socks5h://{USER}:wrong@{socks}"), PROXY, "rejected")
    expect(fetch_by_proxy(lab, proxy=f"socks5h://{socks}"), PROXY, "No authentication method")


@scenario("proof-proxy-chain", "a proxy passes on to its parent, whatever the parent says")
def _(lab):
    parent = servers_proxy.parent(lab.router2)
    servers_proxy.child(lab.proxy)
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200 OK")
    parent.stop()  # which writes its log out
    require("login.microsoftonline.com" in (servers.DIRECTORY / "parent-access.log").read_text(), "the parent was not asked")
    expect(fetch_by_proxy(lab), RECEIVE, "HTTP/1.1 50")


@scenario("proof-proxy-ipv6", "the proxy answers over IPv6, and the direct way is closed")
def _(lab):
    faults.proxy_by_ipv6_only(lab)
    expect(fetch_by_proxy(lab, proxy=f"http://[{network.PROXY_6}]:3128"), 0, "HTTP/1.1 200 OK")
    expect(fetch_by_proxy(lab, proxy="http://proxy6.corp.example:3128"), 0, "HTTP/1.1 200 OK")


@scenario("proof-proxy-oddities", "the proxies that misbehave do it as they are called")
def _(lab):
    answer = lab.file("answer", "HTTP/1.0 200 OK\r\n\r\n")
    tunnel = lab.misbehave(lab.proxy, "tunnel", 3128, answer)
    expect(fetch_by_proxy(lab), 0, "HTTP/1.1 200 OK")
    tunnel.stop()
    drip = lab.misbehave(lab.proxy, "drip", 3128, answer, 1)
    expect(fetch_by_proxy(lab, seconds=2), TIMEOUT)
    drip.stop()
    faults.proxy_closes_after_407(lab, "digest")
    expect(by_scheme(lab, "digest"), 0, "Connection: close", "HTTP/1.1 200 OK")
