"""Moments of a run at which a scenario does something. They are seen, not timed: a crowded machine takes its time.

Each is a function of the program's process id that says whether the moment has come.
"""

import os
import time
from pathlib import Path

from result import Mismatch

PATIENCE = 60


def wait(moment, process):
    """Until the moment; the scenario fails where the program ends before it."""
    patience = time.monotonic() + PATIENCE
    while not moment(process.pid):
        if process.poll() is not None or time.monotonic() > patience:
            process.kill()
            stdout, stderr = process.communicate()
            raise Mismatch(f"  - the moment did not come; exit {process.returncode}\n{stdout or ''}\n{stderr or ''}")
        time.sleep(0.01)


def has_sockets(machine, protocol, state, port, count=1):
    """The machine has so many sockets in a state, as ss(8) calls it, towards a port: of the program's, for who else is there?"""
    def moment(_):
        found = machine.run("ss", "-H", "-n", f"--{protocol}", "state", state, "dport", "=", f":{port}")
        return len(found.stdout.splitlines()) >= count
    return moment


def child_works(seconds=0.1):
    """A child of the program has had the processor for so long."""
    def moment(pid):
        return any(spent(child) >= seconds for child in descendants(pid))
    return moment


def descendants(pid):
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
            children.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
        except (OSError, ValueError):
            pass
    found, queue = [], [pid]
    while queue:
        more = children.get(queue.pop(), [])
        found += more
        queue += more
    return found


def spent(pid):
    """Seconds of the processor, as proc(5) counts them."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
