"""For whom a finding is: what stands in it must fit the workloads and the cloud that were asked for."""

import json
import re

# Numbers and words of the MARS agent, which other workloads do not have.
OF_MARS = re.compile(r"\b(34513|100050|MARS)\b|mars-agent|Set-OBMachineSetting")
# Where the public cloud lives; other clouds have hosts of their own. Documentation is no host of a cloud.
PUBLIC_HOST = re.compile(r"[\w*.-]*\b(?:windowsazure\.com|windows\.net|microsoftonline\.com|login\.microsoft\.com|"
                         r"storage\.azure\.net|management\.azure\.com|portal\.azure\.com)\b", re.IGNORECASE)
PUBLIC_PAGE = "learn.microsoft.com/azure/backup/backup-"
AZ_NAME = {"public": None, "usgov": "AzureUSGovernment", "china": "AzureChinaCloud"}
PLACEHOLDER = re.compile(r"\{[a-z_ ]+\}|@RESOLVER|http://PROXY\b|https://HOST\b")


def words_of(finding):
    """All that a finding says by itself; evidence is what was seen."""
    return json.dumps([finding[key] for key in ("title", "explanation", "alternatives", "remedy", "related_errors")],
                      ensure_ascii=False)


def is_listed(host, endpoints):
    """Does a row of the run name the host, or a wildcard of it? Lists of other clouds hold some of the public cloud's."""
    host = host.lower().removeprefix("*").removeprefix(".")
    return any(host == name or host.endswith("." + name)
               for name in (entry["name"].lower().removeprefix("*.") for entry in endpoints))


def problems(report):
    run = report["run"]
    cloud = run["cloud"]
    for finding in report["findings"]:
        label, text = f"finding {finding['id']}", words_of(finding)
        if not {"mars", "mabs"} & set(run["workloads"]) and (found := OF_MARS.search(text)):
            yield f"{label} speaks of the MARS agent to {', '.join(run['workloads'])}: {found.group(0)}"
        if found := PLACEHOLDER.search(text):
            yield f"{label} has a placeholder: {found.group(0)}"
        if cloud == "public":
            continue
        for host in PUBLIC_HOST.findall(text):
            if not is_listed(host, report["endpoints"]):
                yield f"{label} names a host of the public cloud in {cloud}: {host}"
        if cloud == "china" and PUBLIC_PAGE in text:
            yield f"{label} leads to a page about another cloud than China's"
        yield from command_problems(label, finding["remedy"]["commands"], cloud)
        if re.search(r"\baz (network|vm) ", json.dumps(finding["alternatives"])):
            yield f"{label} has a command among its alternatives, where nothing chooses {cloud}"


def command_problems(label, commands, cloud):
    """The Azure CLI means the public cloud until it is told otherwise."""
    first = next((command for command in commands if command.startswith("az ")), None)
    if first and first != f"az cloud set --name {AZ_NAME[cloud]}":
        yield f"{label} has a command for the public cloud in {cloud}: {first}"
