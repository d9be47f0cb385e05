"""One open connection: what it has seen, and what it still has to be sent.

A seat keeps only the newest of each region, so a slow phone costs little memory
and never slows the room. Knows nothing of trialogues.
"""

import asyncio
import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol

from trialoog.core.state import State
from trialoog.views.regions import Audience

# A phone that takes nothing for this long is let go, in seconds.
PATIENCE = 5.0
# Saying goodbye may take this long.
GOODBYE = 1.5


class Wire(Protocol):
    """The connection under a seat. `ConnectionError` says that it is gone."""

    def post(self, frame: bytes) -> bool:
        """Write a prepared frame at once, or tell that the phone does not keep up."""

    async def send(self, text: str) -> None:
        """Send a message when the phone takes it again."""

    async def close(self, code: int) -> None:
        """Close with a code."""

    def abort(self) -> None:
        """Let go without a word."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message that leads from one position to another. `since` 0 holds the whole board."""

    since: int
    to: int
    text: str
    prepared: bytes


def prepare(text: str) -> bytes:
    """Return the bytes of a text message from a server: they are the same for every phone."""
    body = text.encode()
    size = len(body)
    if size < 126:
        return bytes((0x81, size)) + body
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + body
    return b"\x81\x7f" + size.to_bytes(8, "big") + body


def frame(since: int, to: int, regions: Mapping[str, str]) -> Frame:
    """Return the message that brings regions, by id, to a page at position `since`."""
    content = "".join(
        f'<hx-partial hx-target="#{id}" hx-swap="outerMorph">{html}</hx-partial>'
        for id, html in regions.items()
    )
    text = json.dumps({"from": since, "to": to, "content": content}, ensure_ascii=False)
    return Frame(since, to, text, prepare(text))


class Seat:
    """A connection with the audience it belongs to.

    `still_allowed` gives the code to close with when the right to watch has ended.
    `who` is what `Room.drop` and `Rooms.drop` can be asked about, for example an account.
    """

    __slots__ = (
        "_closing",
        "_delivering",
        "_to",
        "_waiting",
        "at",
        "audience",
        "code",
        "language",
        "still_allowed",
        "who",
        "wire",
    )

    def __init__(
        self,
        audience: Audience,
        language: str,
        wire: Wire,
        still_allowed: Callable[[State], int | None],
        *,
        who: Hashable = None,
    ) -> None:
        self.audience = audience
        self.language = language
        self.wire = wire
        self.still_allowed = still_allowed
        self.who = who
        self.at = 0  # the position of the page, as far as it was sent
        self.code: int | None = None  # with what it was closed by us
        self._waiting: dict[str, str] = {}
        self._to = 0
        self._delivering: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @property
    def behind(self) -> bool:
        """Tell whether something waits until the phone takes it."""
        return self._delivering is not None

    def give(self, news: Frame, regions: Mapping[str, str]) -> None:
        """Bring news: now when the phone keeps up, else the newest of it as soon as it does."""
        if self.code is not None:
            return
        if self._delivering is None and self.wire.post(news.prepared):
            self.at = news.to
            return
        if not news.since:
            self.at = 0
        self._waiting.update(regions)
        self._to = news.to
        if self._delivering is None:
            self._delivering = asyncio.create_task(self._deliver())

    def beat(self, heartbeat: bytes) -> None:
        """Show a sign of life. Who is behind gets something better soon, or is let go."""
        if self.code is None and self._delivering is None and not self.wire.post(heartbeat):
            self._to = self.at
            self._delivering = asyncio.create_task(self._deliver())

    def end(self, code: int) -> None:
        """Close the connection, once, and send nothing any more."""
        if self.code is not None:
            return
        self.code = code
        if self._delivering is not None:
            self._delivering.cancel()
        self._closing = asyncio.create_task(self._close(code))

    async def finish(self) -> None:
        """Wait for what runs on behalf of this seat; called when the connection is over."""
        if self._delivering is not None:
            self._delivering.cancel()
        running = [task for task in (self._delivering, self._closing) if task is not None]
        await asyncio.gather(*running, return_exceptions=True)

    async def _deliver(self) -> None:
        try:
            while True:
                regions, self._waiting = self._waiting, {}
                late = frame(self.at, self._to, regions)
                async with asyncio.timeout(PATIENCE):
                    await self.wire.send(late.text)
                self.at = late.to
                if not self._waiting:
                    return
        except TimeoutError:
            self.wire.abort()
        except ConnectionError:
            self._waiting = {}
        finally:
            self._delivering = None

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(GOODBYE):
                await self.wire.close(code)
        except (TimeoutError, ConnectionError):
            self.wire.abort()
