"""Simulated people who play along in rehearsals: the tasks they live in, and how many there may be.

How they play, the application brings along. They end with it, with their rehearsal, or by
themselves; nothing of them is kept.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from trialoog.core.ids import TrialogueId
from trialoog.core.words import Perspective

log = logging.getLogger(__name__)

MOST = 3  # crowds that play at once; those that rest do not count


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people are asked for: so many, who come in by a code. `rehearsal` is what the trialogue
    of that code says of itself; `quick` is quicker than people are."""

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


class Crowds:
    """The crowds of this process. Use as a context: nobody plays on after it."""

    def __init__(self, gather: Gather, most: int = MOST) -> None:
        self._gather = gather
        self._most = most
        self._crowds: dict[TrialogueId, Crowd] = {}
        self._tasks: dict[TrialogueId, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for trialogue in list(self._tasks):
            await self.end(trialogue)

    @property
    def full(self) -> bool:
        """Tell whether there is room for no other crowd."""
        return sum(crowd.awake for crowd in self._crowds.values()) >= self._most

    def of(self, trialogue: TrialogueId) -> Crowd | None:
        """Return the crowd of a rehearsal, playing or resting."""
        return self._crowds.get(trialogue)

    def start(self, trialogue: TrialogueId, wanted: Wanted) -> bool:
        """Let people play along, those that rest or else new ones; tell whether there is room.

        Where they play already nothing changes.
        """
        crowd = self._crowds.get(trialogue)
        if crowd is not None and crowd.awake:
            return True
        if self.full:
            return False
        if crowd is not None:
            crowd.go_on()
            return True
        crowd = self._crowds[trialogue] = self._gather(wanted)
        task = self._tasks[trialogue] = asyncio.create_task(self._play(trialogue, crowd))
        task.add_done_callback(lambda _: self._forget(trialogue, task))
        return True

    def rest(self, trialogue: TrialogueId) -> None:
        """Let people keep their seats and do nothing, where they play."""
        crowd = self._crowds.get(trialogue)
        if crowd is not None:
            crowd.rest()

    async def end(self, trialogue: TrialogueId) -> None:
        """Send people home, and return when the last one has gone."""
        task = self._tasks.get(trialogue)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _play(self, trialogue: TrialogueId, crowd: Crowd) -> None:
        try:
            await crowd.play()
        except Exception:
            log.exception("the simulated people of %s stopped", trialogue)

    def _forget(self, trialogue: TrialogueId, task: asyncio.Task[None]) -> None:
        if self._tasks.get(trialogue) is task:
            del self._tasks[trialogue], self._crowds[trialogue]
