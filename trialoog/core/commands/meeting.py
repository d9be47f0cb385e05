"""Commands about the meeting itself: start, seats, steps, clock, end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trialoog.core.earlier import EarlierWeighing
from trialoog.core.events import PoleText
from trialoog.core.format import Format
from trialoog.core.ids import AccountId, DilemmaId, OptionId, RoundId
from trialoog.core.words import Perspective


@dataclass(frozen=True, slots=True)
class OptionPlan:
    """An option as prepared."""

    option: OptionId
    title: str
    detail: str = ""
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class DilemmaPlan:
    """A dilemma as prepared. `earlier` is the weighing that it goes on from, if any."""

    dilemma: DilemmaId
    question: str
    pole_a: PoleText
    pole_b: PoleText
    options: tuple[OptionPlan, ...]
    earlier: EarlierWeighing | None = None


@dataclass(frozen=True, slots=True)
class StartGathering:
    """Open the doors: freeze the preparation into the first facts."""

    title: str
    question: str
    background: str
    organisation: str
    decision_maker: str
    decide_by: date | None
    language: str
    format: Format
    promise: str
    dilemmas: tuple[DilemmaPlan, ...]
    rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class TakeSeat:
    """Join from a perspective; `rules` says the ground rules were accepted."""

    perspective: Perspective | None
    rules: bool


@dataclass(frozen=True, slots=True)
class LeaveSeat:
    """Give the seat back."""


@dataclass(frozen=True, slots=True)
class CloseDoor:
    """Let nobody new in."""


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """Let people in by the code again."""


@dataclass(frozen=True, slots=True)
class RenewCode:
    """Let nobody in by the old code any more. `empty` also takes all seats back."""

    empty: bool


@dataclass(frozen=True, slots=True)
class EmptySeats:
    """Take the seats of a perspective back, or, without one, everybody's."""

    perspective: Perspective | None = None


@dataclass(frozen=True, slots=True)
class TakeLead:
    """Lead from now on."""


@dataclass(frozen=True, slots=True)
class HandLead:
    """Let another facilitator lead. That they may is for who asks to know."""

    to: AccountId


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Go to a step. `absent` confirms the perspectives that are not at the table.

    `round` is the id for a round of silent writing, where the step opens one.
    """

    dilemma: DilemmaId
    phase: str
    round: RoundId
    absent: bool = False


@dataclass(frozen=True, slots=True)
class ExtendTimer:
    """Give the step more minutes; without a clock, set one."""

    minutes: int


@dataclass(frozen=True, slots=True)
class PauseTimer:
    """Let the clock stand still."""


@dataclass(frozen=True, slots=True)
class ResumeTimer:
    """Let the clock run again."""


@dataclass(frozen=True, slots=True)
class NameSpokespersons:
    """Name the offices that speak for perspectives at the release, as one form holds them."""

    offices: Mapping[Perspective, str]


@dataclass(frozen=True, slots=True)
class Adjourn:
    """Stop, and continue another day."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after an adjournment."""


@dataclass(frozen=True, slots=True)
class CloseTrialogue:
    """End the meeting."""


@dataclass(frozen=True, slots=True)
class ComeInAnew:
    """Let everybody come in again, after the secret behind the tags was lost: what runs starts
    anew, so that nobody counts twice."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """Go on with a closed meeting that was not published."""
