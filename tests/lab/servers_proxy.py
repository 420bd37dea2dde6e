"""The proxies of the lab that are more than a plain squid: schemes of authentication, other programs, chains.

The one user is USER with PASSWORD, whatever the scheme; the realm of Kerberos is REALM, and its KDC runs beside the
resolver.
"""

import hashlib
import os
import sys
from pathlib import Path

import network
import pki
from sandbox import STATE, require_programs
from servers import DIRECTORY, SQUID_ACCESS, Server, configuration, listening, newline_join, squid

USER, PASSWORD = "backup", "correct-horse"
REALM = "CORP.EXAMPLE"
SERVICE = "HTTP/proxy.corp.example"
HELPERS = Path("/usr/lib/squid")
SCHEMES = ("negotiate", "ntlm", "digest", "basic")


# squid, and who may use it

def digest_of(user, realm, password):
    return hashlib.md5(f"{user}:{realm}:{password}".encode()).hexdigest()


def nt_hash(password):
    """MD4 of the password in UTF-16, which only OpenSSL's legacy provider still computes."""
    two_bytes_each = "".join(character + "\0" for character in password)
    return pki.openssl("dgst", "-provider", "legacy", "-provider", "default", "-md4", "-r", stdin=two_bytes_each).split()[0]


def verdict_log():
    """Where the NTLM helpers write what they said of each answer."""
    path = DIRECTORY / "ntlm-verdicts.log"
    path.touch()
    path.chmod(0o666)
    return path


def ntlm_verdicts():
    return verdict_log().read_text().split()


def scheme_lines(scheme, user, password):
    """The lines of squid.conf that offer a scheme and check it."""
    if scheme == "basic":
        path = configuration("users", f"{user}:{pki.openssl('passwd', '-apr1', password).strip()}\n")
        return [f"auth_param basic program {HELPERS}/basic_ncsa_auth {path}", "auth_param basic realm Contoso"]
    if scheme == "digest":
        path = configuration("digests", f"{user}:Contoso:{digest_of(user, 'Contoso', password)}\n")
        return [f"auth_param digest program {HELPERS}/digest_file_auth -c {path}", "auth_param digest realm Contoso"]
    if scheme == "ntlm":
        helper = Path(__file__).with_name("ntlm_helper.py")
        return [f"auth_param ntlm program {sys.executable} -B {helper} {user} {nt_hash(password)} {verdict_log()}",
                "auth_param ntlm children 12 startup=4 idle=4 queue-size=1000"]
    return [f"auth_param negotiate program /usr/bin/env KRB5RCACHEDIR={replay_cache()} "
            f"{HELPERS}/negotiate_kerberos_auth -k {keytab(SERVICE)} -s {SERVICE}@{REALM}",
            "auth_param negotiate children 12 startup=4 idle=4 queue-size=1000", "auth_param negotiate keep_alive on"]


def only_known(*schemes, user=USER, password=PASSWORD, access=""):
    """Options for servers.squid: it lets only the user through, and offers these schemes, in this order.

    access: rules before the one that asks who it is.
    """
    offers = [line for scheme in schemes for line in scheme_lines(scheme, user, password)]
    known = SQUID_ACCESS.replace("http_access allow all", f"{access}\nhttp_access allow known\nhttp_access deny all")
    return {"lines": [*offers, "acl known proxy_auth REQUIRED"], "access": known}


def squid_with_schemes(machine, *schemes, user=USER, password=PASSWORD, access="", **options):
    return squid(machine, **only_known(*schemes, user=user, password=password, access=access), **options)


# Kerberos

KERBEROS = STATE / "kerberos"


def replay_cache():
    path = KERBEROS / "replay"
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o777)
    return path


def keytab(principal):
    return KERBEROS / f"{principal.split('/')[0].lower()}.keytab"


def kerberos_environment(**more):
    """What programs of the realm's own machine need."""
    return {**os.environ, "KRB5_KDC_PROFILE": str(KERBEROS / "kdc.conf"), **more}


def configure_realm(patience=""):
    """/etc/krb5.conf, for every machine: nothing of Kerberos is asked of DNS but the address of the proxy's name."""
    Path("/etc/krb5.conf").write_text(f"""[libdefaults]
  default_realm = {REALM}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  rdns = false
  {patience}
[realms]
  {REALM} = {{
    kdc = {network.RESOLVER}:88
  }}
[domain_realm]
  .corp.example = {REALM}
""")


def kdc(machine, user=USER, password=PASSWORD):
    """A KDC of its own realm, with the user and the proxy as principals, and a keytab for each."""
    require_programs("krb5kdc", "kdb5_util", "kadmin.local", "kinit")
    KERBEROS.mkdir(exist_ok=True)
    configure_realm()
    (KERBEROS / "kdc.conf").write_text(f"""[kdcdefaults]
  kdc_listen = 88
  kdc_tcp_listen = 88
[realms]
  {REALM} = {{
    database_name = {KERBEROS}/principal
    key_stash_file = {KERBEROS}/stash
    acl_file = {KERBEROS}/acl
  }}
[logging]
  kdc = FILE:{DIRECTORY}/kdc-requests.log
""")
    (KERBEROS / "acl").write_text("")
    environment = kerberos_environment()
    machine.run("kdb5_util", "create", "-s", "-r", REALM, "-P", "the-lab's-own", environment=environment)
    for query in (f"addprinc -pw {password} {user}", f"addprinc -randkey {SERVICE}",
                  f"ktadd -norandkey -k {keytab(user)} {user}", f"ktadd -k {keytab(SERVICE)} {SERVICE}"):
        machine.run("kadmin.local", "-r", REALM, "-q", query, environment=environment)
    for path in (KERBEROS, *KERBEROS.iterdir()):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return Server(machine, "kdc", ["env", f"KRB5_KDC_PROFILE={KERBEROS}/kdc.conf", "krb5kdc", "-n", "-r", REALM],
                  listening(88))


def ticket(client, user=USER, password=PASSWORD):
    """Sign in as a user does; returns the environment that names the ticket."""
    cache = f"FILE:{KERBEROS}/ticket-of-{user}"
    client.run("kinit", "-c", cache, f"{user}@{REALM}", stdin=password + "\n")
    return {"KRB5CCNAME": cache}


def tickets_by_keytab(user=USER):
    """The environment of a service that has a keytab and no ticket yet."""
    return {"KRB5_CLIENT_KTNAME": str(keytab(user)), "KRB5CCNAME": f"FILE:{KERBEROS}/ticket-by-keytab"}


# Other proxies

def tinyproxy(machine, *lines, port=3128):
    """tinyproxy; lines: more of its configuration."""
    require_programs("tinyproxy")
    path = configuration("tinyproxy.conf", f"""
Port {port}
Listen 0.0.0.0
Timeout 60
MaxClients 100
LogLevel Error
ViaProxyName "tinyproxy"
DisableViaHeader No
{newline_join(lines, "")}
""")
    return Server(machine, "tinyproxy", ["tinyproxy", "-d", "-c", path], listening(port))


APACHE_MODULES = ("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "proxy",
                  "proxy_connect", "proxy_http")


def apache_users(user=USER, password=PASSWORD):
    """Rules for apache(): who has the password passes."""
    path = configuration("apache-users", f"{user}:{pki.openssl('passwd', '-apr1', password).strip()}\n")
    return f'AuthType Basic\nAuthName "Contoso"\nAuthBasicProvider file\nAuthUserFile {path}\nRequire valid-user'


def apache(machine, *lines, ports="443 8443", rules="Require all granted", port=3128, is_proxy=True):
    """Apache as a forward proxy; rules: who and what may pass; lines: more of the server's configuration."""
    require_programs("apache2")
    loads = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in APACHE_MODULES]
    path = configuration("apache.conf", f"""
{newline_join(loads, "")}
ServerName proxy.corp.example
ServerRoot {DIRECTORY}
DefaultRuntimeDir {DIRECTORY}
PidFile {DIRECTORY}/apache.pid
ErrorLog /dev/stderr
Listen 0.0.0.0:{port}
ProxyRequests {"On" if is_proxy else "Off"}
ProxyVia On
ProxyTimeout 5
AllowCONNECT {ports}
{newline_join(lines, "")}
<Proxy "*">
{rules}
</Proxy>
""")
    return Server(machine, "apache", ["apache2", "-DFOREGROUND", "-f", path], listening(port))


def dante(machine, *rules, method="none", port=1080):
    """Dante, for SOCKS 4 and 5. rules: its `socks block { … }` rules, before the one that lets all pass."""
    require_programs("danted")
    path = configuration("danted.conf", f"""
logoutput: stderr
internal: 0.0.0.0 port = {port}
external: uplink
clientmethod: none
socksmethod: {method}
user.privileged: nobody
user.unprivileged: nobody
client pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
{newline_join(rules, "")}
socks pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
""")
    return Server(machine, "danted", ["danted", "-f", path], listening(port))


def dante_with_users(machine, user=USER, password=PASSWORD):
    """Dante knows the users of its machine: here one, in an /etc/passwd of the lab's own."""
    digest = pki.openssl("passwd", "-6", password).strip()
    for name, line in (("passwd", f"{user}:x:1000:1000::/:/bin/false\n"), ("shadow", f"{user}:{digest}:19000:0:99999:7:::\n")):
        path = Path("/etc", name)
        known = path.read_text() if path.exists() else ""
        path.unlink(missing_ok=True)
        path.write_text(line + "".join(other for other in known.splitlines(True) if not other.startswith(f"{user}:")))
        path.chmod(0o644)
    return dante(machine, method="username")


# Chains

PARENT = network.PROXY_UPLINK


def parent(machine, **options):
    """The provider's proxy, to which the company's passes everything on."""
    return squid(machine, name="parent", listen=f"http_port {PARENT}:3128", host="proxy.provider.example", **options)


def child(machine):
    # Squid counts what the parent refuses as failures to reach it, and gives it up after ten.
    peer = f"cache_peer {PARENT} parent 3128 0 no-query default connect-fail-limit=1000"
    return squid(machine, lines=[peer, "never_direct allow all"])
