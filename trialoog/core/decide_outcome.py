"""Clauses about outcomes, reading back, the formal decision and publishing. See `decide`."""

from trialoog.core import commands as c
from trialoog.core import events as e
from trialoog.core import text
from trialoog.core.approvals import unapproved
from trialoog.core.decide_board import option_of
from trialoog.core.events import By, Event, Text
from trialoog.core.hearing import said_nothing, unheard
from trialoog.core.ids import OptionId, OutcomeId
from trialoog.core.refusals import Mistakes, Refused
from trialoog.core.state import Answer, Consent, Option, Outcome, State
from trialoog.core.words import (
    Activity,
    Decision,
    OutcomeKind,
    Perspective,
    Stance,
)


def decide(state: State, by: By, command: c.Command) -> tuple[Event, ...]:
    """Return the events, or raise `Refused`. Role, standing and step were checked."""
    match command:
        case c.ProposeOutcome():
            return _propose(state, command)
        case c.MergeOption():
            return _merge(state, command)
        case c.ShowConsent():
            outcome = _standing(state, command.outcome)
            if not outcome.asked:
                raise Refused("consent_over")
            return () if outcome.shown else (e.ConsentShown(outcome.id),)
        case c.GiveConsent():
            return _consent(state, by, command)
        case c.RecordOutcome():
            return _record(state, command)
        case c.WithdrawOutcome():
            outcome = _standing(state, command.outcome)
            _not_published(state, state.options[outcome.option])
            return (e.OutcomeWithdrawn(outcome.id),)
        case c.AddReservation():
            outcome = _standing(state, command.outcome)
            _not_published(state, state.options[outcome.option])
            if command.perspective is None or command.perspective not in state.at_table:
                raise Refused("perspective_missing", "perspective")
            words = text.long(command.text, "text", "text_missing")
            return (e.ReservationMade(outcome.id, command.perspective, Text(words)),)
        case c.WordReservation():
            return _word_reservation(state, command)
        case c.AnswerReadBack():
            return _read_back(state, by, command)
        case c.AddCorrection():
            option = option_of(state, command.option)
            words = text.long(command.text, "text", "text_missing")
            return (e.CorrectionAdded(option.id, Text(words)),)
        case c.NameSpokespersons():
            return _name_spokespersons(state, command)
        case c.RecordFormalDecision():
            return _formal(state, command)
        case c.PublishWeighing():
            return _publish(state, command)
    raise AssertionError(f"no clause for {type(command).__name__}")


def _name_spokespersons(state: State, command: c.NameSpokespersons) -> tuple[Event, ...]:
    """Name an office for each perspective that one was typed for; a name that was given stays."""
    if not command.offices or not set(command.offices) <= set(state.at_table):
        raise Refused("perspective_missing", "perspective")
    wrong = Mistakes()
    offices = {
        p: wrong.catch(lambda p=p, said=said: text.line(said, f"office-{p}"), "")  # type: ignore[misc]
        for p, said in command.offices.items()
    }
    named = state.spokespersons
    left = [p for p, office in offices.items() if not office and p in named]
    typed = any(text.clean(said) for said in command.offices.values())
    for p in left if typed or left else list(offices)[:1]:
        wrong.add("office_missing", f"office-{p}")
    wrong.stop()
    return tuple(
        e.SpokespersonNamed(p, Text(office))
        for p, office in offices.items()
        if office and named.get(p) != office
    )


def _propose(state: State, command: c.ProposeOutcome) -> tuple[Event, ...]:
    option = option_of(state, command.option)
    _not_published(state, option)
    if command.outcome in state.outcomes:
        raise Refused("already_there")
    wrong = Mistakes()
    kind = command.kind
    if kind is None or kind not in state.script.outcomes:
        wrong.add("outcome_missing", "kind")
    if command.reason_type is None:
        wrong.add("reason_type_missing", "reason_type")
    reason = wrong.catch(lambda: text.long(command.reason, "reason", "reason_missing"), "")
    reopen = wrong.catch(lambda: text.long(command.reopen, "reopen"), "")
    nothing: tuple[str, ...] = ()
    downsides = wrong.catch(lambda: text.lines(command.downsides, "downsides"), nothing)
    conditions = wrong.catch(lambda: text.lines(command.conditions, "conditions"), nothing)
    assumptions = wrong.catch(lambda: text.lines(command.assumptions, "assumptions"), nothing)
    says = {
        p: wrong.catch(lambda p=p, said=said: text.long(said, f"says-{p}"), "")  # type: ignore[misc]
        for p, said in command.says.items()
        if p in state.at_table
    }
    if kind in (OutcomeKind.REJECTED, OutcomeKind.PARKED) and not reopen:
        wrong.add("reopen_missing", "reopen")
    if kind is OutcomeKind.CHOSEN and not downsides:
        wrong.add("downsides_missing", "downsides")
    if kind is OutcomeKind.MERGED and option.nothing:
        wrong.add("nothing_stays", "into")
    elif kind is OutcomeKind.MERGED and not _may_merge(state, option, command.into):
        wrong.add("into_missing", "into")
    for perspective in (p for p in says if p in state.absent and says[p]):
        wrong.add("absent_says", f"says-{perspective}")
    # Words that are too long are words: that they can't be taken is told beside them.
    spoke = {p for p, said in command.says.items() if text.clean(said)}
    silent = said_nothing(unheard(state, option.id), spoke)
    missing = tuple(p for p in silent if p not in command.confirmed)
    if missing:
        wrong.add("unheard", "confirmed", perspectives=missing)
    wrong.stop()
    if kind is None or command.reason_type is None:  # said above; this tells the types
        raise Refused("outcome_missing", "kind")
    chosen = kind is OutcomeKind.CHOSEN
    proposed = e.OutcomeProposed(
        outcome=command.outcome,
        option=option.id,
        kind=kind,
        reason_type=command.reason_type,
        reason=Text(reason),
        reopen=Text(reopen) if kind in (OutcomeKind.REJECTED, OutcomeKind.PARKED) else None,
        downsides=_texts(downsides) if chosen else (),
        conditions=_texts(conditions) if chosen else (),
        assumptions=_texts(assumptions) if chosen else (),
        review=command.review if chosen or kind is OutcomeKind.PARKED else None,
        into=command.into if kind is OutcomeKind.MERGED else None,
        weighed=tuple(
            found
            for found in dict.fromkeys(command.weighed)
            if found in state.contributions and state.visible(state.contributions[found])
        ),
        criteria=tuple(k.key for k in state.script.criteria if k.key in command.criteria),
        says={p: Text(said) for p, said in says.items() if said},
        unheard=silent,
    )
    events: list[Event] = []
    if option.outcome is not None:
        events.append(e.OutcomeWithdrawn(option.outcome))
    events.append(proposed)
    if state.now_at.allows(Activity.CONSENT):
        events.append(e.ConsentAsked(command.outcome))
    return tuple(events)


def _merge(state: State, command: c.MergeOption) -> tuple[Event, ...]:
    """Record at once that an option goes on in another: nobody loses what they said of either."""
    option = option_of(state, command.option)
    standing = state.outcome_of(option.id)
    if standing is not None and standing.recorded:
        raise Refused("decided")
    if standing is not None and standing.asked:  # what people said to it would be gone
        raise Refused("proposal_stands")
    proposed = _propose(
        state,
        c.ProposeOutcome(
            outcome=command.outcome,
            option=command.option,
            kind=OutcomeKind.MERGED,
            reason_type=command.reason_type,
            reason=command.reason,
            into=command.into,
            confirmed=command.confirmed,
        ),
    )
    kept = tuple(event for event in proposed if not isinstance(event, e.ConsentAsked))
    return (*kept, e.OutcomeRecorded(command.outcome))


def _word_reservation(state: State, command: c.WordReservation) -> tuple[Event, ...]:
    outcome = _standing(state, command.outcome)
    _not_published(state, state.options[outcome.option])
    if not 0 <= command.place < len(outcome.reservations):
        raise Refused("unknown_reservation")
    words = text.long(command.text, "text", "text_missing")
    if outcome.reservations[command.place].text == words:
        return ()
    return (e.ReservationWorded(outcome.id, command.place, Text(words)),)


def _texts(entries: tuple[str, ...]) -> tuple[Text, ...]:
    return tuple(Text(entry) for entry in entries)


def _may_merge(state: State, option: Option, into: OptionId | None) -> bool:
    """Tell whether an option can go into another of its dilemma, and not back into itself."""
    seen = {option.id}
    while into is not None:
        if into in seen or into not in state.options:
            return False
        if state.options[into].dilemma != option.dilemma:
            return False
        seen.add(into)
        outcome = state.outcome_of(into)
        if outcome is None or outcome.into is None:
            return True
        into = outcome.into
    return False


def _standing(state: State, found: OutcomeId) -> Outcome:
    outcome = state.outcomes.get(found)
    if outcome is None or state.options[outcome.option].outcome != found:
        raise Refused("outcome_gone")
    return outcome


def _not_published(state: State, option: Option) -> None:
    if state.dilemmas[option.dilemma].publications:
        raise Refused("published")


def _consent(state: State, by: By, command: c.GiveConsent) -> tuple[Event, ...]:
    outcome = _standing(state, command.outcome)
    if outcome.recorded or not outcome.asked:
        raise Refused("consent_over")
    if outcome.shown:  # or who is asked last answers with the others in sight
        raise Refused("consent_shown")
    if by.tag is None or by.perspective is None:
        raise Refused("not_yours")
    if command.stance is None:
        raise Refused("stance_missing", "stance")
    objects = command.stance is Stance.OBJECT
    why = text.long(command.why, "why", "why_missing" if objects else None)
    if outcome.consents.get(by.tag) == Consent(by.perspective, command.stance, why):
        return ()
    return (e.ConsentGiven(outcome.id, by.perspective, command.stance, Text(why) if why else None),)


def _record(state: State, command: c.RecordOutcome) -> tuple[Event, ...]:
    outcome = _standing(state, command.outcome)
    if outcome.recorded:
        return ()
    objections: list[tuple[Perspective, str]] = [
        (consent.perspective, consent.why)
        for consent in outcome.consents.values()
        if consent.stance is Stance.OBJECT
    ]
    # Sorted by what they say: their order must not tell who answered when.
    kept = tuple(
        e.ReservationMade(outcome.id, p, Text(why))
        for p in state.at_table
        for why in sorted(why for q, why in objections if q is p)
    )
    return (e.OutcomeRecorded(outcome.id), *kept)


def _read_back(state: State, by: By, command: c.AnswerReadBack) -> tuple[Event, ...]:
    option = option_of(state, command.option)
    if by.tag is None or by.perspective is None:
        raise Refused("not_yours")
    remark = text.long(command.remark, "remark", None if command.reads else "remark_missing")
    if option.answers.get(by.tag) == Answer(by.perspective, command.reads, remark):
        return ()
    said = Text(remark) if remark else None
    return (e.ReadBackAnswered(option.id, by.perspective, command.reads, said),)


def _formal(state: State, command: c.RecordFormalDecision) -> tuple[Event, ...]:
    if command.dilemma not in state.dilemmas:
        raise Refused("unknown_dilemma", "dilemma")
    if command.decision is None:
        raise Refused("decision_missing", "decision")
    departs = command.decision is Decision.DEPARTS
    why = text.long(command.why, "why", "decision_why_missing" if departs else None)
    if command.on is None and command.decision is not Decision.OPEN:
        raise Refused("decision_date_missing", "on")
    return (
        e.FormalDecisionRecorded(
            command.dilemma, command.decision, command.on, Text(why) if why else None
        ),
    )


def _publish(state: State, command: c.PublishWeighing) -> tuple[Event, ...]:
    if command.dilemma not in state.dilemmas:
        raise Refused("unknown_dilemma", "dilemma")
    if state.rehearsal:
        raise Refused("rehearsal")
    if not state.recorded(command.dilemma):
        raise Refused("option_open", "options")
    earlier = state.dilemmas[command.dilemma].publications
    if earlier and earlier[0].slug != command.slug:
        raise Refused("address_is_permanent")
    version = len(earlier) + 1
    note = text.long(command.note, "note", "note_missing" if version > 1 else None)
    silent = unapproved(state, command.dilemma, command.text)
    if unconfirmed := tuple(p for p in silent if p not in command.without):
        raise Refused("not_approved", "without", perspectives=unconfirmed)
    return (
        e.WeighingPublished(command.dilemma, version, command.slug, command.document, Text(note)),
    )
