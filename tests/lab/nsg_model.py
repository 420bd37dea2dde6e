"""What `az network nsg rule create` and `update` do to the rules of an NSG, with Azure's own refusals.

Names, priorities and options are checked as in the reference of the Azure CLI and in the REST API's description of a
security rule (priority 100 to 4096, unique in a direction; a name of letters, digits, '_', '.', '-')."""

import argparse
import copy
import re
import shlex

from faults import nsg_rule

NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,78}\w)?")
OPTIONS = ("--subscription", "--resource-group", "--nsg-name", "--name", "--priority", "--direction", "--access", "--protocol",
           "--source-address-prefixes", "--source-port-ranges", "--destination-address-prefixes",
           "--destination-port-ranges", "--description")


class Refused(Exception):
    """Azure, or the shell before it, would not take the command."""


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Refused(message)


def parsed(words):
    parser = Parser(allow_abbrev=False)
    for option in OPTIONS:
        parser.add_argument(option, nargs="+" if option.endswith(("prefixes", "ranges")) else None)
    return parser.parse_args(words)


def require_place(given, group, name):
    if (given.resource_group, given.nsg_name) != (group, name):
        raise Refused(f"{given.resource_group}/{given.nsg_name} is not {group}/{name}")


def require_free(rules, priority, but=None):
    taken = {rule["priority"]: rule["name"] for rule in rules if rule["name"] != but}
    if not 100 <= priority <= 4096 or priority in taken:
        raise Refused(f"priority {priority} is {taken.get(priority, 'out of range')}")


def create(rules, given):
    priority = int(given.priority)
    require_free(rules, priority)
    if not NAME.fullmatch(given.name) or any(rule["name"] == given.name for rule in rules):
        raise Refused(f"the name {given.name}")
    if (given.direction, given.access, given.protocol) != ("Outbound", "Allow", "Tcp"):
        raise Refused("no rule that lets TCP out")
    destination, *more = given.destination_address_prefixes
    port, *words = given.destination_port_ranges
    if more or words:
        raise Refused(f"one tag and one port are expected, not {more + words} too")
    rules.append(nsg_rule(given.name, priority, "Allow", destination, port))


def update(rules, given):
    (rule,) = [rule for rule in rules if rule["name"] == given.name] or [None]
    if rule is None:
        raise Refused(f"no rule is called {given.name}")
    if given.priority:
        require_free(rules, int(given.priority), but=given.name)
        rule["priority"] = int(given.priority)


def after(commands, rules, group="backup", name="backup-nsg"):
    """The rules as they are once the commands were typed."""
    rules = copy.deepcopy(rules)
    for command in commands:
        words = shlex.split(command, comments=True)
        if words[:4] != ["az", "network", "nsg", "rule"] or words[4] not in ("create", "update"):
            raise Refused(command)
        given = parsed(words[5:])
        require_place(given, group, name)
        (create if words[4] == "create" else update)(rules, given)
    return rules
