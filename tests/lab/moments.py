"""Moments of a run at which a scenario does something. They are seen, not timed: a crowded machine takes its time.

Each is a function of the program's process id that says whether the moment has come.
"""

import os
import signal
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


def holds_interrupts(pid):
    """From here on Ctrl-C does not kill it."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return int(caught, 16) & 1 << signal.SIGINT - 1


def child_does(task):
    """A child of the program does that task (netprobe/probe/child_task.h)."""
    return lambda pid: child_for(pid, task) is not None


def child_for(pid, task):
    for child in descendants(pid):
        try:
            if f"child:{task}".encode() in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                return child
        except OSError:  # it has ended
            pass
    return None


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
