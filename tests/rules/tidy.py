#!/usr/bin/env python3
"""Run clang-tidy over every source that a build folder compiles; what was clean and is unchanged is not looked at again.

Most of its time goes into the libraries' headers, over and over. So sources are looked at together as CMake compiles
them, else with a few neighbours; where they do not go together (each has a function of the same name, say) the group is
halved.

A source is unchanged when neither it, nor a header of ours that it includes, nor its command, nor the settings have
changed. What it includes is what ninja noted at the last build, so build first.
"""

import concurrent.futures
import hashlib
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOL = shutil.which("clang-tidy-14") or "clang-tidy"
GROUP = 6
HEADERS = "(netprobe|endpoints|proxy|reports|tests)/"
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
    # Of what came out of a precompiled header there is no note at those who use it.
    precompiled = [path for name, paths in inputs.items() if name.endswith(".gch") for path in paths]
    return {name: {*paths, *precompiled} for name, paths in inputs.items()}


def entries_by_source(build):
    """What is compiled, and how; sources that one of CMake's unity files puts together are listed one by one."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = Path(entry["file"])
        if path.parent.name != "Unity":
            yield entry
            continue
        for source in re.findall(r'^#include "(.+)"$', path.read_text(), re.MULTILINE):
            yield {**entry, "file": source, "command": entry["command"].replace(entry["file"], source), "unity": path}


def object_of(entry):
    words = shlex.split(entry["command"])
    return words[words.index("-o") + 1]


def digest(version, entry, inputs):
    state = hashlib.sha256(version + entry["command"].encode())
    for path in [*SETTINGS, Path(entry["file"]), *sorted(inputs)]:
        state.update(bytes(path) + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def compiler_arguments(entry):
    """Those of the command that say how to read a source."""
    # The launcher and the compiler stand before the first option.
    words = itertools.dropwhile(lambda word: not word.startswith("-"), shlex.split(entry["command"]))
    kept = []
    for word in words:
        # What GCC has precompiled clang can't read, and a source must do without it.
        if word in ("-o", "-MT", "-MF", "-include"):
            next(words)
        elif word not in ("-c", "-MD", "-Winvalid-pch", entry["file"]):
            kept.append(word)
    return tuple(kept)


def groups_of(entries):
    """Sources that are compiled alike: those that CMake puts together, else a few of a folder."""
    alike = {}
    for entry in entries:
        place = entry.get("unity", Path(entry["file"]).parent)
        alike.setdefault((compiler_arguments(entry), place), []).append(entry["file"])
    return [(arguments, sources[first:first + size]) for (arguments, place), sources in alike.items()
            for size in [len(sources) if place.suffix else GROUP] for first in range(0, len(sources), size)]


def run(arguments, source, *options):
    command = [TOOL, "--quiet", "--header-filter", HEADERS, *options, source, "--", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def tidy(clean, arguments, sources):
    """The sources that are clean. What is not is printed."""
    together = sources[0]
    if len(sources) > 1:
        name = hashlib.sha256("".join(sources).encode()).hexdigest()[:16]
        # Beside the first of them by name only: the settings are those of the folder.
        together = clean / f"{name}.cc"
        together.write_text("".join(f'#include "{source}"\n' for source in sources))
        settings = ["--config-file", str(settings_of(Path(sources[0]))), "--checks=-bugprone-suspicious-include"]
    else:
        settings = []
    done = run(arguments, together, *settings)
    if done.returncode == 0:
        return sources
    if len(sources) > 1:  # they do not go together, or one of them has a finding: each half tells
        half = len(sources) // 2
        return tidy(clean, arguments, sources[:half]) + tidy(clean, arguments, sources[half:])
    print(done.stdout or done.stderr, flush=True)
    return []


def settings_of(source):
    return next(folder / ".clang-tidy" for folder in source.parents if (folder / ".clang-tidy").exists())


def can_read_the_library(folder):
    """Whether this clang-tidy understands the C++ library here; a compiler much newer than itself brings one it does not."""
    sample = folder / "sample.cc"
    sample.write_text("#include <algorithm>\n#include <chrono>\n#include <ranges>\n#include <string>\n")
    command = [TOOL, "--quiet", "--checks=-*,readability-function-size", sample, "--", "-std=c++20"]
    return subprocess.run(command, capture_output=True).returncode == 0


def main(build, without_tests):
    version = subprocess.run([TOOL, "--version"], check=True, capture_output=True).stdout
    entries = [entry for entry in entries_by_source(build) if is_ours(Path(entry["file"]))
               and not (without_tests and Path(entry["file"]).is_relative_to(ROOT / "tests"))]
    inputs = headers_of_objects(build)
    clean = build / "tidy"
    clean.mkdir(exist_ok=True)
    if not can_read_the_library(clean):
        print("clang-tidy: too old for the C++ library of this system; nothing was looked at")
        return 0
    stamps = {entry["file"]: clean / digest(version, entry, inputs.get(object_of(entry), [])) for entry in entries}
    waiting = [source for source, stamp in stamps.items() if not stamp.exists()]
    groups = groups_of([entry for entry in entries if entry["file"] in set(waiting)])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for sources in pool.map(lambda group: tidy(clean, *group), groups):
            for source in sources:
                stamps[source].touch()
    dirty = [source for source in waiting if not stamps[source].exists()]
    print(f"clang-tidy: {len(stamps)} sources, {len(waiting)} looked at, {len(dirty)} with findings")
    return 1 if dirty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), "--without-tests" in sys.argv[2:]))
