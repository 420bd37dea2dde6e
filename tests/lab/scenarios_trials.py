"""What an agent does and a plain GET does not: it uploads, asks for names that nobody listed, speaks TLS as its Windows does."""

import json

import faults
import servers
from scenario import QUICK, scenario

URL = faults.PROXY_URL
INNOCENT = ["dns", "host-firewall", "captive-portal", "clock", "service", "proxy-settings"]
STORAGE = ["storage-blob:443", "storage-queue:443", "storage-managed:443"]
UNLISTED = "netprobeunlisted0"


def trials(result, kind):
    return [control for control in result.report["controls"] if control["kind"] == kind and control["outcome"] != "skipped"]


def follow_ups(result):
    return [attempt for attempt in result.attempts() + result.report["other_attempts"] if attempt.get("follow_up")]


def expect_nothing_to_say(result):
    """Ready, nobody accused, nothing looked into."""
    result.expect(status="ready", exit=0)
    result.expect_no_faults()
    if follow_ups(result):
        result.fail("a run in which nothing is wrong was followed by experiments")


def listed_names(lab, *arguments):
    """The hosts that a run asks for, but for those that its trials make up."""
    tasks = json.loads(lab.run("plan", "--format", "json", *arguments).stdout)["tasks"]
    return sorted({task["host"] for task in tasks if task["host"] and not task["host"].startswith(UNLISTED)})


# A trial's silence counts once it is longer than what passed beside it took, which may be long on a busy machine.
PATIENT = ("--connect-timeout", "4", "--timeout", "8")


@scenario("trials-open", "nothing is wrong: every trial passes, and nobody looks into anything")
def _(lab):
    faults.start_proxy(lab)
    for arguments in ((), ("--proxy", URL)):
        result = lab.check(*arguments)
        expect_nothing_to_say(result)
        for kind in ("upload", "unlisted-name", "windows-tls"):
            made = trials(result, kind)
            if not made or any(control["outcome"] != "ok" for control in made):
                result.fail(f"of the trials {kind} {[control['outcome'] for control in made]} came out")
        tasks = [task for task in result.report["plan"]["tasks"] if "varies" in task]
        if len(tasks) > 30:
            result.fail(f"there are {len(tasks)} trials")
        if {control["tls"]["version"] for control in trials(result, "windows-tls")} != {"TLSv1.2"}:
            result.fail("the trials of Windows' TLS agreed on something else than TLS 1.2")


@scenario("trials-unwanted", "who wants no controls gets none of them")
def _(lab):
    result = lab.check("--no-controls", *QUICK)
    expect_nothing_to_say(result)
    if result.report["controls"]:
        result.fail("there are controls")


# Uploads

@scenario("mtu-upward", "large packets towards the internet vanish, and nobody says so; all that is small passes")
def _(lab):
    faults.large_segments_vanish_upward(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tcp.mtu-blackhole", blocker={"firewall", "network", "route"},
                             confidence="likely", affects=STORAGE, spares=["entra-token:443"], mentions=["towards"],
                             not_blamed=[*INNOCENT, "proxy", "tls-inspection"])


@scenario("mtu-upward-no-follow-up", "the same, and nobody may look into it: at least a warning")
def _(lab):
    faults.large_segments_vanish_upward(lab)
    result = lab.check("--no-follow-up", *QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="http.timeout", blocker="unknown",
                  not_blamed=[*INNOCENT, "proxy", "tls-inspection", "firewall"])


@scenario("mtu-upward-to-proxy", "large packets to the proxy, the only way out, vanish")
def _(lab):
    faults.firewall_drops(lab)
    faults.start_proxy(lab)
    faults.large_segments_vanish_before_proxy(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="tcp.mtu-blackhole", blocker={"firewall", "network", "route"}, affects=STORAGE,
        spares=["entra-token:443"], mentions=["towards"], not_blamed=[*INNOCENT, "tls-inspection"])


@scenario("mtu-upward-behind-proxy", "large packets that the proxy sends on vanish behind it")
def _(lab):
    faults.firewall_drops(lab)
    faults.start_proxy(lab)
    faults.large_segments_vanish_behind_proxy(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="blocked", exit=1, cause="tcp.mtu-blackhole", blocker="proxy", confidence="possible",
        alternatives=["network", "firewall"], affects=STORAGE, spares=["entra-token:443"],
        mentions=["towards", "behind the proxy"], not_blamed=INNOCENT)


@scenario("mtu-upward-by-proxy-only", "large packets vanish behind the proxy, and the way past it is open: change the setting")
def _(lab):
    faults.start_proxy(lab)
    faults.large_segments_vanish_behind_proxy(lab)
    lab.check("--proxy", URL, *QUICK).expect(
        status="degraded", exit=1, cause="tcp.mtu-blackhole", blocker="proxy", affects=STORAGE,
        mentions=["these hosts are reached directly"], not_blamed=[*INNOCENT])


@scenario("upload-refused", "the far ends refuse header fields of that length: they answer, and that is all that was asked")
def _(lab):
    lab.serve(first="http-request return status 431 content-type text/plain string long if { req.hdr(X-Netprobe-Padding) -m found }")
    expect_nothing_to_say(lab.check())


@scenario("upload-swallowed", "something never answers a request with so long a field, whatever the size of packets: no MTU")
def _(lab):
    lab.serve(first="http-request tarpit if { req.hdr(X-Netprobe-Padding),length gt 1450 }")
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="info", cause="http.timeout", blocker="none")
    result.expect_no_faults()


# Names that nobody listed

@scenario("names-listed-only", "the firewall passes the hosts that this run knows, by name, and no other below the wildcards")
def _(lab):
    faults.only_names_pass(lab, "reset", *listed_names(lab))
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="tls.reset", blocker="firewall",
                             confidence="likely", affects=["storage-blob:443", "storage-queue:443", "backup-control:443"],
                             mentions=["*.blob.core.windows.net", UNLISTED], not_blamed=[*INNOCENT, "proxy"])


@scenario("names-listed-only-silent", "the same, and it goes silent on what it does not know")
def _(lab):
    faults.only_names_pass(lab, "silence", *listed_names(lab))
    lab.check(*PATIENT).expect(status="ready", exit=0, severity="warning", cause="tls.timeout", blocker="firewall",
                             confidence="likely", affects=["storage-blob:443"], not_blamed=[*INNOCENT, "proxy"])


@scenario("names-listed-only-region", "the same, with one host of the region left out: an error, and the list is why")
def _(lab):
    names = [name for name in listed_names(lab, "-r", "westeurope") if not name.startswith("pod01-rec2")]
    faults.only_names_pass(lab, "reset", *names)
    lab.check("-r", "westeurope", *QUICK).expect(
        status="blocked", exit=1, cause="tls.reset", blocker="firewall", affects=["backup-control:443"],
        mentions=[UNLISTED], not_blamed=[*INNOCENT, "proxy"])


@scenario("names-listed-only-by-proxy", "the proxy, the only way out, passes single hosts that this run knows, and no other")
def _(lab):
    faults.firewall_drops(lab)
    names = " ".join(listed_names(lab))
    faults.start_proxy(lab, access=f"acl listed dstdomain {names}\nhttp_access deny !listed\n{servers.SQUID_ACCESS}")
    lab.check("--proxy", URL, *QUICK).expect(
        status="ready", exit=0, severity="warning", cause="proxy.denied", blocker="proxy", confidence="certain",
        affects=["storage-blob:443"], mentions=["*.blob.core.windows.net", UNLISTED], not_blamed=[*INNOCENT, "tls-inspection"])


@scenario("names-unknown-to-proxy", "the proxy cannot resolve names that nobody has: that says nothing")
def _(lab):
    tasks = json.loads(lab.run("plan", "--format", "json", "--proxy", URL).stdout)["tasks"]
    made_up = {task["host"] for task in tasks if task["host"] and task["host"].startswith(UNLISTED)}
    faults.firewall_drops(lab)
    faults.names_do_not_exist(lab, *made_up)
    faults.start_proxy(lab)
    result = lab.check("--proxy", URL, *QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_faults()


@scenario("names-refused-by-strict-servers", "servers of others than storage know no name but their own: no list")
def _(lab):
    faults.names_are_filtered(lab, "reset", *[f"{UNLISTED}.{domain}" for domain in
                                              ("microsoft.com", "windows.net", "microsoftonline.com", "we.backup.windowsazure.com")])
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0)
    result.expect_no_faults()


# TLS as Windows Server 2016 and 2019 speak it

@scenario("windows-tls-cut", "a filter resets who offers TLS 1.2 at most, and passes TLS 1.3, which shows it no certificate")
def _(lab):
    faults.old_tls_is_cut(lab, "reset")
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="tls.reset", blocker="firewall",
                             confidence="likely", affects=["storage-blob:443", "storage-queue:443", "backup-control:443"],
                             mentions=["Windows Server 2012 R2, 2016 and 2019", "TLS 1.3 passes"],
                             not_blamed=[*INNOCENT, "proxy", "tls-inspection"])


@scenario("windows-tls-silenced", "the same filter falls silent")
def _(lab):
    faults.old_tls_is_cut(lab, "silence")
    lab.check(*PATIENT).expect(status="ready", exit=0, severity="warning", cause="tls.timeout", blocker="firewall",
                             mentions=["2016"], not_blamed=[*INNOCENT, "proxy", "tls-inspection"])


@scenario("windows-tls-refused", "what answers speaks TLS 1.3 alone")
def _(lab):
    lab.serve(https=f"{servers.https_on_demand()} ssl-min-ver TLSv1.3")
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="tls.version", blocker="firewall",
                             confidence="possible", alternatives=["tls-inspection", "service"], mentions=["2016"],
                             not_blamed=["dns", "proxy", "host-firewall", "clock"])


@scenario("windows-tls-ciphers", "in TLS 1.2 what answers knows a cipher suite alone that those Windows lack")
def _(lab):
    lab.serve(https=f"{servers.https_on_demand()} ciphers ECDHE-RSA-CHACHA20-POLY1305")
    lab.check(*QUICK).expect(status="ready", exit=0, severity="warning", cause="tls.reset", mentions=["2016"],
                             not_blamed=["dns", "proxy", "host-firewall", "clock"])


@scenario("windows-tls-only", "what answers speaks TLS 1.2 and nothing newer: right for every Windows")
def _(lab):
    lab.serve(https=f"{servers.https_on_demand()} ssl-max-ver TLSv1.2")
    expect_nothing_to_say(lab.check())
