"""A page as static/src/connection.js has it: hello, positions, heartbeats. It draws nothing.

`test_p5_a_lost_frame_is_noticed.py` holds it to that file.
"""

import asyncio
import json
from collections.abc import Mapping
from ssl import SSLContext
from typing import NamedTuple

from tests.live.meeting import Partial, change, partials
from tests.promises.wire import NOTHING, Line, dial


class Message(NamedTuple):
    """What a server says: a heartbeat, `at` a position, or what leads to another one: whole
    `regions`, and `edits` of the texts in the others."""

    at: int | None
    since: int = 0
    to: int = 0
    regions: Mapping[str, str] = {}
    edits: tuple[Partial, ...] = ()


def understood(text: str) -> Message:
    """Take a message apart."""
    said = json.loads(text)
    if "at" in said:
        return Message(said["at"])
    found = partials(said["content"])
    whole = {it.id: it.html for it in found if it.whole}
    edits = tuple(it for it in found if not it.whole)
    return Message(None, said["from"], said["to"], whole, edits)


class Page:
    """What a page does with a message, and when it asks for the whole board."""

    def __init__(self) -> None:
        self.at = 0
        self.regions: dict[str, str] = {}
        self.moves: list[tuple[int, int]] = []  # of the frames that were applied
        self.wholes = 0
        self.gaps = 0  # frames that were not applied, and heartbeats of another position
        self.heartbeats = 0
        self._asked = False

    def begin(self) -> None:
        """Start on a new connection: positions of an earlier one mean nothing here."""
        self.at = 0
        self._asked = True

    def read(self, text: str) -> bool:
        """Take a message; tell whether the page says hello again because of it."""
        return self.take(understood(text))

    def take(self, message: Message) -> bool:
        """Take a message that was taken apart; tell whether the page says hello again."""
        if message.at is not None:
            self.heartbeats += 1
            # Also when it asked before: that may have been lost too.
            return self._gap(again=True) if message.at != self.at else False
        if message.since not in {0, self.at}:
            return self._gap()
        self.moves.append((message.since, message.to))
        self.at = message.to
        if not message.since:
            self.wholes += 1
            self._asked = False
        self.regions = self.changed(message)
        return False

    def changed(self, message: Message) -> dict[str, str]:
        """Return what the page shows after a message."""
        # A morph replaces what comes, and removes nothing: what was not sent stays as it was.
        regions = {**self.regions, **message.regions}
        change(regions, message.edits)
        return regions

    def _gap(self, *, again: bool = False) -> bool:
        self.gaps += 1
        # A busy room sends more before the answer comes; asking each time would be too much.
        ask = again or not self._asked
        self._asked = True
        return ask


class Phone:
    """A page with a connection, which it opens again when told to; the page stays the same."""

    def __init__(
        self,
        port: int,
        path: str,
        headers: Mapping[str, str] = NOTHING,
        tls: SSLContext | None = None,
    ) -> None:
        self.port = port
        self.path = path
        self.headers = headers
        self.tls = tls
        self.page = Page()
        self.hellos = 0
        self.line: Line | None = None

    async def open(self, *, room: int | None = None, mute: bool = False) -> "Phone":
        """Connect and say hello."""
        self.line = await dial(
            self.port, self.path, self._read, self.headers, room=room, mute=mute, tls=self.tls
        )
        self.hello()
        return self

    @property
    def there(self) -> bool:
        """Whether the connection is open."""
        return self.line is not None and not self.line.closed.done()

    @property
    def held(self) -> bool:
        """Whether it stopped reading."""
        return self.there and not self.wire.transport.is_reading()

    @property
    def wire(self) -> Line:
        """The connection."""
        assert self.line is not None
        return self.line

    def hello(self) -> None:
        """Say where the page is, and so ask for the whole board."""
        self.hellos += 1
        self.wire.say(json.dumps({"hello": 1, "last": self.page.at}))

    async def gone(self) -> int:
        """Wait until the connection is over; return its code."""
        return await asyncio.shield(self.wire.closed)  # who stops waiting doesn't close it

    async def drop(self) -> None:
        """Lose the connection without a word."""
        if self.there:
            self.wire.abort()
            await self.wire.closed

    def _read(self, text: str) -> None:
        if self.page.read(text):
            self.hello()
