"""Whose proxy settings are in force: agents, extensions and services have others than the caller."""

import json
import subprocess
from pathlib import Path

import faults
import sandbox
from scenario import QUICK, scenario

URL = faults.PROXY_URL
DEAD = "http://10.31.28.99:3128"
CALLER = {"https_proxy": URL, "http_proxy": URL}
INNOCENT = ["dns", "firewall", "network", "tls-inspection", "captive-portal", "clock", "host-firewall", "service"]
OVERRIDES = "/opt/msawb/bin/ExtensionSettingsOverrides.json"


def write(path, text):
    """A file of this machine; /etc, /run and, where it is asked for, /opt are the sandbox's own."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def waagent(host, port=3128):
    write("/etc/waagent.conf", f"# Azure Linux agent\nHttpProxy.Host={host}\nHttpProxy.Port={port}\n")


def unit(name, *lines):
    write(f"/etc/systemd/system/{name}.service", "\n".join(["[Service]", "ExecStart=/bin/sleep 99", *lines, ""]))


def running(lab, name, environment):
    """A process of the unit, by its PID file: systemd itself does not run here."""
    process = subprocess.Popen(["sleep", "99"], env=environment)
    write(f"/run/{name}.pid", f"{process.pid}\n")


def hana(**settings):
    sandbox.mount("-t", "tmpfs", "tmpfs", "/opt")
    write(OVERRIDES, json.dumps(settings))


def entra_is_dropped(lab):
    faults.firewall_drops(lab, "ip daddr { 20.190.128.0/18, 40.126.0.0/18 } tcp dport 443")


@scenario("identity-waagent-good", "waagent.conf names a good proxy, direct connections are dropped, the caller has none")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    waagent("proxy.corp.example")
    result = lab.check("--as", "waagent", *QUICK)
    result.expect(status="ready", exit=0, says=["/etc/waagent.conf"])
    result.expect_no_errors()


@scenario("identity-waagent-dead", "waagent.conf names a dead proxy, the caller has none and gets through")
def _(lab):
    waagent("10.31.28.99")
    lab.check("--as", "waagent", *QUICK).expect(
        status="degraded", exit=1, severity="error", blocker="proxy-settings", cause={"proxy.timeout", "proxy.unreachable"},
        mentions=["/etc/waagent.conf", "the Azure Linux agent", "direct"], not_blamed=INNOCENT)


@scenario("identity-waagent-dead-caller-good", "waagent.conf names a dead proxy, the caller's works, direct is dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    waagent("10.31.28.99")
    lab.check("--as", "waagent", *QUICK, environment=CALLER).expect(
        status="degraded", exit=1, blocker="proxy-settings", cause={"proxy.timeout", "proxy.unreachable"},
        mentions=["/etc/waagent.conf", URL, DEAD, "environment variable https_proxy"], not_blamed=INNOCENT)


@scenario("identity-service-without-proxy", "the caller's proxy works and direct is dropped: the service has no proxy at all")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    write("/etc/environment", f"https_proxy={URL}\n")
    unit("backup")
    result = lab.check("--as", "service:backup", *QUICK, environment=CALLER)
    result.expect(
        status="degraded", exit=1, blocker="proxy-settings", confidence="certain",
        affects=["entra-token:443", "entra-range-a:443"],
        mentions=["for the service backup.service", URL, "/etc/systemd/system/backup.service.d/", "no proxy is set"],
        not_blamed=INNOCENT)
    if len(result.select(severity="error")) != 1:
        result.fail("one fault has more than one finding")


@scenario("identity-service-unit", "the service has its proxy from a drop-in and an EnvironmentFile, the caller has none")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    unit("backup", "EnvironmentFile=-/etc/default/backup")
    write("/etc/systemd/system/backup.service.d/proxy.conf", f"[Service]\nEnvironment=https_proxy={DEAD}\n")
    write("/etc/default/backup", f'https_proxy="{URL}"\nhttp_proxy={URL}\n')
    result = lab.check("--as", "service:backup", *QUICK)
    result.expect(status="ready", exit=0, says=["https_proxy in /etc/default/backup:1"])
    result.expect_no_errors()


@scenario("identity-service-running", "the unit file names a dead proxy, but the process was started with a good one")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    unit("backup", "PIDFile=/run/backup.pid", f"Environment=https_proxy={DEAD}")
    running(lab, "backup", CALLER)
    result = lab.check("--as", "service:backup", *QUICK)
    result.expect(status="ready", exit=0, says=["https_proxy in environment of process"])
    result.expect_no_errors()


@scenario("identity-service-bypass", "the service's no_proxy exempts blob storage, the caller's does not; direct is dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    unit("backup", f"Environment=https_proxy={URL} http_proxy={URL} no_proxy=blob.core.windows.net")
    lab.check("--as", "service:backup", *QUICK, environment=CALLER).expect(
        status="degraded", exit=1, blocker="proxy-settings", confidence="certain", affects=["storage-blob:443"],
        spares=["entra-token:443"], rows={"storage-blob:443": "degraded", "entra-token:443": "reachable"},
        mentions=["'blob.core.windows.net' of no_proxy in /etc/systemd/system/backup.service:3", "remove the entry"],
        not_blamed=["proxy", *INNOCENT])


@scenario("identity-service-password", "the service's proxy URL has a password, the caller's has none: it works for the service")
def _(lab):
    faults.proxy_wants_password(lab)
    faults.firewall_drops(lab)
    unit("backup", f"Environment=https_proxy=http://backup:{lab.secret('correct-horse')}@proxy.corp.example:3128",
         f"Environment=http_proxy=http://backup:{lab.secret('correct-horse')}@proxy.corp.example:3128")
    result = lab.check("--as", "service:backup", *QUICK, environment=CALLER)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("identity-service-malformed", "the unit's proxy is not a URL; the caller has none and gets through")
def _(lab):
    unit("backup", "Environment=https_proxy=http://proxy.corp.example:notaport")
    lab.check("--as", "service:backup", *QUICK).expect(
        status="degraded", exit=1, blocker="proxy-settings", confidence="certain",
        mentions=["https_proxy in /etc/systemd/system/backup.service:3"], not_blamed=INNOCENT)


@scenario("identity-caller-malformed", "the caller's proxy is not a URL, the service's is good: that is no fault of the service")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    unit("backup", f"Environment=https_proxy={URL} http_proxy={URL}")
    result = lab.check("--as", "service:backup", *QUICK, environment={"https_proxy": "http://proxy:notaport"})
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("identity-hana-good", "the HANA extension has a proxy for Entra ID, where direct is dropped; the rest is open")
def _(lab):
    faults.start_proxy(lab)
    entra_is_dropped(lab)
    hana(UseProxyForAAD=True, UseProxyForAzureBackup=False, UseProxyForAzureStorage=False, ProxyServerAddress=URL)
    result = lab.check("-w", "hana", "--as", "hana", *QUICK)
    result.expect(status="ready", exit=0, says=["ProxyServerAddress in " + OVERRIDES])
    result.expect_no_errors()


@scenario("identity-hana-switched-off", "the HANA extension's proxy is named and not turned on; the caller's works")
def _(lab):
    faults.start_proxy(lab)
    entra_is_dropped(lab)
    hana(UseProxyForAAD=False, ProxyServerAddress=URL)
    lab.check("-w", "hana", "--as", "hana", *QUICK, environment=CALLER).expect(
        status="degraded", exit=1, blocker="proxy-settings", confidence="certain", affects=["entra-token:443"],
        spares=["storage-blob:443"], mentions=["UseProxyForAAD", OVERRIDES, "the HANA extension"],
        not_blamed=INNOCENT)


@scenario("identity-hana-storage", "everything direct is dropped: no proxy setting of the HANA extension opens storage")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    hana(UseProxyForAAD=True, ProxyServerAddress=URL)
    lab.check("-w", "hana", "--as", "hana", *QUICK, environment=CALLER).expect(
        status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", affects=["storage-blob:443"],
        spares=["entra-token:443"], rows={"entra-token:443": "reachable", "storage-blob:443": "blocked"},
        not_blamed=["proxy-settings", "proxy", "dns"])


@scenario("identity-hana-malformed", "the HANA extension's file is cut short: where it breaks is said")
def _(lab):
    hana()
    write(OVERRIDES, '{\n  "UseProxyForAAD": true,\n  "ProxyServerAddress": "http://proxy.corp')
    lab.check("-w", "hana", "--as", "hana", *QUICK).expect(
        status="degraded", exit=1, blocker="proxy-settings", mentions=[OVERRIDES + ":3:"], not_blamed=INNOCENT)


@scenario("identity-apt-only", "only apt has a proxy, and a dead one: nobody is told to change it")
def _(lab):
    write("/etc/apt/apt.conf.d/99proxy", f'Acquire::http::Proxy "{DEAD}";\nAcquire::https::Proxy "{DEAD}";\n')
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=["proxy-settings", "proxy"])
    if "10.31.28.99" in result.stdout:
        result.fail("apt's proxy is mentioned")
    shown = lab.show_proxies()
    apt = next(source for source in shown["sources"] if source["place"] == "/etc/apt/apt.conf.d/99proxy")
    if [proxy["wins"] for proxy in apt["proxies"]] != [False, False] or "no part of Azure Backup" not in apt["used_by"]:
        result.fail(f"apt's place is shown as {apt}")


@scenario("identity-same", "caller and service have the same good proxy: each host is tried by it once")
def _(lab):
    faults.start_proxy(lab)
    unit("backup", f"Environment=https_proxy={URL} http_proxy={URL}")
    result = lab.check("--as", "service:backup", *QUICK, environment=CALLER)
    result.expect(status="ready", exit=0)
    twice = [entry["id"] for entry in result.endpoints
             if len({(a["target"], a["address"]) for a in entry["attempts"] if a["route"] == "system"})
             != len([a for a in entry["attempts"] if a["route"] == "system"])]
    if twice:
        result.fail(f"tried twice: {twice}")


@scenario("identity-unknown", "components that are not here, and services that do not exist: the call is wrong")
def _(lab):
    for component, words in (("mars", "Windows"), ("sql", "Windows"), ("service:none", "none.service"), ("x", "env"),
                             ("service:../x", "service:NAME")):
        result = lab.run("check", "--as", component, "--format", "json")
        if result.exit_code != 2 or result.stdout or words not in result.stderr:
            result.fail(f"--as {component}: expected exit 2, an empty stdout, and {words!r} on stderr")


@scenario("proxy-bypass-wrong", "the given bypass list exempts blob storage, as Windows writes it; direct is dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    lab.check("--proxy", URL, "--proxy-bypass", "*.blob.core.windows.net;<local>", *QUICK).expect(
        status="degraded", exit=1, severity="error", blocker="proxy-settings", affects=["storage-blob:443"],
        spares=["entra-token:443"], mentions=["*.blob.core.windows.net", "--proxy-bypass", "WinINET"],
        not_blamed=["proxy", *INNOCENT])


@scenario("proxy-bypass-harmless", "the given bypass list exempts blob storage, as no_proxy writes it; direct is open there")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab, "ip daddr != 52.239.213.4 tcp dport 443")
    result = lab.check("--proxy", URL, "--proxy-bypass", "blob.core.windows.net", *QUICK)
    result.expect(status="ready", exit=0, rows={"storage-blob:443": "reachable"})
    result.expect_no_errors()


@scenario("proxy-windows-list", "the given proxies are a list as Windows keeps it; direct is dropped")
def _(lab):
    faults.start_proxy(lab)
    faults.firewall_drops(lab)
    result = lab.check("--proxy", "http=proxy.corp.example:3128;https=proxy.corp.example:3128", *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_errors()


@scenario("proxy-show", "every place of a proxy is shown, the winner first, and nothing is sent")
def _(lab):
    lab.client.output('oifname != "lo" counter')
    write("/etc/environment", f"http_proxy={URL}\n")
    write("/etc/profile.d/proxy.sh", f"export https_proxy=http://me:{lab.secret('battery-staple')}@10.0.0.9:1\n")
    write("/etc/systemd/system.conf", f"[Manager]\nDefaultEnvironment=https_proxy={URL}\n")
    unit("walinuxagent", "Environment=no_proxy=windows.net")
    waagent("10.31.28.99")
    hana(UseProxyForAAD=True, ProxyServerAddress=DEAD)
    unit("backup", "EnvironmentFile=/etc/default/backup")
    write("/etc/default/backup", "no_proxy=*.windows.net,10.0.0.0/8\n")
    for component, proxy in (("env", None), ("waagent", DEAD), ("hana", DEAD), ("service:backup", URL)):
        shown = lab.show_proxies("--as", component, "--service", "backup", "https://login.microsoftonline.com")
        if shown["urls"][0]["proxy"] != proxy:
            raise RuntimeError(f"--as {component}: {shown['urls']}")
    blob = lab.show_proxies("--as", "waagent", "a.blob.core.windows.net")["urls"][0]
    if blob["proxy"] or blob["bypass"]["rules"] != "waagent" or blob["bypass"]["entry"] != "windows.net":
        raise RuntimeError(f"the agent's bypass list: {blob}")
    text = lab.run("proxy", "show", "--service", "backup")
    if text.exit_code != 0 or "battery-staple" in text.stdout or "http://10.0.0.9:1" not in text.stdout:
        text.fail("the text shows a secret, or not everything")
    if any(len(line) > 100 for line in text.stdout.splitlines()):
        text.fail("a line is wider than 100 columns")
    counted = lab.client.run("nft", "list", "ruleset").stdout
    if "packets 0 bytes 0" not in counted:
        text.fail(f"something was sent: {counted}")
