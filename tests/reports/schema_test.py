"""Holds the golden reports against the schema, and the schema against reports that are wrong.

usage: schema_test.py SCHEMA FOLDER
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


def places(value, path=()):
    """Every key and element of a report: its path and its value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key), inner
        yield from places(inner, (*path, key))


def changed(report, path, change):
    copied = copy.deepcopy(report)
    parent = copied
    for key in path[:-1]:
        parent = parent[key]
    change(parent, path[-1])
    return copied


def remove(parent, key):
    del parent[key]


def put(wrong):
    def change(parent, key):
        parent[key] = wrong
    return change


# The keys of the product contract: a report of any version has them all. What was added since may be missing.
CONTRACT = {
    (): "schema tool run environment summary findings controls endpoints",
    ("tool",): "name version",
    ("run",): "id host started finished duration_ms cloud workloads regions routes",
    ("environment",): "resolvers proxies clock_skew_ms azure_vm",
    ("environment", "proxies", 0): "source url bypass",
    ("summary",): "status required reachable blocked optional_failed",
    ("findings", 0): "id severity blocker cause confidence title explanation affected evidence alternatives remedy "
                     "related_errors",
    ("findings", 0, "evidence", 0): "fact source",
    ("findings", 0, "remedy"): "text commands docs",
    ("endpoints", 0): "id catalog_id name kind port required note workloads service_tag purpose status attempts",
    ("endpoints", 0, "attempts", 0): "route proxy target address outcome stage cause detail retries timings_ms dns tls "
                                     "http",
    ("endpoints", 0, "attempts", 0, "timings_ms"): "dns tcp proxy tls first_byte total",
    ("endpoints", 0, "attempts", 0, "dns"): "addresses cname ttl server",
    ("endpoints", 0, "attempts", 0, "tls"): "version cipher issuer subject not_after chain",
    ("endpoints", 0, "attempts", 0, "http"): "status server",
}

ATTEMPT = ("endpoints", 0, "attempts", 0)

# What no report may say.
WRONG = [
    (("schema",), "netprobe.report/2"),
    (("run", "id"), "x"),
    (("run", "started"), "2026-11-21 02:00"),
    (("run", "duration_ms"), -1),
    (("run", "cloud"), "moon"),
    (("summary", "status"), "fine"),
    (("summary", "required"), 1.5),
    (("environment", "azure_vm"), "no"),
    (("findings", 0, "cause"), "tcp.bored"),
    (("findings", 0, "blocker"), None),
    (("findings", 0, "affected"), ["a", "a"]),
    (("endpoints", 0, "kind"), "rule-only"),
    (("endpoints", 0, "port"), 65536),
    (("endpoints", 0, "status"), "untested"),  # while it is required
    ((*ATTEMPT, "outcome"), "failed"),  # without a stage and a cause
    ((*ATTEMPT, "cause"), "tcp.reset"),  # while it is ok
    ((*ATTEMPT, "proxy"), "http://proxy:3128"),  # while it is direct
    ((*ATTEMPT, "target"), "host"),
    ((*ATTEMPT, "address"), "host"),
    ((*ATTEMPT, "timings_ms", "tcp"), -1),
    ((*ATTEMPT, "tls", "chain", 0), None),
    (("certificates",), {"ABC": {}}),
    ((*ATTEMPT, "tls", "not_after"), "tomorrow"),
]


def main(schema_file, folder):
    schema = json.loads(Path(schema_file).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    problems = []
    files = sorted(Path(folder).glob("*.json"))
    for file in files:
        report = json.loads(file.read_text(encoding="utf-8"))
        problems += [f"{file.name}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
                     for error in validator.iter_errors(report)]
    blocked = json.loads((Path(folder) / "degraded.json").read_text(encoding="utf-8"))
    for place, keys in CONTRACT.items():
        problems += [f"the schema does not miss /{'/'.join(map(str, (*place, key)))}" for key in keys.split()
                     if validator.is_valid(changed(blocked, (*place, key), remove))]
    problems += [f"the schema takes {value!r} at /{'/'.join(map(str, place))}" for place, value in WRONG
                 if validator.is_valid(changed(blocked, place, put(value)))]
    # No value may turn into a list of its like, or into an object: every known key has a type.
    problems += [f"the schema takes an object at /{'/'.join(map(str, place))}" for place, value in places(blocked)
                 if not isinstance(value, (dict, list)) and validator.is_valid(changed(blocked, place, put({"a": 1})))]
    if not validator.is_valid({**blocked, "added_later": 1}):
        problems.append("the schema refuses a new key")
    print("\n".join(problems) or f"{len(files)} reports hold")
    return 1 if problems or len(files) < 7 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
