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
            "nsg evaluate", "nsg explain", "remedy", "report show", "help", "version")


def options_of(command):
    """The long and short options in the program's own --help."""
    text = subprocess.run([PROGRAM, *command.split(), "--help"], check=True, capture_output=True, text=True).stdout
    named = re.findall(r"^  (-\S+)", text, re.MULTILINE)
    return {option for names in named for option in names.split(",")}


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
            (("check", "--format", "=", "j"), {"json"}),
            (("check", "--format", "="), {"text", "json", "html"}),
            (("plan", "--format", "="), {"text", "json"}),
            (("check", "--report", "j"), {"json="}),
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
        )
        for words, expected in rows:
            with self.subTest(words=words):
                self.assertEqual(completions(*words), expected)


if __name__ == "__main__":
    unittest.main()
