"""Stands at the door of a serving process: tells whether it lives and is ready, and lets nobody in
before the database answers and its migrations are done. Then the application begins, as it is.

What a stranger reads here names no version, no host and no reason in detail.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from trialoog.live import metrics
from trialoog.live.clock import Clock
from trialoog.store import clock as clocks
from trialoog.store.away import Away, NotReady, refusal
from trialoog.web.house import House
from trialoog.web.socket import TRY_AGAIN

log = logging.getLogger(__name__)

# Times in seconds.
LOOK = 1.0  # between two looks at a database that is not ready, and between two counts of seats
PATIENCE = 4.0  # for one such look
PROBE = 1.0  # for an answer on readiness
STEP = 30  # between two looks at the clock of the database, in beats of a second
ENDING = 5.0  # for all that the application finishes at the end
AFTERWARDS = 1.0  # for the rest of the process, once it has

SOON = {"retry-after": "1"}
HURT = 3  # the exit status at which uvicorn's supervisor stops too, and does not try again

Probe = Callable[[Scope], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Door:
    """What the door needs to know.

    `look` tells whether the migrations are done; it raises `Away`, and `NotReady` where waiting
    does not help. `closed` answers who comes too early. `leave` is called when the process has to
    be over in so many seconds.
    """

    look: Callable[[], Awaitable[bool]]
    closed: ASGIApp
    clock: Clock
    token: str  # of who may read the numbers; empty: nobody
    leave: Callable[[float], None]


class Waiting:
    """The application behind its door. `inner` is what has the lifespan."""

    def __init__(self, app: ASGIApp, inner: Starlette, door: Door) -> None:
        self.app = app
        self._inner = inner
        self._door = door
        self._why: Mapping[str, str] = {}  # people have to wait, once that was looked at
        self._house: House | None = None  # once the application has begun, until it ends
        self._ends = asyncio.Event()
        self._probing: asyncio.Task[bool] | None = None
        self._probes: Mapping[str, Probe] = {
            "/healthz": self._healthy,
            "/readyz": self._ready,
            "/metrics": self._numbers,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer probes; let others in, or ask them to come back."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and (probe := self._probes.get(scope["path"])) is not None:
            response = await probe(scope)
            response.headers["cache-control"] = "no-store"
            await response(scope, receive, send)
        elif self._house is not None:
            await self._let_in(scope, receive, send)
        elif scope["type"] == "websocket":
            websocket = WebSocket(scope, receive, send)
            await websocket.accept()
            await websocket.close(TRY_AGAIN)
        else:
            await self._door.closed(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on. A request that is broken off, which only a server does that has to stop, is
        asked to come back: what it wanted may be done by then, and has its answer there."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except asyncio.CancelledError:
            if not begun and scope["type"] == "http":
                await self._door.closed(scope, receive, send)

    # --- probes ----------------------------------------------------------------------

    async def _healthy(self, _: Scope) -> Response:
        return JSONResponse({"status": "ok"})

    async def _ready(self, _: Scope) -> Response:
        house = self._house
        if house is None:
            return JSONResponse(self._why, 503, SOON)
        parts = {"database": "up", "migrations": "done", "redis": house.bell.state}
        # All who ask at the same moment share one look. It is not broken off: to break off what a
        # database does not answer takes as long as it likes.
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(_answers(house))
        done, _late = await asyncio.wait({self._probing}, timeout=PROBE)
        if done and self._probing.result():
            return JSONResponse(parts)
        return JSONResponse(parts | {"database": "away"}, 503, SOON)

    async def _numbers(self, scope: Scope) -> Response:
        said = Headers(scope=scope).get("authorization", "")
        known = f"Bearer {self._door.token}"
        if not self._door.token or not compare_digest(said.encode(), known.encode()):
            return Response("Not Found\n", 404, media_type="text/plain")
        return Response(await asyncio.to_thread(metrics.text), media_type=metrics.TEXT)

    # --- the life of the process -----------------------------------------------------

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        looked = asyncio.Event()
        life = asyncio.create_task(self._life(looked))
        life.add_done_callback(lambda _: looked.set())
        await looked.wait()
        if life.done():
            _tell(life)
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        await send({"type": "lifespan.startup.complete"})
        life.add_done_callback(self._over)
        await receive()
        self._door.leave(ENDING)
        self._ends.set()
        if self._house is None:
            life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        self._door.leave(AFTERWARDS)
        await send({"type": "lifespan.shutdown.complete"})

    def _over(self, life: asyncio.Task[None]) -> None:
        """End the process when its application can't begin. Nothing runs yet that could be lost."""
        if not self._ends.is_set():
            _tell(life)
            os._exit(HURT)

    async def _life(self, looked: asyncio.Event) -> None:
        """Wait for the database, and be the application from then on. Sets `looked` when it is
        clear whether people have to wait."""
        while not self._ends.is_set():
            try:
                async with asyncio.timeout(PATIENCE):
                    ready = await self._door.look()
                if ready:
                    async with self._inner.router.lifespan_context(self._inner):
                        self._house = self._inner.state.house
                        log.info("ready")
                        looked.set()
                        await self._beat(self._inner.state.house)
                        return
                self._wait({"database": "up", "migrations": "pending"})
            except (Away, TimeoutError):
                self._wait({"database": "away", "migrations": "unknown"})
            finally:
                self._house = None
            looked.set()
            await self._pause(LOOK)

    def _wait(self, why: Mapping[str, str]) -> None:
        if why != self._why:
            log.warning("waiting: %s", " ".join(f"{name}={how}" for name, how in why.items()))
        self._why = why

    async def _beat(self, house: House) -> None:
        """Count what is open, and keep in step with the clock of the database, until the end."""
        seen, beats = (0, 0, 0), 0
        while not self._ends.is_set():
            try:
                seen = _count(house, seen)
                if beats % STEP == STEP - 1:
                    await self._door.clock.set(house.db)
            except Away:
                pass  # who asked for something says so
            except Exception:
                log.exception("could not count, or look at the clock; it is tried again")
            beats += 1
            await self._pause(LOOK)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ends.wait(), seconds)


async def _answers(house: House) -> bool:
    """Tell whether the database answers."""
    try:
        await clocks.time(house.db)
    except Away:
        return False
    return True


def _count(house: House, seen: tuple[int, int, int]) -> tuple[int, int, int]:
    """Note what is open, and what came since the last time; return what was seen by now."""
    bell = house.bell
    metrics.present(*house.rooms.present(), redis_away=bell.state == "away")
    now = (bell.sent, bell.received, house.db.failures)
    metrics.since(*(new - old for new, old in zip(now, seen, strict=True)))
    return now


def _tell(life: asyncio.Task[None]) -> None:
    """Say in the log why the application did not begin."""
    error = life.exception()
    if isinstance(error, NotReady):
        log.critical("%s", error)
    elif isinstance(error, DBAPIError):
        log.critical("the application can't begin: %s", refusal(error))
    else:
        log.critical("the application can't begin", exc_info=error)
