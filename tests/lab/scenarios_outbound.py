"""An Azure VM whose virtual network has no way out: its platform answers, and nothing public does."""

import json

import faults
from scenario import QUICK, scenario

INNOCENT = ["dns", "proxy", "proxy-settings", "tls-inspection", "captive-portal", "clock", "service"]
SUBNET = {"id": "/subscriptions/0/resourceGroups/backup/providers/Microsoft.Network/virtualNetworks/vnet/subnets/servers",
          "name": "servers", "addressPrefix": "192.168.10.0/24", "type": "Microsoft.Network/virtualNetworks/subnets"}


def subnet(lab, private, gateway=False):
    nat = {"id": "/subscriptions/0/resourceGroups/backup/providers/Microsoft.Network/natGateways/nat"} if gateway else None
    return lab.file("subnet.json", json.dumps({**SUBNET, "defaultOutboundAccess": not private, "natGateway": nat}))


def strand(lab):
    """What leaves the virtual network is dropped, and no hop of it speaks, as in Azure."""
    faults.machine_is_an_azure_vm(lab, "westeurope")
    faults.firewall_drops(lab, "")
    lab.router1.output("icmp type time-exceeded drop")


def first_alternative(result):
    return result.select("error")[0]["alternatives"][0]["words"]


@scenario("azure-no-outbound", "an Azure VM reaches nothing public; whether its subnet has a way out is not known")
def _(lab):
    strand(lab)
    result = lab.check("-r", "westeurope", *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker={"network", "firewall"}, confidence="possible",
                  mentions=["az network vnet subnet show"], not_blamed=INNOCENT)
    if "no explicit outbound method" not in first_alternative(result):
        result.fail("that the subnet may have no way out does not lead the alternatives")


@scenario("azure-no-outbound-exported", "the same, and the subnet's export says that it has none")
def _(lab):
    strand(lab)
    lab.check("-r", "westeurope", "--nsg", subnet(lab, private=True), *QUICK).expect(
        status="blocked", exit=1, cause="tcp.timeout", blocker="network", confidence="likely",
        mentions=["vnet/servers", "NAT gateway"], not_blamed=INNOCENT)


@scenario("azure-outbound-exported", "the same, and the subnet has a NAT gateway: something else drops, and that is not thought of")
def _(lab):
    strand(lab)
    result = lab.check("-r", "westeurope", "--nsg", subnet(lab, private=True, gateway=True), *QUICK)
    result.expect(status="blocked", exit=1, cause="tcp.timeout", blocker={"network", "firewall"}, confidence="possible",
                  not_blamed=INNOCENT)
    if "no explicit outbound method" in json.dumps(result.findings):
        result.fail("a subnet with a NAT gateway is thought to have no way out")


@scenario("azure-outbound-open", "a private subnet, and nothing is wrong: the export accuses nobody")
def _(lab):
    faults.machine_is_an_azure_vm(lab, "westeurope")
    result = lab.check("-r", "westeurope", "--nsg", subnet(lab, private=True), *QUICK)
    result.expect(status="ready", exit=0, not_blamed=["network", "route", "nsg", "firewall"])
    result.expect_no_errors()
