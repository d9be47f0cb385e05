"""The line on the projector that says who has the floor: perspectives and times, never people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from trialoog.core.state import State
from trialoog.core.words import THREE, Perspective, Status

WAITING = 5  # more hands add no marks


@dataclass(frozen=True, slots=True)
class Left:
    """The seconds that a perspective has left; `until` is when they run out, while it speaks."""

    perspective: Perspective
    seconds: int
    until: datetime | None = None


def turn(state: State, _: Perspective | None) -> Mapping[str, object]:
    """Show who has the floor, who is next, and what each of the three has left of its time."""
    floor = state.floor
    if state.status is not Status.OPEN or not (floor.turn or floor.hands):
        return {"turn": None, "waiting": (), "left": ()}
    return {
        "turn": floor.turn,
        "waiting": tuple(hand.perspective for hand in floor.queue[:WAITING]),
        "left": tuple(_left(state, p) for p in THREE if p in floor.left),
    }


def _left(state: State, perspective: Perspective) -> Left:
    seconds, now = state.floor.left[perspective], state.floor.turn
    if now is None or now.perspective is not perspective:
        return Left(perspective, seconds)
    return Left(perspective, seconds, now.at + timedelta(seconds=seconds))
