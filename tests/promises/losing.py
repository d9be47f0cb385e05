"""A network between a page and the server that loses single frames while the connection lives."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.between import between, some
from tests.promises.wire import TEXT, Frames

Wanted = Callable[[dict[str, Any]], bool]


def whole(message: dict[str, Any]) -> bool:
    """Tell whether a message is a whole board."""
    return message.get("from") == 0


def change(message: dict[str, Any]) -> bool:
    """Tell whether a message changes a board."""
    return bool(message.get("from"))


def heartbeat(message: dict[str, Any]) -> bool:
    """Tell whether a message is a heartbeat."""
    return "at" in message


@dataclass
class Network:
    """Passes everything on, but what `lose` points at is lost, once."""

    upstream: int
    port: int = 0
    lost: list[dict[str, Any]] = field(default_factory=list)
    # What pages say waits for this: the server is far away from them.
    near: asyncio.Event = field(default_factory=asyncio.Event)
    _lose: Wanted | None = None

    def lose(self, what: Wanted) -> None:
        """Lose the next message from the server for which this holds."""
        self._lose = what

    async def serve(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        """Be the network of one connection."""
        ends = [out]
        try:
            far, up = await asyncio.open_connection("127.0.0.1", self.upstream)
            ends.append(up)
            await asyncio.gather(self._up(near, up), self._down(far, out))
        finally:
            for end in ends:
                end.transport.abort()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await some(reader):
            await self.near.wait()
            writer.write(data)
        writer.close()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(await reader.readuntil(b"\r\n\r\n"))
        except asyncio.IncompleteReadError:
            writer.close()
            return
        frames = Frames()
        while data := await some(reader):
            for frame in frames.feed(data):
                if not (frame.kind == TEXT and self._loses(frame.said)):
                    writer.write(frame.raw)
        writer.close()

    def _loses(self, said: bytes) -> bool:
        message = json.loads(said)
        if self._lose is None or not self._lose(message):
            return False
        self._lose = None
        self.lost.append(message)
        return True


@asynccontextmanager
async def network(upstream: int) -> AsyncIterator[Network]:
    """Stand between pages and a server."""
    lossy = Network(upstream)
    lossy.near.set()
    listen = partial(asyncio.start_server, host="127.0.0.1", port=0)
    async with between(lossy.serve, listen) as server:
        lossy.port = server.sockets[0].getsockname()[1]
        yield lossy
