"""The one place that refuses: `decide(state, by, command, now)` gives events or a reason.

Pure: time and randomness come with the call. The clauses stand by noun in
`decide_meeting`, `decide_turns`, `decide_board`, `decide_arranging`, `decide_outcome`,
`decide_approval` and `decide_record`.
"""

from datetime import datetime

from trialoog.core import commands as c
from trialoog.core import (
    decide_approval,
    decide_arranging,
    decide_board,
    decide_meeting,
    decide_outcome,
    decide_publishing,
    decide_record,
    decide_turns,
)
from trialoog.core.events import By, Event
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.words import Activity, Role, Status

# Commands that wait for a step that switches one of these activities on.
NEEDS: dict[type[c.Command], tuple[Activity, ...]] = {
    c.OpenRound: (Activity.WRITE,),
    c.Recognise: (Activity.RECOGNISE,),
    c.Rate: (Activity.RATE,),
    c.ShowPicture: (Activity.RATE, Activity.OUTCOME),
    c.HidePictures: (Activity.RATE, Activity.OUTCOME),
    c.RateAnew: (Activity.RATE,),
    c.MergeOption: (Activity.OPTIONS, Activity.ARGUE, Activity.RATE),
    c.ProposeOutcome: (Activity.OUTCOME,),
    c.GiveConsent: (Activity.CONSENT,),
    c.RecordOutcome: (Activity.OUTCOME,),
    c.ShowConsent: (Activity.CONSENT,),
    c.WithdrawOutcome: (Activity.OPTIONS, Activity.ARGUE, Activity.RATE, Activity.OUTCOME),
    c.AddReservation: (Activity.OUTCOME, Activity.CONSENT, Activity.READ_BACK),
    c.WordReservation: (Activity.OUTCOME, Activity.CONSENT, Activity.READ_BACK),
    c.AnswerReadBack: (Activity.READ_BACK,),
    c.AddCorrection: (Activity.READ_BACK,),
}

# Commands that ask for another standing than an open meeting.
STANDING: dict[type[c.Command], tuple[Status, ...]] = {
    c.StartGathering: (Status.DRAFT,),
    c.TakeSeat: (Status.OPEN, Status.ADJOURNED),
    c.LeaveSeat: (Status.OPEN, Status.ADJOURNED),
    c.CloseDoor: (Status.OPEN, Status.ADJOURNED),
    c.OpenDoor: (Status.OPEN, Status.ADJOURNED),
    c.RenewCode: (Status.OPEN, Status.ADJOURNED),
    c.EmptySeats: (Status.OPEN, Status.ADJOURNED),
    c.TakeLead: (Status.OPEN, Status.ADJOURNED, Status.CLOSED),
    c.HandLead: (Status.OPEN, Status.ADJOURNED, Status.CLOSED),
    c.Resume: (Status.ADJOURNED,),
    c.CloseTrialogue: (Status.OPEN, Status.ADJOURNED),
    c.Reopen: (Status.CLOSED,),
    c.ComeInAnew: (Status.OPEN, Status.ADJOURNED),
    c.RecordFormalDecision: (Status.CLOSED,),
    c.PublishWeighing: (Status.CLOSED,),
    c.MailWeighing: (Status.CLOSED,),
    c.RedactTexts: (Status.OPEN, Status.ADJOURNED, Status.CLOSED),
    c.ExpireTexts: (Status.CLOSED,),
    c.ApproveRelease: (Status.CLOSED,),
    c.WantChange: (Status.CLOSED,),
    c.PlanPublication: (Status.CLOSED,),
    c.CancelPlan: (Status.OPEN, Status.ADJOURNED, Status.CLOSED),
    c.WithdrawPublication: (Status.CLOSED,),
    c.KeepUnannounced: (Status.OPEN, Status.ADJOURNED, Status.CLOSED),
    c.Announce: (Status.OPEN, Status.ADJOURNED, Status.CLOSED),
}

# What only the one who leads does, of all who may: two people at the wheel is none.
STEERS: frozenset[type[c.Command]] = frozenset(
    {
        c.MoveTo,
        c.ExtendTimer,
        c.PauseTimer,
        c.ResumeTimer,
        c.CloseDoor,
        c.OpenDoor,
        c.RenewCode,
        c.EmptySeats,
        c.RateAnew,
        c.Adjourn,
        c.Resume,
        c.CloseTrialogue,
        c.Reopen,
        c.HandLead,
    }
)


def may(state: State, role: Role, command: type[c.Command]) -> bool:
    """Tell whether a role may ask this now: the access table, narrowed by standing and step."""
    if role not in c.COMMANDS.get(command, ()):
        return False
    if state.status not in STANDING.get(command, (Status.OPEN,)):
        return False
    if command is c.AddOption and role is Role.PARTICIPANT:
        return state.now_at.allows(Activity.OPTIONS)
    needs = NEEDS.get(command)
    return needs is None or any(state.now_at.allows(activity) for activity in needs)


def decide(state: State, by: By, command: c.Command, now: datetime) -> tuple[Event, ...]:
    """Return the events that a command leads to; an empty tuple when all is so already.

    `now` is UTC. Raises `Refused`, or `RefusedAll` when a form has several mistakes.
    """
    kind = type(command)
    if by.role not in c.COMMANDS.get(kind, ()):
        raise Refused("not_yours")
    if not may(state, by.role, kind):
        raise Refused(_why_not(state))
    if kind in STEERS and by.account is not None and by.account != state.lead:
        raise Refused("not_leading")
    match command:
        case (
            c.Contribute()
            | c.RewordContribution()
            | c.WithdrawContribution()
            | c.AdmitLate()
            | c.HoldBack()
            | c.PutBack()
            | c.Recognise()
            | c.OpenRound()
            | c.CloseRound()
            | c.Reveal()
            | c.AddOption()
            | c.RewordOption()
            | c.Rate()
            | c.ShowPicture()
            | c.HidePictures()
            | c.EnterCards()
        ):
            return decide_board.decide(state, by, command)
        case (
            c.GroupCards()
            | c.NameGroup()
            | c.UngroupCards()
            | c.MarkAnswered()
            | c.Focus()
            | c.FreezeScreen()
            | c.UnfreezeScreen()
            | c.RateAnew()
        ):
            return decide_arranging.decide(state, command)
        case (
            c.RaiseHand()
            | c.LowerHand()
            | c.GiveTurn()
            | c.EndTurn()
            | c.SetBudget()
            | c.SayReady()
        ):
            return decide_turns.decide(state, by, command, now)
        case (
            c.ProposeOutcome()
            | c.MergeOption()
            | c.ShowConsent()
            | c.AddReservation()
            | c.WordReservation()
            | c.GiveConsent()
            | c.RecordOutcome()
            | c.WithdrawOutcome()
            | c.AnswerReadBack()
            | c.AddCorrection()
            | c.NameSpokespersons()
            | c.RecordFormalDecision()
            | c.PublishWeighing()
        ):
            return decide_outcome.decide(state, by, command)
        case c.ApproveRelease() | c.WantChange():
            return decide_approval.decide(state, by, command)
        case c.RedactTexts() | c.ExpireTexts():
            return decide_record.decide(state, command)
        case (
            c.PlanPublication()
            | c.CancelPlan()
            | c.WithdrawPublication()
            | c.KeepUnannounced()
            | c.Announce()
            | c.MailWeighing()
        ):
            return decide_publishing.decide(state, by, command, now)
        case _:
            return decide_meeting.decide(state, by, command, now)


def _why_not(state: State) -> str:
    match state.status:
        case Status.DRAFT:
            return "not_started"
        case Status.ADJOURNED:
            return "adjourned"
        case Status.CLOSED:
            return "closed"
        case Status.OPEN:
            return "not_this_step"
