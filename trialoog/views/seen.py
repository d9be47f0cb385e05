"""What a drawing read of the state: drawn again, it can only differ where one of these does.

States share what stayed the same, so one look at each part tells. Nobody keeps a table of which
fact touches which region, and nothing can be forgotten in it.
"""

from collections.abc import Callable, Hashable
from dataclasses import fields
from typing import NamedTuple

from trialoog.core.state import State

Read = tuple[tuple[str, object], ...]
"""Parts of a state by name, as they were when they were read."""


class Drawn(NamedTuple):
    """What was drawn, and what of the state it stands on."""

    read: Read
    html: str


class Seen(State):
    """A state that notes which of its parts are read."""

    __slots__ = ("_of", "_read")

    _of: State
    _read: dict[str, object]

    def __init__(self, of: State) -> None:
        object.__setattr__(self, "_of", of)
        object.__setattr__(self, "_read", {})

    def read(self) -> Read:
        """Return what was read until now."""
        return tuple(self._read.items())


def _noting(name: str) -> Callable[[Seen], object]:
    def get(self: Seen) -> object:
        value = self._read[name] = getattr(self._of, name)
        return value

    return get


for _field in fields(State):
    setattr(Seen, _field.name, property(_noting(_field.name)))


def same(state: State, read: Read) -> bool:
    """Tell whether a state is in all these parts what another was."""
    for name, value in read:  # noqa: SIM110 - `all` takes twice as long
        if getattr(state, name) is not value:
            return False
    return True


class Last:
    """What was drawn last, by what makes one drawing another than the next."""

    def __init__(self) -> None:
        self._drawn: dict[Hashable, Drawn] = {}
        self._state: State | None = None
        self._hold: set[Hashable] = set()  # for that very state

    def found(self, key: Hashable, state: State) -> str | None:
        """Return what was drawn, if it is as it would be drawn now."""
        if self._state is not state:
            self._state = state
            self._hold.clear()
        drawn = self._drawn.get(key)
        if drawn is None or not (key in self._hold or same(state, drawn.read)):
            return None
        self._hold.add(key)
        return drawn.html

    def keep(self, key: Hashable, seen: Seen, html: str) -> None:
        """Keep what was drawn."""
        self._drawn[key] = Drawn(seen.read(), html)
