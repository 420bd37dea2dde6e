"""The manual page and the bash completion name exactly the commands and options that the program has.

Called with the program's path, from the root of the sources.
"""

import pathlib
import re
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop()
COMMANDS = ("", "check", "plan", "endpoints list", "endpoints show", "endpoints validate", "endpoints export",
            "endpoints diff",
            "tags lookup", "tags list", "tags show", "tags diff", "proxy show",
            "nsg evaluate", "nsg explain", "explain", "remedy", "report show", "report convert", "help", "version")


def options_of(command):
    """The long and short options in the program's own --help."""
    text = subprocess.run([PROGRAM, *command.split(), "--help"], check=True, capture_output=True, text=True).stdout
    named = re.findall(r"^  (-\S+)", text, re.MULTILINE)
    return {option for names in named for option in names.split(",")}


def declared(command):
    """Of each option in the program's own --help: its names, whether it takes a value, and what stands beside it."""
    text = subprocess.run([PROGRAM, *command.split(), "--help"], check=True, capture_output=True, text=True).stdout
    options = re.findall(r"^  (-\S+)((?: [A-Z]+(?: \.\.\.)?)?)\s(.*(?:\n {10,}.*)*)", text, re.MULTILINE)
    return [(frozenset(names.split(",")), bool(value), " ".join(words.split())) for names, value, words in options]


def manual_entries():
    """The same of the manual page."""
    page = pathlib.Path("docs/netprobe.1").read_text(encoding="utf-8")
    entries = []
    for line, words in re.findall(r"^\.It (Fl .*)\n((?:(?!\.It |\.El).*\n)*)", page, re.MULTILINE):
        names = frozenset("-" + name.replace("\\-", "-") for name in re.findall(r"Fl (\S+)", line))
        entries.append((names, " Ar " in line, words))
    return entries


def synopses():
    """The options that the SYNOPSIS gives each command."""
    page = pathlib.Path("docs/netprobe.1").read_text(encoding="utf-8")
    synopsis = page.split(".Sh SYNOPSIS\n")[1].split(".Sh ")[0]
    for call in synopsis.split(".Nm\n")[1:]:
        command = re.match(r"\.Cm (.*)\n", call)
        if command:
            yield command.group(1), {"-" + name.replace("\\-", "-") for name in re.findall(r"Fl ([^ \n]+)", call)}


def formats_of_program():
    """The formats of a report, as the program lists them."""
    text = subprocess.run([PROGRAM, "help", "formats"], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"^  ([a-z]+) ", text, re.MULTILINE))


def completions(*words):
    """What the completion offers when the last of the words is being typed."""
    script = (
        "source completions/netprobe; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _netprobe; "
        "printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash", "-c", script, "bash", "netprobe", *words], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


class Documents(unittest.TestCase):
    def test_the_manual_names_every_option_and_no_other(self):
        page = pathlib.Path("docs/netprobe.1").read_text(encoding="utf-8")
        listed = {"-" + name.replace("\\-", "-") for line in re.findall(r"^\.It (Fl .*)", page, re.MULTILINE)
                  for name in re.findall(r"Fl (\S+)", line)}
        self.assertEqual(listed, set().union(*map(options_of, COMMANDS)))

    def test_the_manual_gives_each_option_as_the_program_takes_it(self):
        entries = manual_entries()
        for command in COMMANDS:
            for names, takes_value, words in declared(command):
                with self.subTest(command=command, option=sorted(names)):
                    fitting = [entry for entry in entries if entry[:2] == (names, takes_value)]
                    self.assertTrue(fitting, "no entry has these names, and a value or none as the program takes it")
                    for default in re.findall(r"\((\d+)\)$", words):
                        self.assertTrue(any(re.search(rf"\b{default}\b", entry[2]) for entry in fitting), words)

    def test_the_synopsis_gives_no_command_what_it_does_not_take(self):
        found = dict(synopses())
        self.assertGreater(len(found), 10)
        for command, options in found.items():
            with self.subTest(command=command):
                self.assertEqual(options - options_of(command), set())

    def test_the_completion_offers_every_option_and_no_other(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                self.assertEqual(completions(*command.split(), "-"), options_of(command))

    def test_the_completion_offers_the_commands_that_there_are(self):
        for command in ("", "endpoints", "nsg", "proxy", "report", "tags"):
            with self.subTest(command=command):
                text = subprocess.run([PROGRAM, *command.split(), "--help"], check=True, capture_output=True,
                                      text=True).stdout
                listed = text.split("Subcommands:\n")[1].split("\n\n")[0]
                self.assertEqual(completions(*command.split(), ""), set(re.findall(r"^  (\S+)", listed, re.MULTILINE)))

    def test_the_completion_offers_values(self):
        rows = (
            (("check", "-w", "h"), {"hana"}),
            (("check", "-w", "mars,s"), {"mars,sql"}),
            (("check", "--cloud", "u"), {"usgov"}),
            (("check", "--format", "=", "js"), {"json"}),
            (("check", "--format", "="), formats_of_program()),
            (("report", "convert", ""), formats_of_program()),
            (("report", "convert", "csv", "LIC"), {"LICENSE"}),
            (("plan", "--format", ""), {"text", "json"}),
            (("nsg", "evaluate", "--format", "m"), {"markdown"}),
            (("check", "--report", "j"), {"json=", "junit="}),
            (("check", "--report", "json", "=", "REA"), {"README.md"}),
            (("plan", "--route", "direct,p"), {"direct,proxy"}),
            (("check", "--catalog", "LIC"), {"LICENSE"}),
            (("check", "--as", "w"), {"waagent"}),
            (("proxy", "show", "--as", "h"), {"hana"}),
            (("proxy", "show", "--service", ""), set()),
            (("check", "--timeout", ""), set()),
            (("tags", "list", "--format", "c"), {"csv"}),
            (("tags", "lookup", "--service-tags", "LIC"), {"LICENSE"}),
            (("plan", "--fail-"), set()),
            (("ch",), {"check"}),
            (("help", "ch"), {"check"}),
            (("help", "nsg", "ex"), {"explain"}),
            (("check", "-o", "REA"), {"README.md"}),
            (("nsg", "evaluate", "REA"), {"README.md"}),
            (("remedy", "REA", "--for", "s"), {"squid"}),
            (("remedy", "REA"), {"README.md"}),
            (("nsg", "explain", "--from", "REA"), {"README.md"}),
        )
        for words, expected in rows:
            with self.subTest(words=words):
                self.assertEqual(completions(*words), expected)


if __name__ == "__main__":
    unittest.main()
