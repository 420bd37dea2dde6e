"""Whether a report is what the name of its format says: by readers that are not netprobe's, and by the format's own grammar.

The bytes are looked at too: whatever a server or a file has put into a report, no control character, no bidirectional
override and no byte that is not UTF-8 leaves it.
"""

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ElementTree
import zlib
from pathlib import Path

# What moves a cursor, turns a line round, or is no character.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\xad]")
FORMULA = re.compile(r" *[=+\-@\t\r＝＋－＠]")
CSV_HEAD = ["run", "host", "started", "part", "endpoint", "name", "port", "required", "status"]
SARIF_SCHEMA = Path(__file__).with_name("sarif.schema.json")
PLUGIN_LINE = re.compile(r"NETPROBE (OK|WARNING|CRITICAL|UNKNOWN) - ([^|\n]+) \| ([^|\n]+)\n")
PERFORMANCE = re.compile(r"[a-z_]+=[0-9.]+(s|ms|%|B|c)?(;[0-9.:~@]*){0,4}")
SAMPLE = re.compile(r'([a-z_:][a-z0-9_:]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9][0-9.e+\-]*)')
STATE_OF_STATUS = {"ready": ("OK", "WARNING"), "degraded": ("WARNING",), "blocked": ("CRITICAL",), "incomplete": ("UNKNOWN",)}


def problems(name, data, report=None):
    """What is wrong with these bytes as a report of that format, as lines; `report` is the same one as JSON, where known."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"{name}: {error}"]
    seen = text.replace("\r\n", "\n") if name == "csv" else text
    found = UNSEEN.search(seen)
    if found:
        return [f"{name}: {found.group()!r} near {seen[max(0, found.start() - 40):found.end() + 20]!r}"]
    if not text.endswith("\n"):
        return [f"{name}: no line end at the end"]
    try:
        return [f"{name}: {line}" for line in CHECKS[name](text, report)]
    except (ValueError, KeyError, IndexError, csv.Error, ElementTree.ParseError) as error:
        return [f"{name}: {type(error).__name__}: {error}"]


def attempts_of(report):
    rows = sum(len(row["attempts"]) for row in report["endpoints"])
    return rows + len(report["controls"]) + len(report["other_attempts"])


def check_html(text, report):
    """A page that is XML too, so that nothing in it can stand for something else; it runs and loads nothing."""
    page = ElementTree.fromstring(text.encode())
    names = {element.tag.split("}")[-1] for element in page.iter()}
    if not page.tag.endswith("html") or "main" not in names or names & {"script", "iframe", "object", "form"}:
        yield f"a page of {sorted(names)}"
    if "Content-Security-Policy" not in text:
        yield "no policy"
    yield from (f"it loads {place}" for element in page.iter() for name, place in element.attrib.items()
                if name in ("src", "data") or (name == "href" and element.tag.endswith("link") and not place.startswith("data:")))


def check_csv(text, report):
    """RFC 4180: the lines are of one length, and end with CRLF; none is a formula; one for each attempt."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if rows[0][:len(CSV_HEAD)] != CSV_HEAD or text.count("\r\n") != text.count("\n"):
        yield f"begins with {rows[0]}, or has bare line ends"
    for row in rows:
        if len(row) != len(rows[0]):
            yield f"a line of {len(row)} cells, not {len(rows[0])}: {row}"
        yield from (f"a formula: {cell!r}" for cell in row if FORMULA.match(cell))
    if report and len(rows) - 1 != attempts_of(report):
        yield f"{len(rows) - 1} lines for {attempts_of(report)} attempts"


def check_junit(text, report):
    """What Jenkins' and Surefire's schemas ask for; failures exactly where the run is not ready."""
    suites = ElementTree.fromstring(text.encode())
    suite = suites.find("testsuite")
    if suites.tag != "testsuites" or len(suites) != 1 or set(suites.attrib) - {"name", "tests", "failures", "errors", "time"}:
        yield f"the root is {suites.tag} {suites.attrib}"
    cases = list(suite)
    ends = [case[0].tag if len(case) else "passed" for case in cases]
    for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if int(suite.attrib[word]) != ends.count(tag):
            yield f"{word} is {suite.attrib[word]}, counted {ends.count(tag)}"
    if int(suite.attrib["tests"]) != len(cases):
        yield f"tests is {suite.attrib['tests']}, counted {len(cases)}"
    for case in cases:
        if case.tag != "testcase" or set(case.attrib) != {"classname", "name", "time"} or len(case) > 1:
            yield f"a case {case.tag} {case.attrib}"
        if not re.fullmatch(r"\d+\.\d{3}", case.attrib["time"]):
            yield f"a time {case.attrib['time']}"
        yield from (f"{end.tag} without a message" for end in case if not end.attrib.get("message"))
    wrong = ends.count("failure") + ends.count("error")
    if report and (wrong > 0) != (report["summary"]["status"] != "ready"):
        yield f"{wrong} failures and errors of a run that is {report['summary']['status']}"


def check_sarif(text, report):
    import schema
    log = json.loads(text)
    yield from schema.problems(log, SARIF_SCHEMA)
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        if rules[result["ruleIndex"]] != result["ruleId"]:
            yield f"rule {result['ruleIndex']} is not {result['ruleId']}"
    if len(set(rules)) != len(rules):
        yield f"a rule twice: {rules}"
    if report and len(run["results"]) != len(report["findings"]):
        yield f"{len(run['results'])} results for {len(report['findings'])} findings"


def check_ndjson(text, report):
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    kinds = [line["type"] for line in lines]
    if kinds[0] != "run" or kinds[-1] != "summary":
        yield f"begins with {kinds[0]}, ends with {kinds[-1]}"
    if not report:
        return
    for kind, key in (("finding", "findings"), ("control", "controls"), ("other_attempt", "other_attempts")):
        told = [without(line, "type") for line in lines if line["type"] == kind]
        if told != report[key]:
            yield f"{kind} lines differ from {key}"
    for row in report["endpoints"]:
        told = [without(line, "type", "endpoint") for line in lines
                if line["type"] == "attempt" and line["endpoint"] == row["id"]]
        if told != row["attempts"]:
            yield f"attempts of {row['id']} differ"
    told = {line["sha256"]: without(line, "type", "sha256") for line in lines if line["type"] == "certificate"}
    if told != report["certificates"]:
        yield "certificates differ"
    if [without(line, "type") for line in lines if line["type"] == "endpoint"] != [
            without(row, "attempts") for row in report["endpoints"]]:
        yield "endpoints differ"


def without(line, *keys):
    return {key: value for key, value in line.items() if key not in keys}


def check_markdown(text, report):
    """No HTML but line breaks of ours, tables whose lines have as many cells, code that ends."""
    fence, cells = None, None
    for line in text.split("\n"):
        opens = re.match(r"`{3,}", line)
        if fence or opens:
            fence = (opens.group() if opens else fence) if not fence else None if line == fence else fence
            continue
        bare = re.sub(r"\\.", "", line)
        if re.search(r"<(?!https://[^<>\s]+>)", bare):
            yield f"markup: {line[:200]!r}"
        if re.search(r"(?<!`)@|://(?![^<>\s]+>)|www\.", bare, re.IGNORECASE):
            yield f"a name that is called, or a link: {line[:200]!r}"
        count = bare.count("|") if bare.startswith("|") else None
        if cells is not None and count is not None and count != cells:
            yield f"a line of {count} bars in a table of {cells}: {line[:200]!r}"
        cells = count
    if fence:
        yield "code without an end"
    if report and report["findings"] and "### " not in text:
        yield "no finding"


def check_prometheus(text, report):
    """The exposition format 0.0.4: help and type before the samples of a metric, all of which stand together."""
    known, current, series = set(), None, set()
    for line in text.split("\n")[:-1]:
        if line.startswith("# "):
            word, metric = line.split(" ")[1:3]
            if word == "HELP":
                if metric in known:
                    yield f"{metric} twice"
                known.add(metric)
                current = metric
            elif line != f"# TYPE {current} gauge":
                yield f"{line!r} after the help of {current}"
            continue
        sample = SAMPLE.fullmatch(line)
        if not sample or sample.group(1) != current:
            yield f"no sample of {current}: {line[:200]!r}"
            continue
        if sample.group(1, 2) in series:
            yield f"a series twice: {line[:200]!r}"
        series.add(sample.group(1, 2))
        float(sample.group(3))
    if report and f'netprobe_run_status{{status="{report["summary"]["status"]}"}} 1' not in text:
        yield "another status"


def check_nagios(text, report):
    """One line, a bar, performance data: what the Monitoring Plugins' guidelines ask for."""
    line = PLUGIN_LINE.fullmatch(text)
    if not line:
        yield f"no line of a plugin: {text[:300]!r}"
        return
    yield from (f"performance data {word!r}" for word in line.group(3).split() if not PERFORMANCE.fullmatch(word))
    if report and line.group(1) not in STATE_OF_STATUS[report["summary"]["status"]]:
        yield f"{line.group(1)} of a run that is {report['summary']['status']}"


CHECKS = {
    "text": lambda text, report: [] if text.strip() else ["it is empty"],
    "html": check_html,
    "ndjson": check_ndjson,
    "junit": check_junit,
    "sarif": check_sarif,
    "csv": check_csv,
    "markdown": check_markdown,
    "prometheus": check_prometheus,
    "nagios": check_nagios,
}


def chosen(scenario):
    """The formats that a scenario's reports are read in: a third of them, since ten writers and their readers cost as much as all
    else, and another third for the next scenario; all with NETPROBE_LAB_FORMATS=all."""
    if os.environ.get("NETPROBE_LAB_FORMATS") == "all":
        return list(CHECKS)
    return list(CHECKS)[zlib.crc32(scenario.encode()) % 3::3]


def report_options(folder, names):
    """What makes a run write its report in these formats."""
    return [word for name in names for word in ("--report", f"{name}={Path(folder) / f'report.{name}'}")]


def options_of_copies(folder, names, result):
    """What makes `report show` write a run's report in these formats once more."""
    copies = Path(folder) / "again"
    copies.mkdir(exist_ok=True)
    # Nagios' word depends on it; no other byte does.
    return [*(["--fail-on", "warning"] if "--fail-on" in result.command else []), *report_options(copies, names)]


def problems_of_run(result, folder, names, secrets):
    """What the run wrote by `report_options`: each is what its name says, holds no secret, and is what its JSON gives again."""
    found = []
    for name in names:
        own, again = ((place / f"report.{name}").read_bytes() for place in (Path(folder), Path(folder) / "again"))
        found += problems(name, own, result.report)
        found += [f"{name}: holds a secret" for secret in secrets if secret.encode() in own]
        if own != again:
            found.append(f"{name}: {first_difference(own, again)}")
    return found


def first_difference(own, again):
    for before, after in zip(own.splitlines(), again.splitlines()):
        if before != after:
            return f"from its JSON {before[:300]!r} becomes {after[:300]!r}"
    return f"from its JSON {len(own)} bytes become {len(again)}"
