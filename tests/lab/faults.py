"""Everything that the lab can break, each under the name that scenarios and proofs share."""

import json
from pathlib import Path

import network
import pki
import servers
import servers_proxy
from names import certificate_names

TO_INTERNET = 'iifname "lan" oifname "wan"'
DOCUMENTATION = "{ 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 }"
INTERCEPTOR = "Contoso Web Gateway CA"
PROXY_URL = "http://proxy.corp.example:3128"


# On the way to the internet

def firewall_drops(lab, match="tcp dport 443"):
    lab.router1.forward(f"{TO_INTERNET} {match} drop")


def firewall_resets(lab, match="tcp dport 443"):
    lab.router1.forward(f"{TO_INTERNET} {match} reject with tcp reset")


def firewall_says(lab, icmp, match="tcp dport 443"):
    """icmp: admin-prohibited, host-unreachable, no-route or port-unreachable."""
    lab.router1.forward(f"{TO_INTERNET} {match} reject with icmpx type {icmp}")


def firewall_opens_only(lab, places, rest="drop"):
    """Whatever goes to other addresses or prefixes is dropped, or refused: rest is a verdict of nftables."""
    lab.router1.forward(f"{TO_INTERNET} ip daddr != {{ {', '.join(places)} }} {rest}")


def firewall_says_late(lab, icmp, port=443):
    """The first packet of each connection to the port vanishes; what is repeated a second later is refused by ICMP."""
    lab.router1.nft(f"""
table inet late {{
  set seen {{ type ipv4_addr . inet_service; flags dynamic; size 65536; timeout 5m; }}
  chain forward {{
    type filter hook forward priority 0; policy accept;
    iifname != "lan" accept
    tcp dport != {port} accept
    ip daddr . tcp sport @seen reject with icmpx type {icmp}
    add @seen {{ ip daddr . tcp sport }} drop
  }}
}}
""")


def first_connection_is_lost(lab):
    """Per destination, every packet of the first connection vanishes; later connections pass."""
    lab.router1.nft("""
table inet lossy {
  set seen { type ipv4_addr . inet_service; flags dynamic; size 65536; timeout 5m; }
  set lost { type ipv4_addr . inet_service . inet_service; flags dynamic; size 65536; timeout 5m; }
  chain forward {
    type filter hook forward priority 0; policy accept;
    iifname != "lan" accept
    meta l4proto != tcp accept
    ip daddr . tcp dport . tcp sport @lost drop
    ip daddr . tcp dport @seen accept
    tcp flags & (syn | ack) == syn add @seen { ip daddr . tcp dport } add @lost { ip daddr . tcp dport . tcp sport } drop
  }
}
""")


def connections_are_limited(lab, most, to="wan", refusal="tcp reset"):
    """Who has more connections than this at a time is refused. to: wan, the internet; dmz, the proxy.

    Those to 8443, where the lab drops everything in silence, are half open for minutes, and not counted.
    """
    lab.router1.nft(f"""
table inet limit_{to} {{
  set clients {{ type ipv4_addr; flags dynamic; size 65536; }}
  chain forward {{
    type filter hook forward priority 0; policy accept;
    iifname "lan" oifname "{to}" tcp dport != 8443 ct state new add @clients {{ ip saddr ct count over {most} }} reject with {refusal}
  }}
}}
""")


def new_connections_are_limited(lab, per_second=10, burst=20, to="wan"):
    """Who opens more connections than so many a second has the rest of his SYNs dropped, without a word."""
    lab.router1.forward(f'iifname "lan" oifname "{to}" tcp flags & (syn | ack) == syn '
                        f"limit rate over {per_second}/second burst {burst} packets drop")


def large_segments_vanish(lab, size=900):
    """A tunnel of small capacity on the way back, and nobody who says so."""
    lab.router1.forward(f'iifname "wan" oifname "lan" ip length > {size} drop')


def large_segments_vanish_upward(lab, size=900):
    """A tunnel of small capacity on the way out, and nobody who says so; what comes back may be as large as it likes."""
    lab.router1.forward(f'{TO_INTERNET} ip length > {size} drop')


def large_segments_vanish_before_proxy(lab, size=900):
    lab.router1.forward(f'iifname "lan" oifname "dmz" ip length > {size} drop')


def large_segments_vanish_behind_proxy(lab, size=900):
    """On the proxy's own way out: what the client sends to it arrives."""
    lab.router2.forward(f'iifname "second" ip length > {size} drop')


# On the client itself

def client_route_prohibits(lab):
    """A prohibit route for everything but the company's own networks."""
    lab.client.ip("route add 10.0.0.0/8 via 192.168.10.1", "route replace prohibit default")


def client_firewall_rejects(lab, match="tcp dport 443"):
    lab.client.output(f"{match} reject")


def client_firewall_drops(lab, match="tcp dport 443"):
    lab.client.output(f"{match} drop")


def client_has_few_ports(lab, count=4):
    """That many connections to one address and port at a time, and in the minute after them."""
    lab.client.sysctl(net__ipv4__ip_local_port_range=f"40000 {40000 + count - 1}")


def client_has_no_default_route(lab, with_resolver=False):
    lab.client.ip("route del default")
    if with_resolver:
        lab.client.ip("route add 10.0.0.0/8 via 192.168.10.1")


def client_has_no_network(lab, loopback=True):
    lab.client.ip("link del eth0")
    if not loopback:
        lab.client.ip("link set lo down")


# An NSG, as `az network nsg show` prints it

def nsg(*rules):
    return json.dumps({"name": "backup-nsg", "resourceGroup": "backup", "location": "westeurope",
                       "id": "/subscriptions/0/resourceGroups/backup/providers/Microsoft.Network/networkSecurityGroups/"
                             "backup-nsg", "securityRules": list(rules), "defaultSecurityRules": [
                           nsg_rule("AllowVnetOutBound", 65000, "Allow", "VirtualNetwork", "*", "VirtualNetwork"),
                           nsg_rule("AllowInternetOutBound", 65001, "Allow", "Internet", "*"),
                           nsg_rule("DenyAllOutBound", 65500, "Deny", "*", "*")]})


def nsg_rule(name, priority, access, destination, port, source="*"):
    return {"name": name, "priority": priority, "access": access, "direction": "Outbound", "protocol": "*",
            "sourceAddressPrefix": source, "sourceAddressPrefixes": [], "sourcePortRange": "*", "sourcePortRanges": [],
            "destinationAddressPrefix": destination, "destinationAddressPrefixes": [], "destinationPortRange": port,
            "destinationPortRanges": []}


NSG_WITH_DEFAULTS = nsg()
NSG_WITHOUT_443 = nsg(nsg_rule("deny-web", 200, "Deny", "Internet", "443"))


# Names

def resolver_is_silent(lab):
    lab.dns.input("meta l4proto { tcp, udp } th dport 53 drop")


def resolver_is_closed(lab):
    lab.resolver.stop()


def names_do_not_exist(lab, *domains):
    lab.resolve(server_lines=[f'local-zone: "{domain}" always_nxdomain' for domain in domains])


def no_name_exists(lab):
    lab.resolve(server_lines=['local-zone: "." always_nxdomain'])


def resolver_fails(lab):
    """SERVFAIL: the resolver forwards to a port where nobody is."""
    lab.resolve(zone=None, lines=["forward-zone:", '  name: "."', "  forward-addr: 127.0.0.1@9",
                                   "  forward-tcp-upstream: yes"])


def resolver_fails_for(lab, domain):
    """SERVFAIL for one domain, whose servers cannot be reached by the resolver."""
    lab.resolve(zone="upstream", lines=["forward-zone:", f'  name: "{domain}"', "  forward-addr: 127.0.0.1@9",
                                        "  forward-tcp-upstream: yes"])


def resolver_refuses(lab):
    lab.resolve(server_lines=["access-control: 192.168.10.0/24 refuse"])


def names_are_sinkholed(lab, domain, address):
    lab.resolve(server_lines=[f'local-zone: "{domain}" redirect', f'local-data: "{domain} 60 A {address}"'])


def private_endpoint(lab, served):
    """Storage names are aliases that lead to an address of the company's virtual network."""
    lab.resolve(names={"*.blob.core.windows.net": ("vault.privatelink.blob.core.windows.net",),
                       "vault.privatelink.blob.core.windows.net": ("10.99.0.7",)})
    if served:
        lab.internet.ip("address add 10.99.0.7/32 dev lo")
        lab.router2.ip("route add 10.99.0.0/24 via 4.68.1.2")


def second_resolver(lab, **options):
    """Another resolver, on the proxy's machine, which knows every name; the client's list names it second."""
    servers.unbound(lab.proxy, **options)
    resolv_conf("nameserver 10.53.0.53", "nameserver 10.31.28.28")


def resolv_conf(*lines):
    Path("/etc/resolv.conf").write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


TOO_LONG = {"login.microsoftonline.com": tuple(f"20.190.151.{last}" for last in range(1, 50))}


def answers_are_long(lab, tcp=None):
    """The addresses of a sign-in host do not fit into an answer over UDP. tcp: the verdict for TCP 53 on the way."""
    lab.resolve(names=TOO_LONG)
    if tcp:
        lab.router1.forward(f'iifname "lan" tcp dport 53 {tcp}')


def search_domain_has_wildcard(lab, address):
    """Every name below trap.example exists, and programs try it before the name itself."""
    lab.resolve(names={"*.trap.example": (address,)})
    resolv_conf("nameserver 10.53.0.53", "search corp.example trap.example", "options ndots:5")


def private_zone_lacks_record(lab):
    """A storage account is an alias into a private zone that has no record for it."""
    lab.resolve(zone="upstream", names={"contoso.blob.core.windows.net": ("contoso.privatelink.blob.core.windows.net",),
                                        "privatelink.blob.core.windows.net": ("52.239.213.9",)})


# The platform that the machine runs on

def machine_is_an_azure_vm(lab, region, environment="AzurePublicCloud"):
    """The two addresses that Azure serves to its own VMs: instance metadata, for who sends the header, and the wire server."""
    metadata = json.dumps({"compute": {"azEnvironment": environment, "location": region, "name": "backup-vm",
                                       "subscriptionId": "0", "userData": "bm90aGluZw=="}, "network": {"interface": []}})
    lab.router1.ip("address add 169.254.169.254/32 dev lo", "address add 168.63.129.16/32 dev lo")
    servers.nginx(lab.router1, "platform", f"""
listen 169.254.169.254:80;
default_type application/json;
if ($http_metadata != true) {{ return 400; }}
location /metadata/instance {{ return 200 '{metadata}'; }}
}}
server {{
listen 168.63.129.16:80;
listen 168.63.129.16:443;
listen 168.63.129.16:32526;
default_type text/xml;
location / {{ return 200 '<?xml version="1.0"?><Versions></Versions>'; }}
""", 80)


def metadata_is_anothers(lab):
    """Another provider's metadata service: the same address, other documents."""
    lab.router1.ip("address add 169.254.169.254/32 dev lo")
    servers.nginx(lab.router1, "platform", "listen 169.254.169.254:80; default_type text/plain; "
                  "location / { return 200 'latest/meta-data'; }", 80)


# TLS

def redirect_443(lab, port, answers_for_all=False):
    """Put something of router1's between the client and every port 443. A transparent gateway answers for addresses
    that lead nowhere, too; a filter that only looks at passing packets does not."""
    exception = "" if answers_for_all else f"ip daddr != {DOCUMENTATION}"
    lab.router1.prerouting(f'iifname "lan" {exception} tcp dport 443 redirect to :{port}')


def names_are_filtered(lab, action, *names, answers_for_all=False):
    """Somebody reads the ClientHello; action is reset, close or silence."""
    lab.misbehave(lab.router1, "sni", 1443, action, *names)
    redirect_443(lab, 1443, answers_for_all)


def only_names_pass(lab, action, *names, answers_for_all=False):
    """An allow-list of server names; action, on all others, is reset, close or silence."""
    lab.misbehave(lab.router1, "sni-only", 1443, action, *names)
    redirect_443(lab, 1443, answers_for_all)


def old_tls_is_cut(lab, action):
    """Somebody acts upon whoever offers nothing newer than TLS 1.2, as what reads certificates does in effect."""
    lab.misbehave(lab.router1, "old-tls", 1443, action)
    redirect_443(lab, 1443)


def inspect(machine, default):
    """Start the inspecting haproxy; connections must be redirected to it."""
    servers.haproxy(machine, "interceptor", f"""
frontend inspect
  bind 0.0.0.0:1443 ssl generate-certificates ca-sign-file {pki.DIRECTORY}/interceptor-with-key.pem crt {default} alpn http/1.1
  default_backend origin
backend origin
  server origin 0.0.0.0:443 ssl verify none sni ssl_fc_sni
""", 1443)


def interceptor_signs(lab, common_name=INTERCEPTOR, answers_for_all=False, organization="Contoso Ltd"):
    """TLS inspection: router1 ends every connection to 443 and signs for every name. Returns the CA's certificate."""
    authority = pki.authority("interceptor", common_name, organization)
    default = pki.leaf("interceptor-default", ["gateway.corp.example"], signer="interceptor")
    inspect(lab.router1, default)
    redirect_443(lab, 1443, answers_for_all)
    return authority


def signed_by_g2(lab, with_link=True):
    """Azure's chain of today: a root that is self-signed, and cross-signed by one that everybody has, as the lab's root
    stands for it. with_link: servers send the cross-signed one. Returns both."""
    own = pki.authority("g2", "Microsoft TLS RSA Root G2", "Microsoft Corporation")
    link = pki.signed_authority("g2-crossed", "Microsoft TLS RSA Root G2", "root", key_of="g2")
    issuing = pki.signed_authority("g2-issuing", "Microsoft TLS G2 RSA CA OCSP 02", "g2")
    served = pki.leaf("g2-leaf", [*certificate_names(), "*.z33.blob.storage.azure.net"], signer="g2-issuing")
    pki.joined("g2-cut", served, issuing)
    lab.serve(https=f"ssl crt {pki.joined('g2-whole', served, issuing, link)}")
    if not with_link:
        chain_is_cut(lab)
    return own, link


def chain_is_cut(lab):
    """After signed_by_g2: servers leave the cross-signed certificate out."""
    lab.serve(https=f"ssl crt {pki.DIRECTORY}/g2-cut.pem")


def certificate_is(lab, kind):
    """kind: expired, early, elsewhere (for another name)."""
    names = ["www.elsewhere.example"] if kind == "elsewhere" else certificate_names()
    dates = {"expired": (pki.LONG_AGO, pki.LAST_YEAR), "early": (pki.FAR_AHEAD, pki.FARTHER_AHEAD)}
    start, end = dates.get(kind, (pki.LONG_AGO, pki.FARTHER_AHEAD))
    lab.serve(https=f"ssl crt {pki.leaf(kind, names, start=start, end=end)}")


def certificates_name(lab, *addresses):
    """Every certificate says that its revocation lists are at these addresses."""
    points = ",".join(f"URI:{address}" for address in addresses)
    path = pki.leaf("with-lists", [*certificate_names(), "*.z33.blob.storage.azure.net"], more=f"crlDistributionPoints = {points}")
    lab.serve(https=f"ssl crt {path}")


OLD_TLS = "ssl-min-ver TLSv1.0 ssl-max-ver TLSv1.1 ciphers ALL:@SECLEVEL=0"


def only_old_tls(lab, address=None):
    """Nothing newer than TLS 1.1 is spoken by any host, or by the one at this address."""
    old = f"ssl crt {servers.default_certificate()} {OLD_TLS}"
    if address is None:
        lab.serve(https=old)
        return
    servers.haproxy(lab.internet, "old", f"frontend old\n  bind 0.0.0.0:1443 {old}\n{servers.answer_rules()}\n", 1443)
    lab.internet.prerouting(f"ip daddr {address} tcp dport 443 redirect to :1443")


def old_gateway_behind_proxy(lab):
    """Whatever the proxy sends to 443 is ended by a gateway that knows no newer TLS; the client's own way is open."""
    old = f"ssl crt {servers.default_certificate()} {OLD_TLS}"
    servers.haproxy(lab.router2, "old-gateway", f"frontend old\n  bind 0.0.0.0:1443 {old}\n{servers.answer_rules()}\n", 1443)
    lab.router2.prerouting('iifname "second" tcp dport 443 redirect to :1443')
    start_proxy(lab)


def no_tls_on_443(lab):
    lab.serve(https="")


def page_takes_port_80(lab, status, text):
    """Whoever asks for a page over plain HTTP is given this one."""
    servers.nginx(lab.router1, "page", f"listen 1080; default_type text/html; location / {{ return {status} '{text}'; }}", 1080)
    lab.router1.prerouting('iifname "lan" tcp dport 80 redirect to :1080')


def transparent_proxy(lab):
    """Plain HTTP is passed on by a proxy that nobody was told of, which writes its name into the answers."""
    servers.squid(lab.router1, listen="http_port 127.0.0.1:3127\nhttp_port 3126 intercept", port=3126)
    lab.router1.prerouting('iifname "lan" tcp dport 80 redirect to :3126')


def portal_takes_port_80(lab):
    """A captive portal: whoever asks for a page is sent to the sign-in page."""
    servers.nginx(lab.router1, "portal", "listen 1080; location / { return 302 http://portal.corp.example/login; }", 1080)
    lab.router1.prerouting('iifname "lan" tcp dport 80 redirect to :1080')


# The proxy

def start_proxy(lab, **options):
    return servers.squid(lab.proxy, **options)


def start_https_proxy(lab, names=("proxy.corp.example",), signer="root", end=pki.FARTHER_AHEAD, **options):
    """The same proxy, spoken to over TLS on 3129."""
    certificate = pki.leaf("proxy", list(names), signer=signer, end=end)
    return start_proxy(lab, listen=f"https_port 3129 tls-cert={certificate}", port=3129, **options)


def proxy_denies(lab, acl):
    """acl: one squid acl line, named `unwanted`, of what must not pass."""
    return start_proxy(lab, access=f"{acl}\nhttp_access deny unwanted\n{servers.SQUID_ACCESS}")


def proxy_wants_password(lab, user="backup", password="correct-horse"):
    digest = pki.openssl("passwd", "-apr1", password).strip()
    path = servers.configuration("users", f"{user}:{digest}\n")
    start_proxy(lab, lines=[f"auth_param basic program /usr/lib/squid/basic_ncsa_auth {path}",
                            "auth_param basic realm Contoso", "acl known proxy_auth REQUIRED"],
                access=servers.SQUID_ACCESS.replace("http_access allow all",
                                                    "http_access allow known\nhttp_access deny all"))


def ticket_is_for_another_key(lab):
    """The proxy's key has changed since it got its keytab, so it cannot read what a ticket holds. Returns the
    environment of a user with a ticket."""
    lab.dns.run("kadmin.local", "-r", servers_proxy.REALM, "-q", f"cpw -randkey {servers_proxy.SERVICE}",
                environment=servers_proxy.kerberos_environment())
    return servers_proxy.ticket(lab.client)


def ntlm_knows_nobody(lab):
    """The proxy's NTLM has another password than its Digest and Basic, as a lost trust to the domain looks."""
    broken = servers_proxy.only_known("ntlm", password="another-one")
    good = servers_proxy.only_known("digest", "basic")
    start_proxy(lab, lines=[*broken["lines"][:-1], *good["lines"]], access=good["access"])


def proxy_closes_after_407(lab, *schemes):
    firewall_drops(lab)
    servers_proxy.squid_with_schemes(lab.proxy, *schemes, listen="http_port 3130", port=3130)
    lab.misbehave(lab.proxy, "closing", 3128, 3130)


def proxy_is_silent(lab):
    lab.proxy.input("tcp dport 3128 drop")


def proxy_accepts_and_says_nothing(lab):
    return lab.misbehave(lab.proxy, "silent", 3128)


def proxy_accepts_and_closes(lab):
    return lab.misbehave(lab.proxy, "close", 3128)


def proxy_is_a_web_server(lab):
    return servers.nginx(lab.proxy, "web", "listen 3128; location / { return 200 'Contoso intranet'; }", 3128)


def proxy_cannot_resolve(lab):
    """The proxy's own resolver knows no name."""
    servers.unbound(lab.proxy, server_lines=['local-zone: "." always_nxdomain'])
    start_proxy(lab, resolver="127.0.0.1")


def proxy_upstream_is(lab, verdict):
    """verdict: an nft verdict for what the proxy sends to the internet's 443."""
    lab.router2.forward(f'iifname "second" tcp dport 443 {verdict}')
    start_proxy(lab)


def proxy_side_interceptor(lab, start=True):
    """The proxy's connections are inspected on their way to the internet; the client's own are not."""
    authority = pki.authority("interceptor", INTERCEPTOR, "Contoso Ltd")
    default = pki.leaf("interceptor-default", ["gateway.corp.example"], signer="interceptor")
    inspect(lab.router2, default)
    lab.router2.prerouting('iifname "second" tcp dport 443 redirect to :1443')
    if start:
        start_proxy(lab)
    return authority


def proxy_by_ipv6_only(lab):
    """The proxy listens on an IPv6 address alone; the client has IPv6, which leads no farther than there."""
    network.give_ipv6(lab.client)
    network.give_proxy_ipv6(lab.proxy, lab.router1, lab.router2)
    start_proxy(lab, listen=f"http_port [{network.PROXY_6}]:3128")
    firewall_drops(lab, "meta l4proto { tcp, udp }")


# Machines of one family

NAT64_PREFIX = "64:ff9b::"


def client_has_only_ipv6(lab, dns64=True):
    """No IPv4 on the client but its own; the resolver is asked by IPv6, and makes addresses for NAT64 if dns64.

    There is no translator: the internet's machine has the addresses of its prefix itself.
    """
    network.give_ipv6(lab.client)
    lab.client.run("ip", "-4", "address", "flush", "dev", "eth0")
    lab.dns.sysctl(net__ipv6__conf__all__disable_ipv6=0, net__ipv6__conf__eth0__disable_ipv6=0)
    lab.router1.ip("address add 2a0e:97c0:53::1/64 dev dns nodad")
    lab.dns.ip("address add 2a0e:97c0:53::53/64 dev eth0 nodad", "route add ::/0 via 2a0e:97c0:53::1")
    lab.router2.ip(f"route add {NAT64_PREFIX}/96 via 2a0e:97c0:2::2")
    lab.internet.ip(f"route add local {NAT64_PREFIX}/96 dev lo")
    modules = ['module-config: "dns64 iterator"', f"dns64-prefix: {NAT64_PREFIX}/96"] if dns64 else []
    lab.resolve(zone="upstream", names={"ipv4only.arpa": ("192.0.0.170", "192.0.0.171")},
                server_lines=["interface: ::0", "access-control: ::0/0 allow", *modules])
    resolv_conf("nameserver 2a0e:97c0:53::53")
