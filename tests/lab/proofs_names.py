"""Proofs of the faults about names: several resolvers, search lists."""

import faults
from proofs import TIMEOUT, expect, fetch, require
from scenario import scenario

LOGIN = "login.microsoftonline.com"


def answers_of(lab, server, name, kind="A", *options):
    return lab.client.run("dig", "+short", "+tries=1", "+timeout=1", *options, f"@{server}", name, kind, check=False).stdout


def told_to_programs(lab, name, database="ahosts"):
    return lab.client.run("getent", database, name, check=False).stdout


@scenario("proof-second-resolver", "two resolvers are configured, and the second says otherwise")
def _(lab):
    faults.second_resolver(lab, names={LOGIN: ("94.140.14.7",)})
    require("20.190.177.20" in answers_of(lab, "10.53.0.53", LOGIN), "the first does not know the host")
    require(answers_of(lab, "10.31.28.28", LOGIN) == "94.140.14.7\n", "the second does not say otherwise")
    require("20.190.177.20" in told_to_programs(lab, LOGIN), "programs do not ask the first")
    expect(fetch(lab, f"https://{LOGIN}/", "--connect-to", f"{LOGIN}:443:94.140.14.7:443"), TIMEOUT)


@scenario("proof-search-wildcard", "a wildcard of a search domain answers programs before the name itself")
def _(lab):
    faults.search_domain_has_wildcard(lab, "94.140.14.7")
    require("20.190.177.20" in answers_of(lab, "10.53.0.53", LOGIN), "the name itself is not there")
    require("94.140.14.7" in told_to_programs(lab, LOGIN), "programs are not told otherwise")
