#!/usr/bin/env python3
"""Print `N passed, N failed` for the folders where ctest (*.xml) and gtest (*.json) have left their results.

A gtest executable is one test to ctest; here each of the tests inside it counts.
"""

import json
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

OUTCOMES = {"run": "passed", "fail": "failed", "notrun": "skipped", "disabled": "skipped"}


def outcome_of(test):
    if "failures" in test:
        return "failed"
    return "passed" if test["result"] == "COMPLETED" else "skipped"


def outcomes(case, folder):
    """What became of the tests behind one line of ctest's."""
    whole = OUTCOMES[case.get("status")]
    detail = folder / f"{case.get('name')}.json"
    if not detail.exists():
        return Counter([whole])
    suites = json.loads(detail.read_text())["testsuites"]
    inside = Counter(outcome_of(test) for suite in suites for test in suite["testsuite"])
    if whole == "failed" and not inside["failed"]:
        inside["failed"] += 1  # it passed all its tests and died after them
    return inside


def main(folders):
    total = Counter()
    for report in (report for folder in folders for report in folder.glob("*.xml")):
        for case in xml.parse(report).getroot().iter("testcase"):
            total += outcomes(case, report.parent)
    line = f"{total['passed']} passed, {total['failed']} failed"
    print(line + (f", {total['skipped']} skipped" if total["skipped"] else ""))
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main([Path(folder) for folder in sys.argv[1:]]))
