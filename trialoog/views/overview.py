"""The state of all public weighings as one page: bars in ink, each beside its number.

Bars of one picture share one scale. Nothing here counts people.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from trialoog.core.words import OutcomeKind, ReasonType, Standing
from trialoog.views.home import Counts, Filter, Picked, asked_of, filter_of
from trialoog.views.looks import Looks
from trialoog.views.words import N_, REASON

KINDS = ("organisation", "year")
FELL = (OutcomeKind.REJECTED, OutcomeKind.PARKED)
WIDTH = 100.0  # of the longest bar

STANDING = {
    Standing.HOLDS: N_("Klopt"),
    Standing.FAILS: N_("Klopt niet"),
    Standing.OPEN: N_("Nog niet bekend"),
}


class Overview(Protocol):
    """What is known of all weighings together."""

    @property
    def weighings(self) -> int:
        """How many there are."""

    @property
    def reasons(self) -> Mapping[tuple[OutcomeKind, ReasonType], int]:
        """How many options had an outcome on a type of reason."""

    @property
    def assumptions(self) -> Mapping[Standing, int]:
        """How many assumptions there are, by what is known of them."""

    @property
    def failed(self) -> Sequence[Any]:
        """The assumptions that turned out wrong."""

    @property
    def reviews(self) -> Sequence[Any]:
        """The weighings that are looked at again, by their day."""

    @property
    def undecided(self) -> Sequence[Any]:
        """The weighings that somebody has to decide on, by their day."""

    @property
    def reviews_in_all(self) -> int:
        """How many are looked at again, also beyond the list."""

    @property
    def undecided_in_all(self) -> int:
        """How many wait for a decision, also beyond the list."""

    @property
    def counts(self) -> Counts:
        """How many weighings a filter would leave."""

    @property
    def examples(self) -> int:
        """How many made-up weighings are public."""

    @property
    def only_examples(self) -> bool:
        """Whether there is nothing else, so that they count."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a name, a bar of one or two parts in hundredths, and the numbers it stands for."""

    key: str
    name: str
    parts: tuple[float, ...]
    numbers: tuple[int, ...]


def page(
    looks: Looks,
    language: str,
    overview: Overview,
    *,
    picked: Picked,
    today: date,
) -> str:
    """Return the page. `today` divides what is late from what comes."""
    on = {kind: [*picked.get(kind, ())] for kind in KINDS}
    filters = tuple(filter_of(kind, on[kind], overview.counts, {}) for kind in KINDS)
    return looks.render(
        language,
        "overview.html",
        here="overview",
        signed_in=False,
        overview=overview,
        reasons=reasons(overview.reasons),
        standings=standings(overview.assumptions),
        late=tuple(it for it in overview.reviews if it.on <= today),
        coming=tuple(it for it in overview.reviews if it.on > today),
        today=today,
        filters=tuple(it for it in filters if _helps(it, on[it.kind])),
        picked=any(on.values()),
        query_here=asked_of("", on),
    )


def reasons(counted: Mapping[tuple[OutcomeKind, ReasonType], int]) -> tuple[Bar, ...]:
    """Return on what options fell or had to wait, the most frequent first."""
    rows = {kind: tuple(counted.get((outcome, kind), 0) for outcome in FELL) for kind in ReasonType}
    longest = max(sum(numbers) for numbers in rows.values()) or 1
    order = sorted(ReasonType, key=lambda kind: -sum(rows[kind]))
    return tuple(
        Bar(kind, REASON[kind], tuple(WIDTH * n / longest for n in rows[kind]), rows[kind])
        for kind in order
        if sum(rows[kind])
    )


def standings(counted: Mapping[Standing, int]) -> tuple[Bar, ...]:
    """Return what is known of the assumptions; nothing where there are none."""
    longest = max(counted.values(), default=0)
    if not longest:
        return ()
    return tuple(
        Bar(kind, name, (WIDTH * counted.get(kind, 0) / longest,), (counted.get(kind, 0),))
        for kind, name in STANDING.items()
    )


def _helps(it: Filter, on: Collection[str]) -> bool:
    """Tell whether a filter leaves anything to choose."""
    return bool(on) or len(it.choices) + len(it.more) > 1
