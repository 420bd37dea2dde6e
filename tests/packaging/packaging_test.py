#!/usr/bin/env python3
"""What can be known of packaging without a compiler: the pins, what package.sh refuses, how it packs.

Programs that it packs are stand-ins here: nothing is built, and nothing is fetched.
"""

import json
import re
import shutil
import subprocess
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPS = ROOT / "packaging/deps"
SHA256 = re.compile(r"[0-9a-f]{64}")


def pins():
    lines = (line.split() for line in (DEPS / "pins").read_text().splitlines())
    return [fields for fields in lines if fields and not fields[0].startswith("#")]


def package(*arguments):
    return subprocess.run([ROOT / "package.sh", *arguments], capture_output=True, text=True)


class Pins(unittest.TestCase):
    def test_each_has_all_its_fields(self):
        for fields in pins():
            with self.subTest(pin=fields[1]):
                self.assertEqual(len(fields), 6, "kind, name, version, suite, sha256, licence")
                self.assertIn(fields[0], ("source", "headers"))
                self.assertRegex(fields[3], r"\A[a-z]+\Z")
                self.assertRegex(fields[4], SHA256)

    def test_each_source_has_a_recipe_and_each_recipe_a_source(self):
        recipes = set(re.findall(r"^build_(\w+)\(\)", (DEPS / "recipes.sh").read_text(), re.M))
        sources = {name.replace("-", "_") for kind, name, *_ in pins() if kind == "source"}
        self.assertEqual(sources, recipes)

    def test_lines_of_one_name_stand_together_because_the_first_that_is_found_is_taken(self):
        names = [name for _, name, *_ in pins()]
        runs = [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]
        self.assertEqual(len(runs), len(set(runs)))


class Call(unittest.TestCase):
    def test_help_is_printed_and_is_no_error(self):
        done = package("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("linux|windows|deb", done.stdout)

    def test_nothing_asked_for_is_a_wrong_call(self):
        self.assertEqual(package().returncode, 2)

    def test_what_does_not_exist_is_refused_before_anything_is_made(self):
        done = package("linux", "msi")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no package 'msi'", done.stderr)

    def test_libraries_for_no_known_system_are_refused(self):
        done = subprocess.run([DEPS / "build", "plan9"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))


# In place of what builds and installs.
STAND_INS = """
set -e; cd "$1"; source ./package.sh; set -e
install_packages() { :; }
strip() { :; }
x86_64-w64-mingw32-strip() { :; }
mandoc() { cat "${@: -1}"; }
build_for() {
  deps=deps
  mkdir -p "build/package-$1/bin" deps/licences
  cp /bin/true "build/package-$1/bin/netprobe$([[ "$1" != windows ]] || printf .exe)"
  printf 'text\\n' >deps/licences/openssl.txt
  printf '%s\\n' 'source openssl 3.5.7-1~deb13u2 trixie 00ff Apache-2.0' \
    'runtime libstdc++-12-dev 12.2.0-14 bookworm - GPL-3.0-or-later WITH GCC-exception-3.1' >deps/versions
}
main linux windows
"""


def packed():
    """A folder with what package.sh leaves in dist/, of stand-ins."""
    folder = Path(tempfile.mkdtemp(prefix="netprobe-packaging-"))
    for name in ("package.sh", "README.md", "CHANGELOG.md", "LICENSE", "CMakeLists.txt"):
        shutil.copy(ROOT / name, folder)
    for name in ("packaging", "docs", "completions", ".ci"):
        shutil.copytree(ROOT / name, folder / name)
    subprocess.run(["bash", "-c", STAND_INS, "bash", folder], check=True, capture_output=True)
    return folder


class Packed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folders = [packed(), packed()]
        cls.dist = cls.folders[0] / "dist"

    @classmethod
    def tearDownClass(cls):
        for folder in cls.folders:
            shutil.rmtree(folder)

    def one(self, pattern):
        (found,) = self.dist.glob(pattern)
        return found

    def test_twice_the_same_bytes(self):
        sums = [(folder / "dist/SHA256SUMS").read_text() for folder in self.folders]
        self.assertEqual(sums[0], sums[1])

    def test_the_checksums_are_those_of_all_that_was_made(self):
        subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=self.dist, check=True, capture_output=True)
        listed = {line.split()[1] for line in (self.dist / "SHA256SUMS").read_text().splitlines()}
        self.assertEqual(listed, {path.name for path in self.dist.iterdir()} - {"SHA256SUMS"})

    def test_the_archive_for_linux_belongs_to_root_and_has_the_program_and_the_licences(self):
        with tarfile.open(self.one("*-linux-x64.tar.gz")) as archive:
            members = archive.getmembers()
        self.assertEqual({(m.uid, m.gid) for m in members}, {(0, 0)})
        names = {m.name.partition("/")[2]: m.mode for m in members}
        self.assertEqual(names["netprobe"], 0o755)
        for name in ("LICENSE", "README.md", "netprobe.1", "netprobe.spdx.json", "licences/openssl.txt"):
            self.assertEqual(names.get(name), 0o644, name)

    def test_the_zip_for_windows_has_the_program_and_a_manual_that_windows_can_show(self):
        with zipfile.ZipFile(self.one("*-windows-x64.zip")) as archive:
            names = {name.partition("/")[2] for name in archive.namelist()}
        self.assertLessEqual({"netprobe.exe", "netprobe.html", "LICENSE", "licences/openssl.txt"}, names)

    def test_the_readme_that_is_carried_does_not_tell_to_build(self):
        with tarfile.open(self.one("*-linux-x64.tar.gz")) as archive:
            (name,) = [one for one in archive.getnames() if one.endswith("/README.md")]
            text = archive.extractfile(name).read().decode()
        for command in ("run.sh", "package.sh", "cmake"):
            self.assertNotIn(command, text)
        self.assertIn("netprobe check -r westeurope", text)

    def test_the_sbom_names_what_is_linked_in(self):
        sbom = json.loads(self.one("*-linux-x64.spdx.json").read_text())
        ids = {one["SPDXID"]: one["name"] for one in sbom["packages"]}
        self.assertEqual(set(ids.values()), {"netprobe", "openssl", "libstdc++-12-dev"})
        for one in ids:
            self.assertRegex(one, r"\ASPDXRef-[A-Za-z0-9.-]+\Z")
        linked = {r["relatedSpdxElement"] for r in sbom["relationships"] if r["relationshipType"] == "STATIC_LINK"}
        self.assertEqual(linked, set(ids) - {"SPDXRef-netprobe"})


if __name__ == "__main__":
    unittest.main()
