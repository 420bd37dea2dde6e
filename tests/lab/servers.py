"""The real servers of the lab: unbound, haproxy, nginx, squid and microsocks, each in its machine.

They insist on not being root, and inside a sandbox of one user there is nobody else to become. So each runs in a user
namespace of its own that calls the same user `nobody`; low ports are open to everybody there.
"""

import subprocess
import time

import pki
from names import ANSWERS, certificate_names, zone_file
from sandbox import STATE

AS_NOBODY = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"]
DIRECTORY = STATE / "servers"


class Server:
    """A running server: its process, and what it wrote."""

    def __init__(self, machine, name, command, ready):
        """ready(machine) says whether it serves yet."""
        DIRECTORY.mkdir(exist_ok=True)
        self.name, self.log = name, DIRECTORY / f"{name}.log"
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = machine.start(*AS_NOBODY, *command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.wait(machine, ready)

    def wait(self, machine, ready):
        patience = time.monotonic() + 30
        while not ready(machine):
            if self.process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"{self.name} does not serve:\n{self.log.read_text()}")
            time.sleep(0.01)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def listening(port, protocol="tcp"):
    """Is anything bound to this port on the machine? Read from the kernel, because asking the server would disturb it."""
    def ready(machine):
        found = machine.run("ss", "-H", "-l", "-n", "-t" if protocol == "tcp" else "-u", "sport", "=", f":{port}")
        return bool(found.stdout.strip())
    return ready


def configuration(name, text):
    DIRECTORY.mkdir(exist_ok=True)
    path = DIRECTORY / name
    path.write_text(text)
    path.chmod(0o644)
    return path


def unbound(machine, lines=(), server_lines=(), zone="downstream", names=None):
    """The resolver. `server_lines`: more of its server section; `lines`: more sections.

    zone: how it knows the lab's names: "downstream", as an authority that answers by itself; "upstream", as a recursive
    resolver that may be sent elsewhere for a part; None: not at all. names: see names.zone_file.
    """
    zone_path = configuration("root.zone", zone_file(names))
    authority = f'auth-zone:\n  name: "."\n  zonefile: "{zone_path}"\n'
    authority += f"  for-downstream: {yes(zone == 'downstream')}\n  for-upstream: {yes(zone == 'upstream')}\n"
    path = configuration("unbound.conf", f"""
server:
  interface: 0.0.0.0
  username: ""
  chroot: ""
  directory: "{DIRECTORY}"
  pidfile: ""
  use-syslog: no
  logfile: ""
  access-control: 0.0.0.0/0 allow
  do-not-query-localhost: no
  module-config: "iterator"
  num-threads: 1
  so-reuseport: no
  {newline_join(server_lines)}
remote-control:
  control-enable: no
{authority if zone else ""}
{newline_join(lines, "")}
""")
    return Server(machine, "unbound", ["unbound", "-d", "-p", "-c", path], listening(53, "udp"))


def yes(is_true):
    return "yes" if is_true else "no"


def newline_join(lines, indent="  "):
    return f"\n{indent}".join(lines)


def haproxy(machine, name, text, port):
    path = configuration(f"{name}.cfg", "global\n  maxconn 4000\n  tune.ssl.default-dh-param 2048\n"
                         "defaults\n  mode http\n  timeout connect 10s\n  timeout client 60s\n  timeout server 60s\n  timeout tarpit 60s\n"
                         + text)
    return Server(machine, name, ["haproxy", "-db", "-f", path], listening(port))


def internet(machine, https=None, http=None, clock_ahead=0, status=None, open_8443=False, first=""):
    """Everything that answers on the internet.

    https: options of the bind line, in place of certificates on demand; http: rules for port 80; clock_ahead: seconds;
    status: what every host says over HTTPS in place of its own; first: rules for HTTPS before all others.
    """
    https = https_on_demand() if https is None else https
    # Since 2.8 haproxy would offer HTTP/2 too, which no client of the lab is about.
    https += " alpn http/1.1" if https.startswith("ssl") else ""
    text = f"""
frontend https
  bind 0.0.0.0:443 {https}
  bind :::443 v6only {https}
{f"  bind 0.0.0.0:8443 {https}" if open_8443 else ""}
  {first}
{answer_rules(clock_ahead, status)}
frontend http
  bind 0.0.0.0:80
  bind :::80 v6only
{http or plain_http_rules()}
frontend iscsi
  mode tcp
  bind 0.0.0.0:3260
  default_backend nowhere
backend nowhere
  mode tcp
"""
    return haproxy(machine, "internet", text, 443)


def https_on_demand():
    """Bind options: a good certificate for any name, made when it is asked for."""
    return f"ssl generate-certificates ca-sign-file {pki.ROOT_WITH_KEY} crt {default_certificate()}"


def default_certificate():
    """What haproxy shows when a client names no host."""
    path = pki.DIRECTORY / "default.pem"
    return path if path.exists() else pki.leaf("default", certificate_names())


def answer_rules(clock_ahead=0, status_of_all=None):
    lines = []
    for suffix, status, server, body in ANSWERS:
        status = status_of_all or status
        headers = f" hdr Date %[date({clock_ahead}),http_date] hdr x-ms-request-id %[uuid]"
        headers += f' hdr Server "{server}"' if server else ""
        headers += " hdr Location https://www.microsoft.com/" if 300 <= status < 400 else ""
        condition = f"if {{ req.hdr(host),field(1,:),lower -m end {suffix} }}" if suffix else ""
        content = "content-type application/xml" if body.startswith("<?xml") else "content-type text/html"
        lines.append(f'  http-request return status {status} {content} string "{body}"{headers} {condition}')
    return "\n".join(lines)


def plain_http_rules():
    """The connectivity tests of Windows, and revocation lists."""
    date = "hdr Date %[date,http_date]"
    return f"""
  http-request return status 200 content-type text/plain string "Microsoft Connect Test" {date} if {{ req.hdr(host) -m end .msftconnecttest.com }} {{ path /connecttest.txt }}
  http-request return status 200 content-type text/plain string "Microsoft NCSI" {date} if {{ req.hdr(host) -m end .msftncsi.com }} {{ path /ncsi.txt }}
  http-request return status 200 content-type application/pkix-crl string "crl" {date} if {{ path_end .crl }}
  http-request return status 404 content-type text/html string "nothing here" {date}
"""


def nginx(machine, name, server_block, port):
    """A plain web server; server_block is what stands between `server {{` and `}}`."""
    work = DIRECTORY / name
    work.mkdir(parents=True)
    work.chmod(0o777)
    path = configuration(f"{name}.conf", f"""
daemon off;
master_process off;
pid {work}/pid;
error_log stderr;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  server {{
{server_block}
  }}
}}
""")
    return Server(machine, name, ["nginx", "-c", path, "-e", "stderr"], listening(port))


SQUID_ACCESS = """
acl SSL_ports port 443 8443
acl CONNECT method CONNECT
http_access deny CONNECT !SSL_ports
http_access allow all
"""


def squid(machine, access=SQUID_ACCESS, listen="http_port 3128", resolver="10.53.0.53", lines=(), port=3128, name="squid",
          host="proxy.corp.example"):
    """The company's proxy. name, host: of another one, where two run in one lab."""
    path = configuration(f"{name}.conf", f"""
{listen}
{newline_join(lines, "")}
{access}
cache deny all
cache_log stdio:/dev/stderr
access_log stdio:{DIRECTORY}/{name}-access.log
pid_filename none
coredump_dir none
netdb_filename none
shutdown_lifetime 0 seconds
visible_hostname {host}
dns_nameservers {resolver}
connect_timeout 5 seconds
connect_retries 0
forward_timeout 6 seconds
dns_timeout 4 seconds
pinger_enable off
max_filedescriptors 4096
""")
    (DIRECTORY / f"{name}-access.log").touch()
    (DIRECTORY / f"{name}-access.log").chmod(0o666)
    return Server(machine, name, ["squid", "-N", "-n", name, "-f", path], listening(port))


def microsocks(machine, *arguments, port=1080):
    return Server(machine, "microsocks", ["microsocks", "-p", str(port), *arguments], listening(port))

