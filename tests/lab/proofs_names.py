"""Proofs of the faults about names: several resolvers, search lists, long answers, private zones, one family."""

import faults
from proofs import CONNECT, TIMEOUT, ask, expect, fetch, require
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


@scenario("proof-long-answers", "an answer is too long for UDP, and TCP 53 can be closed")
def _(lab):
    faults.answers_are_long(lab)
    cut = lab.client.run("dig", "+noedns", "+ignore", "+tries=1", LOGIN, "A").stdout
    require("flags: qr aa tc" in cut or " tc " in cut.split("flags:")[1].split(";")[0], f"it is not cut short: {cut}")
    require("20.190.151.49" in answers_of(lab, "10.53.0.53", LOGIN, "A", "+noedns"), "TCP does not have the rest")
    lab.router1.forward('iifname "lan" tcp dport 53 drop')
    require(not answers_of(lab, "10.53.0.53", LOGIN, "A", "+noedns").strip().startswith("20."), "TCP 53 is open")
    require(ask(lab, "www.bing.com") == "NOERROR", "short answers do not come through")


@scenario("proof-private-zone", "a storage account is an alias into a private zone without a record for it")
def _(lab):
    faults.private_zone_lacks_record(lab)
    answer = lab.client.run("dig", "+tries=1", "contoso.blob.core.windows.net", "A").stdout
    require("NXDOMAIN" in answer and "contoso.privatelink.blob.core.windows.net" in answer, f"it is otherwise: {answer}")
    require(ask(lab, "other.blob.core.windows.net") == "NOERROR", "other accounts are gone too")


@scenario("proof-ipv6-only", "a machine without IPv4 reaches hosts of IPv4 through NAT64")
def _(lab):
    faults.client_has_only_ipv6(lab)
    require("64:ff9b::" in answers_of(lab, "2a0e:97c0:53::53", "management.azure.com", "AAAA"), "there is no DNS64")
    require("64:ff9b::c000:a" in answers_of(lab, "2a0e:97c0:53::53", "ipv4only.arpa", "AAAA"), "the prefix is not told")
    expect(fetch(lab, "https://management.azure.com/"), 0, "HTTP/1.1 404")
    expect(fetch(lab, "https://20.190.128.1/", "-4"), CONNECT)
