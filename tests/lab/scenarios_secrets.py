"""Passwords come from a file, a variable, a URL and the terminal, and are seen nowhere else."""

import base64
import fcntl
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import termios
import threading
import time
import urllib.parse
from pathlib import Path

import faults
import moments
import servers_proxy
from result import Mismatch
from sandbox import STATE, mount
from scenario import QUICK, scenario
from servers_proxy import USER

URL = faults.PROXY_URL
PASSWORD = "c0rrect/h@rse"
ENCODED = urllib.parse.quote(PASSWORD, safe="")
FORMS = (PASSWORD, ENCODED, ENCODED.lower(), base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode(),
         base64.b64encode(PASSWORD.encode()).decode(), PASSWORD.encode().hex(), "\0".join(PASSWORD))
WORK = STATE / "secrets"
CHILDREN = WORK / "children"


def report_formats():
    """Every format that a report can have, as the completion offers them."""
    text = (Path(__file__).parents[2] / "completions" / "netprobe").read_text()
    return re.search(r"_netprobe_formats\(\) { echo '([^']*)'", text).group(1).split()


def prepare(lab):
    """A proxy that wants the password; and everything that makes netprobe start other programs: a direct way that is
    closed, so that it reads the rules of the local firewall, and a keytab with a KDC that is silent."""
    WORK.mkdir()
    servers_proxy.kdc(lab.dns)
    servers_proxy.squid_with_schemes(lab.proxy, "negotiate", "ntlm", "basic", password=PASSWORD)
    lab.dns.input("meta l4proto { tcp, udp } th dport 88 drop")
    faults.firewall_drops(lab)
    # The nft that netprobe will start first says what it was given.
    real = WORK / "nft"
    shutil.copy(shutil.which("nft"), real)
    spy = WORK / "spy"
    spy.write_text(f"#!/bin/sh\ncat /proc/$$/environ /proc/$$/cmdline /proc/$PPID/environ /proc/$PPID/cmdline >>{CHILDREN}\n"
                   f'exec {real} "$@"\n')
    spy.chmod(0o755)
    mount("--bind", str(spy), str(Path(shutil.which("nft")).resolve()))


class Watch(threading.Thread):
    """Reads what /proc shows of a process and of all that it starts, until it ends."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.seen, self.children, self.over = pid, {}, set(), False

    def run(self):
        while not self.over:
            found = moments.descendants(self.pid)
            self.children |= set(found)
            for pid in [*found, self.pid] if found else []:
                for name in ("cmdline", "environ"):
                    try:
                        self.seen[f"{name} of {'a child' if pid != self.pid else 'netprobe'}"] = (
                            Path(f"/proc/{pid}/{name}").read_bytes())
                        self.check()
                    except OSError:
                        pass
            time.sleep(0.005)

    def check(self):
        for place, data in self.seen.items():
            refuse(place, data)


LEAKS = []


def refuse(place, data):
    for form in FORMS:
        if form.encode() in data:
            LEAKS.append(f"{form!r} stands in {place}")


NO_RIGHTS = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", "--"]


def start(lab, arguments, environment, without_rights=False, **options):
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8",
             **servers_proxy.tickets_by_keytab(), **environment}
    clean.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    # AddressSanitizer forbids cores by itself, which would prove nothing.
    clean["ASAN_OPTIONS"] = clean.get("ASAN_OPTIONS", "") + ":disable_coredump=0"
    reports = [word for name in report_formats() for word in ("--report", f"{name}={WORK}/report.{name}")]
    return lab.client.start(*(NO_RIGHTS if without_rights else []), lab.netprobe, "check", "-f", "json", "--progress", "always", "--expected-root",
                            "/run/lab/pki/root.pem", *reports, *map(str, arguments), *QUICK, env=clean, **options)


def judge(lab, source, process, watch, stdout, stderr):
    watch.over = True
    watch.join()
    refuse("standard output", stdout)
    refuse("standard error", stderr)
    for path in WORK.glob("report.*"):
        refuse(path.name, path.read_bytes())
    refuse("what the programs that it starts are given", CHILDREN.read_bytes())
    problems = sorted(set(LEAKS))
    if process.returncode != 0 or json.loads(stdout)["summary"]["status"] != "ready":
        problems.append(f"exit {process.returncode}: {stderr.decode()[-1500:]}")
    missing = [name for name in report_formats() if not (WORK / f"report.{name}").exists()]
    if missing or not watch.children:
        problems.append(f"not written: {missing}; children seen: {len(watch.children)}")
    if problems:
        raise Mismatch("\n".join(f"  - {source}: {problem}" for problem in problems))


def check(lab, source, arguments, environment):
    process = start(lab, arguments, environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watch = Watch(process.pid)
    watch.start()
    stdout, stderr = process.communicate(timeout=90)
    judge(lab, source, process, watch, stdout, stderr)


@scenario("secrets-file", "the password comes from a file: nothing that can be read of the run holds it")
def _(lab):
    prepare(lab)
    path = WORK / "password"
    path.write_text(PASSWORD + "\n")
    check(lab, "file", ("--proxy", URL, "--proxy-user", USER, "--proxy-password-file", path), {})


@scenario("secrets-variable", "the password comes from a variable, which no other process inherits")
def _(lab):
    prepare(lab)
    check(lab, "variable", ("--proxy", URL, "--proxy-user", USER), {"NETPROBE_PROXY_PASSWORD": PASSWORD})


@scenario("secrets-url", "the password stands in the URL of the system's proxy, which no other process inherits")
def _(lab):
    prepare(lab)
    url = f"http://{USER}:{ENCODED}@proxy.corp.example:3128"
    check(lab, "URL", (), {"https_proxy": url, "http_proxy": url})


@scenario("secrets-terminal", "the password is typed at the terminal, which does not show it")
def _(lab):
    prepare(lab)
    terminal, other_end = pty.openpty()
    process = start(lab, ("--proxy", URL, "--proxy-user", USER), {}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=other_end, start_new_session=True,
                    preexec_fn=lambda: fcntl.ioctl(other_end, termios.TIOCSCTTY, 0))
    os.close(other_end)
    watch = Watch(process.pid)
    watch.start()
    shown = read_until(terminal, b"Password of backup for the proxy: ")
    os.write(terminal, PASSWORD.encode() + b"\n")
    rest = []
    reader = threading.Thread(target=lambda: rest.append(read_until(terminal, None)), daemon=True)
    reader.start()
    stdout, _ = process.communicate(timeout=90)
    reader.join(5)
    judge(lab, "terminal", process, watch, stdout, shown + b"".join(rest))


def read_until(terminal, end):
    data = b""
    while end is None or end not in data:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        data += more
    return data


# A core holds the whole memory of a process. Where the kernel would write one depends on the machine, so what counts is
# that it writes none, and that nobody without a right to everything may look into the memory.

def is_private(pid):
    """May a process of the same user, with no more rights than that, not look into the memory?"""
    return subprocess.run([*NO_RIGHTS, "cat", f"/proc/{pid}/environ"], capture_output=True).returncode != 0


def core_limit(pid):
    line = next(line for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if line.startswith("Max core"))
    return line.split()[4]


def start_slow(lab, *arguments):
    """A run that lasts, because the proxy is mute, with cores allowed."""
    process = start(lab, ("--proxy", URL, *arguments), {}, without_rights=True, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=WORK, preexec_fn=allow_cores)
    moments.wait(moments.has_sockets(lab.client, "tcp", "established", 3128), process)
    return process


def allow_cores():
    import resource
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


@scenario("secrets-core", "a process that holds a password is killed: no core is written, and nobody else reads its memory")
def _(lab):
    WORK.mkdir()
    faults.proxy_accepts_and_says_nothing(lab)
    harmless = start_slow(lab)
    if is_private(harmless.pid) or core_limit(harmless.pid) == "0":
        raise Mismatch("  - a process without a password is as private: this proves nothing")
    harmless.kill()
    harmless.wait()  # or its connection is taken for the next one's
    path = WORK / "password"
    path.write_text(PASSWORD + "\n")
    process = start_slow(lab, "--proxy-user", USER, "--proxy-password-file", path)
    if not is_private(process.pid) or core_limit(process.pid) != "0":
        raise Mismatch(f"  - the memory can be read, or cores are allowed: {core_limit(process.pid)}")
    process.send_signal(signal.SIGABRT)
    _, status = os.waitpid(process.pid, 0)
    left = [entry.name for entry in WORK.iterdir() if entry.name not in ("password",) and "report" not in entry.name]
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGABRT or os.WCOREDUMP(status) or left:
        raise Mismatch(f"  - status {status}, core: {os.WCOREDUMP(status)}, left: {left}")


# What runs a stranger's script, or a library that asks the domain, is a fresh process: the password was never in it.

def memory_of(pid):
    """What the process has written to its memory."""
    pieces = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            bounds, rights = line.split()[:2]
            begin, end = (int(bound, 16) for bound in bounds.split("-"))
            if "w" not in rights or end - begin > 1 << 28:  # what a sanitizer keeps for itself
                continue
            memory.seek(begin)
            try:
                pieces.append(memory.read(end - begin))
            except OSError:
                pass
    return b"".join(pieces)


def has_read(pid):
    """Has the child taken what it was told, and begun to work? It gives up rights, or limits itself, first."""
    return "NoNewPrivs:\t1" in Path(f"/proc/{pid}/status").read_text()


def look_into_child(lab, task, arguments):
    path = WORK / "password"
    path.write_text(PASSWORD + "\n")
    process = start(lab, ("--proxy-user", USER, "--proxy-password-file", path, *arguments), {}, stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    moments.wait(moments.child_does(task), process)
    child = moments.child_for(process.pid, task)
    moments.wait(lambda _: has_read(child), process)
    for pid in (process.pid, child):  # its time would run out while its memory is read
        os.kill(pid, signal.SIGSTOP)
    for pid, name in ((child, "the child"), (process.pid, "netprobe")):
        data = memory_of(pid) + Path(f"/proc/{pid}/environ").read_bytes() + Path(f"/proc/{pid}/cmdline").read_bytes()
        found = [form for form in FORMS[:1] + FORMS[3:6] if form.encode() in data]
        if pid == child and (found or len(data) < 100_000):
            raise Mismatch(f"  - {found} in the memory of {name} ({len(data)} bytes)")
        if pid != child and PASSWORD not in found:
            raise Mismatch(f"  - not even {name} has the password in its memory: this proves nothing")
    for pid in (child, process.pid):
        os.kill(pid, signal.SIGCONT)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    if process.returncode != 3 or Path(f"/proc/{child}").exists():
        raise Mismatch(f"  - interrupted, it ends with {process.returncode}; the child is "
                       f"{'still there' if Path(f'/proc/{child}').exists() else 'gone'}")


@scenario("secrets-pac-child", "a PAC script runs in a process whose memory never held the password")
def _(lab):
    WORK.mkdir()
    script = lab.file("endless.pac", "function FindProxyForURL(url, host) { while (true) {} }\n")
    look_into_child(lab, "pac", ("--pac", script))


@scenario("secrets-kerberos-child", "Kerberos is asked by a process whose memory never held the password")
def _(lab):
    WORK.mkdir()
    servers_proxy.kdc(lab.dns)
    servers_proxy.squid_with_schemes(lab.proxy, "negotiate", "ntlm", "basic", password=PASSWORD)
    lab.dns.input("meta l4proto { tcp, udp } th dport 88 drop")
    look_into_child(lab, "kerberos", ("--proxy", URL))
