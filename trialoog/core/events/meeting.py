"""Facts about the meeting itself: frame, steps, clock, seats, end."""

from dataclasses import dataclass
from datetime import date, datetime

from trialoog.core.earlier import EarlierWeighing
from trialoog.core.events.parts import PoleText, Text
from trialoog.core.format import Format
from trialoog.core.ids import AccountId, DilemmaId
from trialoog.core.words import Perspective


@dataclass(frozen=True, slots=True)
class TrialogueStarted:
    """The gathering began; format, ground rules and promise are frozen from here on."""

    title: Text
    question: Text
    background: Text
    organisation: Text
    decision_maker: Text
    decide_by: date | None
    language: str
    format: Format
    promise: str
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class DilemmaFramed:
    """A dilemma came on the agenda: a question with two poles."""

    dilemma: DilemmaId
    question: Text
    pole_a: PoleText
    pole_b: PoleText


@dataclass(frozen=True, slots=True)
class EarlierWeighed:
    """A dilemma went on from an earlier weighing, with what was decided and expected then."""

    dilemma: DilemmaId
    earlier: EarlierWeighing


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The room went to a step of the format, for one dilemma."""

    dilemma: DilemmaId
    phase: str


@dataclass(frozen=True, slots=True)
class TimerSet:
    """The clock runs until `ends`, or stands still with `left` seconds to go."""

    ends: datetime | None
    left: int = 0


@dataclass(frozen=True, slots=True)
class DoorClosed:
    """Nobody new can come in by the code."""


@dataclass(frozen=True, slots=True)
class DoorOpened:
    """The code lets people in again."""


@dataclass(frozen=True, slots=True)
class CodeRenewed:
    """The old code lets nobody in any more. `emptied`: everybody has to come in anew."""

    emptied: bool


@dataclass(frozen=True, slots=True)
class SeatsEmptied:
    """All seats of these perspectives were taken back; who comes in again gets a new one."""

    perspectives: tuple[Perspective, ...]


@dataclass(frozen=True, slots=True)
class LeadTaken:
    """Who did this leads from now on."""


@dataclass(frozen=True, slots=True)
class LeadHanded:
    """Who led let somebody else lead."""

    to: AccountId


@dataclass(frozen=True, slots=True)
class AbsenceConfirmed:
    """A perspective is not at the table, and the facilitator said so at the start."""

    perspective: Perspective


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """Somebody took part from a perspective and accepted the ground rules."""

    perspective: Perspective


@dataclass(frozen=True, slots=True)
class SeatLeft:
    """Somebody gave their seat back."""

    perspective: Perspective


@dataclass(frozen=True, slots=True)
class SpokespersonNamed:
    """A perspective said which office speaks for it at the release."""

    perspective: Perspective
    office: Text


@dataclass(frozen=True, slots=True)
class Adjourned:
    """The meeting stopped and goes on another day."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The meeting went on."""


@dataclass(frozen=True, slots=True)
class TrialogueClosed:
    """The meeting ended. `small` froze which perspectives had fewer than three seats."""

    small: tuple[Perspective, ...]
    absent: tuple[Perspective, ...]


@dataclass(frozen=True, slots=True)
class Reopened:
    """A closed meeting went on after all: new seats, and old tags stay frozen."""
