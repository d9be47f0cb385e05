"""The doorbell between processes that serve the same rooms: how each learns what another did.

The database is the truth, and every process looks there by itself, all rooms in one query. Where
there is Redis, a hint makes it look at once; without it everything is only seen later.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Self

from trialoog.live.hints import Hints, News, State
from trialoog.live.rooms import RESTART, SIGNED_OUT, Rooms
from trialoog.store import endings
from trialoog.store.away import Away
from trialoog.store.db import Db

log = logging.getLogger(__name__)

# Times in seconds.
LOOK = 2.0  # between two looks, when nobody gives a hint
SWEEP = 900.0


class Bell:
    """Rings where others are, and answers the door here. Use as a context, inside `Rooms`."""

    def __init__(self, db: Db, rooms: Rooms, redis_url: str = "", *, sweeps: bool = True) -> None:
        """Only who `sweeps` removes what every process has seen."""
        self.looks = 0
        self.found = 0  # looks that saw something new
        self._db = db
        self._rooms = rooms
        self._url = redis_url
        self._sweeps = sweeps
        self._hints: Hints | None = None
        self._since: datetime | None = None
        self._done: set[int] = set()  # rights that ended, of those that may come by again
        self._turn = asyncio.Lock()
        self._asked = asyncio.Event()
        self._open = AsyncExitStack()
        # What else is looked at each time. It keeps the next look waiting for nothing.
        self.besides: Callable[[], Awaitable[None]] | None = None
        self._aside: asyncio.Task[None] | None = None

    @property
    def state(self) -> State:
        """How it is with Redis: off where none is set, up, or away."""
        return self._hints.state if self._hints is not None else "off"

    @property
    def sent(self) -> int:
        """How many hints this process gave."""
        return self._hints.sent if self._hints is not None else 0

    @property
    def received(self) -> int:
        """How many hints others gave it."""
        return self._hints.received if self._hints is not None else 0

    async def __aenter__(self) -> Self:
        await self.look()  # what ended before nobody lives on here
        if self._url:
            hints = Hints(self._url, self._news, self._asked.set)
            self._hints = await self._open.enter_async_context(hints)
            self._rooms.wrote = hints.tell
        keeping = asyncio.create_task(self._keep())
        self._open.push_async_callback(_stop, keeping)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()
        if self._aside is not None:
            await _stop(self._aside)

    async def ended(self) -> None:
        """Close the pages that live on rights which ended just now: here first, then elsewhere."""
        if self._hints is not None:
            self._hints.tell_rights()
        await _tried(self.look())

    async def look(self) -> None:
        """See what other processes did. Raises `Away`."""
        async with self._turn:  # or a right would be seen twice
            asked = self._rooms.positions()
            seen = await endings.look(self._db, asked, self._since)
            new = [it for it in seen.ended if it.number not in self._done]
            self._since, self._done = seen.at, {it.number for it in seen.ended}
            for it in new:
                code = SIGNED_OUT if it.signed_out else RESTART
                self._rooms.drop_who(it.who, code, it.trialogue)
            gone = [id for id in asked if id not in seen.positions]
            for id in gone:
                self._rooms.forget(id)
            for id, seq in seen.positions.items():
                if seq < asked[id]:  # what only this process knows would be in its way for ever
                    log.warning("a journal is shorter than it was: a room begins anew")
                    self._rooms.forget(id, RESTART)
            behind = self._news(seen.positions)
            self.looks += 1
            self.found += bool(new or gone or behind)

    def _news(self, news: News) -> bool:
        """Let rooms that are behind read their journals; tell whether any was."""
        behind = False
        for id, seq in news.items():
            room = self._rooms.open(id)
            if room is not None and room.state.seq < seq:
                room.ring()
                behind = True
        return behind

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        swept = loop.time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._asked.wait()
            self._asked.clear()
            await _tried(self.look())
            if self.besides is not None and (self._aside is None or self._aside.done()):
                self._aside = asyncio.create_task(_tried(self.besides()))
            if self._sweeps and loop.time() - swept > SWEEP:
                swept = loop.time()
                await _tried(endings.sweep(self._db))


async def _tried(look: Awaitable[None]) -> None:
    try:
        await look
    except Away:
        pass  # the log has it; it is looked at again
    except Exception:
        log.exception("could not look at what other processes did; it is tried again")


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
