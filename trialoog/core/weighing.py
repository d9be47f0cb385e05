"""The picture of a weighing: medians per perspective, where they part, and where one is divided.

Pure numbers. Never adds across perspectives: there is no function here that
could say how many people in all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median, quantiles

from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.state import Option, Outcome, State
from trialoog.core.words import SMALL, THREE, Perspective, Stance

# From this distance between two perspectives on we say that they part.
APART = 3.0
# From this distance between the lower and upper quartile on a perspective is divided in itself.
DIVIDED = 2.0
# Up to this distance, one step of the scale, perspectives are close: no difference to talk about.
CLOSE = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One perspective on one criterion. `value` is −2 to 2 in halves, None when nothing
    can be shown: nobody said anything (`seats` 0), or too few (`hidden`).

    `spread` is the lower and the upper quartile, in halves, with three ratings or more. It stays
    in the room: of three seats the median and the quartiles together give every rating away.
    """

    perspective: Perspective
    value: float | None
    seats: int
    hidden: bool = False
    spread: tuple[float, float] | None = None

    @property
    def width(self) -> float:
        """How far the middle half of the ratings lies apart, 0 to 4."""
        return self.spread[1] - self.spread[0] if self.spread is not None else 0.0

    @property
    def divided(self) -> bool:
        """Tell whether the perspective is divided in itself here."""
        return self.width >= DIVIDED


@dataclass(frozen=True, slots=True)
class Cell:
    """One criterion of one option: a mark per perspective, the three and then guests."""

    criterion: str
    marks: tuple[Mark, ...]

    @property
    def distance(self) -> float:
        """The largest distance between two of the three perspectives, 0 to 4."""
        values = [m.value for m in self.marks if m.perspective in THREE and m.value is not None]
        return max(values) - min(values) if len(values) > 1 else 0.0

    @property
    def apart(self) -> bool:
        """Tell whether the perspectives part here."""
        return self.distance >= APART


@dataclass(frozen=True, slots=True)
class Row:
    """One option against all criteria."""

    option: OptionId
    cells: tuple[Cell, ...]

    @property
    def largest(self) -> Cell | None:
        """The criterion on which the perspectives differ most; None where they are close."""
        widest = max(self.cells, key=lambda cell: cell.distance, default=None)
        return widest if widest is not None and widest.distance > CLOSE else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Consent of one perspective; counts are None where fewer than three seats answered."""

    perspective: Perspective
    support: int | None
    live_with: int | None
    objects: int | None
    hidden: bool = False


def picture(state: State, dilemma: DilemmaId, *, public: bool = False) -> tuple[Row, ...]:
    """Return a row per option. `public` hides every number with fewer than three seats."""
    return tuple(row(state, option, public=public) for option in state.options_of(dilemma))


def row(state: State, option: Option, *, public: bool = False) -> Row:
    """Return one option against all criteria of the format."""
    cells = []
    for criterion in state.script.criteria:
        marks = []
        for perspective in state.at_table:
            values = _values(option, criterion.key, perspective)
            small = public and perspective in state.small
            marks.append(_mark(perspective, values, public=public, small=small))
        cells.append(Cell(criterion.key, tuple(marks)))
    return Row(option.id, tuple(cells))


def largest(rows: Iterable[Row]) -> tuple[Row, Cell] | None:
    """Return the option and criterion on which the perspectives differ most, if any."""
    found = [(row, row.largest) for row in rows]
    wide = [(row, cell) for row, cell in found if cell is not None]
    return max(wide, key=lambda pair: pair[1].distance, default=None)


def divided(rows: Iterable[Row]) -> tuple[tuple[Row, Cell, Mark], ...]:
    """Return where one of the three perspectives is divided in itself, the widest first."""
    found = (
        (row, cell, mark)
        for row in rows
        for cell in row.cells
        for mark in cell.marks
        if mark.perspective in THREE and mark.divided
    )
    return tuple(sorted(found, key=lambda it: -it[2].width))


def consent(state: State, outcome: Outcome, *, public: bool = False) -> tuple[Tally, ...]:
    """Return the consent per perspective at the table."""
    tallies = []
    for perspective in state.at_table:
        stances = [c.stance for c in outcome.consents.values() if c.perspective is perspective]
        if public and len(stances) < SMALL:
            hidden = bool(stances) or perspective in state.small
            tallies.append(Tally(perspective, None, None, None, hidden))
            continue
        tallies.append(
            Tally(
                perspective,
                stances.count(Stance.SUPPORT),
                stances.count(Stance.LIVE_WITH),
                stances.count(Stance.OBJECT),
            )
        )
    return tuple(tallies)


def _values(option: Option, criterion: str, perspective: Perspective) -> list[int]:
    found = []
    for rating in option.ratings.values():
        value = rating.values.get(criterion)
        if rating.perspective is perspective and value is not None:
            found.append(value)
    return found


def _mark(perspective: Perspective, values: list[int], *, public: bool, small: bool) -> Mark:
    if public and len(values) < SMALL:
        # Of a small perspective not even "nobody rated this" may be read off.
        return Mark(perspective, None, 0, hidden=bool(values) or small)
    value = float(median(values)) if values else None
    return Mark(perspective, value, len(values), spread=None if public else _spread(values))


def _spread(values: list[int]) -> tuple[float, float] | None:
    if len(values) < SMALL:
        return None
    low, _, high = quantiles(values, n=4, method="inclusive")
    return round(low * 2) / 2, round(high * 2) / 2
