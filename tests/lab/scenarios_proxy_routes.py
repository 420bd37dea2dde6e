"""`--route proxy` sends nothing directly, look-ups of names included: counted by the kernel, not by netprobe."""

import faults
import network
import servers
from scenario import QUICK, scenario


def count_packets(lab):
    """Count what leaves the client from now on: to the proxy, to the resolver, and to anybody else."""
    lab.client.nft(f"""
table inet counted {{
  counter proxy {{ }}
  counter resolver {{ }}
  counter elsewhere {{ }}
  chain leaving {{
    type filter hook postrouting priority 300; policy accept;
    oifname "eth0" ip daddr {network.PROXY} counter name proxy accept
    oifname "eth0" ip daddr {network.RESOLVER} th dport 53 counter name resolver accept
    oifname "eth0" counter name elsewhere
  }}
}}
""")


def packets(lab, counter):
    words = lab.client.run("nft", "list", "counter", "inet", "counted", counter).stdout.split()
    return int(words[words.index("packets") + 1])


def names_asked(lab):
    """Which names the client asked the resolver for; the proxy asks it too."""
    lab.resolver.stop()
    lines = [line.split() for line in lab.resolver.log.read_text().splitlines() if f" {network.CLIENT} " in line]
    return {words[-3].rstrip(".") for words in lines}


def expect_nothing_direct(lab, result, names=()):
    seen = {counter: packets(lab, counter) for counter in ("proxy", "resolver", "elsewhere")}
    asked = names_asked(lab)
    if seen["proxy"] == 0 or seen["elsewhere"] != 0 or (not names and seen["resolver"] != 0):
        result.fail(f"packets: {seen}")
    if not asked <= set(names):
        result.fail(f"the resolver was asked for {sorted(asked)}")
    if any(attempt["route"] != "proxy" for attempt in result.attempts() + result.report["controls"]):
        result.fail("some attempt has another route")


def prepare(lab):
    lab.resolve(server_lines=["log-queries: yes"])
    count_packets(lab)


def by(name, words, start, url, names):
    @scenario(f"route-proxy-{name}", f"all is open, and only {words} is to be used: nothing else leaves the machine")
    def _(lab):
        start(lab)
        prepare(lab)
        result = lab.check("--proxy", url, "--route", "proxy", *QUICK)
        result.expect(status="ready", exit=0)
        expect_nothing_direct(lab, result, names)


NAMED = ("proxy.corp.example",)
by("http", "an HTTP proxy", faults.start_proxy, faults.PROXY_URL, NAMED)
by("http-literal", "an HTTP proxy that is named by its address", faults.start_proxy, f"http://{network.PROXY}:3128", ())
by("https", "a proxy over TLS", faults.start_https_proxy, "https://proxy.corp.example:3129", NAMED)
by("socks5h", "a SOCKS 5 proxy that resolves names", lambda lab: servers.microsocks(lab.proxy),
   "socks5h://proxy.corp.example:1080", NAMED)
by("socks5h-literal", "a SOCKS 5 proxy that is named by its address", lambda lab: servers.microsocks(lab.proxy),
   f"socks5h://{network.PROXY}:1080", ())
by("socks4a-literal", "a SOCKS 4a proxy that is named by its address", lambda lab: lab.misbehave(lab.proxy, "socks4a", 1080),
   f"socks4a://{network.PROXY}:1080", ())


@scenario("route-proxy-failing", "only a proxy is to be used, and it refuses one domain: the second round goes nowhere else either")
def _(lab):
    faults.proxy_denies(lab, "acl unwanted dstdomain .blob.core.windows.net")
    prepare(lab)
    result = lab.check("--proxy", f"http://{network.PROXY}:3128", "--route", "proxy", *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.denied", blocker="proxy", affects=["storage-blob:443"])
    expect_nothing_direct(lab, result)


@scenario("route-proxy-dead", "only a proxy is to be used, and it is dead: nobody else is asked why")
def _(lab):
    prepare(lab)
    result = lab.check("--proxy", f"http://{network.PROXY}:3128", "--route", "proxy", *QUICK)
    result.expect(status="blocked", exit=1, cause="proxy.refused", blocker={"proxy", "proxy-settings"})
    expect_nothing_direct(lab, result)
