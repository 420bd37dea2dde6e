"""Checks the facts that the program carries: their shape, sources, duplicates and coverage; prints their ages.

    python3 endpoints/data/check_facts.py [FOLDER]

The folder is this one unless another is given; the schema of catalogs lies above it. The exit status is 1 when something
is wrong with the data. That they are old is printed, and wrong with nobody: docs/updating-facts.md says how they are
made new.
"""

import datetime
import json
import pathlib
import re
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None

CLOUDS = ("public", "usgov", "china")
PIECES = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)


def parse(text):
    """JSON with comments."""
    return json.loads(PIECES.sub(lambda piece: piece[0] if piece[0].startswith('"') else " ", text))


def repeated(values):
    values = [json.dumps(value, sort_keys=True) for value in values]
    return sorted({value for value in values if values.count(value) > 1})


def essence(name):
    return re.sub(r"[ _-]", "", name).lower()


def day(text):
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


class Facts:
    """The files of a folder, and what is wrong with them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.problems = []
        self.dates = {}

    def wrong(self, place, text):
        self.problems.append(f"{place}: {text}")

    def read(self, name):
        try:
            return parse((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            self.wrong(name, error)
            return {}

    def dated(self, place, text):
        if not day(text):
            self.wrong(place, f"\"date\" is {text!r}, expected the day on which it was held against its sources: 2026-11-27")
        self.dates[place] = day(text)

    def unique(self, place, what, values):
        for value in repeated(values):
            self.wrong(place, f"{what} {value} is there twice")

    # Shape, sources and duplicates of one catalog.

    def check_catalog(self, cloud, catalog, tags):
        place = f"{cloud}.json"
        self.dated(place, catalog.get("date"))
        if catalog.get("cloud") != cloud:
            self.wrong(place, f"is said to be of the cloud {catalog.get('cloud')!r}")
        self.check_shape(place, catalog)
        rows = catalog.get("rows", [])
        self.unique(place, "the id", [row.get("id") for row in rows])
        # Two workloads may want one host for reasons of their own.
        self.unique(place, "the row", [(row.get("kind"), row.get("name"), row.get("protocol"), row.get("ports"), workload)
                                       for row in rows
                                       for workload in row.get("required_for", []) + row.get("optional_for", [])])
        self.unique(place, "the control", [control.get("id") for control in catalog.get("controls", [])])
        for row in rows:
            self.check_row(f"{place}: {row.get('id')}", row, {tag["name"] for tag in tags.get("values", [])})
        sign_in = catalog.get("sign_in_tag", {})
        self.dated(f"{place}: sign_in_tag", sign_in.get("date"))
        if sign_in.get("date") != tags.get("date"):
            self.wrong(place, f"the sign-in tag is of {sign_in.get('date')}, the snapshot of tags of {tags.get('date')}")

    def check_shape(self, place, catalog):
        schema_file = self.folder.parent / "netprobe.catalog.schema.json"
        if jsonschema is None or not schema_file.exists():
            return
        schema = json.loads(schema_file.read_text(encoding="utf-8"))
        for error in jsonschema.Draft202012Validator(schema).iter_errors(catalog):
            self.wrong(place, f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")

    def check_row(self, place, row, tags):
        for key in ("ports", "comparison_ports", "required_for", "optional_for", "representatives", "sources", "lists"):
            self.unique(place, f"in \"{key}\",", row.get(key, []))
        for workload in set(row.get("required_for", [])) & set(row.get("optional_for", [])):
            self.wrong(place, f"is both required and optional for {workload}")
        if not row.get("purpose"):
            self.wrong(place, "does not say what it is for (\"purpose\")")
        if row.get("service_tag") and row["service_tag"] not in tags:
            self.wrong(place, f"its service tag {row['service_tag']} is not in the snapshot of tags")
        self.check_sources(place, row.get("sources", []))

    def check_sources(self, place, sources):
        if not sources:
            self.wrong(place, "has no source")
        for source in sources:
            years = re.findall(r"\b(?:19|20)\d\d\b", source.get("years", ""))
            if not source.get("page"):
                self.wrong(place, "has a source without a page")
            if not years or years != sorted(years):
                self.wrong(place, f"its source {source.get('page')!r} is of the years {source.get('years')!r}, expected 2019 or 2019-2025")

    # Regions: against their sources, one another, and the tags.

    def check_regions(self, regions, catalogs, tags):
        place = "regions.json"
        self.dated(place, regions.get("date"))
        entries = regions.get("regions", [])
        pages = regions.get("sources", {})
        for name, page in pages.items():
            self.check_sources(f"{place}: {name}", [page])
            if not any(name in entry.get("sources", []) for entry in entries):
                self.wrong(place, f"no region has the source {name}")
        names = [name for entry in entries for name in
                 {essence(entry["name"]), entry["geo_code"], *entry.get("aliases", [])}]
        self.unique(place, "the name or code", names + list(regions.get("copies", {})))
        for entry in entries:
            self.check_region(f"{place}: {entry['name']}", entry, pages)
        codes = {(entry["cloud"], entry["geo_code"]) for entry in entries}
        for copy, code in regions.get("copies", {}).items():
            if not any(code == of for _, of in codes):
                self.wrong(place, f"{copy} is the copy of {code}, which no region has")
        for cloud in CLOUDS:
            self.check_coverage(cloud, entries, set(regions.get("no_regions", [])), tags[cloud])
            for code in catalogs[cloud].get("default_geo_codes", []):
                if (cloud, code) not in codes:
                    self.wrong(f"{cloud}.json", f"the default code {code} is of no region of this cloud")

    def check_region(self, place, entry, pages):
        if not re.fullmatch(r"[a-z][a-z0-9]{1,7}", entry["geo_code"]):
            self.wrong(place, f"{entry['geo_code']!r} is no code")
        if entry["cloud"] not in CLOUDS:
            self.wrong(place, f"{entry['cloud']!r} is no cloud")
        if not entry.get("sources"):
            self.wrong(place, "has no source")
        for name in set(entry.get("sources", [])) - set(pages):
            self.wrong(place, f"its source {name} is not among \"sources\"")

    def check_coverage(self, cloud, entries, no_regions, tags):
        known = {name for entry in entries if entry["cloud"] == cloud
                 for name in (essence(entry["name"]), *entry.get("aliases", []))} | no_regions
        for tag in tags.get("values", []):
            region = tag["properties"]["region"].lower()
            suffix = tag["name"].partition(".")[2].lower()
            unknown = {region, suffix} - known if region and suffix and suffix not in no_regions else set()
            for name in sorted(unknown):
                self.wrong("regions.json", f"{name}, which the tag {tag['name']} of {cloud} is of, has no entry")

    # The rest.

    def check_workloads(self, catalogs):
        rows = {cloud: catalog.get("rows", []) for cloud, catalog in catalogs.items()}
        workloads = {workload for of_cloud in rows.values() for row in of_cloud
                     for workload in row.get("required_for", [])}
        for cloud in CLOUDS:
            for workload in sorted(workloads):
                if not any(workload in row.get("required_for", []) for row in rows[cloud]):
                    self.wrong(f"{cloud}.json", f"no row is required for {workload}")

    def check_anchors(self, anchors):
        place = "trust-anchors.json"
        self.dated(place, anchors.get("date"))
        for name, entries in anchors.items():
            if not isinstance(entries, list):
                continue
            self.unique(place, f"in {name},", entries)
            for entry in entries:
                self.check_digests(place, entry)

    def check_digests(self, place, entry):
        """Keys and certificates are known by digests, in lower case."""
        digests = {key: length for key, length in (("key", 64), ("sha256", 64), ("sha1", 40)) if key in entry}
        for key, length in digests.items():
            if not re.fullmatch(rf"[0-9a-f]{{{length}}}", entry[key]):
                self.wrong(place, f"{entry.get('name')}: its {key} {entry[key]!r} is no digest of {length} digits")
        if not digests or not entry.get("name"):
            self.wrong(place, f"{entry.get('name')}: an authority has a name and a digest")

    def check(self):
        catalogs = {cloud: self.read(f"{cloud}.json") for cloud in CLOUDS}
        tags = {cloud: self.read(f"service-tags-{cloud}.json") for cloud in CLOUDS}
        for cloud in CLOUDS:
            self.dated(f"service-tags-{cloud}.json", tags[cloud].get("date"))
            self.check_catalog(cloud, catalogs[cloud], tags[cloud])
        self.check_regions(self.read("regions.json"), catalogs, tags)
        self.check_workloads(catalogs)
        self.check_anchors(self.read("trust-anchors.json"))
        return self.problems


def main(folder=pathlib.Path(__file__).parent):
    facts = Facts(folder)
    problems = facts.check()
    for problem in problems:
        print(problem)
    today = datetime.date.today()
    for place, date in sorted(facts.dates.items()):
        if date:
            print(f"{date}  {(today - date).days:5} days  {place}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
