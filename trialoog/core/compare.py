"""Two texts woven into one: which words stayed, which went and which came.

Nothing gets lost: what stayed and went is the old text, what stayed and came is the new one. How
long it may take is bounded, whatever was typed; past that a text is told as gone and come whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

WORD = re.compile(r"\s*\S+|\s+")  # with the white space before it
STEPS = 2_000_000  # of comparing, for all that is told together: tenths of a second
ISLAND = 2  # fewer words that stayed, between two changes, read as noise
ALIKE = 4  # one in so many words stayed: otherwise it is another text


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Run(NamedTuple):
    """Words in a row that have the same fate."""

    fate: Fate
    text: str


Woven = tuple[Run, ...]


@dataclass(slots=True)
class Budget:
    """How many steps may still be taken."""

    left: int = STEPS


class _TooMuch(Exception):
    """There are no steps left."""


class _Bounded(SequenceMatcher[str]):
    """The matcher of the standard library, which gives up where it would take too long."""

    def __init__(self, old: Sequence[str], new: Sequence[str], budget: Budget) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._old, self._budget = old, budget
        self._places: dict[str, list[int]] = self.b2j  # type: ignore[attr-defined]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        """Pay for the look, and look."""
        self._budget.left -= sum(1 + len(self._places.get(it, ())) for it in self._old[alo:ahi])
        if self._budget.left < 0:
            raise _TooMuch
        return super().find_longest_match(alo, ahi, blo, bhi)


def weave(old: str, new: str, budget: Budget) -> Woven:
    """Return two texts as one, by words."""
    a, b = WORD.findall(old), WORD.findall(new)
    runs, at, to = list[Run](), 0, 0
    for i, j, size in _stayed(a, b, budget):
        runs.append(Run(Fate.GONE, "".join(a[at:i])))
        runs.append(Run(Fate.NEW, "".join(b[to:j])))
        runs.append(Run(Fate.SAME, "".join(a[i : i + size])))
        at, to = i + size, j + size
    return tuple(run for run in runs if run.text)


def weave_all(old: Sequence[str], new: Sequence[str], budget: Budget) -> tuple[Woven, ...]:
    """Return two lists of texts as one: a row per entry, also for those that stayed."""
    rows, at, to = list[Woven](), 0, 0
    for i, j, size in _blocks(old, new, budget):
        rows += (weave(a, b, budget) for a, b in zip_longest(old[at:i], new[to:j], fillvalue=""))
        rows += ((Run(Fate.SAME, it),) for it in old[i : i + size] if it)
        at, to = i + size, j + size
    return tuple(row for row in rows if row)


def _stayed(a: Sequence[str], b: Sequence[str], budget: Budget) -> Iterator[Match]:
    """Yield what of two texts is the same and worth telling so, and at last their ends."""
    ends = {(0, 0), (len(a), len(b))}
    blocks = [
        it
        for it in _blocks(a, b, budget)
        if it.size >= ISLAND or ends & {(it.a, it.b), (it.a + it.size, it.b + it.size)}
    ]
    if sum(it.size for it in blocks) * ALIKE >= min(len(a), len(b)):
        yield from blocks
    yield Match(len(a), len(b), 0)


def _blocks(a: Sequence[str], b: Sequence[str], budget: Budget) -> list[Match]:
    try:
        return _Bounded(a, b, budget).get_matching_blocks()
    except _TooMuch:
        return [Match(len(a), len(b), 0)]
