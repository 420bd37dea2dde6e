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
# What a finding says of another way: "directly", or through a proxy.
CLAIM = re.compile(r"these hosts are reached (directly|through \S+)|(?:; |\. |fails; )(directly|through \S+) (?:these|the same) "
                   r"hosts are reached")
PORTS = re.compile(r"\b(?:outbound TCP|to port|requests to port) (\d+(?:(?:, | and )\d+)*)")
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


def goes(attempt, way):
    return attempt["route"] == "direct" if way == "directly" else attempt["proxy"] == way.removeprefix("through ").rstrip(".;,")


def claim_problems(label, finding, endpoints):
    """A way is named only where the attempts show it for every row that is affected, and a port only where a row has it."""
    affected = [entry for entry in endpoints if entry["id"] in finding["affected"]]
    text = " ".join([finding["title"], finding["explanation"], finding["remedy"]["text"]])
    for match in CLAIM.finditer(text):
        way = match.group(1) or match.group(2)
        for entry in affected:
            tried = [attempt for attempt in entry["attempts"] if goes(attempt, way) and not attempt.get("follow_up")]
            if not any(attempt["outcome"] == "ok" for attempt in tried):
                yield f"{label} claims that {entry['id']} is reached {way}, and no attempt shows it"
    ports = {str(entry["port"]) for entry in affected}
    for match in PORTS.finditer(f"{finding['title']} {finding['remedy']['text']}"):
        for port in re.findall(r"\d+", match.group(1)):
            if affected and port not in ports:
                yield f"{label} names port {port}, and its rows have {', '.join(sorted(ports))}"


# What stands for a value in a command: what must be put in its place, whoever writes it.
STANDS_FOR = {
    "resource group": re.compile(r"<resource-group>|\bGROUP\b"),
    "NSG": re.compile(r"<nsg>|\bNSG\b(?= |$)"),
    "resolver": re.compile(r"\bRESOLVER\b|<resolver>"),
    "proxy": re.compile(r"(?<![A-Z_])PROXY\b(?!=)|<proxy>"),
    "source": re.compile(r"\$\{?SOURCE\b|<SERVERS>|<source>"),
}


def known_values(report):
    """What no placeholder must stand for, since the report has it: what it is, and its value."""
    groups = {nsg["resource_group"] for nsg in report["circumstances"]["nsg_priorities"] if nsg.get("resource_group")}
    if len(groups) == 1:
        yield "resource group", groups.pop()
    names = [nsg["nsg"] for nsg in report["circumstances"]["nsg_priorities"] if nsg.get("nsg_is_named", True)]
    if len(names) == 1:
        yield "NSG", names[0]
    if report["environment"]["resolvers"]:
        yield "resolver", report["environment"]["resolvers"][0]
    proxies = {attempt["proxy"] for entry in report["endpoints"] for attempt in entry["attempts"] if attempt["proxy"]}
    if len(proxies) == 1:
        yield "proxy", proxies.pop()
    sources = {attempt["source_address"] for entry in report["endpoints"] for attempt in entry["attempts"]
               if attempt.get("source_address") and attempt["outcome"] == "failed"}
    if sources:
        yield "source", min(sources)


def commands_of(report):
    for finding in report["findings"]:
        for command in finding["remedy"]["commands"]:
            yield f"finding {finding['id']}", command


def is_about(what, command):
    """A subnet or a table may be in another resource group than the NSG that the report knows."""
    return what != "resource group" or " nsg " in command or "-nsg " in command


def placeholder_problems(report, commands):
    """Of commands (where they stand, and their text): none has a placeholder whose value the report knows."""
    known = list(known_values(report))
    for label, command in commands:
        code = "" if command.startswith("#") else command.split("   #")[0]
        for what, value in known:
            if (found := STANDS_FOR[what].search(code)) and is_about(what, code):
                yield f"{label} has {found.group(0)}, which is {value}: {code}"


def may_be_in_azure(report):
    """Something says that it is a VM of Azure: the machine, exported rules, or a workload that lives there."""
    return bool(report["environment"].get("azure_vm") or report["circumstances"]["rulings"]
                or {"vm", "sql", "hana"} & set(report["run"]["workloads"]))


def problems(report):
    yield from placeholder_problems(report, commands_of(report))
    run = report["run"]
    cloud = run["cloud"]
    for finding in report["findings"]:
        label, text = f"finding {finding['id']}", words_of(finding)
        if not {"mars", "mabs"} & set(run["workloads"]) and (found := OF_MARS.search(text)):
            yield f"{label} speaks of the MARS agent to {', '.join(run['workloads'])}: {found.group(0)}"
        if found := PLACEHOLDER.search(text):
            yield f"{label} has a placeholder: {found.group(0)}"
        if "az network nsg rule" in text and not may_be_in_azure(report):
            yield f"{label} has a command for an NSG, and nothing says that this is Azure"
        yield from claim_problems(label, finding, report["endpoints"])
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
