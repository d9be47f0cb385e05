"""Who goes first when a whole hall asks something at the same moment: who leads, and the projector.

Of phones only so many requests are worked on at once; the others wait in order of arrival. Whoever
hung up meanwhile gets no page any more: they ask again, and nobody waits for an answer to nobody.
"""

import asyncio
import re
from collections import deque
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trialoog.web import keys

AT_ONCE = 16  # requests of phones; each takes some milliseconds
WHOLE = 64 * 1024  # bytes of a form that are read before its turn; none of a phone has as many

PHONES = re.compile(r"/[tj]/")
# Cookies of who leads and of a projector. Who makes one up gains a place, and no right.
FIRST = re.compile(rf"(?:^|; *)(?:__Host-)?(?:{keys.SESSION}=|{keys.SCREEN}-)")
SAFE = {"GET", "HEAD"}


class Turns:
    """Lets phones take turns. A turn ends when the answer begins: it may be read slowly."""

    def __init__(self, app: ASGIApp, at_once: int = AT_ONCE) -> None:
        self.app = app
        self._free = at_once
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its turn."""
        if scope["type"] == "lifespan" or not _of_phone(scope):
            await self.app(scope, receive, send)
            return
        came: deque[Message] = deque()

        async def heard() -> Message:
            return came.popleft() if came else await receive()

        # A form comes over a bad line as slowly as it likes: it has no turn meanwhile.
        if scope["type"] == "http" and not await _all_of_it(receive, came):
            await self.app(scope, heard, send)
            return
        gone = receive if scope.get("method") in SAFE else None
        if not await self._turn(gone):
            await Response(status_code=HTTPStatus.REQUEST_TIMEOUT)(scope, receive, send)
            return
        ours = True

        def over() -> None:
            nonlocal ours
            if ours:
                ours = False
                self._next()

        async def said(message: Message) -> None:
            over()
            await send(message)

        try:
            await self.app(scope, heard, said)
        finally:
            over()

    async def _turn(self, gone: Receive | None) -> bool:
        """Wait for a turn; tell whether it is still wanted: `gone` returns when somebody left."""
        if self._free:
            self._free -= 1
            return True
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        leaving = asyncio.ensure_future(gone()) if gone is not None else None
        either: set[asyncio.Future[Any]] = {turn} if leaving is None else {turn, leaving}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._give_back(turn)
            raise
        finally:
            if leaving is not None and not leaving.done():
                leaving.cancel()
        if leaving is not None and leaving.done() and not leaving.cancelled():
            self._give_back(turn)
            return False
        return True

    def _give_back(self, turn: asyncio.Future[None]) -> None:
        if not turn.cancel():  # it came at the same moment
            self._next()

    def _next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _of_phone(scope: Scope) -> bool:
    return bool(PHONES.match(scope["path"])) and not FIRST.search(
        Headers(scope=scope).get("cookie", "")
    )


async def _all_of_it(receive: Receive, came: deque[Message]) -> bool:
    """Take in a form; tell whether it is all there, and small."""
    size = 0
    while size <= WHOLE:
        message = await receive()
        came.append(message)
        if message["type"] != "http.request":
            return False
        if not message.get("more_body", False):
            return True
        size += len(message.get("body", b""))
    return False
