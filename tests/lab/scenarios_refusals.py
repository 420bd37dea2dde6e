"""What a proxy says where it refuses: its page, its product, its policy, read to the end."""

import faults
import servers
from scenario import QUICK, scenario

URL = faults.PROXY_URL
INNOCENT = ["dns", "firewall", "tls-inspection", "captive-portal", "clock", "service"]


def answers(result):
    """What the experiments found, as {kind: attempt}."""
    return {attempt["experiment"]["kind"]: attempt for attempt in result.attempts() if attempt.get("follow_up")}


def expect_page(result, **wanted):
    answer = answers(result).get("connect-answer", {}).get("proxy_answer") or {}
    for key, words in wanted.items():
        if words not in str(answer.get(key)):
            result.fail(f"{key} is {answer.get(key)!r}, expected {words!r}")


@scenario("refusal-squid-page", "squid refuses a domain: its page is read, and the address is refused no less")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted dstdomain -n .blob.core.windows.net\nacl unwanted_address dst 52.239.213.4\n"
                             "http_access deny unwanted_address")
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy", confidence="certain",
                  affects=["storage-blob:443"], spares=["entra-token:443"], mentions=["squid", "Access Denied"],
                  not_blamed=INNOCENT)
    expect_page(result, product="squid", page="Access Denied")


@scenario("refusal-by-name-only", "the proxy refuses a name, and lets its address pass: it minds the name")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted dstdomain -n .blob.core.windows.net")
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="degraded", exit=1, cause="proxy.denied", mentions=["minds the name"], not_blamed=INNOCENT)
    if answers(result)["by-address"]["outcome"] != "ok":
        result.fail("the address does not pass")


@scenario("refusal-with-category", "a filtering proxy refuses CONNECT with a page that names a category")
def _(lab):
    page = lab.file("page", "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
                            "<html><style>b { color: red }</style><h1>Access blocked</h1><p>Powered by FortiGuard.</p>"
                            "<p>Category: File Sharing and Storage</p></html>")
    lab.misbehave(lab.proxy, "say", 3128, page)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy",
                  mentions=["Fortinet", "category: File Sharing and Storage"], not_blamed=INNOCENT)
    expect_page(result, product="Fortinet", policy="category: File Sharing and Storage", page="Access blocked")


@scenario("refusal-hostile-page", "the proxy's page holds escapes, a script and no end: nothing of it gets through unescaped")
def _(lab):
    page = lab.file("page", "HTTP/1.1 403 \x1b[2J<b>\r\nX-Note: \x1b]0;x\x07\r\n\r\n<script>alert(1)</script>\x1b[31mred"
                            + "<p>long</p>" * 100000)
    lab.misbehave(lab.proxy, "say", 3128, page)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="blocked", exit=1, cause={"proxy.denied", "proxy.not-http"}, blocker="proxy", not_blamed=INNOCENT)
    if "\x1b" in result.stdout or "alert(1)" in result.stdout:
        result.fail("the page came through as it was")


@scenario("refusal-repeats-the-password", "a proxy so unkind as to repeat the password in its page: it stays out of the report")
def _(lab):
    word = lab.secret("correct-horse")
    page = lab.file("page", f"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\nbackup:{word} may not. Reason: {word}")
    lab.misbehave(lab.proxy, "say", 3128, page)
    faults.firewall_drops(lab)
    password = lab.file("password", word + "\n")
    lab.check("--proxy", URL, "--proxy-auth", "basic", "--proxy-user", "backup", "--proxy-password-file", password,
              *QUICK).expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy", not_blamed=INNOCENT)


@scenario("refusal-web-server-page", "a web server stands where the proxy should be, and its page says which one")
def _(lab):
    servers.nginx(lab.proxy, "web", "listen 3128; location / { return 200 'Contoso intranet'; }", 3128)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.not-http", blocker={"proxy", "proxy-settings"},
                  not_blamed=INNOCENT)
    expect_page(result, product="nginx", page="Bad Request")
