"""One open connection: what it has seen, and what it still has to be sent.

A seat keeps only the newest of each region, and writes a piece at a time of bytes that all
share, so a slow phone costs little memory and never slows the room. Knows nothing of trialogues.
"""

import asyncio
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from trialoog.core.state import State
from trialoog.live import metrics
from trialoog.views.regions import Audience

# A phone that takes nothing for this long is let go, in seconds.
PATIENCE = 5.0
PIECE = 32 * 1024  # bytes of a message that are written at a time
OWN = 32 * 1024  # characters that are put together for one slow phone; else it gets the whole board
# Saying goodbye may take this long.
GOODBYE = 1.5


class Wire(Protocol):
    """The connection under a seat. `ConnectionError` says that it is gone."""

    @property
    def raw(self) -> bool:
        """Tell whether it takes pieces of messages as they are: `post` and `put`, else `send`."""

    def post(self, piece: bytes) -> bool:
        """Write a prepared piece at once, or tell that the phone does not keep up."""

    async def put(self, piece: bytes) -> None:
        """Write a prepared piece when the phone takes it again."""

    async def send(self, text: str) -> None:
        """Send a whole message when the phone takes it again."""

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
    prepared: tuple[bytes, ...]  # pieces of one message, the same bytes for every phone


def prepare(text: str) -> tuple[bytes, ...]:
    """Return a text message from a server in pieces, between which a phone may take its time."""
    body = text.encode()
    starts = range(0, max(len(body), 1), PIECE)
    return tuple(
        _piece(body[at : at + PIECE], first=at == 0, last=at == starts[-1]) for at in starts
    )


def _piece(body: bytes, *, first: bool, last: bool) -> bytes:
    head = bytes(((0x80 if last else 0) | (0x01 if first else 0),))
    if len(body) < 126:
        return head + bytes((len(body),)) + body
    return head + b"\x7e" + len(body).to_bytes(2, "big") + body


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
    `who` is what `Room.drop` and `Rooms.drop_who` can be asked about, for example a session.
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
        "whole",
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
        self.whole: Callable[[], Frame] | None = None
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
        if self._delivering is None and self.wire.post(news.prepared[0]):
            if len(news.prepared) > 1:
                self._delivering = asyncio.create_task(self._deliver(news))
            self.at = news.to
            return
        if not news.since:
            self.at = 0
        self._waiting.update(regions)
        self._to = news.to
        if self._delivering is None:
            self._delivering = asyncio.create_task(self._deliver())

    def beat(self, heartbeat: tuple[bytes, ...]) -> None:
        """Show a sign of life. Who is behind gets something better soon, or is let go."""
        if self.code is None and self._delivering is None and not self.wire.post(heartbeat[0]):
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

    async def _deliver(self, begun: Frame | None = None) -> None:
        """Bring the rest of a message that was begun, and then what waits."""
        try:
            if begun is not None:
                await self._pieces(begun.prepared[1:])
            while self._waiting or begun is None:
                begun = None
                if self.wire.raw:
                    await self._pieces((b"",))  # until it takes something again, newer may come
                await self._bring(self._late())
                if not self._waiting:
                    return
        except TimeoutError:
            metrics.SLOW.inc()
            self.wire.abort()
        except ConnectionError:
            self._waiting = {}
        finally:
            self._delivering = None

    def _late(self) -> Frame:
        """Return one message with all that waits: of its own, or the board that all share."""
        regions, self._waiting = self._waiting, {}
        if self.whole is not None and sum(map(len, regions.values())) > OWN:
            return self.whole()
        return frame(self.at, self._to, regions)

    async def _bring(self, news: Frame) -> None:
        self.at = news.to
        if self.wire.raw:
            await self._pieces(news.prepared)
        else:
            async with asyncio.timeout(PATIENCE):
                await self.wire.send(news.text)

    async def _pieces(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            async with asyncio.timeout(PATIENCE):
                await self.wire.put(piece)

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(GOODBYE):
                await self.wire.close(code)
        except (TimeoutError, ConnectionError):
            self.wire.abort()
