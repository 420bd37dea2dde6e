"""Writes the snapshots of service tags that the program carries, from Microsoft's weekly downloads.

    python3 endpoints/data/make_service_tags.py ServiceTags_Public_20251028.json …

The downloads: https://www.microsoft.com/download/details.aspx?id=56519 (Public), 57063 (Azure Government), 57062
(China). A snapshot is in their form, with the date of the file's name, and has only the tags that a catalog names,
with their regions. AzureCloud, which old lists of the service name, is there as one tag, its prefixes merged.
other-service-tags.json has, for each cloud, the services none of whose tags shares an address with those that rules for
backup name: so that a rule for one of them is known not to concern backup.
"""

import ipaddress
import json
import pathlib
import re
import sys
import textwrap

CLOUDS = {"Public": "public", "AzureGovernment": "usgov", "China": "china"}
FOLDER = pathlib.Path(__file__).parent


def named_in_catalogs():
    tags = set()
    for cloud in CLOUDS.values():
        tags |= set(re.findall(r'"service_tag": "([^"]+)"', (FOLDER / f"{cloud}.json").read_text(encoding="utf-8")))
    return tags


def merged(prefixes):
    networks = [ipaddress.ip_network(prefix) for prefix in prefixes]
    return [str(network) for version in (4, 6)
            for network in ipaddress.collapse_addresses(n for n in networks if n.version == version)]


def written(tag):
    properties = tag["properties"]
    prefixes = properties["addressPrefixes"]
    if tag["name"] == "AzureCloud":
        prefixes = merged(prefixes)
    kept = {key: properties[key] for key in ("changeNumber", "region", "systemService")}
    head = json.dumps({"name": tag["name"], "id": tag["id"], "properties": kept | {"addressPrefixes": []}})
    return head.removesuffix("]}}") + "\n" + textwrap.fill(
        ", ".join(f'"{prefix}"' for prefix in prefixes), 120, initial_indent="  ", subsequent_indent="  ",
        break_long_words=False, break_on_hyphens=False) + "]}}"


def snapshot(path):
    download = json.loads(path.read_text(encoding="utf-8-sig"))
    year, month, day = re.fullmatch(r"ServiceTags_\w+_(\d{4})(\d\d)(\d\d)", path.stem).groups()
    wanted = named_in_catalogs()
    tags = [tag for tag in download["values"]
            if tag["name"] in wanted | {"AzureCloud"}
            or (tag["properties"]["region"] and tag["name"].split(".")[0] in wanted)]
    lines = [
        "// Written by make_service_tags.py, which says what this is. From the copy of Microsoft's download at",
        f"// github.com/ryanborMSFT/AzureServiceTagsJson ({path.name}).",
        f'{{"changeNumber": {download["changeNumber"]}, "cloud": "{download["cloud"]}", "date": "{year}-{month}-{day}", '
        '"values": [',
        ",\n".join(written(tag) for tag in sorted(tags, key=lambda tag: tag["name"])),
        "]}",
    ]
    target = FOLDER / f"service-tags-{CLOUDS[download['cloud']]}.json"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def rule_only_tags(cloud):
    """The tags of the rows that are there for rules, which stand on one line each."""
    text = (FOLDER / f"{cloud}.json").read_text(encoding="utf-8")
    return {tag for kind, tag in re.findall(r'"kind": "([^"]+)",(?:(?!"kind").)*?"service_tag": "([^"]+)"', text, re.DOTALL)
            if kind == "rule-only"}


def spans(tags):
    """The first and the last address of each prefix, joined where they meet, by IP version."""
    networks = [ipaddress.ip_network(prefix) for tag in tags for prefix in tag["properties"]["addressPrefixes"]]
    return {version: [(int(n[0]), int(n[-1])) for n in ipaddress.collapse_addresses(
        n for n in networks if n.version == version)] for version in (4, 6)}


def touches(tag, needed):
    return any(first <= high and low <= last for version, ranges in spans([tag]).items()
               for first, last in ranges for low, high in needed[version])


def others(path):
    download = json.loads(path.read_text(encoding="utf-8-sig"))
    cloud = CLOUDS[download["cloud"]]
    within = rule_only_tags(cloud)
    needed = spans([tag for tag in download["values"] if tag["name"] in within])
    services = {tag["name"].split(".")[0] for tag in download["values"]}
    touching = {tag["name"].split(".")[0] for tag in download["values"] if touches(tag, needed)}
    return cloud, {"within": sorted(within), "services": sorted(services - touching)}


downloads = [pathlib.Path(name) for name in sys.argv[1:]]
for download in downloads:
    snapshot(download)
if len(downloads) == len(CLOUDS):
    written_others = json.dumps(dict(sorted(map(others, downloads))))
    written_others = "\n".join(textwrap.wrap(written_others, 120, break_long_words=False, break_on_hyphens=False))
    (FOLDER / "other-service-tags.json").write_text(
        "// Written by make_service_tags.py, which says what this is.\n" + written_others + "\n", encoding="utf-8")
