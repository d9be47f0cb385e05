"""One open connection: what it has seen, and what it still has to be sent.

Who keeps up costs one write of bytes that all share. Who does not waits alone: the newest of each
region is kept for it and goes a piece at a time. That costs little memory and never slows the room.
"""

import asyncio
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from trialoog.core.state import State
from trialoog.live import metrics
from trialoog.views.edits import whole
from trialoog.views.regions import Audience

# A phone that takes nothing for this long is let go, in seconds.
PATIENCE = 5.0
PIECE = 32 * 1024  # bytes of a message that are written at a time
OWN = 32 * 1024  # characters that are put together for one slow phone; else it gets the whole board
# Saying goodbye may take this long.
GOODBYE = 1.5


Write = Callable[[bytes], None]


class Wire(Protocol):
    """The connection under a seat. `ConnectionError` says that it is gone."""

    @property
    def write(self) -> Write | None:
        """How to write prepared pieces now; None on a server that takes whole messages only."""

    @property
    def ready(self) -> bool:
        """Tell whether the phone keeps up, so that a piece can be written at once."""

    def watch(self, stops: Callable[[], None]) -> None:
        """Have this called as soon as it is not `ready` any more."""

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


def frame(since: int, to: int, content: str) -> Frame:
    """Return the message that brings a page at position `since` what it changes."""
    said = {"from": since, "to": to, "content": content}
    return message(since, to, json.dumps(said, ensure_ascii=False))


def message(since: int, to: int, text: str) -> Frame:
    """Return a message for a page at position `since`, which is at `to` when it was read."""
    return Frame(since, to, text, prepare(text))


class Seat:
    """A connection with the audience it belongs to.

    `still_allowed` gives the code to close with when the right to watch has ended, by the state
    alone.
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
        "ready",
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
        # Those of its group. It stands there while its page is where the group is and the phone
        # takes what comes: then one call brings it the next frame.
        self.ready: dict[Seat, Write] = {}
        self.at = 0  # else the position of the page, as far as it was sent
        self.code: int | None = None  # with what it was closed by us
        self._waiting: Mapping[str, str] = {}
        self._to = 0
        self.whole: Callable[[], Frame] | None = None
        self._delivering: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        wire.watch(self._stop)

    @property
    def behind(self) -> bool:
        """Tell whether something waits until the phone takes it."""
        return self._delivering is not None

    def give(self, news: Frame, regions: Mapping[str, str]) -> None:
        """Bring news: now when the phone keeps up, else the newest of it as soon as it does.

        `regions` are those that it changes, as they are by then.
        """
        if self.code is not None:
            return
        if self._delivering is not None:
            if not news.since:
                self.at = 0
            self._waiting = {**self._waiting, **regions}
            self._to = news.to
            return
        left = self._write(news.prepared)
        if not left:
            return
        if left == news.prepared and self.wire.write is not None:  # none of it was taken
            self.at, self._to, self._waiting = news.since, news.to, regions
            self._delivering = asyncio.create_task(self._deliver())
        else:
            self.at = news.to
            self._delivering = asyncio.create_task(self._deliver(news, left))

    def beat(self, heartbeat: Frame) -> None:
        """Show a sign of life. Who is behind gets something better soon, or is let go."""
        if self._delivering is None:
            self.give(heartbeat, {})

    def end(self, code: int) -> None:
        """Close the connection, once, and send nothing any more."""
        if self.code is not None:
            return
        self.code = code
        self._stop()
        if self._delivering is not None:
            self._delivering.cancel()
        self._closing = asyncio.create_task(self._close(code))

    async def finish(self) -> None:
        """Wait for what runs on behalf of this seat; called when the connection is over."""
        if self._delivering is not None:
            self._delivering.cancel()
        running = [task for task in (self._delivering, self._closing) if task is not None]
        await asyncio.gather(*running, return_exceptions=True)

    def _stop(self) -> None:
        self.ready.pop(self, None)

    def _write(self, pieces: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Write a message as far as the phone keeps up, and return what is left of it."""
        write = self.wire.write
        self._stop()
        if write is None:
            return pieces
        for place, piece in enumerate(pieces):
            if not self.wire.ready:
                return pieces[place:]
            write(piece)
        if self.wire.ready:
            self.ready[self] = write
        return ()

    async def _deliver(self, begun: Frame | None = None, left: tuple[bytes, ...] = ()) -> None:
        """Bring the rest of a message that was begun, and then what waits."""
        try:
            if begun is not None:
                await self._bring(begun, left)
            while self._waiting or begun is None:
                begun = None
                if self.wire.write is not None:
                    await self._pieces((b"",))  # until it takes something again, newer may come
                late = self._late()
                self.at = late.to
                await self._bring(late, late.prepared)
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
        return frame(self.at, self._to, whole(regions))

    async def _bring(self, news: Frame, pieces: tuple[bytes, ...]) -> None:
        if self.wire.write is not None:
            await self._pieces(pieces)
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
