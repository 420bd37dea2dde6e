"""Checks NTLM for squid, as winbind's ntlm_auth does against a domain: run as `ntlm_helper.py USER NT-HASH LOG`.

One line of squid's helper protocol is one message: `YR` asks for a challenge (MS-NLMP 2.2.1.2), `KK` brings the answer
(2.2.1.3). Only NTLMv2 of this one user with this one password (its NT hash, in hexadecimal) is let through.
"""

import base64
import hashlib
import hmac
import os
import struct
import sys

SIGNATURE = b"NTLMSSP\0"
UNICODE, REQUEST_TARGET, NTLM, ALWAYS_SIGN, TARGET_IS_DOMAIN, EXTENDED_SECURITY, TARGET_INFO = (
    0x1, 0x4, 0x200, 0x8000, 0x10000, 0x80000, 0x800000)
FLAGS = UNICODE | REQUEST_TARGET | NTLM | ALWAYS_SIGN | TARGET_IS_DOMAIN | EXTENDED_SECURITY | TARGET_INFO
DOMAIN = "CORP".encode("utf-16-le")


def challenge_message(challenge):
    information = b"".join(struct.pack("<HH", kind, len(DOMAIN)) + DOMAIN for kind in (2, 1)) + struct.pack("<HH", 0, 0)
    head = 8 + 4 + 8 + 4 + 8 + 8 + 8
    return (SIGNATURE + struct.pack("<IHHII", 2, len(DOMAIN), len(DOMAIN), head, FLAGS) + challenge + bytes(8)
            + struct.pack("<HHI", len(information), len(information), head + len(DOMAIN)) + DOMAIN + information)


def field(message, place):
    """A part of a message, which says at `place` how long it is and where it stands."""
    size, _, offset = struct.unpack_from("<HHI", message, place)
    return message[offset:offset + size]


def is_right(message, challenge, user, nt_hash):
    """MS-NLMP 3.3.2: the first 16 bytes of the response are keyed with the password, over the challenge and the rest."""
    response, domain, name = field(message, 20), field(message, 28), field(message, 36).decode("utf-16-le")
    key = hmac.new(nt_hash, name.upper().encode("utf-16-le") + domain, hashlib.md5).digest()
    expected = hmac.new(key, challenge + response[16:], hashlib.md5).digest()
    return name == user and len(response) > 24 and hmac.compare_digest(expected, response[:16])


def serve(user, nt_hash, log):
    challenge = b""
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "YR":
            challenge = os.urandom(8)
            print("TT", base64.b64encode(challenge_message(challenge)).decode(), flush=True)
            continue
        try:
            good = word == "KK" and challenge and is_right(base64.b64decode(rest), challenge, user, nt_hash)
        except (ValueError, struct.error):
            good = False
        challenge = b""
        with open(log, "a", encoding="ascii") as verdicts:
            verdicts.write("AF\n" if good else "NA\n")
        print(f"AF {user}" if good else "NA wrong user or password", flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], bytes.fromhex(sys.argv[2]), sys.argv[3])
