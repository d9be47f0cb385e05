"""What people can ask of a trialogue, and which role may ask it.

A command holds what its form holds. `COMMANDS` is one of the two access tables;
the phase narrows it further. `subject` says what may happen once per phone.
"""

from trialoog.core.commands.board import (
    AddOption,
    AdmitLate,
    CloseRound,
    Contribute,
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
    DilemmaPlan,
    ExtendTimer,
    LeaveSeat,
    MoveTo,
    NameSpokesperson,
    OpenDoor,
    OptionPlan,
    PauseTimer,
    RenewCode,
    Reopen,
    Resume,
    ResumeTimer,
    StartGathering,
    TakeSeat,
)
from trialoog.core.commands.outcome import (
    AddCorrection,
    AnswerReadBack,
    GiveConsent,
    ProposeOutcome,
    PublishWeighing,
    RecordFormalDecision,
    RecordOutcome,
    WithdrawOutcome,
)
from trialoog.core.commands.record import ExpireTexts, PublicChange, RedactTexts
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
    | ProposeOutcome
    | GiveConsent
    | RecordOutcome
    | WithdrawOutcome
    | AnswerReadBack
    | AddCorrection
    | NameSpokesperson
    | Adjourn
    | Resume
    | CloseTrialogue
    | Reopen
    | RecordFormalDecision
    | PublishWeighing
    | RedactTexts
    | ExpireTexts
)

_LEADS = frozenset({Role.FACILITATOR})
_SITS = frozenset({Role.PARTICIPANT})
_BOTH = _LEADS | _SITS
_HOUSE = frozenset({Role.HOUSE})

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
    ProposeOutcome: _LEADS,
    GiveConsent: _SITS,
    RecordOutcome: _LEADS,
    WithdrawOutcome: _LEADS,
    AnswerReadBack: _SITS,
    AddCorrection: _LEADS,
    NameSpokesperson: _LEADS,
    Adjourn: _LEADS,
    Resume: _LEADS,
    CloseTrialogue: _LEADS,
    Reopen: _LEADS,
    RecordFormalDecision: _LEADS,
    PublishWeighing: _LEADS,
    RedactTexts: _LEADS,
    ExpireTexts: _HOUSE,
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
        case _:
            raise ValueError(f"not a participant's command: {type(command).__name__}")


def contribution_subject(contribution: ContributionId) -> str:
    """Return the subject under which a phone proves that a text is its own."""
    return f"contribution/{contribution}"


__all__ = [
    "COMMANDS",
    "AddCorrection",
    "AddOption",
    "Adjourn",
    "AdmitLate",
    "AnswerReadBack",
    "CloseDoor",
    "CloseRound",
    "CloseTrialogue",
    "Command",
    "Contribute",
    "DilemmaPlan",
    "ExpireTexts",
    "ExtendTimer",
    "GiveConsent",
    "HoldBack",
    "LeaveSeat",
    "MoveTo",
    "NameSpokesperson",
    "OpenDoor",
    "OpenRound",
    "OptionPlan",
    "PauseTimer",
    "ProposeOutcome",
    "PublicChange",
    "PublishWeighing",
    "PutBack",
    "Rate",
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
    "ShowPicture",
    "StartGathering",
    "TakeSeat",
    "WithdrawContribution",
    "WithdrawOutcome",
    "contribution_subject",
    "subject",
]
