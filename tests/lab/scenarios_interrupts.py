"""Ctrl-C: at any moment of a run, while its report is being written, and twice."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import faults
import moments
import servers
from result import Result
from sandbox import STATE, mount
from scenario import SLOWNESS, scenario

# How many moments; 200 of them are the proof, a few are enough to see that it still holds.
MOMENTS = int(os.environ.get("NETPROBE_LAB_MOMENTS", "10"))
WORK = STATE / "interrupts"
BLOB = "52.239.213.4"
BRISK = ("--connect-timeout", "0.6", "--timeout", "2", "--no-azure-platform")


def slow(program, seconds):
    """The same program, which thinks for a while first: a moment that is long enough to be met."""
    path = Path(shutil.which(program)).resolve()
    real = WORK / f"real-{program}"
    shutil.copy(path, real)
    wrapper = WORK / f"slow-{program}"
    wrapper.write_text(f"#!/bin/sh\nsleep {seconds}\nexec {real} \"$@\"\n")
    wrapper.chmod(0o755)
    mount("--bind", str(wrapper), str(path))


def prepare(lab):
    """A run with everything in it: a script that is fetched and takes its time, a first round, a second one because this
    machine drops one host, and the rules of its firewall, which take their time too."""
    WORK.mkdir()
    script = servers.configuration("served.pac", """function FindProxyForURL(url, host) {
  if (shExpMatch(host, "login.microsoftonline.com"))
    for (var until = new Date().getTime() + 300; new Date().getTime() < until;) ;
  return "DIRECT";
}
""")
    servers.nginx(lab.dns, "pac", f"""
listen 80;
location = /proxy.pac {{ types {{ }} default_type application/x-ns-proxy-autoconfig; alias {script}; }}
""", 80)
    faults.client_firewall_drops(lab, f"ip daddr {BLOB} tcp dport 443")
    slow("nft", 0.3)


def start(lab, *arguments):
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8"}
    clean.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    command = ["check", "--format", "json", "--expected-root", "/run/lab/pki/root.pem", *arguments]
    process = lab.client.start(lab.netprobe, *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=clean)
    moments.wait(moments.holds_interrupts, process)
    return command, process, time.monotonic()


def finish(started):
    command, process, begin = started
    stdout, stderr = process.communicate(timeout=100)
    return Result(["netprobe", *command], process.returncode, stdout.decode(), stderr.decode(), time.monotonic() - begin)


def full_run(lab):
    """What is run, with files of its own for the report."""
    files = [word for name in ("json", "text") for word in ("--report", f"{name}={WORK}/report.{name}")]
    return start(lab, "--pac", "http://pac.corp.example/proxy.pac", *BRISK, *files)


def programs_of_netprobe(lab):
    """Processes that it has started, or itself."""
    own = os.stat(lab.netprobe)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            executable = os.stat(process / "exe")
        except OSError:
            continue
        is_own = (executable.st_dev, executable.st_ino) == (own.st_dev, own.st_ino)
        if is_own or any(word in b" ".join(words) for word in (b"slow-nft", b"real-nft", b"getent")):
            found.append(b" ".join(words).decode())
    return found


def judge(lab, result, moment):
    """The report is whole, and nothing is left."""
    result.command.append(f"(interrupted after {moment:.3f} s)")
    result.parse()
    lab.validate(result)
    lab.rejudge(result)
    result.check_invariants()
    problems = []
    for name in ("json", "text"):
        path = WORK / f"report.{name}"
        if not path.exists():
            problems.append(f"{path.name} is missing")
            continue
        if name == "json" and json.loads(path.read_text())["summary"] != result.report["summary"]:
            problems.append("the file says something else than standard output")
        path.unlink()
    problems += [f"left behind: {entry.name}" for entry in WORK.iterdir() if "report" in entry.name]
    problems += [f"still running: {words}" for words in programs_of_netprobe(lab)]
    if problems:
        result.fail(*problems)


@scenario("interrupt-any-moment", f"Ctrl-C at {MOMENTS} moments, one after another through a whole run")
def _(lab):
    prepare(lab)
    whole = finish(full_run(lab))
    judge(lab, whole, 0)
    if whole.exit_code != 1 or "nft list ruleset" not in json.dumps(whole.findings):
        whole.fail("the run that nobody interrupts is not what it should be")
    incomplete = 0
    length = whole.seconds
    for number in range(MOMENTS):
        moment = length * (number + 0.5) / MOMENTS
        started = full_run(lab)
        time.sleep(moment)
        started[1].send_signal(signal.SIGTERM if number % 4 == 3 else signal.SIGINT)
        result = finish(started)
        judge(lab, result, moment)
        incomplete += result.exit_code == 3
        # A machine that is busy for a while must not put all later moments behind the end.
        length = length if result.exit_code == 3 else min(length, result.seconds)
    print(f"  {MOMENTS} moments in {length:.2f} s: {incomplete} times cut short, else finished")
    # The last parts, judging, writing and ending, are short beside the others.
    if incomplete < MOMENTS // 2:
        whole.fail(f"only {incomplete} of {MOMENTS} runs were cut short")


def start_writing(lab):
    """A run whose report nobody reads yet: it stands in the middle of writing it."""
    started = start(lab, *BRISK)
    first = os.read(started[1].stdout.fileno(), 1)
    time.sleep(0.3 * SLOWNESS)
    if started[1].poll() is not None:
        raise RuntimeError("the report fits into the pipe: this proves nothing")
    return started, first


@scenario("interrupt-while-writing", "Ctrl-C comes while the report is being written: it is written to its end")
def _(lab):
    started, first = start_writing(lab)
    started[1].send_signal(signal.SIGINT)
    time.sleep(0.3 * SLOWNESS)
    result = finish(started)
    result.stdout = first.decode() + result.stdout
    result.parse()
    lab.validate(result)
    result.check_invariants()
    result.expect(status="ready", exit=0)


@scenario("interrupt-twice", "Ctrl-C comes twice while the report is being written: the second one ends the program at once")
def _(lab):
    (command, process, begin), _ = start_writing(lab)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    code = process.wait(10 * SLOWNESS)
    if code != -signal.SIGINT:
        Result(["netprobe", *command], code, "", "", time.monotonic() - begin).fail(f"it ended with {code}")


@scenario("interrupt-twice-with-children", "Ctrl-C comes twice while a PAC script never returns: neither the program nor its child is left")
def _(lab):
    WORK.mkdir()
    script = lab.file("endless.pac", "function FindProxyForURL(url, host) { while (true) {} }\n")
    command, process, begin = start(lab, "--pac", script)
    moments.wait(moments.child_works(), process)
    seen = programs_of_netprobe(lab)
    os.kill(process.pid, signal.SIGSTOP)  # so that both are there before it looks
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    os.kill(process.pid, signal.SIGCONT)
    code = process.wait(10 * SLOWNESS)
    time.sleep(0.2 * SLOWNESS)
    left = programs_of_netprobe(lab)
    if code not in (-signal.SIGINT, -signal.SIGTERM) or len(seen) != 2 or left:
        Result(["netprobe", *command], code, "", "", time.monotonic() - begin).fail(
            f"it ended with {code}; running before: {seen}; left: {left}")
