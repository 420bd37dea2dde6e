"""The topology of the lab. No link leads out of it.

    client ── router1 ── router2 ── internet        router1: gateway and company firewall; router2: the provider
                │  │        │
              dns  proxy ───┘                       the proxy has a way of its own to the provider

Addresses of the service are given to the internet machine as whole prefixes (local routes), so that every sampled
address of a required range answers. What has no route there is dropped in silence at router2, as the real internet does.
"""

from pathlib import Path

from names import SERVED_PREFIXES_4, SERVED_PREFIXES_6, SIGN_IN_6
from sandbox import Namespace

CLIENT = "192.168.10.10"
GATEWAY = "192.168.10.1"
RESOLVER = "10.53.0.53"
PROXY = "10.31.28.28"
PROXY_6 = "2a0e:97c0:31::28"
PROXY_UPLINK = "4.68.2.1"
PROVIDER = "4.68.0.1"
CLIENT_NET = "192.168.10.0/24"

# Links: (machine, interface, IPv4, IPv6) twice. All IPv6 of the lab that is not the service's lies in 2a0e:97c0::/32.
LINKS = (
    ("client", "eth0", f"{CLIENT}/24", None, "router1", "lan", f"{GATEWAY}/24", "2a0e:97c0:10::1/64"),
    ("dns", "eth0", f"{RESOLVER}/24", None, "router1", "dns", "10.53.0.1/24", None),
    ("proxy", "eth0", f"{PROXY}/24", None, "router1", "dmz", "10.31.28.1/24", None),
    ("router1", "wan", "4.68.0.2/30", "2a0e:97c0:1::2/64", "router2", "customer", f"{PROVIDER}/30", "2a0e:97c0:1::1/64"),
    ("proxy", "uplink", "4.68.2.2/30", None, "router2", "second", f"{PROXY_UPLINK}/30", None),
    ("router2", "backbone", "4.68.1.1/30", "2a0e:97c0:2::1/64", "internet", "eth0", "4.68.1.2/30", "2a0e:97c0:2::2/64"),
)

ROUTES = {
    "client": ["default via " + GATEWAY],
    "dns": ["default via 10.53.0.1"],
    "proxy": ["default via 4.68.2.1", f"{CLIENT_NET} via 10.31.28.1", "10.53.0.0/24 via 10.31.28.1"],
    "router1": ["default via " + PROVIDER],
    "router2": [f"{CLIENT_NET} via 4.68.0.2", "10.53.0.0/24 via 4.68.0.2", "10.31.28.0/24 via 4.68.0.2",
                "blackhole default", *[f"{prefix} via 4.68.1.2" for prefix in SERVED_PREFIXES_4]],
    "internet": ["default via 4.68.1.1"],
}

ROUTES_6 = {
    "router1": ["::/0 via 2a0e:97c0:1::1"],
    "router2": ["2a0e:97c0:10::/64 via 2a0e:97c0:1::2", "blackhole ::/0",
                *[f"{prefix} via 2a0e:97c0:2::2" for prefix in SERVED_PREFIXES_6]],
    "internet": ["::/0 via 2a0e:97c0:2::1"],
}

MACHINES = tuple(ROUTES)


def build():
    """Make the machines and their links; return {name: Namespace}."""
    machines = {name: Namespace(name) for name in MACHINES}
    outside = Namespace("client")
    outside.enter = []
    outside.ip(*[f"netns add {name}" for name in MACHINES])
    for machine in machines.values():
        prepare_kernel(machine)
    outside.ip(*[f"link add {left_interface} netns {left} type veth peer name {right_interface} netns {right}"
                 for left, left_interface, _, _, right, right_interface, _, _ in LINKS])
    for machine in machines.values():
        machine.ip(*addresses_of(machine.name), *routes_of(machine.name))
    Path("/etc/resolv.conf").write_text(f"nameserver {RESOLVER}\n")
    # Nobody is known to listen on 8443, and nobody says so.
    machines["router2"].forward("tcp dport 8443 drop")
    return machines


def prepare_kernel(machine):
    is_router = machine.name.startswith("router")
    machine.sysctl(
        net__ipv4__ip_unprivileged_port_start=0,
        net__ipv4__ip_forward=int(is_router),
        net__ipv6__conf__all__forwarding=int(is_router),
        net__ipv4__conf__all__rp_filter=0,
        net__ipv4__conf__default__rp_filter=0,
        # Routers' ICMP is rate-limited by default, per destination and in all, and which packet gets an answer would be
        # chance. The masks say which types are limited: none, and one that nobody uses.
        net__ipv4__icmp_ratelimit=0,
        net__ipv4__icmp_ratemask=0,
        net__ipv6__icmp__ratelimit=0,
        net__ipv6__icmp__ratemask=255,
        # An address is usable at once; the kernel asks both settings.
        net__ipv6__conf__all__accept_dad=0,
        net__ipv6__conf__default__accept_dad=0,
        net__ipv6__conf__default__accept_ra=0,
        # The proxy has none at all, so that squid knows it; the client keeps ::1, as any machine does.
        net__ipv6__conf__all__disable_ipv6=int(machine.name == "proxy"),
        net__ipv6__conf__default__disable_ipv6=int(machine.name in ("client", "dns", "proxy")),
    )


def addresses_of(name):
    yield "link set lo up"
    for left, left_interface, left_4, left_6, right, right_interface, right_4, right_6 in LINKS:
        for machine, interface, address, address_6 in ((left, left_interface, left_4, left_6),
                                                       (right, right_interface, right_4, right_6)):
            if machine != name:
                continue
            yield f"address add {address} dev {interface}"
            if address_6:
                yield f"address add {address_6} dev {interface} nodad"
            yield f"link set {interface} up"


def routes_of(name):
    for route in ROUTES[name]:
        yield f"route add {route}"
    for route in ROUTES_6.get(name, []):
        yield f"route add {route}"
    if name == "internet":
        for prefix in (*SERVED_PREFIXES_4, *SERVED_PREFIXES_6):
            yield f"route add local {prefix} dev lo"


def give_proxy_ipv6(proxy, router, provider):
    """IPv6 for the proxy: an address on the company's side, a way back to the client, and a way out.

    Without the last, squid answers 503 for names that have IPv6 addresses too, whenever those are the first it learns.
    """
    proxy.sysctl(net__ipv6__conf__all__disable_ipv6=0, net__ipv6__conf__eth0__disable_ipv6=0,
                 net__ipv6__conf__uplink__disable_ipv6=0)
    router.ip("address add 2a0e:97c0:31::1/64 dev dmz nodad")
    provider.ip("address add 2a0e:97c0:3::1/64 dev second nodad")
    proxy.ip(f"address add {PROXY_6}/64 dev eth0 nodad", "route add 2a0e:97c0:10::/64 via 2a0e:97c0:31::1",
             "address add 2a0e:97c0:3::2/64 dev uplink nodad", "route add ::/0 via 2a0e:97c0:3::1")


def give_ipv6(client):
    """A global IPv6 address and a default route for the client, which has none by default.

    Neighbour discovery on links that have just come up may lose its first packets: wait until it is through.
    """
    client.sysctl(net__ipv6__conf__eth0__disable_ipv6=0)
    client.ip("address add 2a0e:97c0:10::10/64 dev eth0 nodad", "route add ::/0 via 2a0e:97c0:10::1")
    for _ in range(50):
        attempt = client.run("curl", "-s", "-m", "0.2", "-o", "/dev/null", f"http://[{SIGN_IN_6[0]}]/", check=False)
        if attempt.returncode == 0:
            return
    raise RuntimeError("IPv6 does not come up")
