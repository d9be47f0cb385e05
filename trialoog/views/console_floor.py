"""The console's view of speaking: who has the floor, whose turn it is, how much time is left."""

from dataclasses import dataclass
from datetime import datetime

from trialoog.core import commands as c
from trialoog.core.ids import HandId
from trialoog.core.state import State
from trialoog.core.words import THREE, Perspective, Status
from trialoog.views.console_script import leads

BUDGETS = (5, 10, 15)  # minutes per perspective, to choose from with one tap


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hand in the order of turns, up since `since`."""

    hand: HandId
    perspective: Perspective
    since: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """What one perspective has left of its time, in seconds and as a width out of 100."""

    perspective: Perspective
    seconds: int
    width: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The speaking in this step. `since` is when the turn that runs began."""

    shown: bool
    now: Perspective | None
    since: datetime | None
    waiting: tuple[Waiting, ...]
    voices: tuple[Perspective, ...]
    step: int
    minutes: int
    left: tuple[Left, ...]
    budgets: tuple[int, ...]
    acts: bool


def floor(state: State) -> Floor:
    """Return who speaks and who waits, the next one first."""
    it = state.floor
    most = max((*it.left.values(), it.budget, 1))
    return Floor(
        shown=state.status is Status.OPEN and bool(state.now_at.activities),
        now=it.turn.perspective if it.turn else None,
        since=it.turn.at if it.turn else None,
        waiting=tuple(Waiting(hand.id, hand.perspective, hand.at) for hand in it.queue),
        voices=tuple(p for p in state.at_table if p in THREE or state.seats_of(p)),
        step=state.step,
        minutes=it.budget // 60,
        left=tuple(
            Left(p, it.left[p], round(100 * it.left[p] / most))
            for p in state.at_table
            if p in it.left and (p in THREE or state.seats_of(p))
        ),
        budgets=BUDGETS,
        acts=leads(state, c.GiveTurn),
    )
