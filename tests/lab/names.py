"""Every name that exists in the lab, where it lives, and how its host answers to a stranger."""

SIGN_IN = {
    "login.microsoftonline.com": ("20.190.129.10", "20.190.151.7", "20.190.177.20", "40.126.1.5", "40.126.28.11",
                                  "40.126.53.9"),
    "login.windows.net": ("20.190.132.2", "20.190.159.64", "40.126.31.67", "40.126.45.18"),
    "login.microsoft.com": ("20.190.160.14", "40.126.32.72"),
}
SIGN_IN_6 = ("2603:1006:2000::10", "2603:1027:1:28::7")

# Parts of 20.190.128.0/18: one that two of the names above resolve into, and one that none does.
USED_PART = "20.190.128.0/21"
UNUSED_PART = "20.190.184.0/21"

# Wildcard and plain names → addresses. A CNAME is written as one word that is no address.
NAMES = {
    **SIGN_IN,
    "*.microsoftonline.com": ("20.190.151.8", "40.126.28.12"),
    "*.login.microsoftonline.com": ("20.190.151.13", "40.126.28.13"),
    "*.login.microsoft.com": ("20.190.160.15",),
    "*.backup.windowsazure.com": ("fe.ext.trafficmanager.net",),
    "fe.ext.trafficmanager.net": ("fe.japaneast.cloudapp.azure.com",),
    "fe.japaneast.cloudapp.azure.com": ("20.191.166.150",),
    "*.windowsazure.com": ("20.191.166.134",),
    "*.hypervrecoverymanager.windowsazure.com": ("20.191.166.135",),
    "*.blob.core.windows.net": ("blob.fe.store.core.windows.net",),
    "blob.fe.store.core.windows.net": ("52.239.213.4",),
    "*.queue.core.windows.net": ("52.239.213.5",),
    "*.core.windows.net": ("52.239.213.6",),
    "*.windows.net": ("20.190.151.9",),
    "graph.windows.net": ("20.190.151.10",),
    "enterpriseregistration.windows.net": ("20.190.151.11",),
    "*.blob.storage.azure.net": ("52.239.214.4",),
    "*.microsoft.com": ("13.107.246.40",),
    "download.microsoft.com": ("23.45.12.7",),
    "www.microsoft.com": ("23.45.12.8",),
    "graph.microsoft.com": ("20.190.151.12",),
    "management.azure.com": ("20.191.160.7",),
    "portal.azure.com": ("20.191.160.8",),
    "*.msauth.net": ("13.107.246.41",),
    "*.msftauth.net": ("13.107.246.42",),
    "www.msftconnecttest.com": ("13.107.4.52",),
    "ipv6.msftconnecttest.com": (),
    "www.msftncsi.com": ("13.107.4.53",),
    "dns.msftncsi.com": ("131.107.255.255",),
    "*.digicert.com": ("23.45.13.1",),
    "*.digicert.cn": ("23.45.13.5",),
    "cacerts.geotrust.com": ("23.45.13.6",),
    "*.msocsp.com": ("23.45.13.2",),
    "*.d-trust.net": ("23.45.13.3",),
    "*.ocsp.d-trust.net": ("23.45.13.3",),
    "ctldl.windowsupdate.com": ("23.45.13.4",),
    # US Government
    "*.windowsazure.us": ("52.127.3.5",),
    "*.backup.windowsazure.us": ("52.127.3.6",),
    "*.microsoftonline.us": ("20.140.232.10", "52.126.194.10"),
    "login.microsoftonline.us": ("20.140.232.11", "52.126.194.11"),
    "*.login.microsoftonline.us": ("20.140.232.14",),
    "*.usgovcloudapi.net": ("52.127.4.4",),
    "*.core.usgovcloudapi.net": ("52.127.4.5",),
    "*.blob.core.usgovcloudapi.net": ("52.127.4.6",),
    "*.queue.core.usgovcloudapi.net": ("52.127.4.7",),
    "*.microsoft.us": ("20.140.232.12",),
    "graph.microsoftazure.us": ("20.140.232.13",),
    "portal.azure.us": ("52.127.4.9",),
    # China
    "*.windowsazure.cn": ("40.72.79.66",),
    "*.backup.windowsazure.cn": ("40.72.79.65",),
    "*.microsoftonline.cn": ("40.72.70.10",),
    "*.partner.microsoftonline.cn": ("40.72.70.11",),
    "*.chinacloudapi.cn": ("40.72.70.12",),
    "*.core.chinacloudapi.cn": ("40.73.1.4",),
    "*.blob.core.chinacloudapi.cn": ("40.73.1.5",),
    "*.queue.core.chinacloudapi.cn": ("40.73.1.6",),
    "portal.azure.cn": ("40.72.70.13",),
    # Neither Microsoft's nor anybody's in particular
    "www.example.com": ("93.184.216.34",),
    "example.com": ("93.184.216.34",),
    "www.example.net": ("93.184.216.35",),
    "www.example.org": ("93.184.216.36",),
    "www.bing.com": ("204.79.197.200",),
    "www.google.com": ("142.250.74.4",),
    "one.one.one.one": ("1.1.1.1",),
    # The company's own
    "proxy.corp.example": ("10.31.28.28",),
    "proxies.corp.example": ("10.31.28.27", "10.31.28.28"),
    "gateway.corp.example": ("192.168.10.1",),
    "portal.corp.example": ("192.168.10.1",),
    "pac.corp.example": ("10.53.0.53",),
}

NAMES_6 = {
    **{name: SIGN_IN_6 for name in SIGN_IN},
    "*.microsoftonline.com": ("2603:1006:2000::12",),
    "fe.japaneast.cloudapp.azure.com": ("2603:1040:407::150",),
    "blob.fe.store.core.windows.net": ("2603:1040:407::4",),
    "*.windowsazure.com": ("2603:1040:407::151",),
    "*.queue.core.windows.net": ("2603:1040:407::5",),
    "*.windows.net": ("2603:1006:2000::13",),
    "graph.windows.net": ("2603:1006:2000::14",),
    "*.blob.storage.azure.net": ("2603:1040:407::6",),
    "*.microsoft.com": ("2620:1ec:bdf::40",),
    "download.microsoft.com": ("2620:1ec:bdf::41",),
    "www.microsoft.com": ("2620:1ec:bdf::42",),
    "graph.microsoft.com": ("2603:1006:2000::15",),
    "www.msftconnecttest.com": ("2a01:111:2003::52",),
    "ipv6.msftconnecttest.com": ("2a01:111:2003::52",),
    "dns.msftncsi.com": ("fd3e:4f5a:5b81::1",),
    "login.microsoftonline.us": ("2001:489a:3500::11",),
    "www.example.com": ("2606:2800:220::34",),
    "www.bing.com": ("2620:1ec:c11::200",),
    "one.one.one.one": ("2606:4700:4700::1111",),
    "proxy6.corp.example": ("2a0e:97c0:31::28",),
}

SERVED_PREFIXES_4 = (
    "1.1.1.0/24", "13.0.0.0/8", "20.0.0.0/8", "23.0.0.0/8", "40.64.0.0/10", "48.213.128.0/20", "52.0.0.0/8",
    "62.11.192.0/20", "93.184.216.0/24", "131.107.0.0/16", "142.250.0.0/15", "204.79.197.0/24",
)
SERVED_PREFIXES_6 = ("2603:1000::/24", "2001:489a::/32", "2620:1ec::/36", "2a01:111::/32", "2606:4700::/32",
                     "2606:2800::/32")

# Host name suffix → status, Server header, body of the answer to a stranger. The first that fits decides.
BLOB_ERROR = ("<?xml version='1.0' encoding='utf-8'?><Error><Code>InvalidQueryParameterValue</Code><Message>Value for one"
              " of the query parameters specified in the request URI is invalid.</Message></Error>")
AUTHENTICATION_ERROR = ("<?xml version='1.0' encoding='utf-8'?><Error><Code>AuthenticationFailed</Code><Message>Server"
                        " failed to authenticate the request. Make sure the value of Authorization header is formed"
                        " correctly including the signature.</Message></Error>")
ANSWERS = (
    (".blob.storage.azure.net", 403, "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0", AUTHENTICATION_ERROR),
    (".blob.core.windows.net", 400, "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0", BLOB_ERROR),
    (".queue.core.windows.net", 400, "Windows-Azure-Queue/1.0 Microsoft-HTTPAPI/2.0", BLOB_ERROR),
    (".core.usgovcloudapi.net", 400, "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0", BLOB_ERROR),
    (".core.chinacloudapi.cn", 400, "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0", BLOB_ERROR),
    (".windowsazure.com", 404, "Microsoft-HTTPAPI/2.0", "<html>nothing for a stranger</html>"),
    (".windowsazure.us", 404, "Microsoft-HTTPAPI/2.0", "<html>nothing for a stranger</html>"),
    (".windowsazure.cn", 404, "Microsoft-HTTPAPI/2.0", "<html>nothing for a stranger</html>"),
    ("graph.windows.net", 401, "", "<html>nothing for a stranger</html>"),
    ("graph.microsoft.com", 401, "", "<html>nothing for a stranger</html>"),
    ("management.azure.com", 404, "", "<html>nothing for a stranger</html>"),
    ("management.usgovcloudapi.net", 404, "", "<html>nothing for a stranger</html>"),
    ("management.chinacloudapi.cn", 404, "", "<html>nothing for a stranger</html>"),
    ("download.microsoft.com", 302, "", "<html>nothing for a stranger</html>"),
    ("www.bing.com", 200, "", "<html>bing</html>"),
    (".example.com", 200, "", "<html>Example Domain</html>"),
    (".corp.example", 200, "", "<html>Contoso</html>"),
    ("", 200, "Microsoft-IIS/10.0", "<html>Sign in to your account</html>"),
)


# What Microsoft's lists of the MARS agent name, year by year, as host name suffixes and prefixes.
NAMES_OF_2019 = ("microsoft.com", "windowsazure.com", "microsoftonline.com", "windows.net", "www.msftncsi.com")
RANGES_OF_2019 = ("20.190.128.0/18", "40.126.0.0/18")
NAMES_OF_TODAY = ("microsoft.com", "windowsazure.com", "microsoftonline.com", "windows.net", "blob.core.windows.net",
                  "queue.core.windows.net", "blob.storage.azure.net", "backup.windowsazure.com", "login.microsoft.com")


def addresses_of(suffixes):
    """Every IPv4 address of the names below these suffixes: what a firewall that is given names opens."""
    found = set()

    def follow(name):
        for target in NAMES[name]:
            if target[0].isdigit():
                found.add(target)
            else:
                follow(target)

    for name in NAMES:
        plain = name.removeprefix("*.")
        if any(plain == suffix or plain.endswith("." + suffix) for suffix in suffixes):
            follow(name)
    return sorted(found)


# The public cloud's, as of 2021.
GEO_CODES = """
acl acl2 ae ase brs bse cnc cne inc cus ccy ea eus eus2 ecy frc frs gn gwc uac uks wcus inw wus2 jpe jpw jic jiw krc krs
ncus ne nwe nww san saw scus ins sea sdc sds szn szw uan ukw we wus wus3
""".split()


def certificate_names():
    """Names for certificates that are not made on demand: every name of the table, and the backup hosts of every region.

    A certificate's wildcard stands for one label only, and geo codes come before the suffix.
    """
    return [*NAMES, *[f"*.{code}.backup.windowsazure.com" for code in GEO_CODES]]


def zone_file(others=None):
    """The whole name space as one zone; `others` are names that stand beside it, or in its place."""
    lines = ["$ORIGIN .", "$TTL 60", "@ SOA ns.lab.example. host.lab.example. 1 3600 600 86400 5", "@ NS ns.lab.example.",
             "ns.lab.example. A 10.53.0.53"]
    for name, targets in {**NAMES, **(others or {})}.items():
        for target in targets:
            kind = "A" if target[0].isdigit() else "CNAME"
            lines.append(f"{name}. {kind} {target}{'.' if kind == 'CNAME' else ''}")
    for name, targets in NAMES_6.items():
        lines += [] if name in (others or {}) else [f"{name}. AAAA {target}" for target in targets]
    return "\n".join(lines) + "\n"

