"""The console's view of what stands on the board: rounds, texts, options, ratings. A text that
the room may not see yet never enters a model here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from trialoog.core import commands as c
from trialoog.core.hearing import mergers
from trialoog.core.ids import ContributionId, GroupId, OptionId, OutcomeId, RoundId
from trialoog.core.state import Contribution, Option, Round, State
from trialoog.core.words import THREE, Activity, Kind, OutcomeKind, Perspective, Pole, Status
from trialoog.views.console_script import allows, leads
from trialoog.views.newest import newest


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
    group: GroupId | None
    answered: bool | None  # None: it is no question


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
        group=contribution.group,
        answered=contribution.answered if contribution.kind is Kind.QUESTION else None,
    )


def on_table(state: State, contribution: Contribution) -> bool:
    """Tell whether the facilitator may read a text: the room may, or could until it was held."""
    return state.shown(contribution)


def waits(state: State, contribution: Contribution) -> bool:
    """Tell whether a text came after its round and may be let in. That shows it at once, so it
    waits until the round is shown."""
    shown = contribution.round is None or state.rounds[contribution.round].revealed
    return contribution.late and not contribution.admitted and not contribution.withdrawn and shown


def groups_beside(state: State, contribution: Contribution) -> dict[GroupId, str]:
    """Return the other groups where a text stands, that it could stand in. One without a name
    goes by its first text."""
    groups: dict[GroupId, str] = {}
    for text in state.contributions_of(contribution.dilemma):
        here = (text.pole, text.option) == (contribution.pole, contribution.option)
        if here and text.group not in {None, contribution.group} and on_table(state, text):
            groups.setdefault(text.group, state.groups[text.group].name or text.text)
    return groups


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
class GroupCards:
    """Texts that belong together; without a name until somebody gives one."""

    id: GroupId
    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """The newest texts of one place: in groups, and those on their own. `more` says that there
    are others."""

    groups: tuple[GroupCards, ...]
    single: tuple[Card, ...]
    more: bool


def cards(state: State, texts: Iterable[Contribution]) -> Cards:
    """Return the newest texts of one place as they stand together, in the order of the board."""
    found: dict[GroupId | None, list[Contribution]] = {None: []}
    for text in texts:
        found.setdefault(text.group, []).append(text)
    shown = {group: newest(its) for group, its in found.items()}
    groups = tuple(
        GroupCards(group, state.groups[group].name, tuple(map(card, its)))
        for group, its in shown.items()
        if group is not None
    )
    more = any(len(shown[group]) < len(its) for group, its in found.items())
    return Cards(groups, tuple(map(card, shown[None])), more)


@dataclass(frozen=True, slots=True)
class PoleCards:
    """One side of the dilemma with its texts."""

    pole: Pole
    name: str
    cards: Cards


@dataclass(frozen=True, slots=True)
class Board:
    """The texts on the two poles, and those that came after their round. `looking` is the text
    that every screen shows."""

    shown: bool
    texts: bool  # there are any
    poles: tuple[PoleCards, ...]
    late: Cards
    looking: ContributionId | None
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
        PoleCards(pole, side.name, cards(state, (x for x in texts if x.pole is pole)))
        for pole, side in ((Pole.A, dilemma.pole_a), (Pole.B, dilemma.pole_b))
    )
    late = [x for x in state.contributions_of(dilemma.id) if waits(state, x)]
    shown = bool(texts or late) or allows(state, Activity.WRITE, Activity.RECOGNISE)
    return Board(
        shown=shown and state.status is not Status.CLOSED,
        texts=bool(texts or late),
        poles=poles,
        late=cards(state, late),
        looking=state.looking.contribution if state.looking else None,
        acts=leads(state, c.HoldBack),
    )


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
    cards: Cards
    kind: OutcomeKind | None
    outcome: OutcomeId | None
    recorded: bool
    into: str  # the letter of the option in which it goes on
    merged: tuple[tuple[str, str], ...]  # letter and title of what went on in this one


@dataclass(frozen=True, slots=True)
class Options:
    """The options on the table, and what can be done with them in this step. `looking` and
    `looking_at` are the text or the option that every screen shows."""

    shown: bool
    texts: bool  # there are any
    options: tuple[OptionCard, ...]
    looking: ContributionId | None
    looking_at: OptionId | None
    acts: bool
    merges: bool


def options(state: State) -> Options:
    """Return the options of the current dilemma with the texts that may be read."""
    dilemma = state.board().id
    found = state.options_of(dilemma)
    texts: dict[OptionId, list[Contribution]] = {option.id: [] for option in found}
    for text in state.contributions_of(dilemma):
        if text.option is not None and on_table(state, text):
            texts[text.option].append(text)
    merged = mergers(state, dilemma)
    return Options(
        shown=allows(state, Activity.OPTIONS, Activity.ARGUE),
        texts=any(texts.values()),
        options=tuple(_option(state, o, texts[o.id], merged[o.id]) for o in found),
        looking=state.looking.contribution if state.looking else None,
        looking_at=state.looking.option if state.looking else None,
        acts=leads(state, c.HoldBack),
        merges=leads(state, c.MergeOption) and OutcomeKind.MERGED in state.script.outcomes,
    )


def _option(
    state: State, option: Option, texts: Iterable[Contribution], merged: Iterable[Option]
) -> OptionCard:
    outcome, settled = state.outcome_of(option.id), state.settled(option.id)
    return OptionCard(
        id=option.id,
        letter=option.letter,
        title=option.title,
        detail=option.detail,
        earlier=option.earlier,
        perspective=option.perspective,
        nothing=option.nothing,
        cards=cards(state, texts),
        kind=outcome.kind if outcome else None,
        outcome=outcome.id if outcome else None,
        recorded=settled is not None,
        into=state.options[settled.into].letter if settled and settled.into else "",
        merged=tuple((o.letter, o.title) for o in merged),
    )
