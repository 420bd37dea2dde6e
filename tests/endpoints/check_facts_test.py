"""The check of the carried facts passes on what is carried, and finds each kind of mistake that is made in a copy.

usage: check_facts_test.py ENDPOINTS
"""

import importlib.util
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

ENDPOINTS = pathlib.Path(sys.argv.pop())
SPEC = importlib.util.spec_from_file_location("check_facts", ENDPOINTS / "data" / "check_facts.py")
check_facts = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(check_facts)


def first(entries, **wanted):
    return next(entry for entry in entries if all(entry.get(key) == value for key, value in wanted.items()))


def row_of(catalog):
    return first(catalog["rows"], kind="wildcard")


# What somebody who refreshes the facts may get wrong: the file, the deed, and a part of what is said of it.
MISTAKES = [
    ("public.json", lambda c: row_of(c).pop("sources"), "has no source"),
    ("usgov.json", lambda c: row_of(c)["sources"][0].pop("page"), "a source without a page"),
    ("china.json", lambda c: row_of(c)["sources"][0].update(years="lately"), "is of the years 'lately'"),
    ("china.json", lambda c: row_of(c)["sources"][0].update(years="2025-2019"), "is of the years '2025-2019'"),
    ("public.json", lambda c: c["rows"].append(dict(c["rows"][0])), "the id \"backup-control\" is there twice"),
    ("public.json", lambda c: c["rows"].append({**c["rows"][0], "id": "again"}), "is there twice"),
    ("public.json", lambda c: row_of(c)["ports"].append(443), "in \"ports\", 443 is there twice"),
    ("public.json", lambda c: row_of(c).update(optional_for=row_of(c)["required_for"]), "is both required and optional for"),
    ("public.json", lambda c: row_of(c).pop("purpose"), "does not say what it is for"),
    ("public.json", lambda c: first(c["rows"], service_tag="AzureBackup").update(service_tag="AzureBackups"),
     "its service tag AzureBackups is not in the snapshot"),
    ("public.json", lambda c: c.update(date="20.11.2026"), "\"date\" is '20.11.2026'"),
    ("public.json", lambda c: c.update(cloud="china"), "is said to be of the cloud 'china'"),
    ("public.json", lambda c: c.update(default_geo_codes=["bjb"]), "the default code bjb is of no region of this cloud"),
    ("public.json", lambda c: c["sign_in_tag"].update(date="2025-10-27"), "the snapshot of tags of 2025-10-28"),
    ("usgov.json", lambda c: [row.update(required_for=[w for w in row.get("required_for", []) if w != "sql"])
                              for row in c["rows"]], "no row is required for sql"),
    ("regions.json", lambda r: r.pop("date"), "\"date\" is None"),
    ("regions.json", lambda r: r["regions"].remove(first(r["regions"], name="West Europe")),
     "westeurope, which the tag AzureBackup.WestEurope of public is of, has no entry"),
    ("regions.json", lambda r: first(r["regions"], name="Chile Central").pop("aliases"), "chilec, which the tag"),
    ("regions.json", lambda r: first(r["regions"], name="East US").update(geo_code="we"), "\"we\" is there twice"),
    ("regions.json", lambda r: first(r["regions"], name="East US").update(geo_code="e.us"), "'e.us' is no code"),
    ("regions.json", lambda r: first(r["regions"], name="East US").update(sources=[]), "East US: has no source"),
    ("regions.json", lambda r: first(r["regions"], name="East US").update(sources=["hearsay"]), "its source hearsay"),
    ("regions.json", lambda r: r["copies"].update(xr="x"), "xr is the copy of x, which no region has"),
    ("regions.json", lambda r: r["sources"].update(unused={"page": "a page", "years": "2026"}),
     "no region has the source unused"),
    ("service-tags-public.json", lambda t: t["values"].append(
        {"name": "Storage.AtlantisNorth", "properties": {"region": "atlantisnorth", "addressPrefixes": []}}),
     "atlantisnorth, which the tag Storage.AtlantisNorth of public is of, has no entry"),
    ("service-tags-china.json", lambda t: t.pop("date"), "service-tags-china.json: \"date\" is None"),
    ("trust-anchors.json", lambda a: a.pop("date"), "trust-anchors.json: \"date\" is None"),
    ("trust-anchors.json", lambda a: a["authorities"].append(a["authorities"][0]), "in authorities,"),
    ("trust-anchors.json", lambda a: a["authorities"][0].update(key="AB" * 32), "is no digest of 64 digits"),
    ("trust-anchors.json", lambda a: a["by_thumbprint"][0].update(sha1="0" * 64), "is no digest of 40 digits"),
    ("trust-anchors.json", lambda a: a["authorities"][0].pop("key"), "an authority has a name and a digest"),
]


class CheckOfFacts(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        shutil.copytree(ENDPOINTS / "data", self.folder / "data", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ENDPOINTS / "netprobe.catalog.schema.json", self.folder)

    def problems_after(self, name, mistake):
        path = self.folder / "data" / name
        whole = path.read_text(encoding="utf-8")
        facts = check_facts.parse(whole)
        mistake(facts)
        path.write_text(json.dumps(facts), encoding="utf-8")
        problems = check_facts.Facts(self.folder / "data").check()
        path.write_text(whole, encoding="utf-8")
        return problems

    def test_passes_on_what_is_carried(self):
        self.assertEqual(check_facts.Facts(ENDPOINTS / "data").check(), [])

    def test_finds_each_kind_of_mistake(self):
        for name, mistake, said in MISTAKES:
            with self.subTest(name=name, said=said):
                self.assertIn(said, "\n".join(self.problems_after(name, mistake)))

    def test_finds_a_shape_that_the_program_would_refuse(self):
        if check_facts.jsonschema is None:
            self.skipTest("python3-jsonschema is not installed")
        self.assertIn("'prots' was unexpected",
                      "\n".join(self.problems_after("public.json", lambda c: c["rows"][0].update(prots=[1]))))

    def test_says_which_file_is_missing_or_no_json(self):
        (self.folder / "data" / "usgov.json").write_text("{", encoding="utf-8")
        (self.folder / "data" / "regions.json").unlink()
        problems = "\n".join(check_facts.Facts(self.folder / "data").check())
        self.assertIn("usgov.json: ", problems)
        self.assertIn("regions.json: ", problems)


if __name__ == "__main__":
    unittest.main()
