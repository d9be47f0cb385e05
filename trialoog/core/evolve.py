"""What each fact changes: `evolve(state, fact) -> state`, and the fold over many.

Refuses nothing and judges nothing: what was accepted is so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from trialoog.core import events as e
from trialoog.core.ids import ContributionId, Tag
from trialoog.core.state import (
    Answer,
    Consent,
    Contribution,
    Correction,
    Dilemma,
    FormalDecision,
    Option,
    Outcome,
    Publication,
    Rating,
    Reservation,
    Round,
    Side,
    State,
    Timer,
)
from trialoog.core.words import Status

K = TypeVar("K")
V = TypeVar("V")


def fold(facts: Iterable[e.Fact], state: State | None = None) -> State:
    """Return the state after all facts, from the start or from a given state."""
    state = state or State()
    for fact in facts:
        state = evolve(state, fact)
    return state


def evolve(state: State, fact: e.Fact) -> State:
    """Return the state after one more fact. Facts come in order, without a gap."""
    return replace(_apply(state, fact), seq=fact.seq)


def _put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    return {**mapping, key: value}


def _drop(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    return {k: v for k, v in mapping.items() if k != key}


def _tag(fact: e.Fact) -> Tag:
    if fact.by.tag is None:
        raise ValueError(f"fact {fact.seq} lacks the tag of the phone it came from")
    return fact.by.tag


def _apply(state: State, fact: e.Fact) -> State:
    match fact.event:
        case (
            e.RoundOpened()
            | e.RoundClosed()
            | e.Revealed()
            | e.ContributionMade()
            | e.ContributionReworded()
            | e.ContributionWithdrawn()
            | e.LateAdmitted()
            | e.ContributionHeldBack()
            | e.ContributionPutBack()
            | e.ContributionRecognised()
            | e.RecognitionWithdrawn()
        ):
            return _written(state, fact)
        case (
            e.OptionAdded()
            | e.OptionReworded()
            | e.OptionRated()
            | e.PictureShown()
            | e.ReadBackAnswered()
            | e.CorrectionAdded()
        ):
            return _option(state, fact)
        case (
            e.OutcomeProposed()
            | e.ConsentAsked()
            | e.ConsentGiven()
            | e.OutcomeRecorded()
            | e.OutcomeWithdrawn()
            | e.ReservationMade()
        ):
            return _outcome(state, fact)
        case _:
            return _frame(state, fact)


def _frame(state: State, fact: e.Fact) -> State:
    match fact.event:
        case e.TrialogueStarted() as it:
            return replace(
                state,
                status=Status.OPEN,
                title=it.title,
                question=it.question,
                background=it.background,
                organisation=it.organisation,
                decision_maker=it.decision_maker,
                decide_by=it.decide_by,
                language=it.language,
                format=it.format,
                promise=it.promise,
                rehearsal=it.rehearsal,
                started=fact.at,
            )
        case e.DilemmaFramed() as it:
            dilemma = Dilemma(
                id=it.dilemma,
                question=it.question,
                pole_a=Side(it.pole_a.name, it.pole_a.worth),
                pole_b=Side(it.pole_b.name, it.pole_b.worth),
            )
            return replace(state, dilemmas=_put(state.dilemmas, it.dilemma, dilemma))
        case e.MovedTo() as it:
            rounds = state.dilemmas[it.dilemma].rounds
            reached = state.reached if it.phase in state.reached else (*state.reached, it.phase)
            return replace(
                state,
                dilemma=it.dilemma,
                phase=it.phase,
                step=state.step + 1,
                reached=reached,
                timer=None,
                round=rounds[-1] if rounds else None,
            )
        case e.TimerSet() as it:
            return replace(state, timer=Timer(it.ends, it.left))
        case e.DoorClosed():
            return replace(state, door=False)
        case e.DoorOpened():
            return replace(state, door=True)
        case e.CodeRenewed() as it:
            state = replace(state, renewals=state.renewals + 1)
            if not it.emptied:
                return state
            return replace(state, seats={}, emptied=state.emptied | state.seats.keys())
        case e.AbsenceConfirmed() as it:
            return replace(state, absent=(*state.absent, it.perspective))
        case e.SeatTaken() as it:
            absent = tuple(p for p in state.absent if p is not it.perspective)
            state = replace(
                state, seats=_put(state.seats, _tag(fact), it.perspective), absent=absent
            )
            most = max(state.most.get(it.perspective, 0), state.seats_of(it.perspective))
            return replace(state, most=_put(state.most, it.perspective, most))
        case e.SeatLeft():
            return replace(state, seats=_drop(state.seats, _tag(fact)))
        case e.SpokespersonNamed() as it:
            named = _put(state.spokespersons, it.perspective, it.office)
            return replace(state, spokespersons=named)
        case e.Adjourned():
            return replace(state, status=Status.ADJOURNED, timer=None)
        case e.Resumed():
            return replace(state, status=Status.OPEN)
        case e.TrialogueClosed() as it:
            return replace(
                state,
                status=Status.CLOSED,
                small=it.small,
                absent=it.absent,
                seats={},
                timer=None,
                closed=fact.at,
                round=None,
            )
        case e.Reopened():
            return _reopened(state)
        case e.FormalDecisionRecorded() as it:
            decision = FormalDecision(it.decision, it.on, it.why or "")
            dilemma = replace(state.dilemmas[it.dilemma], decision=decision)
            return replace(state, dilemmas=_put(state.dilemmas, it.dilemma, dilemma))
        case e.WeighingPublished() as it:
            published = Publication(it.version, it.slug, it.document, it.note, fact.at)
            dilemma = state.dilemmas[it.dilemma]
            dilemma = replace(dilemma, publications=(*dilemma.publications, published))
            return replace(state, dilemmas=_put(state.dilemmas, it.dilemma, dilemma))
        case e.WeighingRedacted() as it:
            dilemma = state.dilemmas[it.dilemma]
            public = tuple(
                replace(p, document=it.document, redacted=fact.at) if p.version == it.version else p
                for p in dilemma.publications
            )
            dilemma = replace(dilemma, publications=public)
            return replace(state, dilemmas=_put(state.dilemmas, it.dilemma, dilemma))
        case e.TextsRedacted() | e.TextsExpired():
            return state  # the texts are gone from the facts themselves
    raise AssertionError(f"no rule for {type(fact.event).__name__}")


def _reopened(state: State) -> State:
    # The same people come back with other tags: what counts people starts anew.
    options = {o: replace(option, answers={}) for o, option in state.options.items()}
    outcomes = {
        o: outcome if outcome.recorded else replace(outcome, consents={})
        for o, outcome in state.outcomes.items()
    }
    return replace(
        state,
        status=Status.OPEN,
        door=True,
        closed=None,
        era=state.era + 1,
        options=options,
        outcomes=outcomes,
    )


def _written(state: State, fact: e.Fact) -> State:
    match fact.event:
        case e.RoundOpened() as it:
            dilemma = state.dilemmas[it.dilemma]
            dilemma = replace(dilemma, rounds=(*dilemma.rounds, it.round))
            return replace(
                state,
                round=it.round,
                rounds=_put(state.rounds, it.round, Round(it.round, it.dilemma)),
                dilemmas=_put(state.dilemmas, it.dilemma, dilemma),
            )
        case e.RoundClosed() as it:
            closed = replace(state.rounds[it.round], open=False)
            return replace(state, rounds=_put(state.rounds, it.round, closed))
        case e.Revealed() as it:
            shown = replace(state.rounds[it.round], open=False, revealed=True, order=it.order)
            dilemma = _shuffled(state.dilemmas[shown.dilemma], it.order)
            return replace(
                state,
                rounds=_put(state.rounds, it.round, shown),
                dilemmas=_put(state.dilemmas, dilemma.id, dilemma),
            )
        case e.ContributionMade() as it:
            made = Contribution(
                id=it.contribution,
                dilemma=it.dilemma,
                kind=it.kind,
                text=it.text,
                perspective=it.perspective,
                tag=fact.by.tag,
                at=fact.at,
                round=it.round,
                pole=it.pole,
                option=it.option,
                source=it.source or "",
                late=it.late,
                proxy=it.proxy,
            )
            dilemma = state.dilemmas[it.dilemma]
            dilemma = replace(dilemma, contributions=(*dilemma.contributions, it.contribution))
            return replace(
                state,
                contributions=_put(state.contributions, it.contribution, made),
                dilemmas=_put(state.dilemmas, it.dilemma, dilemma),
            )
        case e.ContributionReworded() as it:
            old = state.contributions[it.contribution]
            new = replace(
                old, kind=it.kind, text=it.text, pole=it.pole or old.pole, source=it.source or ""
            )
        case e.ContributionWithdrawn() as it:
            new = replace(state.contributions[it.contribution], withdrawn=True)
        case e.LateAdmitted() as it:
            new = replace(state.contributions[it.contribution], admitted=True)
        case e.ContributionHeldBack() as it:
            new = replace(state.contributions[it.contribution], held=True)
        case e.ContributionPutBack() as it:
            new = replace(state.contributions[it.contribution], held=False)
        case e.ContributionRecognised() as it:
            old = state.contributions[it.contribution]
            new = replace(old, recognised=_put(old.recognised, _tag(fact), it.perspective))
        case e.RecognitionWithdrawn() as it:
            old = state.contributions[it.contribution]
            new = replace(old, recognised=_drop(old.recognised, _tag(fact)))
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return replace(state, contributions=_put(state.contributions, new.id, new))


def _shuffled(dilemma: Dilemma, order: tuple[ContributionId, ...]) -> Dilemma:
    # From the reveal on nothing in the state tells any more who wrote first.
    shown, places = iter(order), set(order)
    mixed = tuple(next(shown) if c in places else c for c in dilemma.contributions)
    return replace(dilemma, contributions=mixed)


def letter(index: int) -> str:
    """Return the letter of the option at an index: A to Z, then AA, AB, …"""
    rest, last = divmod(index, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("A") + last)


def _option(state: State, fact: e.Fact) -> State:
    match fact.event:
        case e.OptionAdded() as it:
            dilemma = state.dilemmas[it.dilemma]
            new = Option(
                id=it.option,
                dilemma=it.dilemma,
                letter=letter(len(dilemma.options)),
                title=it.title,
                detail=it.detail,
                nothing=it.nothing,
                perspective=it.perspective,
            )
            dilemma = replace(dilemma, options=(*dilemma.options, it.option))
            state = replace(state, dilemmas=_put(state.dilemmas, it.dilemma, dilemma))
        case e.OptionReworded() as it:
            old = state.options[it.option]
            earlier = old.earlier if it.title == old.title else (*old.earlier, old.title)
            new = replace(old, title=it.title, detail=it.detail, earlier=earlier)
        case e.OptionRated() as it:
            old = state.options[it.option]
            rating = Rating(it.perspective, dict(it.values), state.era)
            # Reopened, the same people have other tags: in the perspective that rates anew only
            # what is new counts; what the others said before still stands.
            kept = {
                tag: r
                for tag, r in old.ratings.items()
                if r.era == state.era or r.perspective is not it.perspective
            }
            new = replace(old, ratings=_put(kept, _tag(fact), rating))
        case e.PictureShown() as it:
            dilemma = state.dilemmas[state.options[it.option].dilemma]
            shown = (*(o for o in dilemma.shown if o != it.option), it.option)
            dilemma = replace(dilemma, shown=shown)
            return replace(state, dilemmas=_put(state.dilemmas, dilemma.id, dilemma))
        case e.ReadBackAnswered() as it:
            old = state.options[it.option]
            answer = Answer(it.perspective, it.reads, it.remark or "")
            new = replace(old, answers=_put(old.answers, _tag(fact), answer))
        case e.CorrectionAdded() as it:
            old = state.options[it.option]
            new = replace(old, corrections=(*old.corrections, Correction(it.text, fact.at)))
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return replace(state, options=_put(state.options, new.id, new))


def _outcome(state: State, fact: e.Fact) -> State:
    match fact.event:
        case e.OutcomeProposed() as it:
            new = Outcome(
                id=it.outcome,
                option=it.option,
                kind=it.kind,
                reason_type=it.reason_type,
                reason=it.reason,
                at=fact.at,
                reopen=it.reopen or "",
                downsides=tuple(it.downsides),
                conditions=tuple(it.conditions),
                assumptions=tuple(it.assumptions),
                review=it.review,
                into=it.into,
                weighed=it.weighed,
                criteria=it.criteria,
                says=dict(it.says),
                unheard=it.unheard,
            )
            option = replace(state.options[it.option], outcome=it.outcome)
            state = replace(state, options=_put(state.options, it.option, option))
        case e.ConsentAsked() as it:
            new = replace(state.outcomes[it.outcome], asked=True)
        case e.ConsentGiven() as it:
            old = state.outcomes[it.outcome]
            consent = Consent(it.perspective, it.stance, it.why or "")
            new = replace(old, consents=_put(old.consents, _tag(fact), consent))
        case e.OutcomeRecorded() as it:
            new = replace(state.outcomes[it.outcome], recorded=True)
        case e.OutcomeWithdrawn() as it:
            new = replace(state.outcomes[it.outcome], withdrawn=True, recorded=False)
            option = replace(state.options[new.option], outcome=None, answers={})
            state = replace(state, options=_put(state.options, option.id, option))
        case e.ReservationMade() as it:
            old = state.outcomes[it.outcome]
            kept = Reservation(it.perspective, it.text)
            new = replace(old, reservations=(*old.reservations, kept))
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return replace(state, outcomes=_put(state.outcomes, new.id, new))
