"""What to talk about: where the perspectives part, and where one is divided in itself.

Points at a criterion and never at a person; `ask` in `macros/picture.html` puts it in words.
Guests stand outside it, as they stand outside the stave.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from trialoog.core import weighing
from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.state import State
from trialoog.core.weighing import Cell, Mark, Row
from trialoog.core.words import THREE, Perspective


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: one criterion of one option."""

    option: OptionId
    letter: str
    title: str
    criterion: str
    name: str  # of the criterion


@dataclass(frozen=True, slots=True)
class Between:
    """Two sides: who finds that the option fits best, and who worst.

    Who stands in the middle is on neither side.
    """

    kind: ClassVar[str] = "between"
    at: Place
    high: tuple[Perspective, ...]
    low: tuple[Perspective, ...]

    @property
    def one(self) -> Perspective:
        """The perspective that stands alone; of two, the one that is least content."""
        return self.low[0] if len(self.low) == 1 else self.high[0]

    @property
    def others(self) -> tuple[Perspective, ...]:
        """The one or two perspectives on the other side."""
        return self.high if len(self.low) == 1 else self.low


@dataclass(frozen=True, slots=True)
class Within:
    """One perspective whose own answers part."""

    kind: ClassVar[str] = "within"
    at: Place
    perspective: Perspective


Question = Between | Within


def of_option(state: State, option: OptionId) -> tuple[Question, ...]:
    """Return what to ask about one option: the largest difference, then who is divided."""
    return _questions(state, (weighing.row(state, state.options[option]),))


def of_dilemma(state: State, dilemma: DilemmaId) -> tuple[Question, ...]:
    """Return what to ask about all options: the largest difference, then who is divided."""
    return _questions(state, weighing.picture(state, dilemma))


def close(state: State, dilemma: DilemmaId) -> bool:
    """Tell whether the three who are here are close on all that they rated together so far."""
    here = {p for p in THREE if state.seats_of(p)}
    rows = weighing.picture(state, dilemma)
    together = any(
        len(here) > 1 and here <= {m.perspective for m in cell.marks if m.value is not None}
        for row in rows
        for cell in row.cells
    )
    return together and weighing.largest(rows) is None


def _questions(state: State, rows: Iterable[Row]) -> tuple[Question, ...]:
    rows = tuple(rows)
    widest = weighing.largest(rows)
    between = () if widest is None else (_between(state, *widest),)
    return (*between, *(_within(state, *found) for found in weighing.divided(rows)))


def _between(state: State, row: Row, cell: Cell) -> Between:
    marks = [m for m in cell.marks if m.perspective in THREE and m.value is not None]
    values = [m.value for m in marks if m.value is not None]
    return Between(
        at=_place(state, row, cell),
        high=tuple(m.perspective for m in marks if m.value == max(values)),
        low=tuple(m.perspective for m in marks if m.value == min(values)),
    )


def _within(state: State, row: Row, cell: Cell, mark: Mark) -> Within:
    return Within(_place(state, row, cell), mark.perspective)


def _place(state: State, row: Row, cell: Cell) -> Place:
    option = state.options[row.option]
    names = {criterion.key: criterion.name for criterion in state.script.criteria}
    return Place(option.id, option.letter, option.title, cell.criterion, names[cell.criterion])
