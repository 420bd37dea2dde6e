"""Which scenarios cannot show their truth with netprobe.exe under Wine, and why. Every other one must hold there."""

# Reason: the scenarios. A group is named by the beginning that its names share, with a star.
NOT_UNDER_WINE = {
    "which ICMP came, and from whom, Windows tells by TCP_ICMP_ERROR_INFO, which Wine does not have": (
        "tcp-443-dropped-hop", "tcp-443-prohibited", "tcp-443-port-unreachable", "tcp-443-host-unreachable", "tcp-443-no-route",
        "tcp-443-admin-prohibited-late", "tcp-443-host-unreachable-late", "tcp-443-port-unreachable-late",
        "port-8443-prohibited"),
    "no program on Windows chooses the size of its segments": ("mtu-black-hole-named",),
    "Windows' own firewall refuses with WSAEACCES; Wine has none, and the client's nftables look like somebody else's": (
        "host-firewall-rejects",),
    "ndots, LOCALDOMAIN and nsswitch.conf are of Linux's resolver": (
        "proxy-short-name-domain", "names-search-wildcard*", "names-never-resolved"),
    "names of variables have no upper and lower case on Windows": ("proxy-only-http-upper",),
    "Kerberos is asked of SSPI, and Wine's knows no domain": (
        "proxy-negotiate-right", "proxy-negotiate-wrong", "proxy-negotiate-missing", "proxy-negotiate-named",
        "proxy-negotiate-keytab", "proxy-negotiate-by-address"),
    "the component, or where its setting stands, is of Linux: waagent.conf, systemd's units, /opt/msawb, apt": (
        "identity-waagent-*", "identity-service-*", "identity-caller-malformed", "identity-hana-*", "identity-apt-only",
        "identity-same", "proxy-show", "proxy-password-for-hana"),
    "it looks at processes as Linux has them (/proc, core files, signals), and under Wine these are Wine's": (
        "secrets-*", "interrupt-any-moment", "interrupt-while-writing", "interrupt-twice*"),
    "nftables are Linux's: its rules are read for this machine's own": ("remedy-nftables-host",),
}

NOT_ON_LINUX = {
    "the registry is Windows' own": ("registry-*",),
}

# What people call a place on Linux, and what on Windows.
PLACES = {
    "line 1 of /etc/resolv.conf": "the settings of the adapters",
    "line 3 of /etc/resolv.conf": "the settings of the adapters",
    "line 1": "the settings of the adapters",
    "line 2": "the settings of the adapters",
    "/etc/hosts": "Select-String -SimpleMatch",
}

# Enough to run what Windows has of its own: sockets and what they tell, names, trust, registry, children, files, console.
WINE_CI = (
    # Sockets: what an end of a connect looks like.
    "all-open", "all-open-region", "tcp-443-dropped", "tcp-443-reset", "tcp-443-refused-at-time-out", "no-default-route",
    "no-default-route-resolver-known", "empty-network", "host-route-prohibits", "host-ports-exhausted", "one-address-dead",
    "first-connection-lost", "mtu-black-hole", "mtu-upward", "ipv6-alive", "ipv6-only", "answered-for-all",
    # Names: adapters, search list, hosts file, name service, datagrams that are refused.
    "dns-silent", "dns-closed", "dns-prohibited", "dns-refused", "dns-first-server-silent", "dns-hosts-override",
    "dns-hosts-override-same", "proxy-short-name", "proxy-short-name-hosts", "proxy-short-name-script", "resolvers-second-silent",
    "resolvers-first-silent", "resolvers-first-filters", "names-hosts-pinned", "dns-tcp-open", "dns-tcp-reset", "ipv6-only-nat64",
    # Trust: the machine's store, given files.
    "intercepted", "intercepted-trusted-file", "intercepted-trusted-system", "g2-in-store", "certificate-expired",
    "cross-certificate-missing", "tls-old", "tls-not", "windows-tls-cut",
    # libcurl over handed sockets, each kind of proxy, logins without SSPI.
    "sni-reset", "portal", "upload-refused", "service-busy", "clock-skewed", "proxy-good-direct-dropped",
    "proxy-password-right-file", "proxy-password-right-variable", "proxy-password-wrong", "proxy-silent-direct-dropped",
    "proxy-closing-direct-open", "proxy-https", "socks5h", "proxy-upstream-reset", "proxy-only-http", "proxy-variable-malformed",
    # Files and the end of a run.
    "nsg-denies", "azure-outbound-exported",
)


def reason(name, table=NOT_UNDER_WINE):
    """Why it is not for that platform; None where it is."""
    for words, names in table.items():
        if any(name == one or one.endswith("*") and name.startswith(one[:-1]) for one in names):
            return words
    return None


def require_known(scenarios):
    """The tables must not outlive what they speak of."""
    listed = [name for names in (*NOT_UNDER_WINE.values(), *NOT_ON_LINUX.values(), WINE_CI) for name in names]
    gone = [name for name in listed if not any(one == name or name.endswith("*") and one.startswith(name[:-1])
                                               for one in scenarios)]
    wrong = [name for name in WINE_CI if reason(name)]
    if gone or wrong:
        raise SystemExit(f"platforms.py: no such scenario: {gone}; not for Wine and yet chosen: {wrong}")


def for_wine(scenarios, named, is_ci):
    """Those that are for Wine. Whoever names one has it run, whatever the table says of it."""
    chosen = named or (WINE_CI if is_ci else [name for name in scenarios if not reason(name)])
    return {name: scenarios[name] for name in chosen}


def for_linux(scenarios):
    return {name: scenario for name, scenario in scenarios.items() if not reason(name, NOT_ON_LINUX)}
