#!/usr/bin/env python3
"""Holds the reports that a program prints, as one JSON list, against a JSON Schema.

Exits 77 (skipped) where python3-jsonschema is not installed.
"""

import json
import subprocess
import sys
from pathlib import Path

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def main(schema_path, program):
    schema = json.loads(Path(schema_path).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    printed = subprocess.run([program], check=True, capture_output=True).stdout
    reports = json.loads(printed)
    errors = [(i, error) for i, report in enumerate(reports) for error in validator.iter_errors(report)]
    for i, error in errors:
        print(f"report {i}: {error.json_path}: {error.message}")
    # A schema that accepts anything would pass all the same.
    broken = dict(reports[0], summary={"status": "fine"})
    if validator.is_valid(broken):
        print("the schema accepts a summary that it should refuse")
        return 1
    return 1 if errors or not reports else 0


sys.exit(main(*sys.argv[1:]))
