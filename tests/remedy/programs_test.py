"""Has the golden configurations read by the programs that they are for.

usage: programs_test.py FOLDER
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FOLDER = Path(sys.argv.pop())
NAMES = ("blocked", "list")


def path_of(name, syntax):
    return FOLDER / f"{name}.{syntax}.txt"


def program(name):
    """Its path, sbin included, or a skip."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin")
    if not found:
        raise unittest.SkipTest(f"{name} is not installed")
    return found


class Programs(unittest.TestCase):
    def expect_success(self, *command, **options):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, **options)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def test_bash_reads_the_scripts(self):
        for name in NAMES:
            for syntax in ("az", "azure-firewall"):
                self.expect_success("bash", "-n", path_of(name, syntax))

    def test_the_scripts_call_az_with_whole_words(self):
        """With a program in az's place that writes down its arguments."""
        with tempfile.TemporaryDirectory() as folder:
            az = Path(folder, "az")
            az.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
            az.chmod(0o755)
            environment = {"PATH": f"{folder}:/usr/bin:/bin", "GROUP": "g g", "NSG": "n", "TABLE": "t", "POLICY": "p",
                           "COLLECTIONS": "c", "SOURCE": "10.1.0.0/24"}
            for name in NAMES:
                for syntax in ("az", "azure-firewall"):
                    out = self.expect_success("bash", path_of(name, syntax), env=environment)
                    calls = [json.loads(line) for line in out.splitlines()]
                    self.assertTrue(calls)
                    for call in calls:
                        self.assertEqual(call[0], "network")
                        # The export that the one report has read names the group; of a table nobody knows it.
                        group = "backup" if "backup-nsg" in call else "g g"
                        self.assertEqual(call[call.index("--resource-group") + 1], group)
            # Without the variable nothing is called.
            done = subprocess.run(["bash", path_of("blocked", "az")], env={"PATH": environment["PATH"]},
                                  capture_output=True, text=True)
            self.assertNotEqual(done.returncode, 0)
            self.assertEqual(done.stdout, "")

    def test_squid_parses_the_access_rules(self):
        squid = program("squid")
        with_openssl = "--with-openssl" in subprocess.run([squid, "-v"], capture_output=True, text=True).stdout
        for name in NAMES:
            text = path_of(name, "squid").read_text()
            if not with_openssl:  # ssl_bump is unknown to it; the access rules are looked at all the same
                text = "".join(line for line in text.splitlines(keepends=True)
                               if not line.startswith(("ssl_bump", "acl netprobe_hello", "acl netprobe_spliced")))
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "squid.conf")
                path.write_text(text + "\nhttp_access deny all\nhttp_port 127.0.0.1:3128\ncoredump_dir none\n"
                                "pid_filename none\nvisible_hostname localhost\n")
                said = self.expect_success(squid, "-k", "parse", "-f", path)
                for word in ("ERROR", "FATAL", "WARNING", "subdomain"):
                    self.assertNotIn(word, said)

    def test_nft_takes_the_rules(self):
        nft = program("nft")
        if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode != 0:
            raise unittest.SkipTest("unshare is not permitted")
        table = "table inet filter { chain forward { type filter hook forward priority 0; policy drop; }; }\n"
        for name in NAMES:
            with tempfile.NamedTemporaryFile("w", suffix=".nft") as file:
                file.write(table)
                file.flush()
                script = f'{nft} -f "$0" && {nft} -c -f "$1" && {nft} -f "$1" && {nft} list ruleset'
                said = self.expect_success("unshare", "-rn", "bash", "-c", script, file.name, path_of(name, "nftables"))
                self.assertIn("20.190.128.0/18", said)

    def test_terraform_would_write_it_so(self):
        terraform = program("terraform")
        for name in NAMES:
            text = path_of(name, "terraform").read_text()
            done = subprocess.run([terraform, "fmt", "-"], input=text, capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (0, text), done.stderr)


if __name__ == "__main__":
    unittest.main()
