"""netprobe.exe on the client, run by Wine. Its prefix, Windows' C: drive and registry, is made once and kept beside the program.

A sandbox has a registry and a wineserver of its own, for that owns the sockets and so belongs to the client's network;
the drive is shared, and only read. Its hosts file is a link to the sandbox's /etc/hosts.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import sandbox
from sandbox import STATE, Unavailable

FOLDERS = ("/usr/lib/wine", "/usr/bin")
HIVES = ("system.reg", "user.reg", "userdef.reg")
PREFIX = STATE / "wine"
PROGRAM = STATE / "netprobe"
NAMES_KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
# No sound, no pages, no menus: a prefix is there sooner.
LEFT_OUT = "mscoree,mshtml,winemenubuilder.exe,winealsa.drv,winepulse.drv="
HOSTS = "drive_c/windows/system32/drivers/etc/hosts"
# What resolv.conf says of domains stands in the registry on Windows; Wine carries over the resolvers alone.
STARTER = r"""#!/bin/sh
{exports}
domains=$(sed -n -E 's/^(search|domain) //p' /etc/resolv.conf | tail -n 1 | tr ' ' ',')
[ -z "$domains" ] || {wine} reg add '{key}' /v SearchList /d "$domains" /f </dev/null >/dev/null 2>&1
exec {wine} '{program}' "$@"
"""


def program(name):
    found = shutil.which(name, path=":".join(FOLDERS))
    if not found:
        raise Unavailable(f"not installed: {name}")
    return found


def environment(prefix):
    return {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": LEFT_OUT,
            "PATH": os.environ["PATH"], "HOME": str(prefix), "LANG": "C.UTF-8"}


def kept_prefix(netprobe):
    return Path(netprobe).resolve().parent / "wine-prefix"


def prepare_outside(netprobe):
    """Make the prefix where there is none. It is made in a network of its own, without a way out, as everything here."""
    wine = program("wine64")
    kept = kept_prefix(netprobe)
    if kept.exists():
        return
    with tempfile.TemporaryDirectory(dir=kept.parent) as work:
        made = Path(work) / "prefix"
        # The second command waits until the registry is written.
        script = f'"{wine}" wineboot --init && "{program("wineserver64")}" -w'
        done = subprocess.run([*sandbox.unshare_command(), "sh", "-c", script], env=environment(made),
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Unavailable(f"Wine makes no prefix: {done.stderr[-500:]}")
        (made / HOSTS).unlink(missing_ok=True)
        (made / HOSTS).symlink_to("/etc/hosts")
        made.rename(kept)


def start(client, netprobe):
    """Inside, once the machines are up: returns a program that stands for netprobe.exe."""
    kept = kept_prefix(netprobe)
    (PREFIX / "dosdevices").mkdir(parents=True)
    for hive in HIVES:
        shutil.copy(kept / hive, PREFIX / hive)
    (PREFIX / "dosdevices" / "c:").symlink_to(kept / "drive_c")
    (PREFIX / "dosdevices" / "z:").symlink_to("/")
    shutil.copy(kept / ".update-timestamp", PREFIX / ".update-timestamp")
    # Sandboxes that run at the same time must not meet where wineservers listen.
    meeting = Path(f"/tmp/.wine-{os.geteuid()}")
    meeting.mkdir(mode=0o700, exist_ok=True)
    sandbox.mount("-t", "tmpfs", "-o", "mode=0700", "tmpfs", str(meeting))
    variables = environment(PREFIX)
    # Wine loads fonts with its windows, and complains on standard error where none are configured.
    fonts = Path("/etc/fonts/fonts.conf")
    fonts.parent.mkdir()
    fonts.write_text("<fontconfig><cachedir>/run/lab/fonts</cachedir></fontconfig>")
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": variables}
    client.start(program("wineserver64"), "-f", "-p", **quiet)
    # The first program starts Windows' services, which keep its standard output for as long as they live.
    client.start(program("wine64"), "cmd", "/c", "exit", **quiet).wait(60)
    wine = f"{' '.join(client.enter)} {program('wine64')}"
    exports = "\n".join(f"export {name}='{value}'" for name, value in variables.items() if name.startswith("WINE"))
    PROGRAM.write_text(STARTER.format(exports=exports, wine=wine, key=NAMES_KEY, program=Path(netprobe).resolve()))
    PROGRAM.chmod(0o755)
    return str(PROGRAM)


def registry(client, *arguments):
    """What a scenario has in Windows' registry: the words of reg.exe."""
    done = client.run(program("wine64"), "reg", *arguments, environment=environment(PREFIX), check=False)
    if done.returncode != 0:
        raise RuntimeError(f"reg {' '.join(arguments)}: {done.stdout}{done.stderr}")
