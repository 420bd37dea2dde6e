"""Certificates, made anew in every sandbox, so that nothing in the tree can expire."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sandbox import STATE

DIRECTORY = STATE / "pki"
ROOT = DIRECTORY / "root.pem"                  # certificate alone: what the client may trust
ROOT_WITH_KEY = DIRECTORY / "root-with-key.pem"
SERVER_KEY = DIRECTORY / "server.key"

# Where certificates of CAs say that their issuer's certificate is.
ISSUER_ADDRESS = "http://www.example.org/issuer.crt"

# Dates as openssl(1) ca wants them.
LONG_AGO = "20200101000000Z"
LAST_YEAR = "20210101000000Z"
FAR_AHEAD = "20450101000000Z"
FARTHER_AHEAD = "20490101000000Z"


def openssl(*arguments, stdin=None):
    done = subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(map(str, arguments))}\n{done.stderr}")
    return done.stdout


def make(folder=None):
    """The lab's root, and the one RSA key that all servers share (haproxy's certificates on demand insist on RSA).

    folder: where that key is kept from one sandbox to the next. To make one is a tenth of a scenario's processor time."""
    DIRECTORY.mkdir()
    authority("root", "Netprobe Lab Root CA")
    kept = Path(folder or DIRECTORY) / "lab-server.key"
    if not kept.exists():
        openssl("genrsa", "-out", SERVER_KEY, "2048")
        keep(SERVER_KEY, kept)
    else:
        shutil.copy(kept, SERVER_KEY)
    open_to_servers()


def keep(file, kept):
    """Whole or not at all: another sandbox may be looking. Where nothing can be written, each makes its own."""
    try:
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as half:
            half.write(file.read_bytes())
        os.replace(half.name, kept)
    except OSError:
        pass


def authority(name, common_name, organization="Netprobe Lab"):
    """A new CA: NAME.pem is its certificate, NAME-with-key.pem what signs with it. Returns the former's path."""
    certificate, key = DIRECTORY / f"{name}.pem", DIRECTORY / f"{name}.key"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
            "-keyout", key, "-out", certificate, "-subj", f"/O={organization}/CN={common_name}",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    (DIRECTORY / f"{name}-with-key.pem").write_text(certificate.read_text() + key.read_text())
    open_to_servers()
    return certificate


def signed_authority(name, common_name, signer, organization="Microsoft Corporation", key_of=None):
    """A CA below another one, named as authority() does; key_of: another certificate of that CA, with its key."""
    certificate, key, request = (DIRECTORY / f"{name}.{kind}" for kind in ("pem", "key", "csr"))
    if key_of:
        key.write_text((DIRECTORY / f"{key_of}.key").read_text())
    else:
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", key)
    openssl("req", "-new", "-key", key, "-subj", f"/O={organization}/CN={common_name}", "-out", request)
    extensions = DIRECTORY / f"{name}.cnf"
    extensions.write_text(f"basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n"
                          f"authorityInfoAccess = caIssuers;URI:{ISSUER_ADDRESS}\n")
    openssl("x509", "-req", "-days", "3650", "-in", request, "-CA", DIRECTORY / f"{signer}.pem", "-CAkey",
            DIRECTORY / f"{signer}.key", "-set_serial", f"0x{os.urandom(8).hex()}", "-extfile", extensions, "-out", certificate)
    open_to_servers()
    return certificate


def joined(name, *files):
    """One file of several, as a chain is sent and as a bundle of roots is given."""
    together = DIRECTORY / f"{name}.pem"
    together.write_text("".join(Path(file).read_text() for file in files))
    open_to_servers()
    return together


def leaf(name, names, signer="root", start=LONG_AGO, end=FARTHER_AHEAD, more=""):
    """A certificate for the names, signed by the CA called `signer`; returns a file with key and chain for haproxy.
    more: further lines of its extensions."""
    work = DIRECTORY / f"{name}.ca"
    work.mkdir()
    (work / "index.txt").write_text("")
    (work / "serial").write_text(os.urandom(8).hex() + "\n")
    alternatives = ",".join(f"DNS:{name}" for name in names)
    (work / "ca.cnf").write_text(f"""
[ca]
default_ca = lab
[lab]
database = {work}/index.txt
serial = {work}/serial
new_certs_dir = {work}
default_md = sha256
policy = any
x509_extensions = leaf
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[leaf]
basicConstraints = CA:FALSE
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = {alternatives}
{more}
""")
    common_name = names[0] if len(names[0]) <= 64 else "lab"
    openssl("req", "-new", "-config", work / "ca.cnf", "-key", SERVER_KEY, "-subj", f"/CN={common_name}",
            "-out", work / "request.pem")
    openssl("ca", "-config", work / "ca.cnf", "-batch", "-notext", "-in", work / "request.pem",
            "-out", work / "leaf.pem", "-cert", DIRECTORY / f"{signer}.pem", "-keyfile", DIRECTORY / f"{signer}.key",
            "-startdate", start, "-enddate", end)
    bundle = DIRECTORY / f"{name}.pem"
    bundle.write_text((work / "leaf.pem").read_text() + SERVER_KEY.read_text())
    open_to_servers()
    return bundle


def trust_in_client_system(certificate):
    """Put a CA into the system's own store, as an administrator's policy does."""
    etc_ssl = Path("/etc/ssl")
    original = etc_ssl.resolve()
    etc_ssl.unlink()
    etc_ssl.mkdir()
    for entry in original.iterdir():
        if entry.name != "certs":
            (etc_ssl / entry.name).symlink_to(entry)
    store = etc_ssl / "certs"
    store.mkdir()
    for entry in (original / "certs").iterdir():
        if entry.name != "ca-certificates.crt":
            (store / entry.name).symlink_to(entry.resolve())
    bundle = original / "certs" / "ca-certificates.crt"
    text = Path(certificate).read_text()
    (store / "ca-certificates.crt").write_text((bundle.read_text() if bundle.exists() else "") + text)
    digest = openssl("x509", "-noout", "-subject_hash", "-in", certificate).strip()
    (store / "contoso.pem").write_text(text)
    (store / f"{digest}.0").symlink_to(store / "contoso.pem")


def open_to_servers():
    """The servers run as another user of the sandbox; nothing here is worth a secret."""
    for path in (STATE, DIRECTORY, *DIRECTORY.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
