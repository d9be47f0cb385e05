"""The endpoint behind a live page: greets, listens for little, and closes with a reason.

Who may watch was decided by the route; nothing is written through a socket.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import cast

from starlette.types import Message, Receive
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from trialoog.core.state import State
from trialoog.live.protocol import AbortingWS, protocol_of
from trialoog.live.rooms import SIGNED_OUT, Room
from trialoog.live.seats import Seat, Write
from trialoog.store.away import Away
from trialoog.views.regions import Audience

# Closing codes that a page does not come back from by itself; it shows why.
BAD_MESSAGE = 4400
NOT_ALLOWED = 4403
CLOSED = 4410
TOO_MUCH = 4429
# The page itself is out of date: it loads again.
RELOAD = 4205
# Not now: it comes back by itself, as after RESTART.
TRY_AGAIN = 1013

LONGEST_MESSAGE = 64 * 1024  # bytes
HELLO_WITHIN = 5.0  # seconds
# Seconds between two looks at a right that can end outside the room. `Bell` closes within two what
# somebody ended; this is for what ends by itself, as a session does that got too old, and the last
# net when a process could not look for so long that the row of an ending was gone.
RECHECK = 30.0
MOST_MESSAGES = 20
PER = 10.0  # seconds


class SocketWire:
    """The connection under a seat, as the web server gives it."""

    __slots__ = ("_protocol", "_websocket")

    def __init__(self, websocket: WebSocket, protocol: AbortingWS | None) -> None:
        self._websocket = websocket
        self._protocol = protocol

    @property
    def write(self) -> Write | None:
        """How to write prepared pieces now; None on another server than ours."""
        if self._protocol is None or not self._protocol.prepared:
            return None
        return self._protocol.transport.write

    @property
    def ready(self) -> bool:
        """Tell whether the phone keeps up, so that a piece can be written at once."""
        return self._protocol is not None and self._protocol.ready

    def watch(self, stops: Callable[[], None]) -> None:
        """Have this called as soon as it is not `ready` any more."""
        if self._protocol is not None:
            self._protocol.stops = stops

    async def put(self, piece: bytes) -> None:
        """Write a prepared piece when the phone takes it again."""
        if self._protocol is None:
            raise ConnectionError
        await self._protocol.put(piece)

    async def send(self, text: str) -> None:
        """Send a whole message when the phone takes it again."""
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, WebSocketDisconnected) as gone:
            raise ConnectionError from gone

    async def close(self, code: int) -> None:
        """Close with a code."""
        try:
            await self._websocket.close(code)
        except (WebSocketDisconnect, WebSocketDisconnected) as gone:
            raise ConnectionError from gone

    def abort(self) -> None:
        """Let go without a word."""
        if self._protocol is not None:
            self._protocol.abort()


async def refuse(websocket: WebSocket, code: int) -> None:
    """Close for good: accepted first, since a refused handshake makes pages try for ever."""
    await websocket.accept()
    await websocket.close(code)


@dataclass(frozen=True, slots=True)
class Watching:
    """What a connection watches, and by what right.

    `still_allowed` looks at the state alone, and is asked again when something changed that it
    looked at; it gives the code to close with once the right has ended. `welcome` is asked at
    each hello and now and then, for a right that the room knows nothing of, such as a session.
    `who` is for `Rooms.drop_who`.
    """

    room: Room
    audience: Audience
    language: str
    still_allowed: Callable[[State], int | None]
    who: Hashable = None
    welcome: Callable[[], Awaitable[bool]] | None = None


def _nothing() -> None:
    """Nobody has to know."""


async def serve_seat(
    websocket: WebSocket, watching: Watching, over: Callable[[], None] = _nothing
) -> None:
    """Let a connection watch until either side closes; `over` is called then.

    On our own server that goes on after this, with a connection that knows nothing any more of how
    it came in.
    """
    protocol = protocol_of(websocket.scope.get("extensions", {}))
    if protocol is None:
        await _stay(websocket, None, watching, over)
    else:
        bare = WebSocket({"type": "websocket"}, cast(Receive, protocol.receive), protocol.send)
        protocol.after = partial(_stay, bare, protocol, watching, over)


async def _stay(
    websocket: WebSocket,
    protocol: AbortingWS | None,
    watching: Watching,
    over: Callable[[], None],
) -> None:
    room, wire = watching.room, SocketWire(websocket, protocol)
    seat = Seat(
        watching.audience, watching.language, wire, watching.still_allowed, who=watching.who
    )
    arrived: list[float] = []
    try:
        await websocket.accept()
        room.expect(seat)
        message = await _first(websocket, seat)
        while message["type"] != "websocket.disconnect":
            code = _problem(message, arrived)
            if code is not None:
                _end(room, seat, code)
            await _check(watching, seat)
            if seat.code is None:
                room.join(seat)
            message = await _next(websocket, watching, seat)
    finally:
        over()
        room.leave(seat)
        await seat.finish()


def _end(room: Room, seat: Seat, code: int) -> None:
    room.leave(seat)
    seat.end(code)


async def _check(watching: Watching, seat: Seat) -> None:
    # While the database is away nobody can tell, nothing happens here, and it is asked again.
    with suppress(Away):
        if watching.welcome is not None and seat.code is None and not await watching.welcome():
            _end(watching.room, seat, SIGNED_OUT)


async def _first(websocket: WebSocket, seat: Seat) -> Message:
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            return await websocket.receive()
    except TimeoutError:
        seat.end(TRY_AGAIN)  # its page stood still, as that of a phone that was put away
        return await websocket.receive()


async def _next(websocket: WebSocket, watching: Watching, seat: Seat) -> Message:
    if watching.welcome is None:
        return await websocket.receive()
    while True:
        try:
            async with asyncio.timeout(RECHECK):
                return await websocket.receive()
        except TimeoutError:
            await _check(watching, seat)


def _problem(message: Message, arrived: list[float]) -> int | None:
    """Return the code to close with for a message that is not a timely hello."""
    now = asyncio.get_running_loop().time()
    if len(arrived) == MOST_MESSAGES and now - arrived[0] < PER:
        return TOO_MUCH
    arrived.append(now)
    del arrived[:-MOST_MESSAGES]
    text = message.get("text")
    return None if isinstance(text, str) and _is_hello(text) else BAD_MESSAGE


def _is_hello(text: str) -> bool:
    """Tell whether a message is `{"hello": 1, "last": n}`."""
    if len(text) > LONGEST_MESSAGE or len(text.encode()) > LONGEST_MESSAGE:
        return False
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(said, dict)
        and type(said.get("hello")) is int
        and said["hello"] == 1
        and type(said.get("last")) is int
        and said["last"] >= 0
    )
