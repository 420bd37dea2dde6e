"""A sandbox of its own for every scenario: namespaces made by unshare(1).

Nothing here needs root, and nothing has to be cleaned up: when the first process of the sandbox ends, the kernel
ends all others and forgets the networks, mounts and files that they saw. No namespace has a way out.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

STATE = Path("/run/lab")
SYSTEM_ETC = STATE / "system-etc"
INSIDE_MARK = "NETPROBE_LAB_INSIDE"

# What programs need of the machine's /etc. Anything else (proxies in /etc/environment, waagent.conf, a hosts file)
# would make a scenario depend on the machine it runs on.
KEPT_OF_ETC = (
    "alternatives", "bash.bashrc", "crypto-policies", "default", "group", "inputrc", "ld.so.cache", "ld.so.conf",
    "ld.so.conf.d", "localtime", "mime.types", "nginx", "os-release", "passwd", "pki", "protocols", "python3", "rpc",
    "services", "squid", "ssl", "terminfo", "timezone",
)

REQUIRED_PROGRAMS = ("unshare", "nsenter", "setpriv", "ip", "nft", "openssl", "unbound", "haproxy", "nginx", "squid",
                     "microsocks", "curl", "dig")


class Unavailable(Exception):
    """The machine cannot run the lab: a reason to skip, not to fail."""


def extend_path():
    """Server programs live in sbin, which the PATH of an ordinary user lacks."""
    parts = os.environ.get("PATH", "").split(":")
    missing = [part for part in ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin") if part not in parts]
    os.environ["PATH"] = ":".join([part for part in parts if part] + missing)


def unshare_command():
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        command += ["--user", "--map-root-user"]
    return command


def require_available():
    missing = [program for program in REQUIRED_PROGRAMS if not shutil.which(program)]
    if missing:
        raise Unavailable("not installed: " + ", ".join(missing))
    attempt = subprocess.run(unshare_command() + ["true"], capture_output=True, text=True)
    if attempt.returncode != 0:
        raise Unavailable("unshare is not permitted here: " + attempt.stderr.strip())


def require_programs(*names):
    """What only some scenarios need: they are skipped where it is not installed."""
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        raise Unavailable("not installed: " + ", ".join(missing))


def inside_command(arguments):
    """The command that runs this program again, inside a fresh sandbox."""
    program = Path(__file__).with_name("lab.py")
    return unshare_command() + [sys.executable, str(program), *arguments]


def inside_environment():
    return dict(os.environ, **{INSIDE_MARK: "1"})


def is_inside():
    return os.environ.get(INSIDE_MARK) == "1"


def prepare():
    """The first steps inside: an /etc and a /run that belong to this sandbox alone."""
    mount("--make-rprivate", "/")
    mount("-t", "tmpfs", "tmpfs", "/run")
    # squid keeps files of fixed names there; sandboxes that run at the same time must not share them.
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", "/dev/shm")
    SYSTEM_ETC.mkdir(parents=True)
    Path("/run/netns").mkdir()
    (STATE / "home").mkdir()
    # The whole tree, because a container may have mounts of its own below /etc, which the kernel keeps together.
    mount("--rbind", "/etc", str(SYSTEM_ETC))
    mount("-t", "tmpfs", "tmpfs", "/etc")
    for name in KEPT_OF_ETC:
        original = SYSTEM_ETC / name
        if original.is_symlink() and not os.readlink(original).startswith("/"):
            Path("/etc", name).symlink_to(os.readlink(original))
        elif original.exists():
            Path("/etc", name).symlink_to(original)
    Path("/etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
    Path("/etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
    Path("/etc/environment").write_text("")
    os.environ["HOME"] = str(STATE / "home")


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


class Namespace:
    """One machine of the lab: a network namespace with a name."""

    def __init__(self, name):
        self.name = name
        self.enter = ["nsenter", f"--net=/run/netns/{name}"]

    def run(self, *command, check=True, stdin=None, environment=None, timeout=60):
        """Run a command on this machine and return the finished process, its output as text."""
        done = subprocess.run([*self.enter, *map(str, command)], input=stdin, capture_output=True, text=True,
                              env=environment, timeout=timeout)
        if check and done.returncode != 0:
            raise RuntimeError(f"{self.name}: {' '.join(map(str, command))}\n{stdin or ''}{done.stderr}{done.stdout}")
        return done

    def start(self, *command, **options):
        """Start a process that ends with the sandbox."""
        return subprocess.Popen([*self.enter, *map(str, command)], **options)

    def ip(self, *lines):
        """Each line is one ip(8) command, without the word ip."""
        self.run("ip", "-batch", "-", stdin="\n".join(lines) + "\n")

    def sysctl(self, **values):
        """Kernel settings; a dot in a name is written as two underscores."""
        words = [f"{name.replace('__', '.')}={value}" for name, value in values.items()]
        # -e: an older kernel may lack a setting that only makes the lab more even.
        self.run("sysctl", "-e", "-q", "-w", *words)

    def nft(self, rules):
        """Load nftables rules (a whole file in nft syntax)."""
        self.run("nft", "-f", "-", stdin=rules)

    def forward(self, *rules):
        """Add nftables rules for packets on their way through this machine; `X drop` is silent."""
        self.chain("forward", "type filter hook forward priority 0; policy accept;", rules)

    def input(self, *rules):
        """Add rules for packets to this machine."""
        self.chain("input", "type filter hook input priority 0; policy accept;", rules)

    def output(self, *rules):
        """Add rules for what this machine itself sends."""
        self.chain("output", "type filter hook output priority 0; policy accept;", rules)

    def prerouting(self, *rules):
        """Add rules that change where packets go before they are routed."""
        self.chain("prerouting", "type nat hook prerouting priority -100; policy accept;", rules)

    def chain(self, name, kind, rules):
        body = "\n".join(rules)
        self.nft(f"table inet lab {{\nchain {name} {{\n{kind}\n{body}\n}}\n}}\n")
