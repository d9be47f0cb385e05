"""What can have happened in a trialogue: every kind of fact, in past tense.

Kinds are never renamed or reused. A field of type `Text` holds people's own
words: the journal keeps it apart, so that it can be blanked without breaking
the chain. Who did it, and when, stands on the `Fact` around the event.
"""

from dataclasses import dataclass
from datetime import datetime

from trialoog.core.events.approval import ReleaseApproved, ReleaseChangeWanted
from trialoog.core.events.arranging import (
    CardsGrouped,
    CardsUngrouped,
    Focused,
    GroupNamed,
    QuestionAnswered,
    QuestionReopened,
    RatingsSetAside,
    ScreenFrozen,
    ScreenUnfrozen,
)
from trialoog.core.events.board import (
    Card,
    ContributionHeldBack,
    ContributionMade,
    ContributionPutBack,
    ContributionRecognised,
    ContributionReworded,
    ContributionWithdrawn,
    LateAdmitted,
    OptionAdded,
    OptionRated,
    OptionReworded,
    PicturesHidden,
    PictureShown,
    RecognitionWithdrawn,
    Revealed,
    RoundClosed,
    RoundOpened,
)
from trialoog.core.events.meeting import (
    AbsenceConfirmed,
    Adjourned,
    CodeRenewed,
    DilemmaFramed,
    DoorClosed,
    DoorOpened,
    EarlierWeighed,
    LeadHanded,
    LeadTaken,
    MovedTo,
    Reopened,
    Resumed,
    SeatLeft,
    SeatsEmptied,
    SeatTaken,
    SpokespersonNamed,
    TimerSet,
    TrialogueClosed,
    TrialogueStarted,
)
from trialoog.core.events.outcome import (
    ConsentAsked,
    ConsentGiven,
    ConsentShown,
    CorrectionAdded,
    FormalDecisionRecorded,
    OutcomeProposed,
    OutcomeRecorded,
    OutcomeWithdrawn,
    ReadBackAnswered,
    ReservationMade,
    ReservationWorded,
    WeighingPublished,
)
from trialoog.core.events.parts import PoleText, Text
from trialoog.core.events.publishing import (
    AnnouncementWithheld,
    PublicationPlanCancelled,
    PublicationPlanned,
    TrialogueAnnounced,
    WeighingMailed,
    WeighingUnpublished,
)
from trialoog.core.events.record import TextAt, TextsExpired, TextsRedacted, WeighingRedacted
from trialoog.core.events.turns import (
    BudgetSet,
    HandLowered,
    HandRaised,
    ReadySaid,
    ReadyTakenBack,
    TurnEnded,
    TurnGiven,
)
from trialoog.core.ids import AccountId, Tag
from trialoog.core.words import Perspective, Role

Event = (
    TrialogueStarted
    | DilemmaFramed
    | EarlierWeighed
    | MovedTo
    | TimerSet
    | DoorClosed
    | DoorOpened
    | CodeRenewed
    | AbsenceConfirmed
    | SeatTaken
    | SeatLeft
    | SpokespersonNamed
    | Adjourned
    | Resumed
    | TrialogueClosed
    | Reopened
    | RoundOpened
    | RoundClosed
    | Revealed
    | ContributionMade
    | ContributionReworded
    | ContributionWithdrawn
    | LateAdmitted
    | ContributionHeldBack
    | ContributionPutBack
    | ContributionRecognised
    | RecognitionWithdrawn
    | OptionAdded
    | OptionReworded
    | OptionRated
    | PictureShown
    | PicturesHidden
    | OutcomeProposed
    | ConsentAsked
    | ConsentGiven
    | OutcomeRecorded
    | OutcomeWithdrawn
    | ReservationMade
    | ReadBackAnswered
    | CorrectionAdded
    | FormalDecisionRecorded
    | WeighingPublished
    | SeatsEmptied
    | LeadTaken
    | LeadHanded
    | CardsGrouped
    | GroupNamed
    | CardsUngrouped
    | QuestionAnswered
    | QuestionReopened
    | Focused
    | ScreenFrozen
    | ScreenUnfrozen
    | RatingsSetAside
    | HandRaised
    | HandLowered
    | TurnGiven
    | TurnEnded
    | BudgetSet
    | ReadySaid
    | ReadyTakenBack
    | ConsentShown
    | ReservationWorded
    | TextsRedacted
    | WeighingRedacted
    | TextsExpired
    | WeighingMailed
    | PublicationPlanned
    | PublicationPlanCancelled
    | WeighingUnpublished
    | AnnouncementWithheld
    | TrialogueAnnounced
    | ReleaseApproved
    | ReleaseChangeWanted
)

# After one of these the texts of earlier facts are not what they were: read them anew.
BLANKING = (TextsRedacted, TextsExpired)


@dataclass(frozen=True, slots=True)
class By:
    """Who did it: a participant shows a perspective and a tag, a spokesperson a perspective alone,
    others an account."""

    role: Role
    perspective: Perspective | None = None
    tag: Tag | None = None
    account: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """An event at its place in the journal: `seq` counts from 1, `at` is UTC to the minute."""

    seq: int
    at: datetime
    by: By
    event: Event


__all__ = [
    "BLANKING",
    "AbsenceConfirmed",
    "Adjourned",
    "AnnouncementWithheld",
    "BudgetSet",
    "By",
    "Card",
    "CardsGrouped",
    "CardsUngrouped",
    "CodeRenewed",
    "ConsentAsked",
    "ConsentGiven",
    "ConsentShown",
    "ContributionHeldBack",
    "ContributionMade",
    "ContributionPutBack",
    "ContributionRecognised",
    "ContributionReworded",
    "ContributionWithdrawn",
    "CorrectionAdded",
    "DilemmaFramed",
    "DoorClosed",
    "DoorOpened",
    "EarlierWeighed",
    "Event",
    "Fact",
    "Focused",
    "FormalDecisionRecorded",
    "GroupNamed",
    "HandLowered",
    "HandRaised",
    "LateAdmitted",
    "LeadHanded",
    "LeadTaken",
    "MovedTo",
    "OptionAdded",
    "OptionRated",
    "OptionReworded",
    "OutcomeProposed",
    "OutcomeRecorded",
    "OutcomeWithdrawn",
    "PictureShown",
    "PicturesHidden",
    "PoleText",
    "PublicationPlanCancelled",
    "PublicationPlanned",
    "QuestionAnswered",
    "QuestionReopened",
    "RatingsSetAside",
    "ReadBackAnswered",
    "ReadySaid",
    "ReadyTakenBack",
    "RecognitionWithdrawn",
    "ReleaseApproved",
    "ReleaseChangeWanted",
    "Reopened",
    "ReservationMade",
    "ReservationWorded",
    "Resumed",
    "Revealed",
    "RoundClosed",
    "RoundOpened",
    "ScreenFrozen",
    "ScreenUnfrozen",
    "SeatLeft",
    "SeatTaken",
    "SeatsEmptied",
    "SpokespersonNamed",
    "Text",
    "TextAt",
    "TextsExpired",
    "TextsRedacted",
    "TimerSet",
    "TrialogueAnnounced",
    "TrialogueClosed",
    "TrialogueStarted",
    "TurnEnded",
    "TurnGiven",
    "WeighingMailed",
    "WeighingPublished",
    "WeighingRedacted",
    "WeighingUnpublished",
]
