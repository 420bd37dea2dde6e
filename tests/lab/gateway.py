"""Servers that misbehave as no real one would: run as `gateway.py MODE PORT …` on a machine of the lab.

    sni ACTION NAME…   a filter on the way: connections redirected to PORT are passed on to where they were going, unless
                       the ClientHello names NAME or something under it; then ACTION is done: reset, close or silence
    sni-only ACTION NAME…   the same, but everything else than NAME is acted upon, and so is a ClientHello without a name
    old-tls ACTION     the same, but acted upon is a ClientHello that offers nothing newer than TLS 1.2, whatever its name
    silent             accept, read, and never say a word
    close              accept, and close once something was said
    slow-dns ADDRESS SECONDS   listen there; pass queries on to the resolver at port 53 of this machine, and its answers back, so much later
    say FILE           accept, send the file once something was said, and close
    drip FILE SECONDS  the same, one byte each so many seconds, and never close
    pad FILE           the same, then header fields without end
    socks4a NAME…      a SOCKS 4a proxy (Dante has no 4a), which refuses what is named NAME or something under it
    tunnel FILE        a proxy: open the way that CONNECT asks for, and answer with the file
    closing PORT       pass everything on to PORT of this machine, but end the connection after each answer 407
"""

import asyncio
import socket
import struct
import sys
from pathlib import Path

SO_ORIGINAL_DST = 80
PATIENCE = 60


def extensions(record):
    """Kind and content of the extensions of a ClientHello; raises IndexError or struct.error on a truncated one."""
    if record[0] != 22 or record[5] != 1:
        return
    at = 5 + 4 + 2 + 32
    at += 1 + record[at]
    at += 2 + struct.unpack_from("!H", record, at)[0]
    at += 1 + record[at]
    end = at + 2 + struct.unpack_from("!H", record, at)[0]
    at += 2
    while at < end:
        kind, size = struct.unpack_from("!HH", record, at)
        yield kind, record[at + 4:at + 4 + size]
        at += 4 + size


def server_name(record):
    """The host named in a ClientHello, or None."""
    for kind, content in extensions(record):
        if kind == 0:
            length = struct.unpack_from("!H", content, 3)[0]
            return content[5:5 + length].decode("ascii", "replace").lower()
    return None


def is_old(record):
    """Is TLS 1.3 not among the versions of a ClientHello (RFC 8446, 4.2.1)?"""
    return not any(kind == 43 and b"\x03\x04" in content[1:] for kind, content in extensions(record))


async def first_record(reader):
    data = b""
    while len(data) < 5 or (data[0] == 22 and len(data) < 5 + struct.unpack_from("!H", data, 3)[0]):
        more = await reader.read(4096)
        if not more:
            break
        data += more
    return data


def original_destination(writer):
    raw = writer.get_extra_info("socket").getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16)
    port, address = struct.unpack_from("!2xH4s", raw)
    return socket.inet_ntoa(address), port


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        pass


def is_named(host, names):
    return host is not None and any(host == name or host.endswith("." + name) for name in names)


async def act(action, writer):
    if action == "silence":
        await asyncio.sleep(PATIENCE)
    elif action == "reset":
        # Closing a socket that may not linger sends RST.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


async def filter_by_name(reader, writer, is_allow_list, action, names):
    hello = await first_record(reader)
    try:
        host = server_name(hello)
    except (IndexError, struct.error):
        host = None
    if is_named(host, names) != is_allow_list:
        await act(action, writer)
        return
    await pass_on(hello, reader, writer)


async def filter_old_tls(reader, writer, action):
    hello = await first_record(reader)
    if is_old(hello):
        await act(action, writer)
        return
    await pass_on(hello, reader, writer)


async def pass_on(hello, reader, writer):
    far_reader, far_writer = await asyncio.open_connection(*original_destination(writer))
    far_writer.write(hello)
    await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
    far_writer.close()


class SlowResolver(asyncio.DatagramProtocol):
    def __init__(self, seconds):
        self.seconds, self.tasks = seconds, set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, query, sender):
        task = asyncio.ensure_future(self.answer(query, sender))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, query, sender):
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as upstream:
            upstream.setblocking(False)
            upstream.connect((self.transport.get_extra_info("sockname")[0], 53))
            await loop.sock_sendall(upstream, query)
            answer = await loop.sock_recv(upstream, 65536)
        await asyncio.sleep(self.seconds)
        self.transport.sendto(answer, sender)


async def serve_slowly(port, address, seconds):
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: SlowResolver(float(seconds)), (address, int(port)))
    await asyncio.Event().wait()


async def drip(writer, data, seconds):
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(seconds)
    await asyncio.sleep(PATIENCE)


async def pad(writer, data):
    writer.write(data)
    while True:
        writer.write(b"X-Padding: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


async def tunnel(reader, writer, answer):
    head = await reader.readuntil(b"\r\n\r\n")
    host, _, port = head.split(b" ")[1].decode().rpartition(":")
    far_reader, far_writer = await asyncio.open_connection(host, int(port))
    writer.write(answer)
    await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
    far_writer.close()


async def socks4a(reader, writer, denied):
    _, command, port = struct.unpack("!BBH", await reader.readexactly(4))
    address = await reader.readexactly(4)
    await reader.readuntil(b"\0")  # the user
    host = socket.inet_ntoa(address)
    if address[:3] == bytes(3) and address[3] != 0:
        host = (await reader.readuntil(b"\0"))[:-1].decode("ascii")
    try:
        if command != 1 or is_named(host, denied):
            raise OSError
        far_reader, far_writer = await asyncio.open_connection(host, port)
    except OSError:
        writer.write(b"\0\x5b" + bytes(6))
        return
    writer.write(b"\0\x5a" + bytes(6))
    await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
    far_writer.close()


async def close_after_challenge(reader, writer, port):
    """What comes back is passed on; a 407 says that the connection ends there, and it does."""
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
    forth = asyncio.ensure_future(copy(reader, far_writer))
    try:
        head = await far_reader.readuntil(b"\r\n\r\n")
        if head.split(b" ")[1] == b"407":
            fields = [line for line in head.split(b"\r\n") if b"connection:" not in line.lower()]
            length = next(int(line.split(b":")[1]) for line in fields if line.lower().startswith(b"content-length:"))
            page = await far_reader.readexactly(length)
            writer.write(b"\r\n".join([fields[0], b"Connection: close", *fields[1:]]) + page)
            await writer.drain()
            return
        writer.write(head)
        await copy(far_reader, writer)
    except asyncio.IncompleteReadError:
        pass
    finally:
        forth.cancel()
        far_writer.close()


async def serve(mode, port, arguments):
    if mode == "slow-dns":
        await serve_slowly(port, *arguments)

    async def one(reader, writer):
        try:
            if mode in ("sni", "sni-only"):
                await filter_by_name(reader, writer, mode == "sni-only", arguments[0], arguments[1:])
            elif mode == "old-tls":
                await filter_old_tls(reader, writer, arguments[0])
            elif mode == "silent":
                await asyncio.sleep(PATIENCE)
            elif mode == "socks4a":
                await socks4a(reader, writer, arguments)
            elif mode == "tunnel":
                await tunnel(reader, writer, Path(arguments[0]).read_bytes())
            elif mode == "closing":
                await close_after_challenge(reader, writer, int(arguments[0]))
            else:
                await reader.read(4096)
                data = Path(arguments[0]).read_bytes() if arguments else b""
                if mode == "drip":
                    await drip(writer, data, float(arguments[1]))
                elif mode == "pad":
                    await pad(writer, data)
                elif mode == "say":
                    writer.write(data)
                    await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(one, "0.0.0.0", int(port), backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3:]))
