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


@dataclass(slots=True)
class _Group:
    """The crowd of one rehearsal, whose team it is, and the task that it lives in."""

    crowd: Crowd
    team: str
    task: asyncio.Task[None]

    @property
    def leaving(self) -> bool:
        return self.task.cancelling() > 0


class Crowds:
    """The crowds of this process. Use as a context: nobody plays on after it."""

    def __init__(self, gather: Gather, most: int = MOST, most_kept: int = MOST_KEPT) -> None:
        self._gather = gather
        self._most = most
        self._most_kept = most_kept
        # In the order in which they came, or came to rest.
        self._groups: dict[TrialogueId, _Group] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for trialogue in list(self._groups):
            await self.end(trialogue)

    def full_for(self, team: str) -> bool:
        """Tell whether other teams leave no room for a crowd of this one."""
        others = (group for group in self._groups.values() if group.team != team)
        return sum(group.crowd.awake for group in others) >= self._most

    def of(self, trialogue: TrialogueId) -> Crowd | None:
        """Return the crowd of a rehearsal, playing or resting."""
        group = self._groups.get(trialogue)
        return group.crowd if group is not None else None

    def start(self, trialogue: TrialogueId, wanted: Wanted) -> bool:
        """Let people play along, those that rest or else new ones; tell whether there is room.

        Where they play already nothing changes. Those in another rehearsal of the same team come
        to rest.
        """
        group = self._groups.get(trialogue)
        if group is not None and group.leaving:
            return False
        if group is not None and group.crowd.awake:
            return True
        if self.full_for(wanted.team):
            return False
        crowd = group.crowd if group is not None else self._gather(wanted)
        self._rest_all(wanted.team)
        if group is None:
            self._make_room()
            task = asyncio.create_task(self._play(trialogue, crowd))
            self._groups[trialogue] = _Group(crowd, wanted.team, task)
            task.add_done_callback(lambda _: self._forget(trialogue, task))
        else:
            group.team = wanted.team  # it may have been handed over
            crowd.go_on()
        return True

    def rest(self, trialogue: TrialogueId) -> None:
        """Let people keep their seats and do nothing, where they play."""
        group = self._groups.get(trialogue)
        if group is not None and group.crowd.awake:
            group.crowd.rest()
            self._groups[trialogue] = self._groups.pop(trialogue)

    async def end(self, trialogue: TrialogueId) -> None:
        """Send people home, and return when the last one has gone."""
        group = self._groups.get(trialogue)
        if group is not None:
            group.task.cancel()
            await asyncio.gather(group.task, return_exceptions=True)

    def _rest_all(self, team: str) -> None:
        for trialogue in [key for key, group in self._groups.items() if group.team == team]:
            self.rest(trialogue)

    def _make_room(self) -> None:
        """Send those home that rest longest, where there are as many as may be kept."""
        here = [group for group in self._groups.values() if not group.leaving]
        resting = [group for group in here if not group.crowd.awake]
        for group in resting[: max(0, len(here) - self._most_kept + 1)]:
            group.task.cancel()

    async def _play(self, trialogue: TrialogueId, crowd: Crowd) -> None:
        try:
            await crowd.play()
        except Exception:
            log.exception("the simulated people of %s stopped", trialogue)

    def _forget(self, trialogue: TrialogueId, task: asyncio.Task[None]) -> None:
        group = self._groups.get(trialogue)
        if group is not None and group.task is task:
            del self._groups[trialogue]
