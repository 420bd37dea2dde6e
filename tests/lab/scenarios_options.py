"""What the caller asks for: rows, depths, ends, and calls that are wrong."""

import json

import faults
import moments
from scenario import QUICK, SLOWNESS, scenario


@scenario("interrupt", "the caller interrupts while connections are tried: what was learnt is still reported")
def _(lab):
    faults.firewall_drops(lab)
    result = lab.check(interrupt_when=moments.has_sockets(lab.client, "tcp", "syn-sent", 443, count=10))
    result.expect(status="incomplete", exit=3, within=2 * SLOWNESS)


@scenario("interrupt-while-resolving", "the caller interrupts while names are being resolved")
def _(lab):
    faults.resolver_is_silent(lab)
    result = lab.check(interrupt_when=moments.has_sockets(lab.client, "udp", "established", 53))
    result.expect(status="incomplete", exit=3, within=2 * SLOWNESS)


@scenario("deadline", "the deadline comes before anything can be told")
def _(lab):
    faults.firewall_drops(lab)
    lab.check("--deadline", "1").expect(status="incomplete", exit=3, within=2.5 * SLOWNESS)


@scenario("deadline-generous", "the deadline is never reached")
def _(lab):
    lab.check("--deadline", "30").expect(status="ready", exit=0, within=3 * SLOWNESS)


@scenario("region-unknown", "the region does not exist: the call is wrong, nothing is probed")
def _(lab):
    result = lab.run("check", "-r", "westeurop", "--format", "json")
    if result.exit_code != 2 or result.stdout or "westeurope" not in result.stderr:
        result.fail("expected exit 2, an empty stdout, and westeurope suggested on stderr")


@scenario("catalog-missing", "the catalog file does not exist: the call is wrong")
def _(lab):
    result = lab.run("check", "--catalog", "/run/lab/no-such-catalog.json", "--format", "json")
    if result.exit_code != 2 or result.stdout or "no-such-catalog.json" not in result.stderr:
        result.fail("expected exit 2, an empty stdout, and the file named on stderr")


@scenario("report-path-unwritable", "a report cannot be written: found before probing")
def _(lab):
    faults.firewall_drops(lab)
    result = lab.run("check", "--report", "json=/run/lab/no-such-folder/report.json", *QUICK)
    if result.exit_code != 2 or result.seconds > 1 * SLOWNESS:
        result.fail("expected exit 2 at once")


@scenario("report-to-file", "one more report goes to a file, and is the same")
def _(lab):
    path = lab.file("report.json", "an old report")
    result = lab.check("--report", f"json={path}")
    with open(path, encoding="utf-8") as file:
        if json.load(file) != result.report:
            result.fail("the file holds another report than stdout")


@scenario("host-row", "two hosts of one's own: one open, one dropped")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 93.184.216.35 tcp dport 443")
    result = lab.check("-w", "none", "--host", "login.windows.net", "--host", "www.example.net:443", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", not_blamed=["dns", "proxy"])
    by_name = {entry["name"]: entry["status"] for entry in result.endpoints if entry["required"]}
    if by_name != {"login.windows.net": "reachable", "www.example.net": "blocked"}:
        result.fail(f"required rows are {by_name}")


@scenario("host-under-wildcard", "a storage account of one's own is dropped, the catalog's representatives are not")
def _(lab):
    lab.resolve(server_lines=['local-zone: "contoso.blob.core.windows.net" redirect',
                              'local-data: "contoso.blob.core.windows.net 60 A 52.239.213.99"'])
    faults.firewall_drops(lab, "ip daddr 52.239.213.99 tcp dport 443")
    result = lab.check("--host", "contoso.blob.core.windows.net", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall", spares=["entra-token:443"])
    row = next(entry for entry in result.endpoints if entry["name"] == "contoso.blob.core.windows.net")
    if row["status"] != "blocked" or not row["required"]:
        result.fail(f"the host's own row is {row['status']}, required {row['required']}")


@scenario("targets-file", "targets from a file: names, ports, addresses, a range and a URL, one of them dropped")
def _(lab):
    faults.firewall_drops(lab, "ip daddr 204.79.197.200")
    path = lab.file("targets.txt", """# what the agent of another product needs
www.example.com
login.windows.net:443
20.190.151.7:443
20.190.151.0/29
https://www.bing.com/search
""")
    result = lab.check("-w", "none", "--targets", path, *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker="firewall")
    failed = [entry["name"] for entry in result.endpoints if entry["required"] and entry["status"] != "reachable"]
    if failed != ["www.bing.com"]:
        result.fail(f"rows that are not reachable: {failed}, expected www.bing.com alone")


@scenario("depth-tcp", "only TCP is asked for: interception is not seen, and nobody claims that it was")
def _(lab):
    faults.interceptor_signs(lab)
    result = lab.check("--depth", "tcp", *QUICK)
    result.expect(status="ready", exit=0, not_blamed=["tls-inspection", "dns", "proxy"])
    if any(attempt["tls"] for attempt in result.attempts() if attempt.get("tls")):
        result.fail("TLS was spoken")


@scenario("depth-tls", "TLS and no HTTP: interception is seen")
def _(lab):
    faults.interceptor_signs(lab)
    result = lab.check("--depth", "tls", *QUICK)
    result.expect(status="blocked", exit=1, cause="tls.intercepted", blocker="tls-inspection")
    if any((attempt.get("http") or {}).get("status") for entry in result.endpoints if entry["port"] == 443
           for attempt in entry["attempts"]):
        result.fail("HTTP was spoken on 443")


@scenario("depth-dns", "only names are asked for: a firewall is not seen, a missing domain is")
def _(lab):
    faults.firewall_drops(lab)
    result = lab.check("--depth", "dns", *QUICK)
    result.expect(status="ready", exit=0, within=2 * SLOWNESS, not_blamed=["firewall", "dns"])
    faults.resolver_refuses(lab)
    lab.check("--depth", "dns", *QUICK).expect(status="blocked", exit=1, cause="dns.refused", blocker="dns")


@scenario("depth-dns-by-proxy", "no name is known here, and the proxy in force looks them up: nothing is called blocked")
def _(lab):
    faults.resolver_refuses(lab)
    result = lab.check("--depth", "dns", "--proxy", faults.PROXY_URL, *QUICK)
    result.expect(status="incomplete", exit=3, within=2 * SLOWNESS)
    if blocked := [entry["id"] for entry in result.endpoints if entry["status"] == "blocked" and entry["required"]]:
        result.fail(f"called blocked: {blocked}")


@scenario("no-controls-no-follow-up", "the firewall drops 443, and neither controls nor follow-ups are wanted")
def _(lab):
    faults.firewall_drops(lab)
    result = lab.check("--no-controls", "--no-follow-up", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", not_blamed=["dns", "proxy", "tls-inspection"])
    if result.report["controls"] or any(attempt.get("follow_up") for attempt in result.attempts()):
        result.fail("there are controls or follow-ups")


@scenario("concurrency-one", "one attempt at a time finds the same")
def _(lab):
    faults.names_are_filtered(lab, "reset", "blob.core.windows.net")
    lab.check("-j", "1", *QUICK).expect(status="blocked", exit=1, cause="tls.reset", blocker="firewall",
                                        affects=["storage-blob:443"], spares=["entra-token:443"])


def print_each(lab, formats):
    faults.firewall_resets(lab)
    for name, beginning in formats.items():
        result = lab.run("check", "--format", name, "--expected-root", "/run/lab/pki/root.pem", *QUICK)
        if result.exit_code != 1 or not result.stdout.lower().startswith(beginning.lower()) or not result.stdout:
            result.fail(f"format {name}: expected exit 1 and a document that begins with {beginning!r}")


@scenario("formats", "every format is printed for a blocked network, and nothing else goes to stdout")
def _(lab):
    print_each(lab, {"text": "BLOCKED", "json": "{", "html": "<!DOCTYPE html", "ndjson": '{"type":"run"',
                     "junit": "<?xml", "sarif": "{", "csv": "run,host,", "markdown": "## BLOCKED", "prometheus": "# HELP "})


@scenario("format-nagios", "a plugin's line and exit status: OK, CRITICAL, UNKNOWN where the run or the call came to nothing")
def _(lab):
    trusted = ("--expected-root", "/run/lab/pki/root.pem")

    def expect(state, status, *arguments):
        result = lab.run("check", "--format", "nagios", *trusted, *QUICK, *arguments)
        if result.exit_code != status or not result.stdout.startswith(f"NETPROBE {state} - ") or result.stdout.count("\n") != 1:
            result.fail(f"expected the line of {state} and exit {status}")

    expect("OK", 0)
    expect("UNKNOWN", 3, "--cloud", "moon")
    expect("UNKNOWN", 3, "--deadline", "0.001")
    faults.firewall_drops(lab)
    expect("CRITICAL", 2)


@scenario("fail-on-warning", "an old clock is a warning, and the caller wants to fail on that")
def _(lab):
    lab.serve(clock_ahead=3600)
    lab.check("--fail-on", "warning").expect(status="ready", exit=1)


def notes_on_ages(result):
    return [note for note in result.report["run"]["notes"] if "days old, may have changed" in note]


@scenario("facts-old", "the catalog and its sign-in tag are years old: a note says so, and nothing is judged by it")
def _(lab):
    prefixes = ["20.190.128.0/18", "40.126.0.0/18"]
    old = {"date": "2015-01-01", "sign_in_tag": {"date": "2015-02-02", "prefixes": prefixes}}
    fresh = {"date": "2999-01-01", "sign_in_tag": {"date": "2999-01-01", "prefixes": prefixes}}
    results = {name: lab.check("-r", "westeurope", "--catalog", lab.file(f"{name}.json", json.dumps(dates)))
               for name, dates in (("old", old), ("fresh", fresh))}
    for result in results.values():
        result.expect(status="ready", exit=0)
    said, unsaid = (notes_on_ages(result) for result in results.values())
    wanted = ["the catalog of 2015-01-01, ", "the sign-in service tag of 2015-02-02, "]
    if not all(any(note.startswith(words) for note in said) for words in wanted):
        results["old"].fail(f"the notes on ages are {said}")
    if [note for note in unsaid if any(note.startswith(words.split(" of ")[0]) for words in wanted)]:
        results["fresh"].fail(f"the notes on ages are {unsaid}")
    if "days old" in json.dumps(results["old"].findings):
        results["old"].fail("the age of the facts became a finding")
    path = lab.file("report.json", json.dumps(results["old"].report))
    again = json.loads(lab.run("report", "show", path, "--rejudge", "--format", "json").stdout)
    if again["run"]["notes"] != results["old"].report["run"]["notes"]:
        results["old"].fail("judged again, the report says something else of the ages")


@scenario("region-by-code", "a region that the program does not know is given by its code: its hosts are asked")
def _(lab):
    result = lab.check("-r", "code:XYZ", *QUICK)
    result.expect(status="ready", exit=0, says=["pod01-manag1.xyz.backup.windowsazure.com", "code:XYZ is in no list"])
