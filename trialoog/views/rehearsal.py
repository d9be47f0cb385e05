"""Rehearsing on the console: people who play along, and a copy to try things out in.

What goes on in the room is the other regions' business; this knows who plays along, and no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trialoog.core.ids import TrialogueId
from trialoog.core.words import THREE, Perspective
from trialoog.views.looks import Looks

SIZES = (9, 18, 30)  # people who can be asked to play along: three per perspective, and more


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """What the console says about rehearsing. `people` is how many play along, 0 is nobody.

    `key` makes the form for a copy count once; `full` is that elsewhere too many play already.
    """

    tid: TrialogueId
    key: str
    rehearsal: bool
    owner: bool  # who looks may make copies of it, and delete it
    open: bool
    people: int = 0
    awake: bool = False
    present: Mapping[Perspective, int] | None = None
    full: bool = False

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many people one can ask for."""
        return SIZES

    @property
    def inside(self) -> int:
        """How many of them are in."""
        return sum((self.present or {}).values())

    @property
    def groups(self) -> tuple[tuple[Perspective, int], ...]:
        """How many of them are in per perspective: the three, and the guests there are."""
        present = self.present or {}
        guests = (p for p in Perspective if p not in THREE and present.get(p))
        return tuple((p, present.get(p, 0)) for p in (*THREE, *guests))


def crowd(looks: Looks, language: str, it: Rehearsing) -> str:
    """Return only `#crowd`: who plays along, and the buttons for that."""
    return looks.render(language, "lead/crowd.html", rehearsing=it)
