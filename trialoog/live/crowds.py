"""Simulated people who play along in rehearsals: the tasks they live in, and how many there may be.

How they play, the application brings along. They end with it, with their rehearsal, or by
themselves; nothing of them is kept. What is wanted of them stands in rows (`store.crowds`), so that
any process can ask; the one that they live in looks there every few seconds, as `Bell` does.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, Self

from trialoog.core.ids import TrialogueId
from trialoog.core.words import Perspective
from trialoog.store import crowds as rows
from trialoog.store.away import Away
from trialoog.store.crowds import Playing, Room
from trialoog.store.db import Db

log = logging.getLogger(__name__)

MOST = 3  # crowds that play at once, each of another team
MOST_KEPT = 10  # crowds altogether, with those that rest


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people are asked for: so many, who come in by a code, for a team. `rehearsal` is what
    the trialogue of that code says of itself; `quick` is quicker than people are."""

    team: str
    code: str
    rehearsal: bool
    people: int
    quick: bool = False


class Crowd(Protocol):
    """People who play along in one rehearsal."""

    @property
    def people(self) -> int:
        """How many come."""

    @property
    def present(self) -> Mapping[Perspective, int]:
        """How many are in, of each perspective."""

    @property
    def awake(self) -> bool:
        """Whether they play, or keep their seats and do nothing."""

    def rest(self) -> None:
        """Do nothing from now on."""

    def go_on(self) -> None:
        """Play again."""

    async def play(self) -> None:
        """Come in and play until it is over; cancelling it sends everybody home."""


Gather = Callable[[Wanted], Crowd]


@dataclass(frozen=True, slots=True)
class Shown:
    """The people of one rehearsal, wherever they live. `full` is that there is no room for more."""

    people: int = 0
    awake: bool = False
    present: Mapping[Perspective, int] | None = None
    full: bool = False


@dataclass(slots=True)
class _Group:
    """The crowd of one rehearsal that lives here, and the task that it lives in."""

    crowd: Crowd
    task: asyncio.Task[None]

    @property
    def leaving(self) -> bool:
        return self.task.cancelling() > 0


class Crowds:
    """The crowds of an installation, some of which live here. Use as a context: of those nobody
    plays on after it."""

    def __init__(
        self, db: Db, gather: Gather, most: int = MOST, most_kept: int = MOST_KEPT
    ) -> None:
        self._db = db
        self._gather = gather
        self._most = Room(most, most_kept)
        self._me = secrets.token_hex(8)
        self._groups: dict[TrialogueId, _Group] = {}
        self._told = False  # whether there may be rows of this process
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        async with self._turn:
            for trialogue in self._groups:
                self._send_home(trialogue)
            for trialogue in list(self._groups):
                await self._gone(trialogue)
            with suppress(Away):
                await self._report()

    def here(self, trialogue: TrialogueId) -> Crowd | None:
        """Return the crowd of a rehearsal if it lives in this process and is not going home."""
        group = self._groups.get(trialogue)
        return group.crowd if group is not None and not group.leaving else None

    async def shown(self, trialogue: TrialogueId, team: str) -> Shown:
        """Return who plays in a rehearsal, and whether other teams leave room for one of this."""
        # Of those that lived here and are over, a row stays until the next look.
        found = [
            it
            for it in await rows.playing(self._db)
            if it.process != self._me or self.here(it.trialogue) is not None
        ]
        awake = sum(it.awake for it in found if it.team != team)
        full = awake >= self._most.most
        it = next((it for it in found if it.trialogue == trialogue), None)
        if it is None:
            return Shown(full=full)
        crowd = self.here(trialogue)
        present = {Perspective(name): count for name, count in it.present.items()}
        return Shown(it.people, it.awake, crowd.present if crowd else present, full)

    async def start(self, trialogue: TrialogueId, wanted: Wanted) -> bool:
        """Let people play along, those that rest or else new ones; tell whether there is room.

        Where they play already nothing changes. Those in another rehearsal of the same team come
        to rest.
        """
        new = Playing(trialogue, self._me, wanted.team, wanted.people, awake=True, present={})
        async with self._turn:
            await self._report()  # what is over here is in nobody's way
            process = await rows.ask(self._db, new, self._most)
            if process == self._me and self.here(trialogue) is None:
                await self._gone(trialogue)
                crowd = self._gather(wanted)
                task = asyncio.create_task(self._play(trialogue, crowd))
                self._groups[trialogue] = _Group(crowd, task)
                task.add_done_callback(lambda _: self._groups.pop(trialogue, None))
            await self._look()
        return process is not None

    async def rest(self, trialogue: TrialogueId) -> None:
        """Let people keep their seats and do nothing, where they play."""
        await rows.rest(self._db, trialogue)
        await self.look()

    async def end(self, trialogue: TrialogueId) -> None:
        """Send people home. Returns when the last one has gone, of those who live here."""
        await rows.end(self._db, trialogue)
        async with self._turn:
            await self._look()
            await self._gone(trialogue)

    async def look(self) -> None:
        """Do what is wanted of the people who live here, and say who is in. Raises `Away`."""
        async with self._turn:
            await self._look()

    async def _look(self) -> None:
        wanted = await self._report()
        for trialogue, group in self._groups.items():
            match wanted.get(trialogue), group.crowd.awake:
                case None, _:
                    self._send_home(trialogue)
                case False, True:
                    group.crowd.rest()
                case True, False:
                    group.crowd.go_on()

    async def _report(self) -> Mapping[TrialogueId, bool]:
        if not self._groups and not self._told:
            return {}
        present = {
            trialogue: {perspective.value: n for perspective, n in group.crowd.present.items()}
            for trialogue, group in self._groups.items()
            if not group.leaving
        }
        wanted = await rows.report(self._db, self._me, present)
        self._told = bool(present)
        return wanted

    def _send_home(self, trialogue: TrialogueId) -> None:
        group = self._groups[trialogue]
        if not group.leaving:
            group.task.cancel()

    async def _gone(self, trialogue: TrialogueId) -> None:
        group = self._groups.get(trialogue)
        if group is not None:
            await asyncio.gather(group.task, return_exceptions=True)

    async def _play(self, trialogue: TrialogueId, crowd: Crowd) -> None:
        try:
            await crowd.play()
        except Exception:
            log.exception("the simulated people of %s stopped", trialogue)
