"""Trialogues in memory: who acts takes turns, and who watches is told after the commit.

Decides nothing and renders nothing by itself: the rules are in `core`, the
looks in `views`, and what counts is in the journal.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Self

from trialoog.core.commands import Command
from trialoog.core.events import By, Fact
from trialoog.core.ids import TrialogueId
from trialoog.core.state import State
from trialoog.core.words import Role
from trialoog.live import metrics
from trialoog.live.groups import Group
from trialoog.live.seats import Seat
from trialoog.live.writer import Writer, Wrote, tell_nobody
from trialoog.store.away import Away
from trialoog.store.db import Db
from trialoog.store.journal import Also, ReceiptEntry
from trialoog.views import regions
from trialoog.views.edits import Known
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience
from trialoog.views.seen import Read, Seen, same

Render = Callable[[Looks, State, Audience, str], Mapping[str, str]]
Now = Callable[[], datetime]

log = logging.getLogger(__name__)

# Times in seconds.
PAUSE = 0.01  # between two tellings while a room is busy
LONGEST_PAUSE = 0.25
SHARE = 2  # a pause is as often as long as what telling costs: acting goes on in between
HEARTBEAT = 10.0

RESTART = 1012
SIGNED_OUT = 4401
NOT_THERE = 4404


class Room:
    """One trialogue in memory. Get it from `Rooms`."""

    def __init__(  # noqa: PLR0917 - what a room is made of
        self,
        id: TrialogueId,
        db: Db,
        looks: Looks,
        render: Render,
        now: Now,
        wrote: Wrote = tell_nobody,
    ) -> None:
        self.id = id
        self.looks = looks.of_one_room()
        self.used = 0.0  # when somebody last asked for this room, on the loop's clock
        self._writer = Writer(id, db, now, self._plan, wrote=wrote)
        self._draw = partial(render, self.looks)
        self._now = now
        self._groups: dict[tuple[Audience, str], Group] = {}
        self._drawn: dict[tuple[Audience, str], Mapping[str, str]] = {}  # of this very state
        self._edits: Known = {}  # that led to it
        self._rights: Read = ()  # what the rights of the seats stand on; empty: not known
        self._expected: set[Seat] = set()  # connected, but did not say hello yet
        self._planned: asyncio.TimerHandle | None = None
        self._told = 0.0  # when the seats were last told
        self._cost = 0.0  # how long the processor was busy with it lately
        self._changed = 0.0  # when there was first something to tell since
        self._rung = False
        self._answering: asyncio.Task[None] | None = None

    @property
    def state(self) -> State:
        """What all facts together lead to, as far as this process knows."""
        return self._writer.state

    # --- acting --------------------------------------------------------------------

    async def act(
        self,
        command: Command,
        by: By,
        receipt: ReceiptEntry | None = None,
        row: Mapping[str, Any] | None = None,
        *,
        also: Also | None = None,
    ) -> list[Fact]:
        """Do what somebody asks; return the facts, durable by then, or none if all was so already.

        `row` adds to what changes in the row of the trialogue when there are facts, for example
        a new code; `also` writes more in the same transaction. Raises `Refused` and
        `RefusedAll`; `Answered` when the form of this receipt has its answer already;
        `Conflict` when others keep coming first. Once asked it is done, also when the caller
        is cancelled meanwhile.
        """
        return await self._writer.act(command, by, receipt=receipt, row=row or {}, also=also)

    async def catch_up(self, to: int | None = None) -> None:
        """Read what the journal has more than this room, and tell the seats.

        With `to` only when the room is not that far: of many who wait for a fact, one reads it.
        """
        await self._writer.catch_up(to)

    def ring(self) -> None:
        """Say that the journal may have more, as a doorbell does. Returns at once."""
        self._rung = True
        if self._answering is None or self._answering.done():
            self._answering = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        while self._rung:
            self._rung = False
            try:
                await self.catch_up()
            except Away:
                pass  # whoever rings again finds it
            except Exception:
                log.exception("could not read the journal of %s", self.id)

    # --- watching --------------------------------------------------------------------

    @property
    def seats(self) -> list[Seat]:
        """The open connections."""
        return [seat for group in self._groups.values() for seat in group.seats]

    def present(self) -> Counter[Role]:
        """Return how many connections there are, by role. Looks at no single one of them."""
        seats: Counter[Role] = Counter()
        for group in self._groups.values():
            seats[group.audience.role] += len(group.seats)
        return seats

    def drawn(self, audience: Audience, language: str) -> Mapping[str, str]:
        """Return the live regions as they are now: drawn once for all who ask and who watch."""
        found = self._drawn.get((audience, language))
        if found is None:
            found = self._drawn[audience, language] = self._draw(self.state, audience, language)
        return found

    def expect(self, seat: Seat) -> None:
        """Know a connection that will say hello: its right can end before it does."""
        self._expected.add(seat)

    def join(self, seat: Seat) -> None:
        """Let a connection watch: the whole board now, then every change.

        Also for a seat that is in already and found a gap. Nothing is awaited in here, so
        nothing can happen between the whole board and the first change.
        """
        code = seat.still_allowed(self.state)
        if code is not None:
            self.leave(seat)
            seat.end(code)
            return
        self._rights = ()
        key = (seat.audience, seat.language)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(*key)
        if group.state is not self.state:
            self._refresh(group)
        group.greet(seat)
        seat.beat(group.heartbeat(self._time()))
        self._expected.discard(seat)

    def leave(self, seat: Seat) -> None:
        """Forget a connection."""
        self._expected.discard(seat)
        key = (seat.audience, seat.language)
        group = self._groups.get(key)
        if group is not None:
            group.leave(seat)
            if not group.seats:
                del self._groups[key]

    def drop(self, predicate: Callable[[Seat], bool], code: int) -> None:
        """Close the connections for which the predicate holds."""
        for seat in (*self._expected, *self.seats):
            if predicate(seat):
                self.leave(seat)
                seat.end(code)

    def beat(self) -> None:
        """Show all seats a sign of life with the position that their page should have."""
        now = self._time()
        for group in self._groups.values():
            group.beat(now)

    def _time(self) -> int:
        return int(self._now().timestamp() * 1000)

    @property
    def idle(self) -> bool:
        """Tell whether nobody watches or acts."""
        return not self._groups and not self._expected and not self._writer.busy

    async def empty(self, code: int) -> None:
        """Finish what was asked, close all connections and stop what runs."""
        await self._writer.finish()
        if self._planned is not None:
            self._planned.cancel()
        if self._answering is not None:
            self._answering.cancel()
            await asyncio.gather(self._answering, return_exceptions=True)
        leaving = [*self._expected, *self.seats]
        self.drop(lambda _: True, code)
        await asyncio.gather(*(seat.finish() for seat in leaving))

    def _plan(self) -> None:
        """Tell the seats at once when it was quiet, else after a pause that joins a burst."""
        self._drawn.clear()
        self._edits.clear()
        if self._planned is not None or not self._groups:
            return
        loop = asyncio.get_running_loop()
        pause = min(max(PAUSE, SHARE * self._cost), LONGEST_PAUSE)
        self._changed = loop.time()
        wait = self._told + pause - self._changed
        self._planned = loop.call_later(max(0.0, wait), self._tell)

    def _tell(self) -> None:
        began = time.thread_time()
        self._planned = None
        self._look_at_rights()
        # Who leads and what everybody looks at come first.
        for group in sorted(
            self._groups.values(), key=lambda group: group.audience.role is Role.PARTICIPANT
        ):
            try:
                self._refresh(group)
            except Exception:
                # A bug in one region must not keep the others from their news.
                log.exception("could not render %s of %s", group.audience, self.id)
        loop = asyncio.get_running_loop()
        self._told = loop.time()
        loop.call_soon(self._count, began, self._changed)

    def _look_at_rights(self) -> None:
        """Close the connections whose right ended. What none of the rights reads can end none: of
        a tap nobody's right is looked at, which for a full hall took a tenth of telling it."""
        if self._rights and same(self.state, self._rights):
            return
        seen = Seen(self.state)
        for seat in self.seats:
            code = seat.still_allowed(seen)
            if code is not None:
                self.leave(seat)
                seat.end(code)
        self._rights = seen.read()

    def _count(self, began: float, changed: float) -> None:
        """Note what telling costs, once the loop has written what it was given."""
        metrics.DELIVERY.observe(asyncio.get_running_loop().time() - changed)
        self._cost = (self._cost + time.thread_time() - began) / 2

    def _refresh(self, group: Group) -> None:
        drawn = self.drawn(group.audience, group.language)
        group.refresh(self.state, drawn, self._edits)


class Rooms:
    """The trialogues that are in memory. Use as a context: it keeps a task of its own."""

    def __init__(
        self,
        db: Db,
        looks: Looks,
        now: Now,
        render: Render = regions.render,
        *,
        idle: float = 1800,
    ) -> None:
        """`idle` is after how many seconds a room without seats leaves the memory."""
        self._db = db
        self._idle = idle
        self._looks = looks
        self._render = render
        self._now = now
        # Called after facts were written in a room that is read from now on.
        self.wrote: Wrote = tell_nobody
        self._rooms: dict[TrialogueId, Room] = {}
        self._loading: dict[TrialogueId, asyncio.Task[Room]] = {}
        self._caring: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._caring = asyncio.create_task(self._care())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._caring is not None:
            self._caring.cancel()
            await asyncio.gather(self._caring, return_exceptions=True)
        await asyncio.gather(*(room.empty(RESTART) for room in self._rooms.values()))
        self._rooms.clear()

    async def get(self, trialogue: TrialogueId) -> Room:
        """Return a room, read from the journal if needed, and once however many ask for it.

        A trialogue without a fact gives a room too: whether it exists is not asked here.
        """
        room = self._rooms.get(trialogue)
        if room is None:
            loading = self._loading.get(trialogue)
            if loading is None:
                loading = asyncio.create_task(self._load(trialogue))
                self._loading[trialogue] = loading
                loading.add_done_callback(lambda _: self._loading.pop(trialogue, None))
            # Who gives up waiting must not take the room from the others.
            room = await asyncio.shield(loading)
        room.used = asyncio.get_running_loop().time()
        return room

    def present(self) -> tuple[int, Counter[Role]]:
        """Return how many rooms are in memory, and how many seats are in them, by role."""
        seats: Counter[Role] = Counter()
        for room in self._rooms.values():
            seats.update(room.present())
        return len(self._rooms), seats

    def open(self, trialogue: TrialogueId) -> Room | None:
        """Return a room if it is in memory."""
        return self._rooms.get(trialogue)

    def positions(self) -> Mapping[TrialogueId, int]:
        """Return which trialogues are in memory, and how far each is."""
        return {id: room.state.seq for id, room in self._rooms.items()}

    async def catch_up(self) -> None:
        """Let every room that is in memory read what its journal has more."""
        for room in list(self._rooms.values()):
            await room.catch_up()

    def forget(self, trialogue: TrialogueId, code: int = NOT_THERE) -> None:
        """Let a room go whose trialogue was deleted; its seats learn that it is not there."""
        room = self._rooms.pop(trialogue, None)
        if room is not None:
            room.drop(lambda _: True, code)

    def drop_who(self, who: Hashable, code: int, only: TrialogueId | None = None) -> None:
        """Close the connections of somebody in all rooms, for example at signing out, or in one."""
        for id, room in self._rooms.items():
            if only is None or id == only:
                room.drop(lambda seat: seat.who == who, code)

    async def _load(self, trialogue: TrialogueId) -> Room:
        room = Room(trialogue, self._db, self._looks, self._render, self._now, self.wrote)
        await room.catch_up()
        self._rooms[trialogue] = room
        return room

    async def _care(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(HEARTBEAT)
            for trialogue, room in list(self._rooms.items()):
                try:
                    room.beat()
                except Exception:  # or all others would be silent from now on
                    log.exception("could not show signs of life in %s", trialogue)
                if room.idle and loop.time() - room.used > self._idle:
                    del self._rooms[trialogue]
            if self._db.stained:
                await self._scrub()

    async def _scrub(self) -> None:
        try:
            await self._db.scrub()
        except Exception:
            log.exception("could not scrub the database")
