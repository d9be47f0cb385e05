"""What the live regions of a phone show, as plain data. Texts of a hidden round never get here.

Nothing here adds across perspectives or says how many people did something.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from trialoog.core import weighing
from trialoog.core.format import Phase
from trialoog.core.hearing import mergers
from trialoog.core.ids import DilemmaId, GroupId, OptionId
from trialoog.core.state import Contribution, Correction, Option, Outcome, Reservation, State
from trialoog.core.turns import Turn
from trialoog.core.words import (
    SMALL,
    Activity,
    Kind,
    OutcomeKind,
    Perspective,
    Pole,
    ReasonType,
    Status,
)
from trialoog.views import charts
from trialoog.views.newest import Some, newest

Shown = Mapping[str, object]

MOST_WAITING = 5  # hands that a phone shows in a row


class Card(NamedTuple):
    """A text that the room may see. `recognised` says by which perspectives, never how often."""

    id: str
    text: str
    kind: Kind
    perspective: Perspective
    source: str
    recognised: tuple[Perspective, ...]
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that belong together. `name` is empty when nobody named them, None for the rest."""

    name: str | None
    cards: tuple[Card, ...]
    more: bool = False  # than are shown


@dataclass(frozen=True, slots=True)
class PoleCards:
    """One side of the dilemma with what was written on it."""

    pole: Pole
    name: str
    clusters: tuple[Cluster, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """All texts of this side."""
        return tuple(card for cluster in self.clusters for card in cluster.cards)


@dataclass(frozen=True, slots=True)
class OptionCards:
    """An option with what was said of it. `said` are the perspectives that said something.

    `into` is the letter of the option that it went on in; `merged` went on in this one, and name
    none in turn.
    """

    id: str
    letter: str
    title: str
    detail: str
    said: tuple[Perspective, ...]
    clusters: tuple[Cluster, ...]
    into: str = ""
    merged: tuple["OptionCards", ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """The picture of one option; `here` is the criterion where the perspectives part most."""

    row: charts.PictureRow
    here: str
    question: str


@dataclass(frozen=True, slots=True)
class Record:
    """An option with what became of it, as the record says it now."""

    id: str
    letter: str
    title: str
    outcome: OutcomeKind | None
    recorded: bool = False
    reason_type: ReasonType | None = None
    reason: str = ""
    reopen: str = ""
    into: str = ""
    downsides: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    review: date | None = None
    says: tuple[tuple[Perspective, str], ...] = ()
    unheard: tuple[Perspective, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    corrections: tuple[Correction, ...] = ()


# --- looking things up -------------------------------------------------------------


def underway(state: State) -> Phase | None:
    """Return the step that the room is in; None when nobody can act."""
    return state.now_at if state.status is Status.OPEN else None


def card(contribution: Contribution) -> Card:
    """Return a text as the room sees it."""
    return Card(
        contribution.id,
        contribution.text,
        contribution.kind,
        contribution.perspective,
        contribution.source,
        contribution.recognised_by,
        contribution.answered,
    )


def visible(state: State, dilemma: DilemmaId) -> tuple[Contribution, ...]:
    """Return what the room may read; the state holds the texts of a round as shuffled."""
    return tuple(c for c in state.contributions_of(dilemma) if state.visible(c))


def poles(state: State) -> tuple[PoleCards, ...]:
    """Return both sides of the current dilemma with what the room may read."""
    dilemma = state.board()
    texts = visible(state, dilemma.id)
    return tuple(
        PoleCards(pole, side.name, clusters(state, (c for c in texts if c.pole is pole), newest))
        for pole, side in ((Pole.A, dilemma.pole_a), (Pole.B, dilemma.pole_b))
    )


def clusters(
    state: State, texts: Iterable[Contribution], some: Some = tuple
) -> tuple[Cluster, ...]:
    """Return the texts of one place by the groups they stand in, and then what stands alone; of
    each only `some`, if that says which."""
    found: dict[GroupId | None, list[Contribution]] = {g: [] for g in state.board().groups}
    found[None] = []
    for text in texts:
        found[text.group].append(text)
    return tuple(
        Cluster(
            None if group is None else state.groups[group].name,
            tuple(map(card, shown := some(its))),
            len(shown) < len(its),
        )
        for group, its in found.items()
        if its
    )


def option_cards(state: State) -> tuple[OptionCards, ...]:
    """Return the options of the current dilemma with what was said of each, merged ones last.

    An option that went on in another has what went into it there.
    """
    dilemma = state.board().id
    said: dict[OptionId, list[Contribution]] = {o.id: [] for o in state.options_of(dilemma)}
    for text in visible(state, dilemma):
        if text.option is not None:
            said[text.option].append(text)
    plain = {o: _option_card(state, state.options[o], tuple(said[o])) for o in said}
    merged = mergers(state, dilemma)
    went = {o: went_into(state, state.options[o]) for o in said}
    stay = tuple(
        _with(state, plain[o], tuple(plain[each.id] for each in merged[o]))
        for o in said
        if went[o] is None
    )
    gone = tuple(replace(plain[o], into=to.letter) for o, to in went.items() if to is not None)
    return (*stay, *gone)


def _with(state: State, card: OptionCards, merged: tuple[OptionCards, ...]) -> OptionCards:
    """Return an option with what went on in it; who spoke there spoke here."""
    spoke = {*card.said, *(p for each in merged for p in each.said)}
    return replace(card, merged=merged, said=tuple(p for p in state.at_table if p in spoke))


def _option_card(state: State, option: Option, texts: tuple[Contribution, ...]) -> OptionCards:
    spoke = {option.perspective, *(text.perspective for text in texts)}
    return OptionCards(
        option.id,
        option.letter,
        option.title,
        option.detail,
        tuple(p for p in state.at_table if p in spoke),
        clusters(state, texts, newest),
    )


def went_into(state: State, option: Option) -> Option | None:
    """Return the option that this one went on in, once that is recorded."""
    outcome = state.settled(option.id)
    if outcome is None or outcome.into is None:
        return None
    return state.options[outcome.into]


def shown_pictures(state: State) -> tuple[ShownPicture, ...]:
    """Return the pictures that were shown to the room, the latest first."""
    return tuple(shown_picture(state, state.options[o]) for o in reversed(state.board().shown))


def shown_picture(state: State, option: Option) -> ShownPicture:
    """Return the picture of one option, with the question to talk about."""
    widest = weighing.row(state, option).largest
    here = "" if widest is None else widest.criterion
    questions = {c.key: c.question for c in state.script.criteria}
    return ShownPicture(charts.row(state, option.id), here, questions.get(here, ""))


def records(state: State, dilemma: DilemmaId) -> tuple[Record, ...]:
    """Return every option of a dilemma with its outcome, proposed or recorded."""
    return tuple(record(state, option) for option in state.options_of(dilemma))


def record(state: State, option: Option) -> Record:
    """Return the record of one option."""
    it = state.outcome_of(option.id)
    if it is None:
        return Record(option.id, option.letter, option.title, None, corrections=option.corrections)
    return Record(
        id=option.id,
        letter=option.letter,
        title=option.title,
        outcome=it.kind,
        recorded=it.recorded,
        reason_type=it.reason_type,
        reason=it.reason,
        reopen=it.reopen,
        into=_into(state, it),
        downsides=it.downsides,
        conditions=it.conditions,
        assumptions=it.assumptions,
        review=it.review,
        says=tuple((p, it.says[p]) for p in state.at_table if p in it.says),
        unheard=it.unheard,
        reservations=it.reservations,
        corrections=option.corrections,
    )


def _into(state: State, outcome: Outcome) -> str:
    if outcome.into is None:
        return ""
    option = state.options[outcome.into]
    return f"{option.letter}. {option.title}"


def asked(state: State) -> tuple[Outcome, ...]:
    """Return the outcomes of the current dilemma that wait for consent, as the options stand."""
    found = (state.outcome_of(o.id) for o in state.options_of(state.board().id))
    return tuple(o for o in found if o is not None and o.asked and not (o.shown or o.recorded))


# --- the models of the regions ----------------------------------------------------


def phase_name(state: State, _: Perspective | None) -> Shown:
    """Name the step in the header."""
    return {"status": state.status, "name": state.now_at.name}


def clock(state: State, _: Perspective | None) -> Shown:
    """Say when the clock ends or how long it has left; the phone counts by itself."""
    return {"timer": state.timer}


def phases(state: State, _: Perspective | None) -> Shown:
    """Show how far the meeting is."""
    keys = [phase.key for phase in state.script.phases]
    return {"phases": state.script.phases, "here": keys.index(state.phase)}


def step(state: State, _: Perspective | None) -> Shown:
    """Give a token that changes when the forms on a phone have to be fetched anew."""
    parts = [state.status, state.era, state.step]
    if state.round is not None:
        current = state.rounds[state.round]
        parts += [current.id, int(current.open), int(current.revealed)]
    if state.dilemma is not None:
        parts += [outcome.id for outcome in asked(state)]
        # Weighed anew, what somebody rated before is no longer marked.
        parts.append(state.board().anew)
        parts += _gone(state)
    return {"token": ".".join(str(part) for part in parts)}


def _gone(state: State) -> list[str]:
    """Return the letters of the options that are no longer rated, in a step that rates."""
    if not state.now_at.allows(Activity.RATE):
        return []
    options = state.options_of(state.board().id)
    return [option.letter for option in options if state.settled(option.id) is not None]


def small(state: State, perspective: Perspective | None) -> Shown:
    """Tell a group so small that the others can guess who wrote what; `first` in the first step."""
    seats = 0 if perspective is None else state.seats_of(perspective)
    tells = state.status is Status.OPEN and seats < SMALL
    return {"seats": seats * tells, "first": state.phase == state.script.phases[0].key}


def looking(state: State, _: Perspective | None) -> Shown:
    """Show the one text or option that every screen looks at, if the room may read it; else the
    outcome that stands on the projector, where nobody is asked about it."""
    found = state.looking if underway(state) is not None else None
    shown: dict[str, object] = {"card": None, "option": None, "proposal": None}
    if found is not None and found.contribution is not None:
        text = state.contributions[found.contribution]
        shown["card"] = card(text) if state.visible(text) else None
    elif found is not None and found.option is not None:
        shown["option"] = state.options[found.option]
    elif underway(state) is not None and (outcome := state.proposed()) and not outcome.asked:
        shown["proposal"] = record(state, state.options[outcome.option])
    return shown


def floor(state: State, perspective: Perspective | None) -> Shown:
    """Show who speaks and who waits, in order; empty while nobody asked for the floor.

    Times are seconds of speaking that are left: of who speaks, until when, and of who looks on.
    `down` changes whenever a hand goes down, and says nothing more: then a phone whose hand was
    up asks what became of it.
    """
    it = state.floor
    quiet = underway(state) is None or not (it.turn or it.hands)
    waiting = tuple(hand.perspective for hand in it.queue)
    return {
        "turn": None if quiet else it.turn,
        "waiting": () if quiet else waiting[:MOST_WAITING],
        "more": not quiet and len(waiting) > MOST_WAITING,
        "down": it.down,
        "until": None if quiet or it.turn is None else _until(it.left, it.turn),
        "left": None if quiet or perspective is None else it.left.get(perspective),
        "speaks": it.turn is not None and it.turn.perspective is perspective,
    }


def _until(left: Mapping[Perspective, int], turn: Turn) -> datetime | None:
    if turn.perspective not in left:
        return None
    return turn.at + timedelta(seconds=left[turn.perspective])


def board(state: State, _: Perspective | None) -> Shown:
    """Show what the step puts on the table; empty while a round is hidden."""
    phase = underway(state)
    shown: dict[str, object] = {
        "recognise": False,
        "poles": (),
        "options": (),
        "argue": False,
        "pictures": (),
        "records": (),
        "reading": False,
    }
    if phase is None or state.dilemma is None:
        return shown
    shown["recognise"] = phase.allows(Activity.RECOGNISE)
    if phase.allows(Activity.WRITE) or phase.allows(Activity.RECOGNISE):
        sides = poles(state)
        shown["poles"] = sides if any(side.cards for side in sides) else ()
    if phase.allows(Activity.OPTIONS) or phase.allows(Activity.ARGUE):
        shown["options"] = option_cards(state)
        shown["argue"] = phase.allows(Activity.ARGUE)
    if phase.allows(Activity.RATE):
        shown["pictures"] = shown_pictures(state)
    if phase.allows(Activity.READ_BACK):
        shown["reading"] = True
        shown["records"] = records(state, state.dilemma)
    elif phase.allows(Activity.OUTCOME) or phase.allows(Activity.CONSENT):
        shown["records"] = records(state, state.dilemma)
    return shown
