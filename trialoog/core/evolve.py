"""What each fact changes: `evolve(state, fact) -> state`, and the fold over many.

Refuses nothing and judges nothing: what was accepted is so. The rules stand by noun in
`evolve_meeting`, `evolve_board`, `evolve_outcome` and `evolve_approval`.
"""

from collections.abc import Iterable

from trialoog.core import events as e
from trialoog.core import (
    evolve_approval,
    evolve_board,
    evolve_meeting,
    evolve_outcome,
    evolve_publishing,
)
from trialoog.core.changing import changed
from trialoog.core.state import State


def fold(facts: Iterable[e.Fact], state: State | None = None) -> State:
    """Return the state after all facts, from the start or from a given state."""
    state = state or State()
    for fact in facts:
        state = evolve(state, fact)
    return state


def evolve(state: State, fact: e.Fact) -> State:
    """Return the state after one more fact. Facts come in order, without a gap."""
    after = changed(_apply(state, fact), seq=fact.seq)
    match fact.event:
        # What is taken off the board goes off the projector too, also while that stands still.
        case e.ContributionHeldBack() | e.ContributionPutBack() as it if after.frozen is not None:
            if it.contribution in after.frozen.contributions:
                after = changed(after, frozen=_apply(after.frozen, fact))
    return after


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
            | e.QuestionAnswered()
            | e.QuestionReopened()
        ):
            return evolve_board.contribution(state, fact)
        case (
            e.CardsGrouped()
            | e.CardsUngrouped()
            | e.GroupNamed()
            | e.Focused()
            | e.ScreenFrozen()
            | e.ScreenUnfrozen()
        ):
            return evolve_board.arranging(state, fact)
        case (
            e.OptionAdded()
            | e.OptionReworded()
            | e.OptionRated()
            | e.RatingsSetAside()
            | e.PictureShown()
            | e.PicturesHidden()
            | e.ReadBackAnswered()
            | e.CorrectionAdded()
        ):
            return evolve_board.option(state, fact)
        case (
            e.OutcomeProposed()
            | e.ConsentAsked()
            | e.ConsentShown()
            | e.ConsentGiven()
            | e.OutcomeRecorded()
            | e.OutcomeWithdrawn()
            | e.ReservationMade()
            | e.ReservationWorded()
        ):
            return evolve_outcome.outcome(state, fact)
        case (
            e.HandRaised()
            | e.HandLowered()
            | e.TurnGiven()
            | e.TurnEnded()
            | e.BudgetSet()
            | e.ReadySaid()
            | e.ReadyTakenBack()
        ):
            return evolve_meeting.speaking(state, fact)
        case e.ReleaseApproved() | e.ReleaseChangeWanted():
            return evolve_approval.approval(state, fact)
        case (
            e.PublicationPlanned()
            | e.PublicationPlanCancelled()
            | e.WeighingUnpublished()
            | e.AnnouncementWithheld()
            | e.TrialogueAnnounced()
            | e.WeighingMailed()
        ):
            return evolve_publishing.publishing(state, fact)
        case _:
            return evolve_meeting.meeting(state, fact)
