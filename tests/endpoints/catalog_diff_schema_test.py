"""Holds what `netprobe endpoints diff -f json` prints against its schema, and the schema against answers that are wrong.

usage: catalog_diff_schema_test.py SCHEMA PROGRAM
"""

import copy
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

# What no answer may say: the place, the value.
WRONG = [
    (("schema",), "netprobe.catalog-diff/2"),
    (("cloud",), "mars"),
    (("same",), "no"),
    (("compared",), -1),
    (("old", "file"), 7),
    (("settings", 0, "field"), ""),
    (("rows", 0, "change"), "same"),
    (("rows", 0, "change"), "removed"),  # with fields
    (("rows", 0, "fields"), []),  # of a changed row
    (("rows", 0, "row"), {}),
]


def alone():
    """Nothing is sent, and nothing could be."""
    words = ["unshare", "-rn"]
    permitted = shutil.which(words[0]) and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    return words if permitted else []


def answer(program, *arguments):
    done = subprocess.run([*alone(), program, *arguments], capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def another(catalog):
    """A catalog of which a row changed, one went, one came, and the date is another."""
    changed = copy.deepcopy(catalog)
    rows = changed["rows"]
    rows[0]["ports"] = [1]
    rows[1]["id"] = "came"
    changed["date"] = ""
    return changed


def with_value(value, path, wanted):
    copied = copy.deepcopy(value)
    parent = copied
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = wanted
    return copied


def main(schema_file, program):
    schema = json.loads(Path(schema_file).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(another(answer(program, "endpoints", "export")), file)
        file.flush()
        different = answer(program, "endpoints", "diff", "-f", "json", "built-in", file.name)
    same = answer(program, "endpoints", "diff", "-f", "json", "-c", "china", "built-in", "built-in")
    problems = [f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
                for found in (different, same) for error in validator.iter_errors(found)]
    kinds = sorted(row["change"] for row in different["rows"])
    if kinds != ["added", "changed", "removed"] or different["same"] or not same["same"]:
        problems.append(f"found {kinds}")
    problems += [f"the schema does not miss {key}" for key in different
                 if validator.is_valid({name: value for name, value in different.items() if name != key})]
    problems += [f"the schema takes {value!r} at /{'/'.join(map(str, path))}" for path, value in WRONG
                 if validator.is_valid(with_value(different, path, value))]
    print("\n".join(problems) or "the answers hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
