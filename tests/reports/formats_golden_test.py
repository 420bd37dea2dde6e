"""The golden reports of every format, read by what is not netprobe: tests/lab/formats.py says how.

Called with the folder of the golden files. 77: no checker of JSON schemas is installed.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))

import formats  # noqa: E402


def main(folder):
    wrong = []
    checked = 0
    for path in sorted(pathlib.Path(folder).iterdir()):
        name = path.suffix[1:]
        report = path.with_suffix(".json")
        if name in formats.CHECKS and name != "json" and report.exists():
            checked += 1
            found = formats.problems(name, path.read_bytes(), json.loads(report.read_text()))
            wrong += [f"{path.name}: {line}" for line in found]
    print("\n".join(wrong) or f"{checked} reports are what their names say")
    return 1 if wrong or checked < 7 * (len(formats.CHECKS) - 2) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except ModuleNotFoundError as missing:
        print(f"skipped: {missing}")
        sys.exit(77)
