"""The floor: does the handshake, writes ready bytes to every connection, and can nothing else."""

import asyncio
from base64 import b64encode
from hashlib import sha1
from typing import cast

import uvloop

from tests.bench.peers.common import PAYLOAD, PORT, listen

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
BODY = PAYLOAD.encode()
FRAME = b"\x81\x7e" + len(BODY).to_bytes(2, "big") + BODY

connected: set[asyncio.Transport] = set()


class Floor(asyncio.Protocol):
    """A connection that reads nothing but the request to come in."""

    def __init__(self) -> None:
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.transport in connected:
            return
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n"):
            key = self._asked.lower().index(b"sec-websocket-key: ") + 19
            accepted = b64encode(sha1(self._asked[key : key + 24] + MAGIC).digest())
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accepted + b"\r\n\r\n"
            )
            connected.add(self.transport)
            self._asked = b""

    def connection_lost(self, exc: Exception | None) -> None:
        connected.discard(self.transport)


def broadcast() -> None:
    """Write the same bytes to all."""
    for transport in connected:
        transport.write(FRAME)


async def main() -> None:
    """Serve until killed."""
    await listen(broadcast)
    server = await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", PORT)
    await server.serve_forever()


uvloop.run(main())
