#!/usr/bin/env python3
"""Named fault scenarios for netprobe, against real servers and the real kernel firewall. See README.md beside this file."""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

# What is imported must not leave byte code in the source tree: it goes beside the program under test.
PROGRAM = next((value for name, value in zip(sys.argv, sys.argv[1:]) if name == "--netprobe"), None)
sys.dont_write_bytecode = not PROGRAM
os.environ["PYTHONDONTWRITEBYTECODE"] = "" if PROGRAM else "1"
if PROGRAM:
    sys.pycache_prefix = os.path.abspath(os.path.join(os.path.dirname(PROGRAM), "lab-cache"))
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

import platforms  # noqa: E402
import sandbox  # noqa: E402
import wine  # noqa: E402
from result import Mismatch  # noqa: E402
from scenario import Lab, load  # noqa: E402

SKIPPED = 77


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="SCENARIO", help="which to run; none: all")
    parser.add_argument("--netprobe", help="the program under test")
    parser.add_argument("--schema", help="the JSON Schema that every report must satisfy")
    parser.add_argument("--list", action="store_true", help="print the names (with -v: and what they are about)")
    parser.add_argument("--self-test", action="store_true",
                        help="prove with curl, dig and openssl that every fault is what its name says")
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="sandboxes at the same time")
    parser.add_argument("--shell", action="store_true", help="set the scenario up, then start a shell on the client")
    parser.add_argument("--keep", metavar="FOLDER", help="write each run's report there, as SCENARIO.N.json")
    parser.add_argument("--confusion", action="store_true",
                        help="afterwards, a table of who did it and who was blamed")
    parser.add_argument("--wine", action="store_true", help="the program is netprobe.exe; without names: all that Wine can show")
    parser.add_argument("--wine-ci", action="store_true", help="the same, those alone that cover what is Windows' own")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what each run found")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    sandbox.extend_path()
    scenarios = load(proofs=options.self_test)
    unknown = [name for name in options.names if name not in scenarios]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; --list prints the names")
    if sandbox.is_inside():
        return run_inside(options, scenarios[options.names[0]])
    options.wine = options.wine or options.wine_ci
    if options.wine:
        platforms.require_known(scenarios)
        scenarios = platforms.for_wine(scenarios, options.names, options.wine_ci)
    elif not options.names:
        scenarios = platforms.for_linux(scenarios)
    if options.list:
        for name, scenario in scenarios.items():
            print(f"{name:40} {scenario.title}" if options.verbose else name)
        return 0
    names = options.names or list(scenarios)
    return run_with_table(options, names) if options.confusion else run_outside(options, names)


def run_with_table(options, names):
    import confusion
    with tempfile.TemporaryDirectory() as folder:
        options.keep = options.keep or folder
        code = run_outside(options, names)
        text, wrong = confusion.table(options.keep)
    print(f"\n{text}")
    return code or (1 if wrong else 0)


def run_outside(options, names):
    """Start one sandbox per scenario and count how they end."""
    if not options.self_test and not options.shell and not (options.netprobe and os.access(options.netprobe, os.X_OK)):
        sys.exit("--netprobe must name the program under test")
    if options.schema and not os.path.exists(options.schema):
        print(f"note: {options.schema} is missing; reports are not validated", file=sys.stderr)
    try:
        sandbox.require_available()
        if options.wine:
            wine.prepare_outside(options.netprobe)
    except sandbox.Unavailable as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    if options.shell:
        return subprocess.run(sandbox.inside_command(inside_arguments(options, names[0])),
                              env=sandbox.inside_environment()).returncode
    failed = waiting = 0
    begin = time.monotonic()
    runs = [name for name in names for _ in range(options.repeat)]
    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        for done in concurrent.futures.as_completed([pool.submit(run_one, options, name) for name in runs]):
            name, code, output, seconds = done.result()
            word = {0: "ok  ", SKIPPED: "wait"}.get(code, "FAIL")
            failed += word == "FAIL"
            waiting += word == "wait"
            print(f"{word} {name} ({seconds:.1f} s)", flush=True)
            if output.strip():
                print(output.rstrip(), flush=True)
    print(f"{len(runs) - failed - waiting} passed, {failed} failed" + (f", {waiting} waiting" if waiting else "")
          + f" in {time.monotonic() - begin:.0f} s")
    if failed:
        return 1
    return SKIPPED if waiting == len(runs) else 0


def inside_arguments(options, name):
    arguments = [name]
    arguments += ["--netprobe", os.path.abspath(options.netprobe)] if options.netprobe else []
    arguments += ["--schema", os.path.abspath(options.schema)] if options.schema else []
    arguments += ["--keep", os.path.abspath(options.keep)] if options.keep else []
    flags = {"--self-test": options.self_test, "--shell": options.shell, "--wine": options.wine,
             "-v": options.verbose}
    return arguments + [flag for flag, is_set in flags.items() if is_set]


def run_one(options, name):
    begin = time.monotonic()
    done = subprocess.run(sandbox.inside_command(inside_arguments(options, name)), env=sandbox.inside_environment(),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return name, done.returncode, done.stdout, time.monotonic() - begin


def run_inside(options, scenario):
    """The first process of a sandbox: build, break, look, judge. Its end is the end of everything in it."""
    sandbox.prepare()
    schema = options.schema if options.schema and os.path.exists(options.schema) else None
    keep = Path(options.keep) if options.keep else None
    lab = Lab(scenario.name, options.netprobe, schema, keep, options.verbose, options.shell)
    if options.wine:
        lab.netprobe, lab.is_windows = wine.start(lab.client, options.netprobe), True
    try:
        scenario.function(lab)
    except sandbox.Unavailable as reason:
        print(f"  skipped: {reason}")
        return SKIPPED
    except Mismatch as mismatch:
        if scenario.waits_for:
            print(f"  waits for {scenario.waits_for}")
            return SKIPPED
        print(mismatch)
        return 1
    except Exception:  # the lab's own mistake: it must not look like a pass, nor hide where it is
        traceback.print_exc()
        lab.print_logs()
        return 1
    if scenario.waits_for:
        print(f"  - passes, and is marked as waiting for {scenario.waits_for}: take the mark away")
        return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    # Threads and servers end with the sandbox; waiting for them would only cost time.
    os._exit(code)
