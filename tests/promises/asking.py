"""HTTP by hand, as cheap as it can be: a connection that is kept, and one question at a time."""

import asyncio
from dataclasses import dataclass
from gzip import decompress
from typing import cast

from httptools import HttpResponseParser


class Lost(ConnectionError):
    """There was no answer."""


@dataclass(frozen=True)
class Answer:
    """An answer as it came; read only where something in it matters."""

    status: int
    headers: dict[bytes, bytes]
    raw: bytes

    @property
    def text(self) -> str:
        """What it says."""
        packed = self.headers.get(b"content-encoding") == b"gzip"
        return (decompress(self.raw) if packed else self.raw).decode()


class Web(asyncio.Protocol):
    """A connection for questions, one at a time."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.used = False
        self._heard = False
        self._waiting: asyncio.Future[Answer] | None = None
        self._begin()

    def _begin(self) -> None:
        self._parser = HttpResponseParser(self)
        self._headers: dict[bytes, bytes] = {}
        self._body: list[bytes] = []

    async def ask(self, request: bytes) -> Answer:
        """Send a request, and wait for its answer. Raises `Lost`."""
        self._heard = False
        if self.transport.is_closing():
            raise Lost
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        try:
            return await self._waiting
        finally:
            self.used = True

    @property
    def stale(self) -> bool:
        """Whether it had been closed before the last request could be read."""
        return self.used and not self._heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by name

    def data_received(self, data: bytes) -> None:
        self._heard = True
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Lost())

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        found = Answer(self._parser.get_status_code(), self._headers, b"".join(self._body))
        self._begin()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(found)
