"""What is done to TLS and to HTTP on the way."""

import faults
import pki
import servers
from scenario import QUICK, scenario

INNOCENT = ["dns", "proxy", "proxy-settings", "host-firewall", "captive-portal"]
A_THIRD_OF_A_RUN = 40_000


@scenario("sni-reset", "a filter resets connections whose ClientHello names blob storage")
def _(lab):
    faults.names_are_filtered(lab, "reset", "blob.core.windows.net")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.reset", blocker="firewall", affects=["storage-blob:443"],
                             spares=["entra-token:443", "storage-managed:443"], not_blamed=[*INNOCENT, "tls-inspection"])


@scenario("sni-closed", "a filter closes connections whose ClientHello names sign-in")
def _(lab):
    faults.names_are_filtered(lab, "close", "login.microsoftonline.com", "login.windows.net", "login.microsoft.com")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.reset", blocker="firewall", affects=["entra-token:443"],
                             spares=["storage-blob:443"], not_blamed=[*INNOCENT, "tls-inspection"])


@scenario("sni-silenced", "a filter goes silent on connections whose ClientHello names blob storage")
def _(lab):
    faults.names_are_filtered(lab, "silence", "blob.core.windows.net")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.timeout", blocker="firewall",
                             affects=["storage-blob:443"], spares=["entra-token:443"],
                             not_blamed=[*INNOCENT, "tls-inspection"])


@scenario("sni-allow-list", "a filter passes an allow-list of names, and blob storage is not on it")
def _(lab):
    faults.only_names_pass(lab, "reset", "windowsazure.com", "microsoftonline.com", "microsoft.com", "login.windows.net",
                           "graph.windows.net", "queue.core.windows.net", "storage.azure.net", "bing.com", "example.com")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.reset", blocker="firewall", confidence={"likely"},
                             affects=["storage-blob:443"], spares=["entra-token:443", "storage-queue:443"],
                             not_blamed=[*INNOCENT, "tls-inspection"])


@scenario("accepted-and-closed", "a firewall accepts TCP for everybody and closes after every ClientHello")
def _(lab):
    faults.only_names_pass(lab, "close", answers_for_all=True)
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tls.reset", blocker="firewall", affects=["storage-blob:443"],
                  not_blamed=[*INNOCENT])
    if not result.select(severity="warning", cause="tcp.answered-for-all"):
        result.fail("that somebody answers for all is not said")


@scenario("fault-in-the-middle", "the firewall begins to drop while the run goes on: what is said fits what was seen")
def _(lab):
    lab.router1.forward(f"{faults.TO_INTERNET} tcp dport 443 quota over {A_THIRD_OF_A_RUN} bytes drop")
    result = lab.check("-j", "32", *QUICK)
    if not {"tcp.timeout", None} <= {attempt["cause"] for attempt in result.attempts()}:
        result.fail("nothing passed before, or all did")
    errors = result.select(severity="error")
    if any(finding["blocker"] not in ("firewall", "network") for finding in errors):
        result.fail("somebody else than the firewall is accused")


@scenario("intercepted", "a gateway inspects TLS, and the client does not trust its CA")
def _(lab):
    faults.interceptor_signs(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.intercepted", blocker="tls-inspection",
                             confidence={"likely", "certain"}, mentions=[faults.INTERCEPTOR],
                             affects=["storage-blob:443", "entra-token:443"], not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("intercepted-trusted-file", "a gateway inspects TLS, and its CA was given with --ca-file: inspected all the same")
def _(lab):
    authority = faults.interceptor_signs(lab)
    lab.check("--ca-file", authority, *QUICK).expect(
        status="blocked", exit=1, cause="tls.intercepted", blocker="tls-inspection", mentions=[faults.INTERCEPTOR],
        not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("intercepted-trusted-system", "a gateway inspects TLS, and the system trusts its CA: inspected all the same")
def _(lab):
    pki.trust_in_client_system(faults.interceptor_signs(lab))
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.intercepted", blocker="tls-inspection",
                             mentions=[faults.INTERCEPTOR], not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("intercepted-product", "a gateway that names a known product inspects TLS, and answers for all addresses")
def _(lab):
    faults.interceptor_signs(lab, "FortiGate CA", answers_for_all=True)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.intercepted", blocker="tls-inspection",
                             mentions=["FortiGate"], not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("intercepted-borrowed-name", "a gateway that inspects TLS calls its CA by the name of the service's root: its key differs")
def _(lab):
    faults.interceptor_signs(lab, "Netprobe Lab Root CA", organization="Netprobe Lab")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.intercepted", blocker="tls-inspection",
                             mentions=["Netprobe Lab Root CA"], affects=["storage-blob:443", "entra-token:443"],
                             not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("g2-in-store", "the machine has the self-signed form of the root that servers send cross-signed: nobody inspects")
def _(lab):
    own, _link = faults.signed_by_g2(lab)
    pki.trust_in_client_system(own)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, not_blamed=[*INNOCENT, "tls-inspection", "service", "firewall"])
    result.expect_no_errors()
    roots = {result.report["certificates"][attempt["tls"]["anchor"]]["subject"] for attempt in result.attempts()
             if (attempt["tls"] or {}).get("anchor")}
    if "CN=Microsoft TLS RSA Root G2,O=Microsoft Corporation" not in roots:
        result.fail(f"chains ended at {roots}, and not at the root of the machine's own store")


@scenario("cross-certificate-missing", "servers leave the cross-signed certificate out of their chain, and it is at hand: a warning")
def _(lab):
    _own, link = faults.signed_by_g2(lab, with_link=False)
    result = lab.check(*QUICK, expected_root=pki.joined("known", pki.ROOT, link))
    result.expect(status="ready", exit=0, severity="warning", blocker="service",
                  mentions=["Microsoft TLS RSA Root G2", pki.ISSUER_ADDRESS], among=True,
                  not_blamed=[*INNOCENT, "tls-inspection", "firewall"])
    result.expect_no_errors()


@scenario("cross-certificate-nowhere", "servers leave the cross-signed certificate out of their chain, and nobody here has it")
def _(lab):
    faults.signed_by_g2(lab, with_link=False)
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause="tls.untrusted", blocker="service", confidence="likely",
                  affects=["storage-blob:443", "entra-token:443"], mentions=["Microsoft TLS RSA Root G2", pki.ISSUER_ADDRESS],
                  not_blamed=[*INNOCENT, "tls-inspection", "firewall", "clock"])
    if any("exempt" in finding["remedy"]["text"] for finding in result.select(severity="error")):
        result.fail("an exemption from inspection is asked for")


@scenario("intercepted-private-host", "a host of one's own verifies by the system's store: not called inspected")
def _(lab):
    pki.trust_in_client_system(pki.ROOT)
    result = lab.check("-w", "none", "--host", "www.example.com", *QUICK, expected_root=None)
    result.expect(status="ready", exit=0, not_blamed=["tls-inspection"])


@scenario("certificate-expired", "every certificate has expired")
def _(lab):
    faults.certificate_is(lab, "expired")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause={"tls.expired", "clock.skew"},
                             not_blamed=[*INNOCENT, "firewall"])


@scenario("certificate-expired-alone", "the certificate of blob storage has expired, all others are good: not the clock")
def _(lab):
    expired = pki.leaf("expired", ["ceuswatcab01.blob.core.windows.net", "weus2watcab01.blob.core.windows.net"],
                       start=pki.LONG_AGO, end=pki.LAST_YEAR)
    lab.serve(https=f"{servers.https_on_demand()} crt {expired}")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.expired", affects=["storage-blob:443"],
                             spares=["entra-token:443"], not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("certificate-early", "every certificate will be valid one day")
def _(lab):
    faults.certificate_is(lab, "early")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause={"tls.not-yet-valid", "clock.skew"},
                             not_blamed=[*INNOCENT, "firewall"])


@scenario("certificate-elsewhere", "every certificate is for another name")
def _(lab):
    faults.certificate_is(lab, "elsewhere")
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.name-mismatch", not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("untrusted-alone", "one host of one's own shows a certificate that nobody signed: untrusted, not intercepted")
def _(lab):
    pki.authority("stranger", "Somebody")
    lab.serve(https=f"ssl crt {pki.leaf('stranger-leaf', ['www.example.com'], signer='stranger')}")
    lab.check("-w", "none", "--host", "www.example.com", *QUICK).expect(
        status="blocked", exit=1, cause="tls.untrusted", mentions=["Somebody"], not_blamed=[*INNOCENT, "firewall", "clock"])


@scenario("tls-old", "no host at all speaks anything newer than TLS 1.1: something on the way ends TLS")
def _(lab):
    faults.only_old_tls(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.version", blocker="tls-inspection", confidence="likely",
                             affects=["storage-blob:443", "entra-token:443"], not_blamed=[*INNOCENT, "service", "clock"])


@scenario("tls-old-by-proxy", "behind the proxy no host at all speaks anything newer than TLS 1.1; directly all of them do")
def _(lab):
    faults.old_gateway_behind_proxy(lab)
    lab.check("--proxy", faults.PROXY_URL, *QUICK).expect(
        status="degraded", exit=1, cause="tls.version", blocker="tls-inspection", confidence="likely", alternatives=["proxy"],
        not_blamed=["dns", "service", "clock", "host-firewall"])


@scenario("tls-old-alone", "one host of one's own speaks nothing newer than TLS 1.1, all others do: its own fault")
def _(lab):
    faults.only_old_tls(lab, "20.190.151.12")
    result = lab.check("--host", "graph.microsoft.com:443", *QUICK)
    result.expect(status="blocked", exit=1, cause="tls.version", blocker="service", affects=["graph.microsoft.com:443"],
                  spares=["entra-token:443", "storage-blob:443"], not_blamed=[*INNOCENT, "tls-inspection", "clock"])


@scenario("tls-not", "plain HTTP answers on 443")
def _(lab):
    faults.no_tls_on_443(lab)
    lab.check(*QUICK).expect(status="blocked", exit=1, cause="tls.not-tls", not_blamed=INNOCENT)


@scenario("portal", "a captive portal answers on 80, and 443 is dropped until one signs in")
def _(lab):
    faults.portal_takes_port_80(lab)
    faults.firewall_drops(lab)
    result = lab.check(*QUICK)
    result.expect(status="blocked", exit=1, cause={"http.captive-portal", "tcp.timeout"}, blocker="captive-portal",
                  mentions=["portal.corp.example"], not_blamed=["dns", "proxy", "tls-inspection"])


@scenario("portal-443-open", "something answers on 80 in another's place, but 443 is open: a warning")
def _(lab):
    faults.portal_takes_port_80(lab)
    result = lab.check(*QUICK)
    result.expect(status="ready", exit=0, severity="warning", cause="http.captive-portal", blocker="captive-portal",
                  not_blamed=["dns", "proxy", "tls-inspection", "firewall"])
