"""What a run of netprobe said, and the ways to say what it should have said."""

import json

import audience

ERRORS = ("error",)
FAULTS = ("error", "warning")
EXIT_OF_STATUS = {"ready": 0, "blocked": 1, "degraded": 1, "incomplete": 3}
STAGES = {"dns", "proxy-dns", "proxy-tcp", "proxy-tls", "proxy-connect", "tcp", "tls", "http"}
BLOCKERS = {"none", "dns", "host-firewall", "nsg", "route", "firewall", "tls-inspection", "captive-portal", "proxy",
            "proxy-settings", "private-endpoint", "clock", "network", "service", "unknown"}
SANITIZER_WORDS = ("AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error:", "terminate called")


class Mismatch(Exception):
    """netprobe said something else than it should have."""


def as_set(value):
    return {value} if isinstance(value, str) else set(value)


class Result:
    """One finished run: exit status, both outputs, wall time; the report, where stdout is one."""

    def __init__(self, command, exit_code, stdout, stderr, seconds):
        self.command, self.exit_code, self.stdout, self.stderr = command, exit_code, stdout, stderr
        self.seconds = seconds
        self.report = None

    def parse(self):
        """stdout must be exactly one JSON document."""
        try:
            self.report = json.loads(self.stdout)
        except ValueError as error:
            self.fail(f"stdout is not one JSON document: {error}")

    @property
    def status(self):
        return self.report["summary"]["status"]

    @property
    def findings(self):
        return self.report["findings"]

    @property
    def endpoints(self):
        return self.report["endpoints"]

    def row(self, row_id):
        """The endpoint entry with this id (`storage-blob:443`), or None."""
        return next((entry for entry in self.endpoints if entry["id"] == row_id), None)

    def rows(self, catalog_id):
        return [entry for entry in self.endpoints if entry["catalog_id"] == catalog_id]

    def attempts(self, route=None):
        return [attempt for entry in self.endpoints for attempt in entry["attempts"]
                if route is None or attempt["route"] == route]

    def causes(self, route=None):
        """What was seen on the wire, over all rows."""
        return {attempt["cause"] for attempt in self.attempts(route) if attempt["cause"]}

    def select(self, severity=FAULTS, cause=None, blocker=None):
        return [finding for finding in self.findings
                if finding["severity"] in as_set(severity)
                and (cause is None or finding["cause"] in as_set(cause))
                and (blocker is None or finding["blocker"] in as_set(blocker))]

    def expect(self, status=None, exit=None, within=None, severity=ERRORS, cause=None, blocker=None, confidence=None,
               alternatives=(), affects=(), spares=(), not_blamed=(), rows=None, mentions=(), says=(), among=False):
        """Check all that is given, then complain about all that differs.

        status, exit, within   the run's status, exit code, and the seconds it may take
        severity…confidence    one finding must fit all of these (each one value or several)
        alternatives           blockers that this finding must list beside its own
        affects, spares        row ids that this finding must, must not, count as affected
        mentions               words that must stand somewhere in this finding or the notes of its rows
        among                  other errors may stand beside it: more than one thing is broken
        not_blamed             blockers that no error or warning may name
        rows                   {row id: status}
        says                   words that must stand somewhere in the report
        """
        problems = []
        if status is not None and self.status not in as_set(status):
            problems.append(f"status is {self.status}, expected {status}")
        if exit is not None and self.exit_code != exit:
            problems.append(f"exit code is {self.exit_code}, expected {exit}")
        if within is not None and self.seconds > within:
            problems.append(f"took {self.seconds:.1f} s, expected at most {within:.1f} s")
        if cause is not None or blocker is not None:
            problems += self.finding_problems(severity, cause, blocker, confidence, alternatives, affects, spares,
                                              mentions)
            problems += [] if among else self.other_errors(cause, blocker)
        for finding in self.select(FAULTS):
            if finding["blocker"] in not_blamed:
                problems.append(f"{finding['blocker']} is blamed ({finding['severity']} {finding['cause']}: "
                                f"{finding['title']}), and must not be")
        for row_id, row_status in (rows or {}).items():
            row = self.row(row_id)
            if row is None or row["status"] not in as_set(row_status):
                problems.append(f"row {row_id} is {row['status'] if row else 'missing'}, expected {row_status}")
        text = json.dumps(self.report, ensure_ascii=False)
        problems += [f"{word!r} is nowhere in the report" for word in says if word not in text]
        if problems:
            self.fail(*problems)

    def finding_problems(self, severity, cause, blocker, confidence, alternatives, affects, spares, mentions):
        fitting = self.select(severity, cause, blocker)
        wanted = " ".join(str(word) for word in (severity, cause, blocker) if word)
        if not fitting:
            return [f"no finding with {wanted}"]
        best = None
        for finding in fitting:
            problems = []
            if confidence is not None and finding["confidence"] not in as_set(confidence):
                problems.append(f"finding {wanted}: confidence is {finding['confidence']}, expected {confidence}")
            listed = json.dumps(finding["alternatives"])
            problems += [f"finding {wanted}: alternative {other} is not listed" for other in alternatives
                         if other not in listed]
            problems += [f"finding {wanted}: {row} is not affected" for row in affects if row not in finding["affected"]]
            problems += [f"finding {wanted}: {row} is affected" for row in spares if row in finding["affected"]]
            notes = [entry["note"] for entry in self.endpoints if entry["id"] in finding["affected"]]
            text = json.dumps([finding, notes], ensure_ascii=False)
            problems += [f"finding {wanted}: {word!r} is not mentioned" for word in mentions if word not in text]
            if best is None or len(problems) < len(best):
                best = problems
        return best

    def other_errors(self, cause, blocker):
        """One thing is broken: an error that names another cause, or another culprit, accuses somebody innocent."""
        fitting = [finding["id"] for finding in self.select(ERRORS, cause, blocker)]
        return [f"accused besides: {finding['blocker']} {finding['cause']} ({finding['confidence']}: {finding['title']})"
                for finding in self.select(ERRORS) if finding["id"] not in fitting]

    def expect_no_errors(self):
        """Nothing is found that would need fixing."""
        errors = self.select(ERRORS)
        if errors:
            self.fail(*[f"unexpected error: {finding['blocker']} {finding['cause']}: {finding['title']}"
                        for finding in errors])

    def expect_no_faults(self):
        faults = self.select(FAULTS)
        if faults:
            self.fail(*[f"unexpected {finding['severity']}: {finding['blocker']} {finding['cause']}: {finding['title']}"
                        for finding in faults])

    def check_invariants(self, secrets=()):
        """What holds for every report, whatever is broken."""
        problems = list(self.output_problems(secrets))
        problems += self.summary_problems()
        problems += [problem for finding in self.findings for problem in self.finding_form_problems(finding)]
        problems += [problem for entry in self.endpoints for problem in endpoint_problems(entry)]
        problems += audience.problems(self.report)
        ids = [entry["id"] for entry in self.endpoints]
        problems += [f"row id {row_id} is not unique" for row_id in sorted({i for i in ids if ids.count(i) > 1})]
        if problems:
            self.fail(*problems)

    def output_problems(self, secrets):
        for secret in secrets:
            if secret in self.stdout or secret in self.stderr:
                yield "a secret is in the output"
        for word in SANITIZER_WORDS:
            if word in self.stderr:
                yield f"stderr has {word!r}"

    def summary_problems(self):
        expected = EXIT_OF_STATUS[self.status]
        # A ready run with warnings exits 1 where the caller asked for it.
        if self.exit_code != expected and not (self.status == "ready" and "--fail-on" in self.command):
            yield f"exit code {self.exit_code} does not fit status {self.status}"
        errors = self.select(ERRORS)
        if self.status in ("blocked", "degraded") and not errors:
            yield f"status {self.status} without any error finding"
        if self.status == "ready" and errors:
            yield f"status ready with an error finding: {errors[0]['title']}"
        required = [entry for entry in self.endpoints if entry["required"]]
        if self.report["summary"]["required"] != len(required):
            yield f"summary counts {self.report['summary']['required']} required rows, the list has {len(required)}"
        if self.status == "blocked" and not any(entry["status"] == "blocked" for entry in required):
            yield "status blocked, but no required row is"
        if self.status == "ready" and not required:
            yield "status ready, but nothing was required"
        if self.status == "ready" and any(entry["status"] != "reachable" for entry in required):
            yield "status ready, but a required row is not reachable"

    def finding_form_problems(self, finding):
        label = f"finding {finding['id']}"
        ids = {entry["id"] for entry in self.endpoints}
        if finding["blocker"] not in BLOCKERS:
            yield f"{label}: unknown blocker {finding['blocker']}"
        if not finding["title"] or not finding["explanation"]:
            yield f"{label}: no title or explanation"
        if finding["severity"] == "error" and not finding["evidence"]:
            yield f"{label}: an error without evidence"
        if finding["severity"] == "error" and not finding["remedy"]["text"]:
            yield f"{label}: an error without a remedy"
        for row_id in finding["affected"]:
            if row_id not in ids:
                yield f"{label}: affects {row_id}, which is no row"

    def fail(self, *problems):
        raise Mismatch("\n".join([*[f"  - {problem}" for problem in problems], self.describe()]))

    def describe(self):
        """Enough of the run to see what happened, in a few lines."""
        lines = [f"  command: {' '.join(self.command)}", f"  exit {self.exit_code} after {self.seconds:.2f} s"]
        if isinstance(self.report, dict) and "summary" in self.report:
            lines.append(f"  summary: {json.dumps(self.report['summary'])}")
            for finding in self.findings:
                lines.append(f"  {finding['severity']}: {finding['blocker']} {finding['cause']} {finding['confidence']}"
                             f": {finding['title']} {finding['affected']}")
            for entry in self.endpoints:
                seen = sorted({f"{attempt['route']}:{attempt['cause'] or attempt['outcome']}"
                               for attempt in entry["attempts"]})
                lines.append(f"    {'*' if entry['required'] else ' '} {entry['id']} {entry['status']}: {' '.join(seen)}")
        else:
            lines += ["  stdout: " + self.stdout[:2000]]
        if self.stderr:
            lines.append("  stderr: " + self.stderr[-2000:].replace("\n", "\n    "))
        return "\n".join(lines)


def endpoint_problems(entry):
    if entry["status"] == "untested" and entry["required"]:
        yield f"row {entry['id']}: untested, yet required"
    for attempt in entry["attempts"]:
        label = f"row {entry['id']}, {attempt['route']} {attempt['target']}"
        if attempt["outcome"] == "failed" and not (attempt["cause"] and attempt["stage"]):
            yield f"{label}: failed without a cause and a stage"
        if attempt["outcome"] == "ok" and attempt["cause"]:
            yield f"{label}: ok with a cause"
        if attempt["stage"] is not None and attempt["stage"] not in STAGES:
            yield f"{label}: unknown stage {attempt['stage']}"
