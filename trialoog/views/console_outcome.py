"""The console's view of outcomes: what stands on the screen, what is recorded, what is read back.
Consent and answers are counted per perspective, never added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from trialoog.core import commands as c
from trialoog.core import weighing
from trialoog.core.hearing import unheard
from trialoog.core.ids import OptionId, OutcomeId
from trialoog.core.state import Contribution, Option, Outcome, Reservation, State
from trialoog.core.words import (
    SMALL,
    THREE,
    OutcomeKind,
    Perspective,
    ReasonType,
    Stance,
    Status,
)
from trialoog.views.console_board import Card, card
from trialoog.views.console_merging import Target, target, went_away
from trialoog.views.console_script import leads
from trialoog.views.forms import SAVED, Form
from trialoog.views.newest import newest

EVERY = "all"  # among the texts that weighed: offer every text


@dataclass(frozen=True, slots=True)
class Account:
    """An outcome in words: what became of the option and why."""

    id: OutcomeId
    kind: OutcomeKind
    reason_type: ReasonType
    reason: str
    reopen: str
    downsides: tuple[str, ...]
    conditions: tuple[str, ...]
    assumptions: tuple[str, ...]
    review: date | None
    into: str
    away: Target | None  # that option, where it does not go on either
    weighed: tuple[Card, ...]
    criteria: tuple[str, ...]
    says: tuple[tuple[Perspective, str], ...]
    unheard: tuple[Perspective, ...]
    reservations: tuple[Reservation, ...]
    words: bool  # its reservations can get other words now
    recorded: bool


def account(state: State, outcome: Outcome) -> Account:
    """Return an outcome in words. A text that was held back since is left out."""
    names = {criterion.key: criterion.name for criterion in state.script.criteria}
    weighed = (state.contributions[x] for x in outcome.weighed)
    into = state.options[outcome.into] if outcome.into else None
    return Account(
        id=outcome.id,
        kind=outcome.kind,
        reason_type=outcome.reason_type,
        reason=outcome.reason,
        reopen=outcome.reopen,
        downsides=outcome.downsides,
        conditions=outcome.conditions,
        assumptions=outcome.assumptions,
        review=outcome.review,
        into=f"{into.letter}. {into.title}" if into else "",
        away=went_away(state, outcome),
        weighed=tuple(card(x) for x in weighed if state.visible(x)),
        criteria=tuple(names[key] for key in outcome.criteria if key in names),
        says=tuple((p, outcome.says[p]) for p in state.at_table if outcome.says.get(p)),
        unheard=outcome.unheard,
        reservations=outcome.reservations,
        words=leads(state, c.WordReservation),
        recorded=outcome.recorded,
    )


# --- on the screen now -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stand:
    """The consent of one perspective: counts, bar parts out of 100, what worries and objections
    say."""

    perspective: Perspective
    support: int
    live_with: int
    objects: int
    seats: int
    bars: tuple[tuple[str, int, int], ...]  # class, start, width
    worries: tuple[str, ...]
    objections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """An outcome that stands on the screen and is not recorded yet."""

    option: OptionId
    letter: str
    title: str
    account: Account
    asked: bool
    on_screen: bool  # the room sees the consent too
    shows: bool
    few: bool  # who sees the consent can tell what somebody answered
    three: tuple[Stand, ...]
    guests: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """What stands on the screen for everybody to read."""

    shown: bool
    proposed: tuple[Proposed, ...]
    records: bool


def proposal(state: State) -> Proposals:
    """Return the proposed outcomes of the current dilemma."""
    found = []
    for option in state.options_of(state.board().id):
        outcome = state.outcome_of(option.id)
        if outcome is not None and not outcome.recorded:
            found.append(_proposed(state, option, outcome))
    return Proposals(
        shown=bool(found) and state.status is Status.OPEN,
        proposed=tuple(found),
        records=leads(state, c.RecordOutcome),
    )


def _proposed(state: State, option: Option, outcome: Outcome) -> Proposed:
    stands = [_stand(state, outcome, tally) for tally in weighing.consent(state, outcome)]
    return Proposed(
        option=option.id,
        letter=option.letter,
        title=option.title,
        account=account(state, outcome),
        asked=outcome.asked,
        on_screen=outcome.shown,
        shows=leads(state, c.ShowConsent),
        few=any(0 < s.seats < SMALL for s in stands),
        three=tuple(s for s in stands if s.perspective in THREE),
        guests=tuple(s for s in stands if s.perspective not in THREE and s.seats),
    )


def _stand(state: State, outcome: Outcome, tally: weighing.Tally) -> Stand:
    perspective = tally.perspective
    counts = (tally.support or 0, tally.live_with or 0, tally.objects or 0)
    seats = max(state.seats_of(perspective), sum(counts))
    bars = []
    start = 0
    for name, count in zip(("", "half", "no"), counts, strict=True):
        width = round(100 * count / (seats or 1))
        if width:
            bars.append((name, start, width))
        start += width
    objects = {Stance.OBJECT}
    worries = _said(outcome, perspective, set(Stance) - objects)
    objections = _said(outcome, perspective, objects)
    return Stand(perspective, *counts, seats, tuple(bars), worries, objections)


def _said(outcome: Outcome, perspective: Perspective, stances: set[Stance]) -> tuple[str, ...]:
    # Sorted by what they say: the order must not tell who answered when.
    given = outcome.consents.values()
    of = (it for it in given if it.perspective is perspective and it.stance in stances)
    return tuple(sorted(it.why for it in of if it.why))


# --- the options and what became of them --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fate:
    """An option with its outcome, if it has one."""

    option: OptionId
    letter: str
    title: str
    account: Account | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All options in the step that gives them an outcome."""

    shown: bool
    fates: tuple[Fate, ...]


def outcomes(state: State) -> Outcomes:
    """Return the options of the current dilemma with what became of them."""
    fates = []
    for option in state.options_of(state.board().id):
        found = state.outcome_of(option.id)
        words = account(state, found) if found else None
        fates.append(Fate(option.id, option.letter, option.title, words))
    return Outcomes(shown=leads(state, c.ProposeOutcome), fates=tuple(fates))


# --- the record, read back ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Readers:
    """How one perspective answered: it reads as it went, or not, and what they remarked."""

    perspective: Perspective
    yes: int
    no: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The record of one option."""

    option: OptionId
    letter: str
    title: str
    account: Account | None
    readers: tuple[Readers, ...]
    corrections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a dilemma, option by option."""

    shown: bool
    passages: tuple[Passage, ...]


def record(state: State) -> Record:
    """Return the record with what the perspectives answered."""
    passages = tuple(passage(state, option) for option in state.options_of(state.board().id))
    return Record(shown=leads(state, c.AddCorrection), passages=passages)


def passage(state: State, option: Option) -> Passage:
    """Return the record of one option with what the perspectives answered."""
    outcome = state.outcome_of(option.id)
    return Passage(
        option=option.id,
        letter=option.letter,
        title=option.title,
        account=account(state, outcome) if outcome else None,
        readers=_readers(state, option),
        corrections=tuple(correction.text for correction in option.corrections),
    )


def _readers(state: State, option: Option) -> tuple[Readers, ...]:
    readers = []
    for perspective in state.at_table:
        answers = [a for a in option.answers.values() if a.perspective is perspective]
        if perspective in THREE or answers:
            yes = sum(1 for a in answers if a.reads)
            remarks = tuple(sorted(a.remark for a in answers if a.remark))
            readers.append(Readers(perspective, yes, len(answers) - yes, remarks))
    return tuple(readers)


# --- the form -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tab:
    """One option in the row of letters above the form."""

    id: OptionId
    letter: str
    title: str
    kind: OutcomeKind | None
    recorded: bool
    current: bool


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """The form for the outcome of one option; `option` is None when none is left."""

    tabs: tuple[Tab, ...]
    option: Option | None
    standing: Account | None
    kinds: tuple[OutcomeKind, ...]
    reasons: tuple[ReasonType, ...]
    near: tuple[Card, ...]  # texts on this option
    far: tuple[Card, ...]  # texts on the poles
    more: bool  # there are others than these, the newest and what was ticked
    criteria: tuple[tuple[str, str], ...]
    guests: tuple[Perspective, ...]
    absent: tuple[Perspective, ...]
    unheard: tuple[Perspective, ...]
    others: tuple[Target, ...]
    pictured: bool  # it was rated, and the picture stands below
    form: Form
    saved: bool  # just now


def outcome_form(state: State, form: Form, chosen: str | None) -> OutcomeForm:
    """Return the form for an option: the one asked for, else what stands on the screen and is not
    recorded yet, else the first without an outcome."""
    options = state.options_of(state.board().id)
    option = _pick(state, options, form.value("option") or chosen)
    outcome = state.outcome_of(option.id) if option else None
    saved = bool(form.value(SAVED))
    if outcome is not None and (saved or not form.values):
        typed = _as_typed(outcome, form.key)
        form = replace(typed, lists={**typed.lists, **form.lists})
    texts = [x for x in state.contributions_of(state.board().id) if state.visible(x)]
    near = [x for x in texts if option is not None and x.option == option.id]
    far = [x for x in texts if x.pole is not None]
    shown_near, shown_far = _offered(near, form), _offered(far, form)
    return OutcomeForm(
        tabs=tuple(_tab(state, o, option) for o in options),
        option=option,
        standing=account(state, outcome) if outcome else None,
        kinds=state.script.outcomes,
        reasons=tuple(ReasonType),
        near=tuple(map(card, shown_near)),
        far=tuple(map(card, shown_far)),
        more=len(shown_near) < len(near) or len(shown_far) < len(far),
        criteria=tuple((k.key, k.name) for k in state.script.criteria),
        guests=tuple(p for p in state.at_table if p not in THREE and state.seats_of(p)),
        absent=state.absent,
        unheard=unheard(state, option.id) if option else (),
        others=tuple(target(state, o) for o in options if o != option),
        pictured=option is not None and bool(option.ratings),
        form=form,
        saved=saved,
    )


def _pick(state: State, options: tuple[Option, ...], chosen: str | None) -> Option | None:
    for option in options:
        if option.id == chosen:
            return option
    proposed = (o for o in options if (it := state.outcome_of(o.id)) and not it.recorded)
    return next(proposed, next((o for o in options if state.outcome_of(o.id) is None), None))


def _tab(state: State, option: Option, current: Option | None) -> Tab:
    outcome = state.outcome_of(option.id)
    return Tab(
        id=option.id,
        letter=option.letter,
        title=option.title,
        kind=outcome.kind if outcome else None,
        recorded=bool(outcome and outcome.recorded),
        current=option == current,
    )


def _offered(texts: Sequence[Contribution], form: Form) -> Sequence[Contribution]:
    ticked = form.list("weighed")
    if EVERY in ticked:
        return texts
    shown = {*(x.id for x in newest(texts)), *ticked}
    return [x for x in texts if x.id in shown]


def _as_typed(outcome: Outcome, key: str) -> Form:
    """Return the outcome that stands as a filled-in form, to propose it in other words."""
    values = {
        "kind": outcome.kind.value,
        "reason_type": outcome.reason_type.value,
        "reason": outcome.reason,
        "reopen": outcome.reopen,
        "downsides": "\n".join(outcome.downsides),
        "conditions": "\n".join(outcome.conditions),
        "assumptions": "\n".join(outcome.assumptions),
        "review": outcome.review.isoformat() if outcome.review else "",
        "into": outcome.into or "",
        **{f"says-{p}": said for p, said in outcome.says.items()},
    }
    lists = {
        "weighed": tuple(outcome.weighed),
        "criteria": outcome.criteria,
        "confirmed": tuple(p.value for p in outcome.unheard),
    }
    return Form(key=key, values=values, lists=lists)
