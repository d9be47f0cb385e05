"""The stave: where each perspective's mark stands, per option and criterion.

View models only: numbers come in from `core.weighing` or from a stored document, geometry and
message ids go out. Never adds across perspectives, and a guest never stands on the stave.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trialoog.core import weighing
from trialoog.core.document import Document, OptionText
from trialoog.core.ids import DilemmaId, OptionId
from trialoog.core.state import State
from trialoog.core.weighing import APART, Cell
from trialoog.core.words import THREE, OutcomeKind, Perspective
from trialoog.views.words import N_, value_sign, value_words

# The stave is 120 × 112, as in the design: a mark is 23 wide, a step is 18 high.
MIDDLE = 50
STEP = 18
SIZE = 23
PLACE = {Perspective.POLICY: 32, Perspective.IMPLEMENTATION: 60, Perspective.POLITICS: 88}
SPREAD = 5  # how wide the line of a spread is
OPEN_SIZE = 16
OPEN_Y = 102

# The small picture on the home page: 40 per criterion, 56 high.
MINI_WIDTH = 40
MINI_MIDDLE = 28
MINI_STEP = 10
MINI_SIZE = 12
MINI_PLACE = {Perspective.POLICY: 8, Perspective.IMPLEMENTATION: 19, Perspective.POLITICS: 30}

NOTHING = N_("geen waardering gegeven")
HIDDEN = N_("niet getoond")


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape and the corner where it is drawn."""

    perspective: Perspective
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The line behind a mark, as far as the middle half of a perspective's answers reaches."""

    perspective: Perspective
    x: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one perspective said of one criterion: a sign and the message id of the words."""

    perspective: Perspective
    sign: str
    words: str
    divided: bool = False  # in itself


@dataclass(frozen=True, slots=True)
class Voice:
    """What one perspective has to show on one criterion."""

    perspective: Perspective
    value: float | None
    hidden: bool = False
    spread: tuple[float, float] | None = None
    divided: bool = False


@dataclass(frozen=True, slots=True)
class Stave:
    """One criterion of one option. `opens` said nothing and stand under the stave; who is
    hidden stands nowhere."""

    criterion: str
    name: str
    soft: str  # the name with soft hyphens
    marks: tuple[Placed, ...]
    spreads: tuple[Spread, ...]
    opens: tuple[Placed, ...]
    said: tuple[Said, ...]  # the three, always all of them, for the label and the table
    guests: tuple[Said, ...]
    apart: bool
    band: tuple[str, str] | None = None  # y and height of the highlight
    gap: str = ""  # the path of the bracket beside it


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One option: its staves, and the guests that have something to show."""

    option: str
    letter: str
    title: str
    outcome: OutcomeKind | None
    staves: tuple[Stave, ...]
    guests: tuple[Perspective, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All options of a dilemma against all criteria, the chosen ones first."""

    criteria: tuple[str, ...]
    rows: tuple[PictureRow, ...]

    @property
    def empty(self) -> bool:
        """Whether there is no mark in it at all: nobody said anything that can be shown."""
        return not any(stave.marks or stave.guests for row in self.rows for stave in row.staves)


@dataclass(frozen=True, slots=True)
class Mini:
    """The stave of one option, as small as a thumb nail."""

    width: int
    marks: tuple[Placed, ...]


# Where a long Dutch word may break: browsers without a dictionary break it nowhere.
_SOFT = "\u00ad"
_PARTS = ("baarheid", "vermogen", "heid", "matig", "waarden", "behandeling")

_ORDER = (
    OutcomeKind.CHOSEN,
    OutcomeKind.ELABORATE,
    OutcomeKind.MERGED,
    OutcomeKind.PARKED,
    OutcomeKind.REJECTED,
)


def row(state: State, option: OptionId) -> PictureRow:
    """Return the picture of one option as the room may see it."""
    it = state.options[option]
    outcome = state.outcome_of(option)
    names = {c.key: c.name for c in state.script.criteria}
    staves = tuple(_from_cell(cell, names) for cell in weighing.row(state, it).cells)
    kind = outcome.kind if outcome is not None else None
    return PictureRow(str(option), it.letter, it.title, kind, staves, _guests(staves))


def room(state: State, dilemma: DilemmaId) -> Picture:
    """Return the picture of a dilemma as the room may see it, options as they came."""
    rows = tuple(row(state, option) for option in state.dilemmas[dilemma].options)
    return Picture(tuple(soften(c.name) for c in state.script.criteria), rows)


def published(document: Document) -> Picture:
    """Return the picture that a stored document holds; what was chosen stands first."""
    names = {c.key: c.name for c in document.criteria}
    rows = []
    for option in sorted(document.options, key=rank):
        staves = tuple(
            stave(
                cell.criterion,
                names[cell.criterion],
                (Voice(v.perspective, v.value, v.hidden) for v in cell.voices),
            )
            for cell in option.cells
        )
        rows.append(
            PictureRow(
                option.letter.lower(),
                option.letter,
                option.title,
                option.outcome,
                staves,
                _guests(staves),
            )
        )
    return Picture(tuple(soften(c.name) for c in document.criteria), tuple(rows))


def rank(option: OptionText) -> int:
    """Return where an option stands on the page: what goes on first, what fell last."""
    return len(_ORDER) if option.outcome is None else _ORDER.index(option.outcome)


def mini(document: Document) -> Mini:
    """Return the small picture of the option that stands first on the page."""
    first = min(document.options, key=rank, default=None)
    cells = first.cells if first is not None else ()
    marks = tuple(
        Placed(
            voice.perspective,
            _n(index * MINI_WIDTH + MINI_PLACE[voice.perspective] - MINI_SIZE / 2),
            _n(MINI_MIDDLE - MINI_STEP * voice.value - MINI_SIZE / 2),
        )
        for index, cell in enumerate(cells)
        for voice in cell.voices
        if voice.perspective in THREE and voice.value is not None and not voice.hidden
    )
    return Mini(MINI_WIDTH * max(len(cells), 1), marks)


def stave(criterion: str, name: str, voices: Iterable[Voice]) -> Stave:
    """Return the drawing of one criterion. Half values lie between two lines."""
    all_voices = tuple(voices)
    three = [v for v in all_voices if v.perspective in THREE]
    shown = [(v, v.value) for v in three if v.value is not None and not v.hidden]
    marks = tuple(
        Placed(v.perspective, _n(PLACE[v.perspective] - SIZE / 2), _n(_y(value) - SIZE / 2))
        for v, value in shown
    )
    opens = tuple(
        Placed(
            v.perspective,
            _n(PLACE[v.perspective] - OPEN_SIZE / 2),
            _n(OPEN_Y - OPEN_SIZE / 2),
        )
        for v in three
        if v.value is None and not v.hidden
    )
    values = [value for _, value in shown]
    apart = len(values) > 1 and max(values) - min(values) >= APART
    top, low = (_y(max(values)), _y(min(values))) if apart else (0.0, 0.0)
    return Stave(
        criterion=criterion,
        name=name,
        soft=soften(name),
        marks=marks,
        spreads=tuple(_spread(v.perspective, v.spread) for v, _ in shown if v.spread),
        opens=opens,
        said=tuple(_said(v) for v in three),
        guests=tuple(
            _said(v) for v in all_voices if v.perspective not in THREE and v.value is not None
        ),
        apart=apart,
        band=(_n(top - 13), _n(low - top + 26)) if apart else None,
        gap=f"M114 {_n(top)}h4v{_n(low - top)}h-4" if apart else "",
    )


def soften(name: str) -> str:
    """Return a name with a soft hyphen in every long word that ends like a compound."""
    return " ".join(_soft(word) for word in name.split(" "))


def _soft(word: str) -> str:
    for part in _PARTS:
        if len(word) > 9 and word.endswith(part) and len(word) > len(part) + 3:
            return word.removesuffix(part) + _SOFT + part
    return word


def _from_cell(cell: Cell, names: Mapping[str, str]) -> Stave:
    voices = (Voice(m.perspective, m.value, m.hidden, m.spread, m.divided) for m in cell.marks)
    return stave(cell.criterion, names[cell.criterion], voices)


def _spread(perspective: Perspective, spread: tuple[float, float]) -> Spread:
    low, high = spread
    return Spread(
        perspective,
        _n(PLACE[perspective] - SPREAD / 2),
        _n(_y(high)),
        _n(_y(low) - _y(high)),
    )


def _said(voice: Voice) -> Said:
    if voice.hidden:
        return Said(voice.perspective, "", HIDDEN)
    if voice.value is None:
        return Said(voice.perspective, "–", NOTHING)
    sign, said = value_sign(voice.value), value_words(voice.value)
    return Said(voice.perspective, sign, said, voice.divided)


def _guests(staves: Iterable[Stave]) -> tuple[Perspective, ...]:
    found = {said.perspective for it in staves for said in it.guests}
    return tuple(p for p in Perspective if p in found)


def _y(value: float) -> float:
    return MIDDLE - STEP * value


def _n(number: float) -> str:
    return f"{number:g}"
