"""A WebSocket by hand, as a phone's network stack has it: cheap, and it can stop reading.

Knows nothing of boards. `Frames` also cuts what a server sends for whoever stands in between.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator, Mapping
from ssl import SSLContext
from typing import NamedTuple, cast

TEXT, CLOSE, PING = 1, 8, 9

LOST = 1006  # the code of a connection that ended without a word
NOTHING: Mapping[str, str] = {}


class Frame(NamedTuple):
    """One frame from a server, as it came."""

    kind: int
    last: bool  # of its message
    said: bytes
    raw: bytes


class Frames:
    """Cuts a stream of bytes from a server into frames."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take bytes as they come, and give the frames that are complete."""
        self._held += data
        while True:
            found = self._first()
            if found is None:
                return
            del self._held[: len(found.raw)]
            yield found

    def _first(self) -> Frame | None:
        held = self._held
        if len(held) < 2:
            return None
        size, start = held[1] & 0x7F, 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(held[2:start], "big")
        end = start + size
        if len(held) < start or len(held) < end:
            return None
        return Frame(
            held[0] & 0x0F, bool(held[0] & 0x80), bytes(held[start:end]), bytes(held[:end])
        )


def masked(kind: int, said: bytes) -> bytes:
    """Return a short frame as a client has to send it; a mask of zeros changes nothing."""
    assert len(said) < 126
    return bytes((0x80 | kind, 0x80 | len(said), 0, 0, 0, 0)) + said


class Line(asyncio.Protocol):
    """An open connection. `mute` answers no ping; `hold` stops reading, `read_on` begins again."""

    transport: asyncio.Transport

    def __init__(self, on_text: Callable[[str], None], *, mute: bool = False) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()
        self.code = LOST
        self._on_text = on_text
        self._mute = mute
        self._greeting = b""
        self._frames = Frames()
        self._message: list[bytes] = []
        self._thirst = 0  # how many bytes it takes before it stops reading; 0 for all there are

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by name

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self._greeting += data
            head, complete, data = self._greeting.partition(b"\r\n\r\n")
            if not complete:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.opened.set_exception(ConnectionRefusedError(head.decode("latin-1")))
                self.transport.abort()
                return
            self.opened.set_result(None)
        for frame in self._frames.feed(data):
            self._take(frame)
        if self._thirst:
            self._thirst -= len(data)
            if self._thirst <= 0:
                self._thirst = 0
                self.hold()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionResetError("no answer"))
        if not self.closed.done():
            self.closed.set_result(self.code)

    def say(self, text: str) -> None:
        """Send a short message."""
        self.transport.write(masked(TEXT, text.encode()))

    def hold(self) -> None:
        """Stop reading."""
        self.transport.pause_reading()

    def read_on(self) -> None:
        """Read again."""
        self.transport.resume_reading()

    def sip(self, size: int) -> None:
        """Read about so many bytes, and stop again."""
        self._thirst = size
        self.read_on()

    def abort(self) -> None:
        """Be gone, as in a tunnel."""
        self.transport.abort()

    def _take(self, frame: Frame) -> None:
        if frame.kind == PING:
            if not self._mute:
                self.transport.write(masked(10, frame.said))
        elif frame.kind == CLOSE:
            self.code = int.from_bytes(frame.said[:2], "big")
            self.transport.write(masked(CLOSE, frame.said[:2]))
            self.transport.close()
        else:
            self._message.append(frame.said)
            if frame.last:
                whole, self._message = b"".join(self._message), []
                self._on_text(whole.decode())


async def dial(
    port: int,
    path: str,
    on_text: Callable[[str], None],
    headers: Mapping[str, str] = NOTHING,
    *,
    mute: bool = False,
    room: int | None = None,
    tls: SSLContext | None = None,
) -> Line:
    """Connect. `room` makes what the kernel keeps for a slow reader small, in bytes."""
    end = socket.socket()
    if room is not None:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    end.setblocking(False)
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_connect(end, ("127.0.0.1", port))
        _, line = await loop.create_connection(
            lambda: Line(on_text, mute=mute),
            sock=end,
            ssl=tls,
            server_hostname="127.0.0.1" if tls else None,
        )
    except BaseException:
        end.close()
        raise
    lines = (f"{name}: {value}\r\n" for name, value in headers.items())
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{''.join(lines)}\r\n"
    )
    line.transport.write(request.encode())
    try:
        await line.opened
    except BaseException:  # who calls stopped waiting
        line.abort()
        raise
    return line
