"""What a scenario works with: the machines, the servers, and netprobe itself."""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import formats
import moments
import network
import pki
import platforms
import schema
import servers
from result import Mismatch, Result
from sandbox import STATE

SCENARIO_MODULES = ("scenarios_basic", "scenarios_transport", "scenarios_dns", "scenarios_dns_names", "scenarios_one_family",
                    "scenarios_tls", "scenarios_trials", "scenarios_outbound", "scenarios_proxy",
                    "scenarios_proxy_auth", "scenarios_proxy_kinds", "scenarios_proxy_routes", "scenarios_secrets",
                    "scenarios_identities", "scenarios_registry", "scenarios_pac", "scenarios_ranges",
                    "scenarios_follow_ups", "scenarios_context", "scenarios_refusals", "scenarios_nsg", "scenarios_lists",
                    "scenarios_options", "scenarios_remedies", "scenarios_audience", "scenarios_load", "scenarios_interrupts")
PROOF_MODULES = ("proofs", "proofs_names", "proofs_proxy")

# How much longer than an optimised program on an idle machine one may take: sanitizers say so by the variable, a crowd
# of other processes by the load.
SLOWNESS = float(os.environ.get("NETPROBE_LAB_SLOW", "1")) * max(1, os.getloadavg()[0] / len(os.sched_getaffinity(0)))
# For scenarios in which something has to time out, and how long is not the point.
QUICK = ("--connect-timeout", "1", "--timeout", "3")

REGISTRY = {}


class Scenario:
    def __init__(self, name, title, function, waits_for):
        self.name, self.title, self.function, self.waits_for = name, title, function, waits_for


def scenario(name, title, waits_for=None):
    """Register a function under a name; the title says what is broken, in a sentence.

    waits_for: a part of netprobe that is not there yet. The scenario is run and must fail, which counts as skipped; when
    it passes it fails, so that nobody forgets to take the mark away.
    """
    def register(function):
        if name in REGISTRY:
            raise ValueError(f"two scenarios are called {name}")
        REGISTRY[name] = Scenario(name, title, function, waits_for)
        return function
    return register


def load(proofs=False):
    for module in PROOF_MODULES if proofs else SCENARIO_MODULES:
        importlib.import_module(module)
    return dict(REGISTRY)


class ShellWanted(Exception):
    pass


def differences(old, new, place=""):
    """The first few places where two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(f"{place}/{key}", old.get(key), new.get(key)) for key in {**old, **new}]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = [(f"{place}/{at}", a, b) for at, (a, b) in enumerate(zip(old, new))]
    else:
        return [f"{place}: {str(old)[:200]} became {str(new)[:200]}"]
    return [line for at, a, b in pairs if a != b for line in differences(a, b, at)][:5]


class Lab:
    """All machines are up, the resolver and the internet answer. The proxy is silent until started."""

    def __init__(self, name, netprobe, schema, keep, verbose, shell):
        self.name, self.netprobe, self.schema = name, netprobe, schema
        self.keep, self.verbose, self.is_shell = keep, verbose, shell
        self.is_windows = False
        self.runs = 0
        self.secrets = []
        self.machines = network.build()
        for machine in self.machines.values():
            setattr(self, machine.name, machine)
        pki.make(netprobe and Path(netprobe).parent)
        self.resolver = servers.unbound(self.dns)
        self.service = servers.internet(self.internet)

    # The parts that scenarios exchange

    def resolve(self, **options):
        """Another resolver configuration, see servers.unbound."""
        self.resolver.stop()
        self.resolver = servers.unbound(self.dns, **options)

    def serve(self, **options):
        """Another internet, see servers.internet."""
        self.service.stop()
        self.service = servers.internet(self.internet, **options)

    def misbehave(self, machine, mode, port, *arguments, protocol="tcp"):
        """Start one of gateway.py's servers."""
        program = Path(__file__).with_name("gateway.py")
        command = [sys.executable, str(program), mode, str(port), *map(str, arguments)]
        return servers.Server(machine, f"gateway-{port}", command, servers.listening(port, protocol))

    def file(self, name, text):
        path = STATE / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def place(self, on_linux):
        """What people call that place on the system that netprobe runs on."""
        return platforms.PLACES[on_linux] if self.is_windows else on_linux

    def secret(self, word):
        """A word that must never be seen in any output."""
        self.secrets.append(word)
        return word

    # netprobe

    def check(self, *arguments, environment=None, interrupt_when=None, expected_root=pki.ROOT, timeout=100):
        """Run `netprobe check` on the client; the report is valid and consistent when this returns.

        interrupt_when: one of moments.py's, at which SIGINT comes; the seconds of the result then count from there.
        """
        command = ["check", "--format", "json"]
        command += ["--expected-root", str(expected_root)] if expected_root else []
        command += [] if self.is_windows else formats.report_options(STATE, formats.chosen(self.name))
        result = self.run(*command, *arguments, environment=environment, interrupt_when=interrupt_when,
                          timeout=timeout)
        result.parse()
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{self.name}.{self.runs}.json").write_text(result.stdout)
        self.validate(result)
        if self.is_windows:
            self.rejudge(result)
        else:
            self.rejudge(result, *formats.options_of_copies(STATE, formats.chosen(self.name), result))
            self.read_formats(result)
        result.check_invariants(self.secrets)
        if self.verbose:
            print(result.describe())
        return result

    def run(self, *arguments, environment=None, interrupt_when=None, timeout=100):
        """Run netprobe on the client with nothing of the caller's environment."""
        if self.is_shell:
            self.open_shell(arguments, environment)
        self.runs += 1
        clean = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8",
                 "XDG_STATE_HOME": f"{os.environ['HOME']}/state", **(environment or {})}
        clean.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        begin = time.monotonic()
        process = self.client.start(self.netprobe, *map(str, arguments), stdin=subprocess.DEVNULL, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean)
        if interrupt_when is not None:
            moments.wait(interrupt_when, process)
            begin = time.monotonic()
            process.send_signal(signal.SIGINT)
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            raise Mismatch(f"  - did not end within {timeout} s\n{stdout[:2000]}\n{stderr[-2000:]}") from None
        return Result(["netprobe", *map(str, arguments)], process.returncode, stdout, stderr, time.monotonic() - begin)

    def show_proxies(self, *arguments, environment=None):
        """What `netprobe proxy show` says as JSON, which its schema allows."""
        result = self.run("proxy", "show", "--format", "json", *arguments, environment=environment)
        result.parse()
        if self.schema:
            self.validate(result, Path(self.schema).with_name("netprobe.proxies.schema.json"))
        problems = list(result.output_problems(self.secrets))
        if result.exit_code != 0 or problems:
            result.fail(f"exit code is {result.exit_code}, expected 0", *problems)
        return result.report

    def validate(self, result, path=None):
        if not self.schema:
            return
        errors = schema.problems(result.report, path or self.schema)
        if errors:
            result.fail(*errors)

    def rejudge(self, result, *options):
        """The verdicts follow from the report alone: judged again, it comes to the same findings."""
        if result.exit_code not in (0, 1, 3):
            return
        clean = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8"}
        clean.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        again = subprocess.run([self.netprobe, "report", "show", "--rejudge", "--format", "json", *options, "-"],
                               input=result.stdout, capture_output=True, text=True, env=clean)
        if not again.stdout:
            result.fail(f"the report cannot be judged again: {again.stderr[:500]}")
        report = json.loads(again.stdout)
        for key in ("summary", "findings", "endpoints"):
            if report[key] != result.report[key]:
                result.fail(f"judged again, {key} differ", *differences(result.report[key], report[key]))

    def read_formats(self, result):
        """Other formats of the report, read by what is not netprobe; the same from its JSON, as it was judged again."""
        if result.exit_code not in (0, 1, 3):
            return
        wrong = formats.problems_of_run(result, STATE, formats.chosen(self.name), self.secrets)
        if wrong:
            result.fail(*wrong)

    def open_shell(self, arguments, environment):
        """In place of the first run: everything is set up, look around."""
        print(f"would run: netprobe {' '.join(map(str, arguments))}\nwith {environment or {}}\n"
              f"other machines: nsenter --net=/run/netns/NAME ({', '.join(self.machines)}); logs: {servers.DIRECTORY}")
        shell = dict(os.environ, **(environment or {}), PS1="client$ ")
        shell.pop("NETPROBE_LAB_INSIDE", None)
        subprocess.run([*self.client.enter, "bash", "--norc", "-i"], env=shell)
        os._exit(0)

    def print_logs(self):
        for log in sorted(servers.DIRECTORY.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text()[-2000:]}")
