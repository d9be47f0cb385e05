"""What the projector shows while people write: the two sides, what is asked, who wrote already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trialoog.core.state import Dilemma, State
from trialoog.core.words import GUESTS, THREE, Pole
from trialoog.views import earlier, fit, screen_texts

SIDE = 17.5  # width of a side, in rem, as all that follows
NAME, NAME_LINE = 1.6, 2.0  # a letter of its name, and the height of a line of it
ASKS, ASKS_WIDTH, ASKS_LINE = 1.6, 27.0, 2.0  # the same of what the step asks, beside the silence
FOOT = 6.5  # what the step asks beside two lines, and who wrote already, with the gap above it
SMALL_FOOT = 4.6  # who wrote already, below what was assumed
NAMES = 2.8  # of the two sides, where nothing stands under them
GUESTS_LINE = 2.6


@dataclass(frozen=True, slots=True)
class Side:
    """One pole with what fits under it. `size` is that of what it is worth."""

    pole: Pole
    name: str
    worth: str
    size: str = "m"
    column: screen_texts.Column | None = None


def sides(dilemma: Dilemma) -> tuple[Side, ...]:
    """Return the two poles of a dilemma."""
    return (
        Side(Pole.A, dilemma.pole_a.name, dilemma.pole_a.worth),
        Side(Pole.B, dilemma.pole_b.name, dilemma.pole_b.worth),
    )


def looks_back(state: State) -> bool:
    """Tell whether the room is asked, while it writes, if what was assumed then still holds."""
    return bool(earlier.assumptions(state))


def writing(state: State, room: float) -> Mapping[str, object]:
    """Show what people write about, in a `room` of so many rem, and never how many wrote."""
    dilemma = state.board()
    written = {
        c.perspective
        for c in state.contributions_of(dilemma.id)
        if c.round == state.round and not c.late and not c.withdrawn
    }
    shown = {
        "round": None if state.round is None else state.rounds[state.round],
        "voices": tuple((p, p in written) for p in THREE),
        "guests": tuple(p for p in state.at_table if p in GUESTS and p in written),
    }
    both = sides(dilemma)
    if looks_back(state):
        # What each side is worth gives way to the question whether what was assumed still holds.
        assumed = earlier.assumed(state, room - NAMES - SMALL_FOOT)
        both = tuple(replace(side, worth="") for side in both)
        return {**shown, "sides": both, "assumed": assumed, "asks": ""}
    asks = state.now_at.heading
    room -= FOOT + (fit.lines(asks, ASKS_WIDTH, ASKS) - 1) * ASKS_LINE
    room -= GUESTS_LINE if any(p in GUESTS for p in state.at_table) else 0.0
    fitted = _fitted(both, room) or _cut(both, room)
    return {**shown, "sides": fitted, "assumed": None, "asks": asks}


def _fitted(both: Sequence[Side], room: float) -> tuple[Side, ...] | None:
    """Return both sides in the largest size at which all of them fits, if there is one."""
    for size in ("m", "s"):
        if all(_name(side) + _worth(side, fit.TEXT[size]) <= room for side in both):
            return tuple(replace(side, size=size) for side in both)
    return None


def _cut(both: Sequence[Side], room: float) -> tuple[Side, ...]:
    left = room - max(_name(side) for side in both)
    if left < fit.TEXT["s"] * fit.LINE:
        return tuple(replace(side, worth="") for side in both)
    return tuple(
        replace(side, worth=fit.passage(side.worth, left + fit.MORE, "s", SIDE).text, size="s")
        for side in both
    )


def _name(side: Side) -> float:
    return fit.lines(side.name, SIDE, NAME) * NAME_LINE


def _worth(side: Side, size: float) -> float:
    return fit.lines(side.worth, SIDE, size) * size * fit.LINE if side.worth else 0.0
