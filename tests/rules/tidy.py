#!/usr/bin/env python3
"""Run clang-tidy over every source that a build folder compiles; what was clean and is unchanged is not looked at again.

A source is unchanged when neither it, nor a header of ours that it includes, nor its command, nor the settings have
changed. What it includes is what ninja noted at the last build, so build first.
"""

import concurrent.futures
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = shutil.which("clang-tidy-14") or "clang-tidy"
SETTINGS = [ROOT / ".clang-tidy", ROOT / "tests/.clang-tidy", Path(__file__).resolve()]


def is_ours(path):
    return path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "build")


def headers_of_objects(build):
    """Object file to the files of ours that went into it, by ninja's own notes."""
    notes = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    inputs, current = {}, None
    for line in notes.splitlines():
        if line.startswith(" "):
            path = (build / line.strip()).resolve()
            if is_ours(path):
                inputs[current].append(path)
        elif ": #deps" in line:
            current = line.split(": #deps")[0]
            inputs[current] = []
    return inputs


def object_of(entry):
    words = shlex.split(entry["command"])
    return words[words.index("-o") + 1]


def digest(version, entry, inputs):
    state = hashlib.sha256(version + entry["command"].encode())
    for path in [*SETTINGS, Path(entry["file"]), *sorted(inputs)]:
        state.update(bytes(path) + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def tidy(build, source):
    done = subprocess.run([TOOL, "-p", build, "--quiet", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(done.stdout or done.stderr, flush=True)
    return done.returncode == 0


def can_read_the_library(folder):
    """Whether this clang-tidy understands the C++ library here; a compiler much newer than itself brings one it does not."""
    sample = folder / "sample.cc"
    sample.write_text("#include <algorithm>\n#include <chrono>\n#include <ranges>\n#include <string>\n")
    command = [TOOL, "--quiet", "--checks=-*,readability-function-size", sample, "--", "-std=c++20"]
    return subprocess.run(command, capture_output=True).returncode == 0


def main(build, without_tests):
    version = subprocess.run([TOOL, "--version"], check=True, capture_output=True).stdout
    entries = json.loads((build / "compile_commands.json").read_text())
    entries = [entry for entry in entries if is_ours(Path(entry["file"]))
               and not (without_tests and Path(entry["file"]).is_relative_to(ROOT / "tests"))]
    inputs = headers_of_objects(build)
    clean = build / "tidy"
    clean.mkdir(exist_ok=True)
    if not can_read_the_library(clean):
        print("clang-tidy: too old for the C++ library of this system; nothing was looked at")
        return 0
    stamps = {entry["file"]: clean / digest(version, entry, inputs.get(object_of(entry), [])) for entry in entries}
    waiting = [source for source, stamp in stamps.items() if not stamp.exists()]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, is_clean in zip(waiting, pool.map(lambda source: tidy(build, source), waiting)):
            if is_clean:
                stamps[source].touch()
    dirty = [source for source in waiting if not stamps[source].exists()]
    print(f"clang-tidy: {len(stamps)} sources, {len(waiting)} looked at, {len(dirty)} with findings")
    return 1 if dirty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), "--without-tests" in sys.argv[2:]))
