"""`netprobe nsg` from outside: every shape of export is judged, the answer fits its schema, and what is no export is refused
with its place, in bounded memory. Nothing is sent.

usage: nsg_command_test.py SCHEMA FOLDER PROGRAM
"""

import json
import resource
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

PROGRAM = sys.argv.pop()
EXPORTS = Path(sys.argv.pop())
SCHEMA = json.loads(Path(sys.argv.pop()).read_text(encoding="utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)

ROUTES = sorted(path for path in EXPORTS.glob("*.json") if "routes" in path.name)
# One is cut off, the other one has the NSGs of three machines.
NO_RULES = {"powershell-cut-short.json", "three-nsgs.json"}
RULES = sorted(path for path in EXPORTS.glob("*.json") if path not in ROUTES and path.name not in NO_RULES)
MOST_MEMORY = 400 * 1024  # kB; the sanitizers' own part is the greater one


def call(*arguments):
    """None of these can send anything: `nsg` has no way to."""
    return subprocess.run([PROGRAM, "nsg", *map(str, arguments)], capture_output=True, timeout=120, env={"LANG": "C.UTF-8"},
                          stdin=subprocess.DEVNULL)


class Commands(unittest.TestCase):
    def expect(self, done, statuses):
        self.assertIn(done.returncode, statuses, done.stderr.decode(errors="replace")[-2000:])
        return done.stdout.decode()

    def expect_refusal(self, done, says):
        self.assertEqual(done.returncode, 2, done.stdout[-500:])
        self.assertEqual(done.stdout, b"")
        message = done.stderr.decode()
        self.assertIn(says, message)
        self.assertLess(len(message), 2000)

    def test_every_export_is_judged(self):
        self.assertGreater(len(RULES), 15)
        for path in RULES:
            with self.subTest(path=path.name):
                done = call("evaluate", "--nsg", path, "-w", "mars,sql", "-f", "json")
                report = json.loads(self.expect(done, (0, 1)))
                self.assertEqual([error.message for error in VALIDATOR.iter_errors(report)][:3], [])
                self.assertEqual(done.returncode, 0 if report["summary"]["status"] == "ready" else 1)
                for requirement in report["requirements"]:
                    for nsg in {rule["nsg"] for rule in requirement["rules"]}:
                        share = sum(rule["share"] for rule in requirement["rules"] if rule["nsg"] == nsg)
                        self.assertLessEqual(share, 1 + 1e-9)

    def test_every_form_is_written(self):
        for path in RULES[:4]:
            for form in ("text", "csv", "markdown"):
                with self.subTest(path=path.name, form=form):
                    self.assertNotEqual(self.expect(call("evaluate", "--nsg", path, "-f", form), (0, 1)), "")

    def test_every_rule_of_every_export_is_explained(self):
        destinations = ("AzureBackup", "20.190.128.5:443", "[2603:1006:2000::1]:8443", "20.190.128.0/18")
        for number, path in enumerate(RULES):
            destination = destinations[number % len(destinations)]
            with self.subTest(path=path.name, destination=destination):
                text = self.expect(call("explain", "--nsg", path, destination, "-f", "json"), (0, 1))
                self.assertIsInstance(json.loads(text), dict)
                self.assertNotEqual(self.expect(call("explain", destination, "--nsg", path), (0, 1)), "")

    def test_routes_of_every_shape_are_followed(self):
        self.assertGreater(len(ROUTES), 5)
        for path in ROUTES:
            with self.subTest(path=path.name):
                report = json.loads(self.expect(call("evaluate", "--nsg", RULES[0], "--route-table", path, "-f", "json"), (0, 1)))
                self.assertEqual([error.message for error in VALIDATOR.iter_errors(report)][:3], [])

    def test_a_wrong_call_is_refused(self):
        some = RULES[0]
        for arguments, says in (
            ((), "evaluate"),
            (("evaluate",), "--nsg"),
            (("evaluate", "--nsg", "/nonexistent"), "/nonexistent"),
            (("evaluate", "--nsg", "/tmp"), "directory"),
            (("evaluate", "--nsg", some, "-w", "mers"), "did you mean mars"),
            (("evaluate", "--nsg", some, "-w", "none"), "--workload"),
            (("evaluate", "--nsg", some, "-r", "atlantis"), "atlantis"),
            (("evaluate", "--nsg", some, "-f", "yaml"), "--format"),
            (("evaluate", "--nsg", some, "--source", "here"), "--source"),
            (("evaluate", "--nsg", some, "--route-table", some), some.name),
            (("evaluate", "--nsg", ROUTES[0]), ROUTES[0].name),
            (("evaluate", "--nsg", EXPORTS / "three-nsgs.json"), "three-nsgs.json"),
            (("evaluate", "--nsg", EXPORTS / "powershell-cut-short.json"), "powershell-cut-short.json"),
            (("explain", "--nsg", some), "destination"),
            (("explain", "--nsg", some, "login.microsoftonline.com"), "login.microsoftonline.com"),
            (("explain", "--nsg", some, "20.190.128.5:99999"), "99999"),
            (("explain", "--nsg", some, "20.190.128.0/33"), "20.190.128.0/33"),
        ):
            with self.subTest(arguments=arguments):
                self.expect_refusal(call(*arguments), says)

    def test_a_broken_file_is_refused_with_its_place(self):
        whole = RULES[0].read_bytes()
        deep = b'{"securityRules":' + b"[" * 100_000
        cyclic = {"id": "/a", "name": "a", "securityRules": [{"name": "a", "id": "/a", "properties": {"$ref": "#/a"}}]}
        with tempfile.TemporaryDirectory() as folder:
            for name, data, says in (
                ("empty.json", b"", "empty"),
                ("truncated.json", whole[: len(whole) // 2], "truncated.json:"),
                ("utf-16.json", whole.decode().encode("utf-16"), "UTF-16"),
                ("deep.json", deep, "deep.json"),
                ("binary.json", bytes(range(256)) * 64, "binary.json"),
                ("scalar.json", b"443", "scalar.json"),
                ("types.json", b'{"securityRules":[{"name":[],"properties":7}]}', "types.json"),
                ("cyclic.json", json.dumps(cyclic).encode(), "cyclic.json"),
            ):
                path = Path(folder, name)
                path.write_bytes(data)
                for arguments in (("evaluate", "--nsg", path), ("explain", "--nsg", path, "AzureBackup"),
                                  ("evaluate", "--nsg", RULES[0], "--route-table", path)):
                    with self.subTest(arguments=arguments):
                        self.expect_refusal(call(*arguments), says)

    def test_a_huge_file_costs_no_memory(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "huge.json")
            with path.open("wb") as file:
                file.write(b"[")
                file.truncate(1 << 30)
            self.expect_refusal(call("evaluate", "--nsg", path), "huge.json")
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, MOST_MEMORY)


if __name__ == "__main__":
    unittest.main()
