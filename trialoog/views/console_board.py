"""The console's view of what stands on the board: rounds, texts, options, ratings. A text that
the room may not see yet never enters a model here.
"""

from dataclasses import dataclass

from trialoog.core import commands as c
from trialoog.core import weighing
from trialoog.core.ids import ContributionId, OptionId, RoundId
from trialoog.core.state import Contribution, Option, Round, State
from trialoog.core.words import THREE, Activity, Kind, OutcomeKind, Perspective, Pole, Status
from trialoog.views import charts
from trialoog.views.console_script import allows, leads, rated


@dataclass(frozen=True, slots=True)
class Card:
    """One text on the board. `held` means: taken off, and only the facilitator still sees it."""

    id: ContributionId
    text: str
    kind: Kind
    perspective: Perspective
    source: str
    recognised: tuple[Perspective, ...]
    proxy: bool
    late: bool
    held: bool


def card(contribution: Contribution) -> Card:
    """Return a text as a card. The caller knows that it may be seen."""
    return Card(
        id=contribution.id,
        text=contribution.text,
        kind=contribution.kind,
        perspective=contribution.perspective,
        source=contribution.source,
        recognised=contribution.recognised_by,
        proxy=contribution.proxy,
        late=contribution.late,
        held=contribution.held,
    )


def on_table(state: State, contribution: Contribution) -> bool:
    """Tell whether the facilitator may read a text: the room may, or could until it was held."""
    return state.shown(contribution)


# --- the round of silent writing --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """How many texts of one perspective are in."""

    perspective: Perspective
    count: int
    seats: int


@dataclass(frozen=True, slots=True)
class Writing:
    """The latest round: open, closed or revealed; counts are per perspective only."""

    shown: bool
    id: RoundId | None
    open: bool
    revealed: bool
    opens: bool  # a new round may be opened
    acts: bool
    written: tuple[Written, ...]
    guests: tuple[Written, ...]


def writing(state: State) -> Writing:
    """Return the round of the current dilemma."""
    found = state.rounds[state.round] if state.round else None
    step = allows(state, Activity.WRITE)
    pending = found is not None and not found.revealed and state.status is Status.OPEN
    counts = [_written(state, found, p) for p in state.at_table]
    return Writing(
        shown=step or pending,
        id=found.id if found else None,
        open=bool(found and found.open),
        revealed=bool(found and found.revealed),
        opens=step and not (found and found.open),
        acts=leads(state, c.CloseRound),
        written=tuple(w for w in counts if w.perspective in THREE),
        guests=tuple(w for w in counts if w.perspective not in THREE and (w.count or w.seats)),
    )


def _written(state: State, found: Round | None, perspective: Perspective) -> Written:
    count = sum(
        1
        for x in state.contributions_of(state.board().id)
        if found is not None
        and x.round == found.id
        and x.perspective is perspective
        and not x.late
        and not x.withdrawn
    )
    return Written(perspective, count, state.seats_of(perspective))


# --- texts on the poles -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PoleCards:
    """One side of the dilemma with its texts."""

    pole: Pole
    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The texts on the two poles, and those that came after their round."""

    shown: bool
    poles: tuple[PoleCards, ...]
    late: tuple[Card, ...]
    acts: bool


def board(state: State) -> Board:
    """Return the texts on the poles in the order in which the room sees them."""
    dilemma = state.board()
    texts = [
        x
        for x in state.contributions_of(state.board().id)
        if x.pole is not None and on_table(state, x)
    ]
    poles = tuple(
        PoleCards(pole, side.name, tuple(card(x) for x in texts if x.pole is pole))
        for pole, side in ((Pole.A, dilemma.pole_a), (Pole.B, dilemma.pole_b))
    )
    late = tuple(
        card(x)
        for x in state.contributions_of(dilemma.id)
        if x.late and not x.admitted and not x.withdrawn and _revealed(state, x)
    )
    shown = bool(texts or late) or allows(state, Activity.WRITE, Activity.RECOGNISE)
    return Board(
        shown=shown and state.status is not Status.CLOSED,
        poles=poles,
        late=late,
        acts=leads(state, c.HoldBack),
    )


def _revealed(state: State, contribution: Contribution) -> bool:
    # Letting a late text in shows it at once, so that waits until its round is shown.
    return contribution.round is None or state.rounds[contribution.round].revealed


# --- options ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OptionCard:
    """One option: its words, its texts, and what became of it."""

    id: OptionId
    letter: str
    title: str
    detail: str
    earlier: tuple[str, ...]
    perspective: Perspective | None
    nothing: bool
    cards: tuple[Card, ...]
    kind: OutcomeKind | None
    recorded: bool


@dataclass(frozen=True, slots=True)
class Options:
    """The options on the table, and what can be done with them in this step."""

    shown: bool
    options: tuple[OptionCard, ...]
    acts: bool


def options(state: State) -> Options:
    """Return the options of the current dilemma with the texts that may be read."""
    return Options(
        shown=allows(state, Activity.OPTIONS, Activity.ARGUE),
        options=tuple(_option(state, o) for o in state.options_of(state.board().id)),
        acts=leads(state, c.HoldBack),
    )


def cards_of(state: State, option: OptionId) -> tuple[Card, ...]:
    """Return the texts on an option that the facilitator may read."""
    found = state.contributions_of(state.options[option].dilemma)
    return tuple(card(x) for x in found if x.option == option and on_table(state, x))


def _option(state: State, option: Option) -> OptionCard:
    outcome = state.outcome_of(option.id)
    return OptionCard(
        id=option.id,
        letter=option.letter,
        title=option.title,
        detail=option.detail,
        earlier=option.earlier,
        perspective=option.perspective,
        nothing=option.nothing,
        cards=cards_of(state, option.id),
        kind=outcome.kind if outcome else None,
        recorded=bool(outcome and outcome.recorded),
    )


# --- the picture ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rated:
    """How many of one perspective rated an option, out of how many seats."""

    perspective: Perspective
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Line:
    """One option in the picture."""

    id: OptionId
    row: charts.PictureRow
    rated: tuple[Rated, ...]
    on_screen: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of the weighing as it is now, with who has rated."""

    shown: bool
    criteria: tuple[str, ...]
    lines: tuple[Line, ...]
    shows: bool


def picture(state: State) -> Picture:
    """Return the picture, a row per option."""
    dilemma = state.board()
    latest = dilemma.shown[-1] if dilemma.shown else None
    shows = leads(state, c.ShowPicture)
    lines = tuple(
        Line(
            id=option.id,
            row=charts.row(state, option.id),
            rated=_rated(state, option),
            on_screen=option.id == latest,
        )
        for option in state.options_of(dilemma.id)
    )
    some = any(option.ratings for option in state.options_of(dilemma.id))
    return Picture(
        shown=bool(state.script.criteria) and (allows(state, Activity.RATE) or (shows and some)),
        criteria=tuple(criterion.name for criterion in state.script.criteria),
        lines=lines,
        shows=shows,
    )


def _rated(state: State, option: Option) -> tuple[Rated, ...]:
    found = (Rated(p, *rated(state, option, p)) for p in state.at_table)
    return tuple(r for r in found if r.perspective in THREE or r.of)


@dataclass(frozen=True, slots=True)
class Voice:
    """What one perspective says, on the criterion where they part most."""

    perspective: Perspective
    value: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the perspectives differ most; `low` and `high` are furthest apart."""

    shown: bool
    option: str = ""
    letter: str = ""
    title: str = ""
    criterion: str = ""
    high: Voice | None = None
    low: Voice | None = None
    shows: bool = False


def difference(state: State) -> Difference:
    """Return the largest difference, to be asked as a question."""
    if not allows(state, Activity.RATE):
        return Difference(shown=False)
    found = weighing.largest(weighing.picture(state, state.board().id))
    if found is None:
        return Difference(shown=False)
    row, cell = found
    voices = [
        Voice(m.perspective, m.value)
        for m in cell.marks
        if m.perspective in THREE and m.value is not None
    ]
    option = state.options[row.option]
    names = {criterion.key: criterion.name for criterion in state.script.criteria}
    return Difference(
        shown=True,
        option=option.id,
        letter=option.letter,
        title=option.title,
        criterion=names[cell.criterion],
        high=max(voices, key=lambda v: v.value),
        low=min(voices, key=lambda v: v.value),
        shows=leads(state, c.ShowPicture),
    )
