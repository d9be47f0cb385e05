"""What people can ask of a trialogue, and which role may ask it.

A command holds what its form holds. `COMMANDS` is one of the two access tables;
the phase narrows it further. `subject` says what may happen once per phone.
"""

from trialoog.core.commands.approval import ApproveRelease, WantChange
from trialoog.core.commands.arranging import (
    EnterCards,
    Focus,
    FreezeScreen,
    GroupCards,
    MarkAnswered,
    MergeOption,
    NameGroup,
    PaperCard,
    RateAnew,
    UnfreezeScreen,
    UngroupCards,
)
from trialoog.core.commands.board import (
    AddOption,
    AdmitLate,
    CloseRound,
    Contribute,
    HidePictures,
    HoldBack,
    OpenRound,
    PutBack,
    Rate,
    Recognise,
    Reveal,
    RewordContribution,
    RewordOption,
    ShowPicture,
    WithdrawContribution,
)
from trialoog.core.commands.meeting import (
    Adjourn,
    CloseDoor,
    CloseTrialogue,
    ComeInAnew,
    DilemmaPlan,
    EmptySeats,
    ExtendTimer,
    HandLead,
    LeaveSeat,
    MoveTo,
    NameSpokespersons,
    OpenDoor,
    OptionPlan,
    PauseTimer,
    RenewCode,
    Reopen,
    Resume,
    ResumeTimer,
    StartGathering,
    TakeLead,
    TakeSeat,
)
from trialoog.core.commands.outcome import (
    AddCorrection,
    AddReservation,
    AnswerReadBack,
    GiveConsent,
    ProposeOutcome,
    PublishWeighing,
    RecordFormalDecision,
    RecordOutcome,
    ShowConsent,
    WithdrawOutcome,
    WordReservation,
)
from trialoog.core.commands.publishing import (
    Announce,
    CancelPlan,
    KeepUnannounced,
    MailWeighing,
    PlanPublication,
    WithdrawPublication,
)
from trialoog.core.commands.record import ExpireTexts, PublicChange, RedactTexts
from trialoog.core.commands.turns import (
    EndTurn,
    GiveTurn,
    LowerHand,
    RaiseHand,
    SayReady,
    SetBudget,
)
from trialoog.core.ids import ContributionId
from trialoog.core.words import Role

Command = (
    StartGathering
    | TakeSeat
    | LeaveSeat
    | CloseDoor
    | OpenDoor
    | RenewCode
    | MoveTo
    | ExtendTimer
    | PauseTimer
    | ResumeTimer
    | OpenRound
    | CloseRound
    | Reveal
    | Contribute
    | RewordContribution
    | WithdrawContribution
    | AdmitLate
    | HoldBack
    | PutBack
    | Recognise
    | AddOption
    | RewordOption
    | Rate
    | ShowPicture
    | HidePictures
    | ProposeOutcome
    | GiveConsent
    | RecordOutcome
    | WithdrawOutcome
    | AnswerReadBack
    | AddCorrection
    | NameSpokespersons
    | Adjourn
    | Resume
    | CloseTrialogue
    | Reopen
    | ComeInAnew
    | RecordFormalDecision
    | PublishWeighing
    | EmptySeats
    | TakeLead
    | HandLead
    | GroupCards
    | NameGroup
    | UngroupCards
    | MarkAnswered
    | Focus
    | FreezeScreen
    | UnfreezeScreen
    | RateAnew
    | MergeOption
    | EnterCards
    | RaiseHand
    | LowerHand
    | GiveTurn
    | EndTurn
    | SetBudget
    | SayReady
    | ShowConsent
    | AddReservation
    | WordReservation
    | RedactTexts
    | ExpireTexts
    | MailWeighing
    | PlanPublication
    | CancelPlan
    | WithdrawPublication
    | KeepUnannounced
    | Announce
    | ApproveRelease
    | WantChange
)

_LEADS = frozenset({Role.FACILITATOR})
_SITS = frozenset({Role.PARTICIPANT})
_BOTH = _LEADS | _SITS
_HOUSE = frozenset({Role.HOUSE})
_SPEAKS = frozenset({Role.SPOKESPERSON})

COMMANDS: dict[type[Command], frozenset[Role]] = {
    StartGathering: _LEADS,
    TakeSeat: _SITS,
    LeaveSeat: _SITS,
    CloseDoor: _LEADS,
    OpenDoor: _LEADS,
    RenewCode: _LEADS,
    MoveTo: _LEADS,
    ExtendTimer: _LEADS,
    PauseTimer: _LEADS,
    ResumeTimer: _LEADS,
    OpenRound: _LEADS,
    CloseRound: _LEADS,
    Reveal: _LEADS,
    Contribute: _BOTH,
    RewordContribution: _SITS,
    WithdrawContribution: _SITS,
    AdmitLate: _LEADS,
    HoldBack: _LEADS,
    PutBack: _LEADS,
    Recognise: _SITS,
    AddOption: _BOTH,
    RewordOption: _LEADS,
    Rate: _SITS,
    ShowPicture: _LEADS,
    HidePictures: _LEADS,
    ProposeOutcome: _LEADS,
    GiveConsent: _SITS,
    RecordOutcome: _LEADS,
    WithdrawOutcome: _LEADS,
    AnswerReadBack: _SITS,
    AddCorrection: _LEADS,
    NameSpokespersons: _LEADS,
    Adjourn: _LEADS,
    Resume: _LEADS,
    CloseTrialogue: _LEADS,
    Reopen: _LEADS,
    ComeInAnew: _HOUSE,
    RecordFormalDecision: _LEADS,
    PublishWeighing: _LEADS,
    EmptySeats: _LEADS,
    TakeLead: _LEADS,
    HandLead: _LEADS,
    GroupCards: _LEADS,
    NameGroup: _LEADS,
    UngroupCards: _LEADS,
    MarkAnswered: _LEADS,
    Focus: _LEADS,
    FreezeScreen: _LEADS,
    UnfreezeScreen: _LEADS,
    RateAnew: _LEADS,
    MergeOption: _LEADS,
    EnterCards: _LEADS,
    RaiseHand: _BOTH,
    LowerHand: _BOTH,
    GiveTurn: _LEADS,
    EndTurn: _LEADS,
    SetBudget: _LEADS,
    SayReady: _SITS,
    ShowConsent: _LEADS,
    AddReservation: _LEADS,
    WordReservation: _LEADS,
    RedactTexts: _LEADS,
    ExpireTexts: _HOUSE,
    MailWeighing: _LEADS,
    PlanPublication: _LEADS,
    CancelPlan: _LEADS,
    WithdrawPublication: _LEADS,
    KeepUnannounced: _LEADS,
    Announce: _LEADS,
    ApproveRelease: _SPEAKS,
    WantChange: _SPEAKS,
}


def subject(command: Command) -> str:
    """Return what a participant's command is about: the thing that may happen once.

    The tag of a fact is an HMAC over this, so that the same phone on the same
    subject gives the same tag and two subjects give tags that nobody can link.
    """
    match command:
        case TakeSeat() | LeaveSeat():
            return "seat"
        case Contribute() | RewordContribution() | WithdrawContribution():
            return contribution_subject(command.contribution)
        case Recognise():
            return f"recognise/{command.contribution}"
        case AddOption():
            return f"option/{command.option}"
        case Rate():
            return f"rate/{command.option}"
        case GiveConsent():
            return f"consent/{command.outcome}"
        case AnswerReadBack():
            return f"read-back/{command.option}"
        case RaiseHand() | LowerHand():
            return f"hand/{command.step}"
        case SayReady():
            return f"ready/{command.step}"
        case _:
            raise ValueError(f"not a participant's command: {type(command).__name__}")


def contribution_subject(contribution: ContributionId) -> str:
    """Return the subject under which a phone proves that a text is its own."""
    return f"contribution/{contribution}"


__all__ = [
    "COMMANDS",
    "AddCorrection",
    "AddOption",
    "AddReservation",
    "Adjourn",
    "AdmitLate",
    "Announce",
    "AnswerReadBack",
    "ApproveRelease",
    "CancelPlan",
    "CloseDoor",
    "CloseRound",
    "CloseTrialogue",
    "ComeInAnew",
    "Command",
    "Contribute",
    "DilemmaPlan",
    "EmptySeats",
    "EndTurn",
    "EnterCards",
    "ExpireTexts",
    "ExtendTimer",
    "Focus",
    "FreezeScreen",
    "GiveConsent",
    "GiveTurn",
    "GroupCards",
    "HandLead",
    "HidePictures",
    "HoldBack",
    "KeepUnannounced",
    "LeaveSeat",
    "LowerHand",
    "MailWeighing",
    "MarkAnswered",
    "MergeOption",
    "MoveTo",
    "NameGroup",
    "NameSpokespersons",
    "OpenDoor",
    "OpenRound",
    "OptionPlan",
    "PaperCard",
    "PauseTimer",
    "PlanPublication",
    "ProposeOutcome",
    "PublicChange",
    "PublishWeighing",
    "PutBack",
    "RaiseHand",
    "Rate",
    "RateAnew",
    "Recognise",
    "RecordFormalDecision",
    "RecordOutcome",
    "RedactTexts",
    "RenewCode",
    "Reopen",
    "Resume",
    "ResumeTimer",
    "Reveal",
    "RewordContribution",
    "RewordOption",
    "SayReady",
    "SetBudget",
    "ShowConsent",
    "ShowPicture",
    "StartGathering",
    "TakeLead",
    "TakeSeat",
    "UnfreezeScreen",
    "UngroupCards",
    "WantChange",
    "WithdrawContribution",
    "WithdrawOutcome",
    "WithdrawPublication",
    "WordReservation",
    "contribution_subject",
    "subject",
]
