"""Proxies that want to know who asks: each scheme by itself, and several at once."""

import faults
import servers_proxy
from scenario import QUICK, SLOWNESS, scenario
from servers_proxy import PASSWORD, SCHEMES, USER

URL = faults.PROXY_URL
INNOCENT = ["dns", "firewall", "tls-inspection", "captive-portal", "clock", "host-firewall"]
# Two hosts: what a proxy wants of one it wants of all.
TWO_HOSTS = ("-w", "none", "--host", "login.microsoftonline.com", "--host", "ceuswatcab01.blob.core.windows.net",
             "--ports", "443", "--no-controls")
FEW = (*TWO_HOSTS, "--proxy", URL)
SPELT = {"basic": "Basic", "digest": "Digest", "ntlm": "NTLM", "negotiate": "Negotiate"}


def password_file(lab, word):
    return lab.file("password", lab.secret(word) + "\n")


def identity(lab, password=PASSWORD):
    return ("--proxy-user", USER, "--proxy-password-file", password_file(lab, password))


def logins(result):
    """What every attempt through the proxy says of how it logged in."""
    return [attempt["proxy_auth"] for attempt in result.attempts("proxy") + result.report["controls"]
            if attempt.get("proxy_auth")]


def expect_logins(result, offered, used, tried=()):
    """Each attempt knows what was offered, and those that got through what passed; one of them tried all of `tried`."""
    found = logins(result)
    if not found:
        result.fail("no attempt says how it logged in")
    for login in found:
        if login["offered"] != list(offered):
            result.fail(f"offered {login['offered']}, expected {offered}")
    used_by = {attempt.get("proxy_auth", {}).get("used") for attempt in result.attempts("proxy")
               if attempt["outcome"] == "ok"}
    if used_by - {used}:
        result.fail(f"{used_by} passed, expected {used}")
    ways = [[(one["scheme"], one["outcome"]) for one in login["tried"]] for login in found]
    if tried and list(tried) not in ways:
        result.fail(f"no attempt tried {tried}, but {ways}")


def notices(result, word):
    return [finding["severity"] for finding in result.findings if finding["id"].startswith(f"proxy-login.{word}")]


# Each scheme alone: right, wrong and no credentials

def start(lab, *schemes, **options):
    if "negotiate" in schemes:
        servers_proxy.kdc(lab.dns)
    faults.firewall_drops(lab)
    return servers_proxy.squid_with_schemes(lab.proxy, *schemes, **options)


def alone(scheme):
    @scenario(f"proxy-{scheme}-right", f"the proxy offers {scheme} alone, and the user and the password are right")
    def _(lab):
        start(lab, scheme)
        right = servers_proxy.ticket(lab.client) if scheme == "negotiate" else {}
        result = lab.check("--proxy", URL, *identity(lab), *QUICK, environment=right)
        result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings"])
        result.expect_no_errors()
        expect_logins(result, [SPELT[scheme]], scheme, [(scheme, "passed")])
        if bool(notices(result, "clear")) != (scheme == "basic"):
            result.fail("that a password goes in clear is said of Basic, and of nothing else")

    @scenario(f"proxy-{scheme}-wrong", f"the proxy offers {scheme} alone, and who asks is not whom it knows")
    def _(lab):
        start(lab, scheme)
        wrong = faults.ticket_is_for_another_key(lab) if scheme == "negotiate" else {}
        result = lab.check("--proxy", URL, *identity(lab, "battery-staple"), *QUICK, environment=wrong)
        result.expect(status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
                      confidence="certain", mentions=[SPELT[scheme], f"{scheme} rejected"], not_blamed=INNOCENT)
        expect_logins(result, [SPELT[scheme]], None, [(scheme, "rejected")])

    @scenario(f"proxy-{scheme}-missing", f"the proxy offers {scheme} alone, and no credentials are known")
    def _(lab):
        start(lab, scheme)
        result = lab.check("--proxy", URL, *QUICK)
        result.expect(status="blocked", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"},
                      confidence="certain", mentions=[SPELT[scheme], "Change Properties > Proxy Configuration"],
                      not_blamed=INNOCENT)
        expect_logins(result, [SPELT[scheme]], None)

    @scenario(f"proxy-{scheme}-named", f"the proxy offers all schemes, and {scheme} is asked for by name")
    def _(lab):
        start(lab, *SCHEMES)
        right = servers_proxy.ticket(lab.client) if scheme == "negotiate" else {}
        who = () if scheme == "negotiate" else identity(lab)
        result = lab.check(*FEW, "--proxy-auth", scheme, *who, *QUICK, environment=right)
        result.expect(status="ready", exit=0)
        expect_logins(result, ["Negotiate", "NTLM", "Digest", "Basic"], scheme, [(scheme, "passed")])


for word in SCHEMES:
    alone(word)


@scenario("proxy-negotiate-keytab", "the proxy offers Kerberos alone; this machine has a keytab, and no ticket yet")
def _(lab):
    start(lab, "negotiate")
    result = lab.check("--proxy", URL, "--proxy-auth", "negotiate", *QUICK, environment=servers_proxy.tickets_by_keytab())
    result.expect(status="ready", exit=0)
    expect_logins(result, ["Negotiate"], "negotiate", [("negotiate", "passed")])


@scenario("proxy-negotiate-no-ticket", "the proxy offers Kerberos alone, and this machine has neither ticket nor keytab")
def _(lab):
    start(lab, "negotiate")
    result = lab.check("--proxy", URL, *identity(lab), *QUICK)
    # What could not be sent was not rejected.
    result.expect(status="blocked", exit=1, cause="proxy.auth-required", blocker="proxy", not_blamed=INNOCENT,
                  mentions=["its domain", "negotiate unavailable", "credentials"])
    expect_logins(result, ["Negotiate"], None, [("negotiate", "unavailable")])


@scenario("proxy-negotiate-by-address", "the proxy is named by its address, for which Kerberos knows no service")
def _(lab):
    start(lab, "negotiate")
    result = lab.check(*TWO_HOSTS, "--proxy", "http://10.31.28.28:3128", "--proxy-auth", "negotiate",
                       *QUICK, environment=servers_proxy.ticket(lab.client))
    result.expect(status="blocked", exit=1, cause="proxy.auth-required", blocker="proxy",
                  mentions=["not found in Kerberos database"], not_blamed=INNOCENT)


# Several at once

@scenario("proxy-any-strongest", "the proxy offers all schemes, and each would pass: the strongest is used, and nobody warned")
def _(lab):
    start(lab, *SCHEMES)
    result = lab.check("--proxy", URL, *identity(lab), *QUICK, environment=servers_proxy.ticket(lab.client))
    result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings"])
    expect_logins(result, ["Negotiate", "NTLM", "Digest", "Basic"], "negotiate", [("negotiate", "passed")])
    if notices(result, "weaker") or notices(result, "clear"):
        result.fail("a weak scheme is complained of, and the strongest was used")


@scenario("proxy-any-no-ticket", "the proxy offers all schemes, and this machine has no ticket: NTLM passes, and nobody is warned")
def _(lab):
    start(lab, *SCHEMES)
    result = lab.check("--proxy", URL, *identity(lab), *QUICK)
    result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings"])
    expect_logins(result, ["Negotiate", "NTLM", "Digest", "Basic"], "ntlm",
                  [("negotiate", "unavailable"), ("ntlm", "passed")])
    if notices(result, "weaker") != ["info"]:
        result.fail("that there is no ticket is worth a note, and no warning")


@scenario("proxy-any-negotiate-broken", "the proxy cannot read tickets, and its NTLM works: a failing scheme hides no other")
def _(lab):
    start(lab, "negotiate", "ntlm", "basic")
    result = lab.check("--proxy", URL, *identity(lab), *QUICK, environment=faults.ticket_is_for_another_key(lab))
    result.expect(status="ready", exit=0)
    expect_logins(result, ["Negotiate", "NTLM", "Basic"], "ntlm", [("negotiate", "rejected"), ("ntlm", "passed")])
    if notices(result, "weaker") != ["warning"]:
        result.fail("that a stronger scheme fails is not warned of")


@scenario("proxy-any-kdc-silent", "there is a keytab, and the KDC is silent: NTLM passes, after a bounded wait")
def _(lab):
    start(lab, "negotiate", "ntlm")
    lab.dns.input("meta l4proto { tcp, udp } th dport 88 drop")
    result = lab.check("--proxy", URL, *identity(lab), *QUICK, environment=servers_proxy.tickets_by_keytab())
    result.expect(status="ready", exit=0, within=15 * SLOWNESS, says=["no Kerberos server answered within 5000 ms"])
    expect_logins(result, ["Negotiate", "NTLM"], "ntlm", [("negotiate", "unavailable"), ("ntlm", "passed")])


@scenario("proxy-any-ntlm-broken", "the proxy's NTLM knows nobody, and its Digest works")
def _(lab):
    faults.ntlm_knows_nobody(lab)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *identity(lab), *QUICK)
    result.expect(status="ready", exit=0)
    expect_logins(result, ["NTLM", "Digest", "Basic"], "digest", [("ntlm", "rejected"), ("digest", "passed")])
    if notices(result, "weaker") != ["warning"] or notices(result, "clear"):
        result.fail("that a stronger scheme fails is not warned of, or Digest is called clear")


@scenario("proxy-any-all-wrong", "a wrong password for three schemes: each is tried twice at most, so that no account is locked")
def _(lab):
    start(lab, "ntlm", "digest", "basic")
    result = lab.check("--proxy", URL, *identity(lab, "battery-staple"), *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
                  mentions=["ntlm rejected", "digest rejected", "basic rejected"], not_blamed=INNOCENT)
    expect_logins(result, ["NTLM", "Digest", "Basic"], None,
                  [("ntlm", "rejected"), ("digest", "rejected"), ("basic", "rejected")])
    tries = servers_proxy.ntlm_verdicts()
    if not 1 <= tries.count("NA") <= 2 or "AF" in tries:
        result.fail(f"NTLM was tried with {tries}")


@scenario("proxy-any-one-answer", "a right password, and three schemes: the proxy is asked by the first alone")
def _(lab):
    start(lab, "ntlm", "digest", "basic")
    result = lab.check("--proxy", URL, *identity(lab), *QUICK)
    result.expect(status="ready", exit=0)
    if "NA" in servers_proxy.ntlm_verdicts():
        result.fail("a wrong answer was given")


@scenario("proxy-scheme-not-offered", "the proxy offers Basic, and Digest is asked for by name: the password is not sent")
def _(lab):
    start(lab, "basic")
    result = lab.check(*FEW, "--proxy-auth", "digest", *identity(lab), *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.auth-required", blocker="proxy",
                  mentions=["it offers Basic, and not digest"], not_blamed=INNOCENT)
    if any(login["tried"] for login in logins(result)):
        result.fail("something was tried")


@scenario("proxy-one-host-asks", "the password is right, and for one domain the proxy wants another user: the rest is not blamed")
def _(lab):
    start(lab, "digest", access="acl blobs dstdomain .blob.core.windows.net\nacl administrator proxy_auth administrator\n"
          "http_access deny blobs !administrator")
    result = lab.check("--proxy", URL, *identity(lab), *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
                  affects=["storage-blob:443"], spares=["entra-token:443"], rows={"entra-token:443": "reachable"},
                  not_blamed=INNOCENT)


@scenario("proxy-password-odd", "user and password hold characters that a URL must encode")
def _(lab):
    word = lab.secret("p@ss:w/rd% &")
    start(lab, "basic", user="corp\\backup", password=word)  # squid's Basic writes users small
    encoded = lab.secret("p%40ss%3Aw%2Frd%25%20%26")
    url = f"http://corp%5Cbackup:{encoded}@proxy.corp.example:3128"
    result = lab.check(*QUICK, environment={"https_proxy": url, "http_proxy": url})
    result.expect(status="ready", exit=0)


@scenario("proxy-407-no-scheme", "the proxy answers 407, and does not say what it wants")
def _(lab):
    lab.misbehave(lab.proxy, "say", 3128, lab.file("answer", "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n"))
    faults.firewall_drops(lab)
    result = lab.check(*FEW, *identity(lab), *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.auth-required", blocker="proxy",
                  mentions=["it offers no scheme"], not_blamed=INNOCENT)


@scenario("proxy-407-one-field", "the proxy lists its schemes in one header field, with commas in their parameters")
def _(lab):
    answer = ('HTTP/1.1 407 Authenticate\r\nProxy-Authenticate: Negotiate, NTLM, Digest realm="a, b", nonce="c=", '
              'qop="auth", Basic realm = "Basic, or else"\r\nContent-Length: 0\r\n\r\n')
    lab.misbehave(lab.proxy, "say", 3128, lab.file("answer", answer))
    faults.firewall_drops(lab)
    result = lab.check(*FEW, *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"},
                  not_blamed=INNOCENT)
    expect_logins(result, ["Negotiate", "NTLM", "Digest", "Basic"], None)


@scenario("proxy-407-closes", "the proxy closes the connection after each 407, and Digest passes all the same")
def _(lab):
    faults.proxy_closes_after_407(lab, "digest")
    result = lab.check("--proxy", URL, *identity(lab), *QUICK)
    result.expect(status="ready", exit=0)
    expect_logins(result, ["Digest"], "digest", [("digest", "passed")])


@scenario("proxy-407-closes-ntlm", "the proxy closes after each 407: NTLM, which lives on one connection, fails, and Basic passes")
def _(lab):
    faults.proxy_closes_after_407(lab, "ntlm", "basic")
    result = lab.check("--proxy", URL, *identity(lab), *QUICK)
    result.expect(status="ready", exit=0)
    expect_logins(result, ["NTLM", "Basic"], "basic")
    if notices(result, "weaker") != ["warning"] or notices(result, "clear") != ["info"]:
        result.fail("neither a warning of NTLM nor a note about Basic")


@scenario("proxy-password-for-sql", "SQL Server backup, and a proxy that asks for a password: no such proxy is supported")
def _(lab):
    start(lab, "ntlm")
    lab.check("-w", "sql", "--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-required", blocker={"proxy", "proxy-settings"},
        mentions=["SQL Server backup supports no proxy that asks for credentials"], not_blamed=INNOCENT)


@scenario("proxy-password-for-hana", "SAP HANA backup, and a proxy that asks for a password: no such proxy is supported")
def _(lab):
    start(lab, "basic")
    lab.check("-w", "hana", "--proxy", URL, *identity(lab, "battery-staple"), *QUICK).expect(
        status="blocked", exit=1, cause="proxy.auth-rejected", blocker={"proxy", "proxy-settings"},
        mentions=["SAP HANA backup uses a proxy for Entra ID only"], not_blamed=INNOCENT)


@scenario("proxy-https-basic", "Basic to a proxy that is spoken to over TLS: nothing goes in clear, and nothing is said of it")
def _(lab):
    faults.start_https_proxy(lab, **servers_proxy.only_known("basic"))
    faults.firewall_drops(lab)
    result = lab.check("--proxy", "https://proxy.corp.example:3129", *identity(lab), *QUICK)
    result.expect(status="ready", exit=0)
    expect_logins(result, ["Basic"], "basic", [("basic", "passed")])
    if notices(result, "clear"):
        result.fail("a password is said to go in clear over TLS")
