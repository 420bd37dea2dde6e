"""Inputs as people have them, from field/: each is judged rightly, or refused with what it is and how to get what is needed.
Nothing is sent.

usage: field_inputs_test.py FOLDER PROGRAM
"""

import json
import subprocess
import sys
import unittest
from pathlib import Path

PROGRAM = sys.argv.pop()
FIELD = Path(sys.argv.pop())
NSG = "az network nsg show --resource-group <resource-group> --name <nsg> --output json > nsg.json"

# What is no export: what the message says of it.
REFUSED = {
    "nsg-colour.json": ("the colour codes of a terminal", "--output json", NSG),
    "nsg-warning-first.json": ("before the JSON, which begins in line 2", "WARNING: This command is in preview", "--only-show-errors"),
    "nsg-warning-last.json": ("behind the JSON", "A new version of the CLI", "--only-show-errors"),
    "nsg-twice.json": ("two documents", "a file of its own"),
    "nsg-whatif.json": ("a what-if result", NSG),
    "nsg-table.txt": ("a table, as az prints it with --output table", "--output json", NSG),
    "nsg-yaml.yaml": ("YAML, as az prints it with --output yaml", "--output json", NSG),
    "nsg-portal.csv": ("CSV", NSG),
    "nsg-powershell.txt": ("the list that PowerShell shows", "ConvertTo-Json -Depth 10"),
}
# A whole NSG, in whatever it is wrapped.
WHOLE = ("nsg-graph.json", "nsg-graph-rest.json", "nsg-terraform-show.json", "nsg-terraform-state.json", "nsg-source-port-high.json")


def call(*arguments, stdin=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=120, env={"LANG": "C.UTF-8"},
                          stdin=stdin or subprocess.DEVNULL)


class FieldInputs(unittest.TestCase):
    def evaluate(self, name, *options):
        done = call("nsg", "evaluate", "--nsg", FIELD / name, "-f", "json", *options)
        self.assertIn(done.returncode, (0, 1), done.stderr.decode())
        return done.returncode, json.loads(done.stdout)

    def refusal(self, done, *says):
        self.assertEqual(done.returncode, 2, done.stdout[-500:])
        self.assertEqual(done.stdout, b"")
        for words in says:
            self.assertIn(words, done.stderr.decode())
        self.assertNotIn("nested deeper", done.stderr.decode())

    def test_every_input_is_held_to_its_answer(self):
        held = {*REFUSED, *WHOLE, "nsg-source-port.json", "routes-service-tags.json", "tags-page.json",
                *(f"nsg-bicep-{kind}.json" for kind in ("copy", "expression", "loop-resource", "map")),
                "targets-docs.txt", "targets-m365.json", "targets-table.md"}
        self.assertEqual({path.name for path in FIELD.iterdir()}, held)

    def test_what_is_no_export_is_refused_for_what_it_is(self):
        for name, says in REFUSED.items():
            with self.subTest(name=name):
                self.refusal(call("nsg", "evaluate", "--nsg", FIELD / name), name, *says)
                self.refusal(call("nsg", "explain", "--nsg", FIELD / name, "AzureBackup"), name, *says)
                with (FIELD / name).open("rb") as file:
                    self.refusal(call("nsg", "evaluate", "--nsg", "-", stdin=file), "standard input", *says)

    def test_a_whole_nsg_is_read_out_of_what_holds_it(self):
        for name in WHOLE:
            with self.subTest(name=name):
                status, report = self.evaluate(name)
                self.assertEqual((status, report["summary"]["status"]), (0, "ready"))
                self.assertEqual([rule_set["nsg"] for rule_set in report["rule_sets"]], ["nsg-backup"])
                deciding = {rule["name"] for row in report["requirements"] if row["required"] for rule in row["rules"]}
                self.assertEqual(deciding, {"AllowBackup", "AllowStorage", "AllowAAD"})

    def test_a_loop_over_values_in_the_template_is_followed(self):
        status, report = self.evaluate("nsg-bicep-copy.json")
        self.assertEqual((status, report["summary"]["status"]), (1, "blocked"))
        for row in report["requirements"]:
            if row["required"]:
                self.assertEqual([(rule["name"], rule["priority"]) for rule in row["rules"]], [("DenyInternet", 4000)])
        assumed = [lint for lint in report["lint"] if lint["kind"] == "assumed-parameters"]
        self.assertIn("rules", assumed[0]["text"])

    def test_what_a_template_does_not_tell_is_unknown_and_never_an_all_clear(self):
        export = "az network nsg show --resource-group '<resource-group>' --name nsg-backup --output json > nsg.json"
        for kind in ("expression", "map", "loop-resource"):
            name = f"nsg-bicep-{kind}.json"
            with self.subTest(name=name):
                status, report = self.evaluate(name)
                self.assertEqual((status, report["summary"]["status"]), (1, "unknown"))
                undecidable = [lint["text"] for lint in report["lint"] if lint["kind"] == "undecidable"]
                self.assertIn(export, undecidable[0])
                text = call("nsg", "evaluate", "--nsg", FIELD / name).stdout.decode()
                self.assertTrue(text.startswith("UNKNOWN"), text)
                explained = call("nsg", "explain", "--nsg", FIELD / name, "AzureBackup")
                self.assertEqual(explained.returncode, 1)
                self.assertTrue(explained.stdout.decode().startswith("UNKNOWN"), explained.stdout)

    def test_a_source_port_is_corrected_rather_than_rules_added(self):
        status, report = self.evaluate("nsg-source-port.json")
        self.assertEqual((status, report["summary"]["status"]), (1, "blocked"))
        self.assertEqual([(fix["rule"], fix["priority"]) for fix in report["fixes"]],
                         [("AllowBackup", 100), ("AllowStorage", 110), ("AllowAAD", 120)])
        for fix in report["fixes"]:
            self.assertEqual(fix["commands"], ["az network nsg rule update --subscription 11111111-2222-3333-4444-555555555555 "
                                               f"--resource-group rg-backup --nsg-name nsg-backup --name {fix['rule']} "
                                               "--source-port-ranges '*'"])
        hints = [lint["rule"] for lint in report["lint"] if lint["kind"] == "never-matches"]
        self.assertEqual(hints, ["AllowBackup", "AllowStorage", "AllowAAD"])

    def test_routes_for_some_tags_leave_the_rest_to_the_appliance(self):
        _, report = self.evaluate("nsg-source-port-high.json", "--route-table", FIELD / "routes-service-tags.json")
        effects = {row["destination"]: row["route"]["effect"] for row in report["requirements"] if row["required"]}
        self.assertEqual(effects["AzureBackup"], "direct")
        self.assertEqual(effects["Storage"], "direct")
        self.assertEqual(effects["AzureActiveDirectory"], "forced-tunnel")

    def test_a_page_is_no_tag_file(self):
        done = call("nsg", "evaluate", "--nsg", FIELD / "nsg-graph.json", "--service-tags", FIELD / "tags-page.json")
        self.refusal(done, "tags-page.json:1:1", "it is a web page")

    def test_lists_of_targets_are_read_and_what_they_leave_out_is_told(self):
        plan = ("plan", "-w", "none", "--no-controls", "-f", "json", "--targets")
        done = call(*plan, FIELD / "targets-docs.txt")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        for taken in ("www.msftncsi.com", "www.msftconnecttest.com", "20.190.128.0/18", "40.126.0.0/18"):
            self.assertIn(taken, done.stdout.decode())
        for wildcard in ("*.microsoft.com", "*.windowsazure.com", "*blob.core.windows.net", "*queue.core.windows.net"):
            self.assertIn(f"left out: {FIELD / 'targets-docs.txt'}:", done.stderr.decode())
            self.assertIn(f"{wildcard}: a wildcard has no address; test a name below it, --host NAME.{wildcard.lstrip('*.')}",
                          done.stderr.decode())
        done = call(*plan, FIELD / "targets-m365.json")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        for taken in ("login.microsoftonline.com", "20.20.32.0/19", "20.190.128.0/18"):
            self.assertIn(taken, done.stdout.decode())
        self.assertIn("*.auth.microsoft.com", done.stderr.decode())
        done = call(*plan, FIELD / "targets-table.md")
        self.refusal(done, "no target that can be tested", "--host NAME.backup.windowsazure.com")


if __name__ == "__main__":
    unittest.main()
