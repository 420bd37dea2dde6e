"""Who is blamed, scenario by scenario, against who did it: how often netprobe is right, and how surely."""

import json
from pathlib import Path

# What is broken in the first run of a scenario, with controls and follow-ups. Two words: either is a true answer (a proxy that is down, and a setting
# that names one that is down, are one fault seen from two sides). Scenarios that break nothing must accuse nobody.
TRUTHS = {
    "none": """azure-outbound-open trials-open trials-unwanted upload-refused upload-swallowed mtu-upward-no-follow-up names-listed-only
        names-listed-only-silent names-listed-only-by-proxy names-unknown-to-proxy names-refused-by-strict-servers
        windows-tls-cut windows-tls-silenced windows-tls-refused windows-tls-ciphers windows-tls-only
        all-open all-open-usgov all-open-china all-open-workloads all-open-region ipv6-alive ipv6-dead ipv6-only
        first-connection-lost port-8443-reset port-8443-prohibited port-8443-open service-busy clock-skewed
        dns-sinkhole-by-proxy dns-hosts-override-same dns-other-server dns-first-server-silent
        dns-one-representative-missing intercepted-private-host g2-in-store cross-certificate-missing portal-443-open proxy-good-direct-dropped
        proxy-good-direct-open proxy-password-right-file proxy-password-right-variable proxy-password-right-url
        proxy-denies-8443 bypass-list-harmless proxy-https socks5h socks5 route-limited-direct route-limited-system
        list-today-names-silent list-today-names-reset list-today-names-prohibited list-today-names-by-proxy
        list-three-tags list-old-only-missing range-part-prohibited
        range-unused-part-silent range-all-but-sign-in-silent range-by-proxy range-outside follow-ups-none depth-dns depth-tcp
        azure-vm-here azure-vm-other-region azure-vm-other-cloud azure-vm-not-asked azure-vm-of-another-provider
        nsg-three-tags nsg-rule-only-in-the-export route-table-forced-tunnel-open
        transparent-proxy private-endpoint-works revocation-lists-reachable revocation-lists-dropped report-to-file fail-on-warning dns-one-domain-missing proxy-missing proxy-stale-beside-good
        pac-good pac-for-windows pac-served pac-type-wrong pac-type-wrong-name-right pac-redirected pac-dead-name pac-resolver-silent
        pac-route-proxy pac-first-dead pac-dead-then-direct wpad-found wpad-none
        proxy-basic-right proxy-digest-right proxy-ntlm-right proxy-negotiate-right proxy-basic-named
        proxy-digest-named proxy-ntlm-named proxy-negotiate-named proxy-negotiate-keytab proxy-any-strongest
        proxy-any-no-ticket proxy-any-negotiate-broken proxy-any-kdc-silent proxy-any-ntlm-broken
        proxy-any-one-answer proxy-password-odd proxy-407-closes proxy-407-closes-ntlm proxy-https-basic
        tinyproxy-good tinyproxy-password-right apache-good apache-password-right dante-socks4 dante-socks5
        proxy-interim-answers proxy-only-http-direct-open proxy-only-http-upper-direct-open
        dante-socks5h socks4a dante-password-right socks5-password-in-url proxy-https-ca-file proxy-ipv6-literal
        proxy-ipv6-only proxy-one-address-dead chain-good proxy-http-1.0 proxy-plain-requests route-proxy-http
        route-proxy-http-literal route-proxy-https route-proxy-socks5h route-proxy-socks5h-literal
        route-proxy-socks4a-literal
        identity-waagent-good identity-service-unit identity-service-running identity-service-password
        identity-caller-malformed identity-hana-good identity-apt-only identity-same proxy-bypass-harmless
        proxy-windows-list""",
    "firewall": """sql-backup-dropped azure-outbound-exported nsg-allows nsg-rule-only-on-the-wire block-page-azure-firewall block-page-of-nobody follow-ups-soon usgov-storage-dropped china-sign-in-reset all-dropped-default-timeouts tcp-443-dropped
        tcp-443-dropped-hop tcp-443-dropped-at-provider tcp-443-reset tcp-443-prohibited tcp-443-port-unreachable
        tcp-443-host-unreachable tcp-443-no-route tcp-443-admin-prohibited-late tcp-443-host-unreachable-late
        tcp-443-port-unreachable-late storage-dropped mtu-black-hole mtu-black-hole-named mtu-upward mtu-upward-to-proxy names-listed-only-region answered-for-all sni-reset
        sni-closed sni-silenced sni-allow-list accepted-and-closed range-part-dropped range-part-reset range-whole-dropped range-unused-part-dropped-here list-2019
        gateway-resets-one name-filter-proven host-row host-under-wildcard targets-file one-address-dead
        concurrency-one
        identity-hana-storage""",
    "host-firewall": "vm-guest-firewall host-firewall-rejects host-firewall-drops host-firewall-drops-one host-firewall-resets-one",
    "host-firewall|route": "host-route-prohibits",
    "network": "no-default-route empty-network empty-network-loopback-down",
    "network|route": "no-default-route-resolver-known azure-no-outbound azure-no-outbound-exported usgov-vm-nothing-out",
    "dns": """split-dns-other-resolver dns-silent dns-closed dns-nothing-exists dns-only-name-missing dns-servfail
        dns-servfail-one-domain dns-refused dns-sinkhole-zero dns-sinkhole-loopback dns-hosts-override""",
    "private-endpoint": "private-endpoint-unreachable",
    "nsg": """nsg-denies nsg-everything nsg-internet nsg-storage nsg-sign-in nsg-one-address nsg-storage-tag-missing
        nsg-backup-tag-missing nsg-sign-in-tag-missing nsg-order-wrong nsg-copied-prefix-outgrown""",
    "route": "route-table-black-hole",
    "route|firewall": "route-table-forced-tunnel",
    "dns|private-endpoint": "split-dns-leaks",
    "dns|firewall": "dns-prohibited resolver-by-tcp-only dns-and-firewall dns-missing-and-firewall two-faults",
    "tls-inspection": """hana-sign-in-inspected tls-old tls-old-by-proxy intercepted intercepted-trusted-file intercepted-trusted-system intercepted-borrowed-name intercepted-product depth-tls
        proxy-intercepts
        proxy-https-ca-file-intercepts""",
    "captive-portal": "portal",
    "clock|service": "certificate-expired certificate-early",
    "service": "cross-certificate-nowhere certificate-expired-alone certificate-elsewhere tls-old-alone tls-not dead-server-looks-like-a-drop untrusted-alone dead-server-both-ways",
    "proxy": """china-proxy-denies proxy-denies-blobs-least refusal-squid-page refusal-by-name-only refusal-with-category refusal-hostile-page
        refusal-repeats-the-password proxy-password-missing proxy-password-missing-direct-open proxy-password-wrong proxy-denies-8443-required
        proxy-denies-domain proxy-denies-all proxy-upstream-dns proxy-https-wrong-name socks5-password-missing
        pac-proxy-denies
        proxy-basic-wrong proxy-digest-wrong proxy-ntlm-wrong proxy-negotiate-wrong proxy-basic-missing
        proxy-digest-missing proxy-ntlm-missing proxy-negotiate-missing proxy-negotiate-no-ticket
        proxy-negotiate-by-address proxy-any-all-wrong proxy-scheme-not-offered proxy-one-host-asks
        proxy-407-no-scheme proxy-407-one-field proxy-password-for-sql proxy-password-for-hana tinyproxy-filters
        tinyproxy-denies-all tinyproxy-denies-port tinyproxy-password-missing tinyproxy-password-wrong apache-denies-port
        apache-denies-domain apache-password-wrong dante-socks5-denies-domain dante-socks5-denies-port
        dante-socks4-denies-address socks4a-denies-domain dante-password-wrong dante-password-missing
        socks5-password-wrong socks4-reply-92 socks4-reply-93 proxy-https-unknown-ca proxy-https-expired
        proxy-interim-denies proxy-says-401 proxy-says-401-scheme proxy-says-429 proxy-says-511
        chain-parent-dead chain-parent-denies chain-parent-asks proxy-redirects route-proxy-failing""",
    "proxy|firewall": """mtu-upward-behind-proxy mtu-upward-by-proxy-only proxy-upstream-dropped proxy-upstream-reset
        apache-upstream-refused dante-upstream-refused dante-upstream-unreachable""",
    "proxy-settings": """bypass-list-wrong proxy-variable-malformed pac-broken pac-syntax-error pac-no-function pac-page
        pac-garbage pac-missing pac-server-closed pac-server-unknown pac-server-hangs pac-cut-off pac-endless
        pac-endless-for-one pac-eats-memory pac-50-megabytes pac-wrong-way-direct pac-for-windows-wrong wpad-page proxy-only-http proxy-only-http-upper
        proxy-only-https proxy-only-https-upper
        identity-waagent-dead identity-waagent-dead-caller-good identity-service-without-proxy
        identity-service-bypass identity-service-malformed identity-hana-switched-off identity-hana-malformed
        proxy-bypass-wrong""",
    "proxy|proxy-settings": """pac-all-dead-direct-open pac-all-dead-direct-dropped pac-wrong-way-proxy refusal-web-server-page proxy-unreachable-late proxy-refused-direct-open
        proxy-refused-direct-dropped proxy-silent-direct-open proxy-silent-direct-dropped proxy-mute-direct-open
        proxy-mute-direct-dropped proxy-closing-direct-open proxy-closing-direct-dropped proxy-web-server-direct-open
        proxy-web-server-direct-dropped proxy-unreachable-direct-open proxy-unreachable-direct-dropped
        proxy-unresolvable-direct-open proxy-unresolvable-direct-dropped
        apache-no-proxy socks5-at-http-proxy http-at-socks-proxy proxy-https-at-http
        proxy-ipv6-only-without-ipv6 web-server-redirects proxy-headers-without-end proxy-drips route-proxy-dead""",
}
TRUTH_OF = {name: truth for truth, names in TRUTHS.items() for name in names.split()}
if len(TRUTH_OF) != sum(len(names.split()) for names in TRUTHS.values()):
    raise ValueError("a scenario has two truths")

VERDICTS = ("right", "open", "wrong")


def judge(truth, errors):
    """right: the culprit, likely or certain; open: possible, and the culprit is named; wrong: anything else."""
    if truth == "none":
        return "wrong" if errors else "right"
    culprits = set(truth.split("|"))
    if not errors:
        return "wrong"
    verdict = "right"
    for finding in errors:
        named = {finding["blocker"], *(other["blocker"] for other in finding["alternatives"])}
        if finding["blocker"] in culprits and finding["confidence"] != "possible":
            continue
        if finding["confidence"] == "possible" and named & culprits:
            verdict = "open" if verdict != "wrong" else verdict
        else:
            verdict = "wrong"
    return verdict


def blamed(errors):
    return " + ".join(sorted({f"{finding['blocker']} ({finding['confidence']})" for finding in errors})) or "nobody"


def table(folder):
    """The table as text, and how many scenarios blame the wrong one."""
    lines, counts = [], {group: dict.fromkeys(VERDICTS, 0) for group in ("block", "service", "none")}
    for name, truth in TRUTH_OF.items():
        path = Path(folder) / f"{name}.1.json"
        if not path.exists():
            continue
        errors = [finding for finding in json.loads(path.read_text())["findings"] if finding["severity"] == "error"]
        verdict = judge(truth, errors)
        counts[truth if truth in counts else "block"][verdict] += 1
        if truth != "none" or verdict == "wrong":
            lines.append(f"{verdict:6} {name:36} {truth:22} {blamed(errors)}")
    block, far, nothing = counts.values()
    wrong = sum(group["wrong"] for group in counts.values())
    lines.append(f"\n{block['right']} of {sum(block.values())} blocks are blamed on the right one, likely or certain; "
                 f"{block['open']} are left open with the right one named. Of {sum(far.values())} faults of the far end "
                 f"{far['right']} are called so, {far['open']} left open. In {nothing['right']} of {sum(nothing.values())} "
                 f"scenarios without a fault nobody is accused. {wrong} wrong accusations.")
    return "\n".join(lines), wrong
