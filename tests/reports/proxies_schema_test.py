"""Holds what `netprobe proxy show` prints against its schema, and the schema against what must not be printed.

usage: proxies_schema_test.py SCHEMA FOLDER
"""

import json
import sys
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

from schema_test import changed, places, put, remove

WRONG = [
    (("schema",), "netprobe.proxies/2"),
    (("component", "name"), "root"),
    (("component", "name"), "service:"),
    (("urls",), []),
    (("urls", 0, "url"), "ftp://a/"),
    (("urls", 0, "url"), "https://bob:secret@a/"),
    (("urls", 0, "proxy"), "http://bob:secret@proxy:3128"),
    (("urls", 0, "proxy"), "proxy:3128"),
    (("urls", 1, "proxy"), "http://proxy:3128"),  # while a bypass list exempts it
    (("urls", 1, "bypass", "rules"), "mine"),
    (("sources", 0, "state"), "lost"),
    (("sources", 0, "state"), "absent"),  # while it holds a proxy
    (("sources", 0, "proxies", 0, "wins"), 1),
    (("sources", 0, "proxies", 0, "url"), "http://10.0.0.9"),  # while it is usable
]


def main(schema_file, folder):
    schema = json.loads(Path(schema_file).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    files = sorted(Path(folder).glob("*.json"))
    problems = []
    for file in files:
        document = json.loads(file.read_text(encoding="utf-8"))
        problems += [f"{file.name}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
                     for error in validator.iter_errors(document)]
    mixed = json.loads((Path(folder) / "mixed.json").read_text(encoding="utf-8"))
    problems += [f"the schema takes {value!r} at /{'/'.join(map(str, place))}" for place, value in WRONG
                 if validator.is_valid(changed(mixed, place, put(value)))]
    for place, value in places(mixed):
        name = "/".join(map(str, place))
        if isinstance(place[-1], str) and validator.is_valid(changed(mixed, place, remove)):
            problems.append(f"the schema does not miss /{name}")
        if validator.is_valid(changed(mixed, place, put({"a": 1}))):
            problems.append(f"the schema takes another object at /{name}")
        if isinstance(value, dict) and validator.is_valid(changed(mixed, place, put({**value, "later": 1}))):
            problems.append(f"the schema takes a key that nobody knows in /{name}")
    print("\n".join(problems) or f"{len(files)} documents hold")
    return 1 if problems or len(files) < 2 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
