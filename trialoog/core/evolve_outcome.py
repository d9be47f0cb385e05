"""What facts about outcomes change: proposal, consent, reservations. See `evolve`."""

from dataclasses import replace

from trialoog.core import events as e
from trialoog.core.changing import changed, put, tag
from trialoog.core.hearing import said_nothing
from trialoog.core.state import Consent, Outcome, Reservation, State


def outcome(state: State, fact: e.Fact) -> State:
    """Return the state after a fact about an outcome."""
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
                unheard=said_nothing(it.unheard, it.says),
            )
            option = replace(state.options[it.option], outcome=it.outcome)
            options = put(state.options, it.option, option)
            state = changed(state, options=options, looking=None)
        case e.ConsentAsked() as it:
            new = replace(state.outcomes[it.outcome], asked=True)
        case e.ConsentShown() as it:
            new = replace(state.outcomes[it.outcome], shown=True)
        case e.ConsentGiven() as it:
            old = state.outcomes[it.outcome]
            consent = Consent(it.perspective, it.stance, it.why or "")
            new = replace(old, consents=put(old.consents, tag(fact), consent))
        case e.OutcomeRecorded() as it:
            new = replace(state.outcomes[it.outcome], recorded=True)
        case e.OutcomeWithdrawn() as it:
            new = replace(state.outcomes[it.outcome], withdrawn=True, recorded=False)
            option = replace(state.options[new.option], outcome=None, answers={})
            state = changed(state, options=put(state.options, option.id, option))
        case e.ReservationMade() as it:
            old = state.outcomes[it.outcome]
            kept = Reservation(it.perspective, it.text)
            new = replace(
                old,
                reservations=(*old.reservations, kept),
                unheard=said_nothing(old.unheard, (it.perspective,)),
            )
        case e.ReservationWorded() as it:
            old = state.outcomes[it.outcome]
            before = old.reservations[it.place]
            kept = replace(before, text=it.text, earlier=(*before.earlier, before.text))
            reservations = (
                *old.reservations[: it.place],
                kept,
                *old.reservations[it.place + 1 :],
            )
            new = replace(old, reservations=reservations)
        case _:
            raise AssertionError(f"no rule for {type(fact.event).__name__}")
    return changed(state, outcomes=put(state.outcomes, new.id, new))
