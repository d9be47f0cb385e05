"""Speaking by turns: whose turn it is, and how much time each perspective has left.

Pure numbers on hands and seconds. Knows perspectives, never people.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from trialoog.core.ids import HandId, OptionId, Tag
from trialoog.core.words import Perspective

USUAL_TURN = 60  # seconds; what a turn that has not begun is taken to last


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand that is up, since `at` (UTC, to the minute). `tag` is of the phone, if one did it."""

    id: HandId
    perspective: Perspective
    at: datetime
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has the floor, since `at` (UTC, to the second), and about which option. `tag` is of the
    phone whose hand got it, if one did."""

    perspective: Perspective
    at: datetime
    option: OptionId | None = None
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Floor:
    """The speaking in one step. Times are whole seconds.

    `hands` stand as they went up; `down` went down last, with a turn or without; `left` is what
    each perspective has left of its `budget`, and empty where there is none; `last` spoke before
    the turn that runs.
    """

    hands: tuple[Hand, ...] = ()
    turn: Turn | None = None
    last: Perspective | None = None
    down: HandId | None = None
    spoken: Mapping[Perspective, int] = field(default_factory=dict)
    budget: int = 0
    left: Mapping[Perspective, int] = field(default_factory=dict)

    @property
    def queue(self) -> tuple[Hand, ...]:
        """The hands in the order of their turns."""
        last = self.last if self.turn is None else self.turn.perspective
        return queue(self.hands, self.spoken, last)


def queue(
    hands: Iterable[Hand], spoken: Mapping[Perspective, int], last: Perspective | None
) -> tuple[Hand, ...]:
    """Return hands in the order of their turns.

    Next is a perspective other than the one that spoke last, if there is one; of those the one
    that spoke least so far (seconds); of equals the one that waits longest. Within a perspective
    hands go in the order in which they went up.
    """
    waiting: dict[Perspective, deque[tuple[int, Hand]]] = {}
    for place, hand in enumerate(hands):
        waiting.setdefault(hand.perspective, deque()).append((place, hand))
    order: list[Hand] = []
    said = dict(spoken)
    while waiting:
        others = [p for p in waiting if p is not last] or list(waiting)
        last = min(others, key=lambda p: (said.get(p, 0), waiting[p][0][0]))
        order.append(waiting[last].popleft()[1])
        said[last] = said.get(last, 0) + USUAL_TURN
        if not waiting[last]:
            del waiting[last]
    return tuple(order)


def after_turn(
    left: Mapping[Perspective, int], perspective: Perspective, seconds: int
) -> dict[Perspective, int]:
    """Return the seconds that each perspective has left after a turn.

    What one speaks longer than it had is added to each of the others, so that they can say as
    much (as OpenSlides does with its structure levels). One without a budget can't overspend it.
    """
    after = dict(left)
    if perspective not in after:
        return after
    rest = after[perspective] - seconds
    if rest >= 0:
        after[perspective] = rest
        return after
    return {p: 0 if p is perspective else time - rest for p, time in after.items()}
