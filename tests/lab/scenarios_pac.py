"""Proxies that a PAC script names: where it comes from, what it answers, and what is wrong with it."""

import faults
import moments
import servers
from scenario import QUICK, SLOWNESS, scenario

PROXY = "PROXY proxy.corp.example:3128"
DEAD = "PROXY 10.31.28.99:3128"  # nobody has the address
CLOSED = "PROXY 10.31.28.28:3129"  # nobody listens on the port
BLOB = 'dnsDomainIs(host, ".blob.core.windows.net")'
SERVED = "http://pac.corp.example"
RIGHT_TYPE = "application/x-ns-proxy-autoconfig"
INNOCENT = ["tls-inspection", "captive-portal", "clock", "host-firewall", "dns", "network", "service"]


def script(*lines):
    """A script with these lines in its function, the first of which is the script's second."""
    return "\n".join(["function FindProxyForURL(url, host) {", *[f"  {line}" for line in lines], "}", ""])


def answers(answer):
    return script(f'return "{answer}";')


def serve(lab, text, path="/proxy.pac", content_type=RIGHT_TYPE, more=""):
    """A web server of the company that has the script."""
    file = servers.configuration("served.pac", text)
    return servers.nginx(lab.dns, "pac", f"""
listen 80;
location = {path} {{ types {{ }} default_type {content_type}; alias {file}; }}
{more}
""", 80)


def expect_pac_error(result, *words, **more):
    """Direct works, so the script's fault is the only one."""
    result.expect(status="degraded", exit=1, cause="proxy.pac-error", blocker="proxy-settings", mentions=words,
                  not_blamed=["firewall", "proxy", *INNOCENT], rows={"storage-blob:443": "reachable"}, **more)


def has_finding(result, finding_id):
    return any(finding["id"].startswith(finding_id) for finding in result.findings)


# Scripts that do what they should

@scenario("pac-good", "a PAC script names the proxy for all but one domain, and direct connections are dropped for the rest")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab, "ip daddr != 52.239.213.4 tcp dport 443")
    file = lab.file("proxy.pac", script(f'if ({BLOB}) return "DIRECT";', f'return "{PROXY}; DIRECT";'))
    result = lab.check("--pac", file, *QUICK)
    result.expect(status="ready", exit=0, rows={"storage-blob:443": "reachable"})
    result.expect_no_errors()


@scenario("pac-for-windows", "a PAC script has FindProxyForURLEx alone, as Windows calls it, and asks Microsoft's extensions")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    text = script('if (isInNetEx(dnsResolveEx(host), "10.0.0.0/8") || !isInNetEx(myIpAddressEx(), "192.168.10.0/24")) return "DIRECT";',
                  f'return "{PROXY}";').replace("FindProxyForURL", "FindProxyForURLEx")
    result = lab.check("--pac", lab.file("proxy.pac", text), *QUICK)
    result.expect(status="ready", exit=0, not_blamed=["proxy", "proxy-settings", *INNOCENT],
                  says=["FindProxyForURLEx, which Windows calls"])
    result.expect_no_errors()


@scenario("pac-for-windows-wrong", "a PAC script has FindProxyForURLEx alone, and it sends hosts past a proxy that they need")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab, "ip daddr 52.239.213.4 tcp dport 443")
    text = script(f'if ({BLOB}) return "DIRECT";', f'return "{PROXY}";').replace("FindProxyForURL", "FindProxyForURLEx")
    lab.check("--pac", lab.file("proxy.pac", text), *QUICK).expect(
        status="degraded", exit=1, blocker="proxy-settings", affects=["storage-blob:443"],
        mentions=["FindProxyForURLEx"], not_blamed=["proxy", *INNOCENT])


@scenario("pac-served", "a web server has the PAC script, of the right type; direct connections are dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    serve(lab, answers(PROXY))
    result = lab.check("--pac", f"{SERVED}/proxy.pac", "--fail-on", "warning", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_faults()
    proxies = [(entry["source"], entry["url"]) for entry in result.report["environment"]["proxies"]]
    if proxies != [(f"--pac {SERVED}/proxy.pac", faults.PROXY_URL)]:
        result.fail(f"the proxies are {proxies}")
    if result.report["environment"]["pac"]["content_type"] != RIGHT_TYPE or has_finding(result, "pac.content-type"):
        result.fail("the type of the script is wrong")


@scenario("pac-type-wrong", "the PAC script is served as a web page, and its name does not end as Windows wants it")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    serve(lab, answers(PROXY), path="/proxy", content_type="text/html")
    result = lab.check("--pac", f"{SERVED}/proxy", *QUICK)
    result.expect(status="ready", exit=0, says=["served as text/html"])
    result.expect_no_errors()
    if not any(finding["id"] == "pac.content-type" and finding["severity"] == "warning" for finding in result.findings):
        result.fail("nobody is warned of the type")


@scenario("pac-type-wrong-name-right", "the PAC script is served as a web page, and its name ends in .pac")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    serve(lab, answers(PROXY), content_type="text/html")
    result = lab.check("--pac", f"{SERVED}/proxy.pac", "--fail-on", "warning", *QUICK)
    result.expect(status="ready", exit=0, says=["served as text/html"])
    result.expect_no_faults()


@scenario("pac-redirected", "the web server sends whoever asks for the PAC script to another path")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    serve(lab, answers(PROXY), more="location = /old.pac { return 302 /proxy.pac; }")
    result = lab.check("--pac", f"{SERVED}/old.pac", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("pac-dead-name", "the PAC script looks up a name that does not exist, and decides by that")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    file = lab.file("proxy.pac", script('if (dnsResolve("gone.corp.example")) return "DIRECT";', f'return "{PROXY}";'))
    result = lab.check("--pac", file, *QUICK)
    result.expect(status="ready", exit=0, within=6 * SLOWNESS)
    result.expect_no_errors()
    if "gone.corp.example" not in result.report["environment"]["pac"]["looked_up"]:
        result.fail("it is not told which names the script looks up")


@scenario("pac-resolver-silent", "the PAC script looks up every host, and this machine's resolver is silent; the proxy has its own")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    lab.router1.forward('iifname "lan" oifname "dns" drop')
    file = lab.file("proxy.pac", script('if (isInNet(host, "10.0.0.0", "255.0.0.0")) return "DIRECT";',
                                        'return "PROXY 10.31.28.28:3128";'))
    result = lab.check("--pac", file, "--deadline", "60", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("pac-route-proxy", "with --route proxy nothing is tried directly, whatever the script says")
def _(lab):
    faults.start_proxy(lab)
    file = lab.file("proxy.pac", script(f'if ({BLOB}) return "DIRECT";', f'return "{PROXY}; DIRECT";'))
    result = lab.check("--pac", file, "--route", "proxy", *QUICK)
    result.expect(status="ready", exit=0)
    if any(attempt["route"] == "direct" for attempt in result.attempts() + result.report["controls"]):
        result.fail("something was tried directly")


@scenario("pac-plan", "a plan with a PAC script sends nothing, though the script looks names up")
def _(lab):
    lab.client.nft("table inet count { chain output { type filter hook output priority 0; oifname \"eth0\" counter; }; }")
    file = lab.file("proxy.pac", script('if (isResolvable(host)) return "DIRECT";', f'return "{PROXY}";'))
    for location in (file, f"{SERVED}/proxy.pac"):
        result = lab.run("plan", "--pac", location)
        if result.exit_code != 0 or location not in result.stdout or "Nothing was sent" not in result.stdout:
            result.fail("the plan does not tell of the script")
        if ("proxy http://proxy.corp.example:3128" in result.stdout) != (location == file):
            result.fail("the plan does not go by the script")
    if "counter packets 0 bytes 0" not in lab.client.run("nft", "list", "ruleset").stdout:
        result.fail("something was sent")


# Scripts that fail; direct connections work, and are what clients then use

@scenario("pac-broken", "the PAC script cannot be run")
def _(lab):
    file = lab.file("proxy.pac", script("return noSuchFunction(host);"))
    expect_pac_error(lab.check("--pac", file, *QUICK), "line 2", "noSuchFunction is not defined")


@scenario("pac-syntax-error", "the PAC script has a syntax error in its third line")
def _(lab):
    file = lab.file("proxy.pac", script("var answer;", 'answer = ("DIRECT";', "return answer;"))
    expect_pac_error(lab.check("--pac", file, *QUICK), "line 3: SyntaxError", affects=["storage-blob:443"])


@scenario("pac-no-function", "the PAC script has another function than the one that is asked for")
def _(lab):
    file = lab.file("proxy.pac", 'function findProxy(url, host) { return "DIRECT"; }\n')
    expect_pac_error(lab.check("--pac", file, *QUICK), "no function FindProxyForURL")


@scenario("pac-page", "a web page is served where the PAC script should be")
def _(lab):
    serve(lab, "<!DOCTYPE html><html><body>Contoso intranet</body></html>")
    expect_pac_error(lab.check("--pac", f"{SERVED}/proxy.pac", *QUICK), "web page")


@scenario("pac-garbage", "the PAC script answers with words that nobody understands")
def _(lab):
    file = lab.file("proxy.pac", answers("ask the proxy, please"))
    expect_pac_error(lab.check("--pac", file, *QUICK), "ask the proxy, please")


@scenario("pac-missing", "the web server has no PAC script at that address (404)")
def _(lab):
    serve(lab, answers(PROXY))
    expect_pac_error(lab.check("--pac", f"{SERVED}/old.pac", *QUICK), "404", affects=["storage-blob:443"])


@scenario("pac-server-closed", "nobody listens where the PAC script should be")
def _(lab):
    expect_pac_error(lab.check("--pac", f"{SERVED}/proxy.pac", *QUICK), "tcp.reset")


@scenario("pac-server-unknown", "the name of the server of the PAC script does not exist")
def _(lab):
    expect_pac_error(lab.check("--pac", "http://gone.corp.example/proxy.pac", *QUICK), "dns.nxdomain")


@scenario("pac-server-hangs", "the server of the PAC script accepts connections and says nothing")
def _(lab):
    lab.misbehave(lab.dns, "silent", 80)
    expect_pac_error(lab.check("--pac", f"{SERVED}/proxy.pac", *QUICK), "http.timeout")


@scenario("pac-cut-off", "the server of the PAC script closes in the middle of it")
def _(lab):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {RIGHT_TYPE}\r\nContent-Length: 100000\r\n\r\n"
    lab.misbehave(lab.dns, "say", 80, lab.file("answer", head + answers(PROXY)))
    expect_pac_error(lab.check("--pac", f"{SERVED}/proxy.pac", *QUICK), "did not come to its end")


@scenario("pac-endless", "the PAC script never returns")
def _(lab):
    file = lab.file("proxy.pac", script("while (true) {}"))
    result = lab.check("--pac", file, *QUICK)
    expect_pac_error(result, "within 5 s", within=12 * SLOWNESS)


@scenario("pac-endless-for-one", "the PAC script never returns for one host, and names the proxy for those before it")
def _(lab):
    faults.start_proxy(lab)
    file = lab.file("proxy.pac", script('if (shExpMatch(host, "ww*.msftncsi.com")) while (true) {}', f'return "{PROXY}";'))
    result = lab.check("--pac", file, *QUICK)
    expect_pac_error(result, "within 5 s", "www.msftncsi.com")


@scenario("pac-eats-memory", "the PAC script wants all memory")
def _(lab):
    file = lab.file("proxy.pac", script('var text = "x";', "while (true) text += text;"))
    expect_pac_error(lab.check("--pac", file, *QUICK), "memory")


@scenario("pac-50-megabytes", "the PAC script is 50 MB large")
def _(lab):
    serve(lab, "// " + "x" * 50_000_000 + "\n" + answers(PROXY))
    result = lab.check("--pac", f"{SERVED}/proxy.pac", *QUICK)
    expect_pac_error(result, "more than 1 MB", within=6 * SLOWNESS)


@scenario("pac-deadline", "the server of the PAC script says nothing, and the deadline comes first")
def _(lab):
    lab.misbehave(lab.dns, "silent", 80)
    result = lab.check("--pac", f"{SERVED}/proxy.pac", "--deadline", "1")
    result.expect(status="incomplete", exit=3, within=4 * SLOWNESS)


@scenario("pac-interrupted", "the server of the PAC script says nothing, and the run is interrupted")
def _(lab):
    lab.misbehave(lab.dns, "silent", 80)
    result = lab.check("--pac", f"{SERVED}/proxy.pac",
                       interrupt_when=moments.has_sockets(lab.client, "tcp", "established", 80))
    result.expect(status="incomplete", exit=3, within=2 * SLOWNESS)


@scenario("pac-interrupted-script", "the PAC script never returns, and the run is interrupted")
def _(lab):
    file = lab.file("proxy.pac", script("while (true) {}"))
    result = lab.check("--pac", file, interrupt_when=moments.child_works())
    result.expect(status="incomplete", exit=3)
    result.expect_no_errors()


# Answers that are wrong

@scenario("pac-first-dead", "the first proxy of the answer is dead, the second works, and direct connections are dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    file = lab.file("proxy.pac", answers(f"{CLOSED}; {PROXY}; DIRECT"))
    result = lab.check("--pac", file, *QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="proxy.refused", blocker="proxy",
                  affects=["storage-blob:443"])
    order = [entry["proxy"] for entry in result.row("storage-blob:443")["routes_in_force"][0]["order"]]
    if order != ["http://10.31.28.28:3129", "http://proxy.corp.example:3128", None]:
        result.fail(f"in force are {order}")


@scenario("pac-all-dead-direct-open", "every proxy of the answer is dead, and direct connections work, which it does not allow")
def _(lab):
    file = lab.file("proxy.pac", answers(f"{CLOSED}; {DEAD}"))
    lab.check("--pac", file, *QUICK).expect(
        status="degraded", exit=1, blocker="proxy-settings", cause={"proxy.refused", "proxy.unreachable", "proxy.timeout"},
        affects=["storage-blob:443"], not_blamed=["firewall", *INNOCENT])


@scenario("pac-all-dead-direct-dropped", "every proxy of the answer is dead, and direct connections are dropped")
def _(lab):
    faults.firewall_drops(lab)
    file = lab.file("proxy.pac", answers(f"{CLOSED}; {DEAD}"))
    lab.check("--pac", file, *QUICK).expect(
        status="blocked", exit=1, blocker={"proxy", "proxy-settings"},
        cause={"proxy.refused", "proxy.unreachable", "proxy.timeout"}, affects=["storage-blob:443"],
        not_blamed=["firewall", *INNOCENT])


@scenario("pac-dead-then-direct", "the proxy of the answer is dead, direct comes next in it, and works")
def _(lab):
    file = lab.file("proxy.pac", answers(f"{CLOSED}; DIRECT"))
    result = lab.check("--pac", file, *QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="proxy.refused", blocker="proxy")
    result.expect_no_errors()


@scenario("pac-wrong-way-direct", "the PAC script sends blob storage directly, where only the proxy can reach it")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    file = lab.file("proxy.pac", script(f'if ({BLOB}) return "DIRECT";', f'return "{PROXY}";'))
    lab.check("--pac", file, *QUICK).expect(
        status="degraded", exit=1, blocker="proxy-settings", cause="tcp.timeout", confidence="certain",
        affects=["storage-blob:443"], spares=["entra-token:443"], mentions=["DIRECT", faults.PROXY_URL, file],
        rows={"storage-blob:443": "degraded", "entra-token:443": "reachable"},
        not_blamed=["proxy", "firewall", *INNOCENT])


@scenario("pac-wrong-way-proxy", "the PAC script sends blob storage to a proxy that refuses it, and direct connections work")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted dstdomain .blob.core.windows.net")
    file = lab.file("proxy.pac", answers(PROXY))
    lab.check("--pac", file, *QUICK).expect(
        status="degraded", exit=1, blocker="proxy-settings", cause="proxy.denied", confidence="likely",
        alternatives=["proxy"], affects=["storage-blob:443"], spares=["entra-token:443"],
        rows={"storage-blob:443": "degraded", "entra-token:443": "reachable"}, not_blamed=["firewall", *INNOCENT])


@scenario("pac-proxy-denies", "the PAC script sends blob storage to a proxy that refuses it, and direct connections are dropped")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted dstdomain .blob.core.windows.net")
    faults.firewall_drops(lab)
    file = lab.file("proxy.pac", answers(PROXY))
    lab.check("--pac", file, *QUICK).expect(
        status="blocked", exit=1, blocker="proxy", cause="proxy.denied", confidence="certain",
        affects=["storage-blob:443"], spares=["entra-token:443"], rows={"storage-blob:443": "blocked"},
        not_blamed=["firewall", *INNOCENT])


# WPAD

def search(domain):
    with open("/etc/resolv.conf", "a", encoding="utf-8") as file:
        file.write(f"search {domain}\n")


@scenario("wpad-found", "a script is found by WPAD, in the domain above this machine's; direct connections are dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    lab.resolve(server_lines=['local-data: "wpad.corp.example. 60 A 10.53.0.53"', 'local-zone: "wpad.corp.example." transparent'])
    search("berlin.corp.example")
    serve(lab, answers(PROXY), path="/wpad.dat")
    result = lab.check("--wpad", "--fail-on", "warning", *QUICK)
    result.expect(status="ready", exit=0, says=["http://wpad.corp.example/wpad.dat"])
    result.expect_no_faults()
    found = [entry["problem"] is None for entry in result.report["environment"]["wpad"]]
    if found != [False, True] or not has_finding(result, "wpad.found"):
        result.fail(f"WPAD found {found}")


@scenario("wpad-none", "WPAD finds no script, and direct connections work")
def _(lab):
    search("berlin.corp.example")
    result = lab.check("--wpad", "--fail-on", "warning", *QUICK)
    result.expect(status="ready", exit=0, says=["WPAD finds no script", "wpad.berlin.corp.example"])
    result.expect_no_faults()


@scenario("wpad-page", "the name that WPAD asks for leads to a web page")
def _(lab):
    lab.resolve(server_lines=['local-data: "wpad.corp.example. 60 A 10.53.0.53"', 'local-zone: "wpad.corp.example." transparent'])
    search("corp.example")
    serve(lab, "<html>Contoso intranet</html>", path="/wpad.dat")
    expect_pac_error(lab.check("--wpad", *QUICK), "web page")
