"""Proxies of Windows' accounts, as the registry keeps them. It is there under Wine alone (platforms.py)."""

import struct

import faults
import servers
import wine
from scenario import QUICK, scenario

GOOD = "proxy.corp.example:3128"
DEAD = "10.31.28.99:3128"
CALLER = {"https_proxy": faults.PROXY_URL, "http_proxy": faults.PROXY_URL}
INNOCENT = ["dns", "firewall", "network", "tls-inspection", "captive-portal", "clock", "host-firewall", "service"]
SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
POLICY = r"HKLM\Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
SQL_PLUGIN = "S-1-5-80-1631947889-4033244730-3205203906-53534054-4184208151"
HIVES = {"user": "HKCU", "system": r"HKU\S-1-5-18", "mars": r"HKU\S-1-5-18", "sql": rf"HKU\{SQL_PLUGIN}"}
BY_HAND, SCRIPT, DETECT = 2, 4, 8  # flags of the binary form; 1 is always set


def binary(proxy="", bypass="", script="", flags=0):
    """DefaultConnectionSettings, as the dialogue of Windows writes it."""
    texts = b"".join(struct.pack("<I", len(text)) + text.encode() for text in (proxy, bypass, script))
    return struct.pack("<III", 0x46, 7, 1 | flags) + texts + bytes(32)


def account(lab, hive, proxy=None, bypass=None, script=None, enabled=True, blob=None):
    """The values of one account, in both forms."""
    key = f"{hive}\\{SETTINGS}"
    values = [("ProxyServer", "REG_SZ", proxy), ("ProxyOverride", "REG_SZ", bypass), ("AutoConfigURL", "REG_SZ", script),
              ("ProxyEnable", "REG_DWORD", str(int(enabled)) if proxy else None)]
    for name, kind, value in values:
        if value is not None:
            wine.registry(lab.client, "add", key, "/v", name, "/t", kind, "/d", value, "/f")
    if blob is not None:
        wine.registry(lab.client, "add", f"{key}\\Connections", "/v", "DefaultConnectionSettings", "/t", "REG_BINARY",
                      "/d", blob.hex(), "/f")


def only_proxy_leads_out(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)


def expect_ready(result, *says):
    result.expect(status="ready", exit=0, says=says)
    result.expect_no_errors()


@scenario("registry-system-good", "SYSTEM has a good proxy, the caller has none, and direct connections are dropped")
def _(lab):
    only_proxy_leads_out(lab)
    account(lab, HIVES["system"], GOOD)
    expect_ready(lab.check("--as", "system", *QUICK), "S-1-5-18")


@scenario("registry-system-dead", "SYSTEM has a dead proxy, the caller has none and gets through")
def _(lab):
    account(lab, HIVES["system"], DEAD)
    lab.check("--as", "system", *QUICK).expect(
        status="degraded", exit=1, blocker="proxy-settings", cause={"proxy.timeout", "proxy.unreachable"},
        mentions=["S-1-5-18", "the account SYSTEM"], not_blamed=INNOCENT)


@scenario("registry-system-none", "the caller's proxy works and direct is dropped: SYSTEM, as whom the agent runs, has none")
def _(lab):
    only_proxy_leads_out(lab)
    lab.check("--as", "mars", *QUICK, environment=CALLER).expect(
        status="degraded", exit=1, blocker="proxy-settings", confidence="certain", affects=["entra-token:443"],
        not_blamed=INNOCENT,
        mentions=["the MARS agent", "Set-OBMachineSetting -ProxyServer http://proxy.corp.example -ProxyPort 3128"])


@scenario("registry-binary-before-values", "the binary form names a good proxy, the values beside it a dead one")
def _(lab):
    only_proxy_leads_out(lab)
    account(lab, HIVES["system"], DEAD, blob=binary(GOOD, flags=BY_HAND))
    expect_ready(lab.check("--as", "system", *QUICK), "DefaultConnectionSettings")


@scenario("registry-binary-off", "the binary form has no proxy switched on, the values beside it name a dead one")
def _(lab):
    account(lab, HIVES["system"], DEAD, blob=binary(DEAD))
    expect_ready(lab.check("--as", "system", *QUICK))


@scenario("registry-per-machine", "a policy gives every account the machine's proxy, which is good; SYSTEM's own is dead")
def _(lab):
    only_proxy_leads_out(lab)
    account(lab, HIVES["system"], DEAD)
    account(lab, "HKLM", GOOD)
    wine.registry(lab.client, "add", POLICY, "/v", "ProxySettingsPerUser", "/t", "REG_DWORD", "/d", "0", "/f")
    expect_ready(lab.check("--as", "system", *QUICK), "HKLM")


@scenario("registry-script", "SYSTEM has the address of a PAC script, which is fetched and asked; direct is dropped")
def _(lab):
    only_proxy_leads_out(lab)
    text = f'function FindProxyForURL(url, host) {{ return "PROXY {GOOD}"; }}'
    servers.nginx(lab.dns, "pac", f"""
listen 80;
default_type application/x-ns-proxy-autoconfig;
location = /proxy.pac {{ return 200 '{text}'; }}
""", 80)
    account(lab, HIVES["system"], script="http://pac.corp.example/proxy.pac")
    expect_ready(lab.check("--as", "system", *QUICK), "http://pac.corp.example/proxy.pac")


@scenario("registry-bypass", "SYSTEM's bypass list exempts blob storage, the caller's proxy serves it; direct is dropped")
def _(lab):
    only_proxy_leads_out(lab)
    account(lab, HIVES["system"], GOOD, bypass="*.blob.core.windows.net;<local>")
    lab.check("--as", "system", *QUICK, environment=CALLER).expect(
        status="degraded", exit=1, blocker="proxy-settings", affects=["storage-blob:443"], spares=["entra-token:443"],
        not_blamed=INNOCENT)


@scenario("registry-sql", "the SQL Server plug-in's account has a good proxy, SYSTEM a dead one; direct is dropped")
def _(lab):
    only_proxy_leads_out(lab)
    account(lab, HIVES["system"], DEAD)
    account(lab, HIVES["sql"], f"http={GOOD};https={GOOD}")
    expect_ready(lab.check("-w", "sql", "--as", "sql", *QUICK), SQL_PLUGIN)


@scenario("registry-service", "a service runs as LocalService, which has a good proxy; one that does not exist is a wrong call")
def _(lab):
    only_proxy_leads_out(lab)
    account(lab, r"HKU\S-1-5-19", GOOD)
    wine.registry(lab.client, "add", r"HKLM\SYSTEM\CurrentControlSet\Services\backup", "/v", "ObjectName", "/t", "REG_SZ",
                  "/d", r"NT AUTHORITY\LocalService", "/f")
    expect_ready(lab.check("--as", "service:backup", *QUICK), "S-1-5-19")
    unknown = lab.run("check", "--as", "service:nobody", *QUICK)
    if unknown.exit_code != 2 or "nobody" not in unknown.stderr:
        unknown.fail("expected exit 2 and the service named")


# Whose × where × in which form: what proxy the agents' sign-in gets.

def forms():
    """Name, what account() gets, and the proxy that follows from it (None: directly)."""
    good, one, list_ = f"http://{GOOD}", GOOD, f"http={DEAD};https={GOOD}"
    return (
        ("one proxy", {"proxy": one}, good),
        ("a list", {"proxy": list_}, good),
        ("a list without https", {"proxy": f"http={DEAD};ftp={DEAD}"}, None),
        ("with a scheme", {"proxy": f"http://{GOOD}"}, good),
        ("without a port", {"proxy": "proxy.corp.example"}, "http://proxy.corp.example:80"),
        ("socks", {"proxy": "socks=proxy.corp.example:1080"}, "socks4://proxy.corp.example:1080"),
        ("switched off", {"proxy": one, "enabled": False}, None),
        ("exempted", {"proxy": one, "bypass": "*.microsoftonline.com;<local>"}, None),
        ("another exempted", {"proxy": one, "bypass": "10.*;*.corp.example"}, good),
        ("binary", {"blob": binary(one, flags=BY_HAND)}, good),
        ("binary, a list", {"blob": binary(list_, flags=BY_HAND)}, good),
        ("binary, off", {"proxy": DEAD, "blob": binary(one)}, None),
        ("binary, exempted", {"blob": binary(one, "login.microsoftonline.com", flags=BY_HAND)}, None),
        ("binary, and detection", {"blob": binary(one, flags=BY_HAND | DETECT)}, good),
        ("binary before values", {"proxy": DEAD, "blob": binary(one, flags=BY_HAND)}, good),
        ("binary, cut short", {"proxy": one, "blob": binary(DEAD, flags=BY_HAND)[:20]}, good),
    )


def clear(lab, hive):
    key = f"{hive}\\{SETTINGS}"
    wine.registry(lab.client, "add", f"{key}\\Connections", "/v", "there", "/d", "x", "/f")
    wine.registry(lab.client, "delete", key, "/f")


def matrix_for(identity):
    @scenario(f"registry-forms-{identity}", f"the proxy of --as {identity} in each form that the registry has for it")
    def _(lab):
        hive, wrong = HIVES[identity], []
        for name, values, expected in forms():
            clear(lab, hive)
            account(lab, hive, **values)
            shown = lab.show_proxies("--as", identity, "https://login.microsoftonline.com")["urls"][0]
            told = shown["source"] or shown["reason"] or (shown["bypass"] or {}).get("entry")
            if shown["proxy"] != expected or not told:
                wrong.append(f"{name}: {shown}")
        if wrong:
            raise RuntimeError("\n".join(wrong))


for identity in HIVES:
    matrix_for(identity)


@scenario("registry-hostile", "blobs of every length, and of none that Windows writes: never more than a note")
def _(lab):
    whole = binary(GOOD, "<local>", "http://a/", BY_HAND | SCRIPT)
    blobs = [whole[:length] for length in range(1, len(whole) - 32, 4)]
    blobs += [b"\xff" * 12, whole[:12] + b"\xff\xff\xff\xff" + whole[16:], bytes(4000)]
    for blob in blobs:
        account(lab, HIVES["system"], blob=blob)
        lab.show_proxies("--as", "system", "https://login.microsoftonline.com")
