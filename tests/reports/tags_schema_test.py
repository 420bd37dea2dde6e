"""Holds the golden answers of `netprobe tags` against their schema, and the schema against answers that are wrong.

usage: tags_schema_test.py SCHEMA FOLDER
"""

import copy
import json
import sys
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

# What no answer may say: the file, the place, the value.
WRONG = [
    ("lookup", ("schema",), "netprobe.tags/2"),
    ("lookup", ("command",), "list"),
    ("lookup", ("command",), "search"),
    ("lookup", ("notes",), None),
    ("lookup", ("source", "embedded"), False),  # without a file
    ("lookup", ("source", "change_number"), 0),
    ("lookup", ("source", "date"), "28.10.2025"),
    ("lookup", ("lookups",), []),
    ("lookup", ("lookups", 0, "found"), False),  # with tags
    ("lookup", ("lookups", 3, "found"), True),  # without one
    ("lookup", ("lookups", 0, "tags", 0, "prefixes"), []),
    ("lookup", ("lookups", 0, "tags", 0, "prefixes", 0), "13.69.65.32"),
    ("lookup", ("lookups", 0, "tags", 0, "prefixes", 0), "13.69.65.32/33"),
    ("lookup", ("lookups", 0, "tags", 0, "ipv6_addresses"), 384),
    ("lookup", ("lookups", 0, "tags", 0, "ipv6_addresses"), "0384"),
    ("lookup", ("lookups", 0, "tags", 0, "ipv4_addresses"), "832"),
    ("lookup", ("lookups", 2, "partly_in", 0, "addresses"), 1),
    ("list", ("tags", 0, "region"), ""),
    ("list", ("tags", 0, "ipv4_prefixes"), -1),
    ("show", ("tag", "fewest_prefixes"), None),
    ("show", ("tag", "prefixes", 2), "2603:1020:206:402::200/129"),
    ("diff", ("services",), []),
    ("diff", ("changes", 0, "change"), "same"),
    ("diff", ("changes", 0, "added", 0), "x"),
    ("diff", ("compared",), 1.5),
]


def places(value, path=()):
    """Every key and element: its path and its value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key), inner
        yield from places(inner, (*path, key))


def changed(answer, path, change):
    copied = copy.deepcopy(answer)
    parent = copied
    for key in path[:-1]:
        parent = parent[key]
    change(parent, path[-1])
    return copied


def main(schema_file, folder):
    schema = json.loads(Path(schema_file).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    answers = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(Path(folder).glob("*.json"))}
    problems = []
    for name, answer in answers.items():
        problems += [f"{name}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
                     for error in validator.iter_errors(answer)]
        for path, value in places(answer):
            place = f"{name}: /{'/'.join(map(str, path))}"
            if isinstance(path[-1], str) and validator.is_valid(changed(answer, path, lambda p, k: p.pop(k))):
                problems.append(f"the schema does not miss {place}")
            if not isinstance(value, (dict, list)) and \
                    validator.is_valid(changed(answer, path, lambda p, k: p.__setitem__(k, {"a": 1}))):
                problems.append(f"the schema takes an object at {place}")
        if not validator.is_valid({**answer, "added_later": 1}):
            problems.append(f"the schema refuses a new key in {name}")
    problems += [f"{name}: the schema takes {value!r} at /{'/'.join(map(str, path))}" for name, path, value in WRONG
                 if validator.is_valid(changed(answers[name], path, lambda p, k, v=value: p.__setitem__(k, v)))]
    print("\n".join(problems) or f"{len(answers)} answers hold")
    return 1 if problems or len(answers) < 7 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
