"""Facts about speaking: hands, turns, time, and who is done with a step."""

from dataclasses import dataclass
from datetime import datetime

from trialoog.core.ids import HandId, OptionId
from trialoog.core.words import Perspective


@dataclass(frozen=True, slots=True)
class HandRaised:
    """Somebody asked for the floor."""

    hand: HandId
    perspective: Perspective


@dataclass(frozen=True, slots=True)
class HandLowered:
    """A hand went down without a turn."""

    hand: HandId


@dataclass(frozen=True, slots=True)
class TurnGiven:
    """A perspective has the floor. `hand` is the one that was raised for it, if any; `at` is UTC to
    the second, because what is said out loud hides nobody; `option` is what it is about."""

    perspective: Perspective
    at: datetime
    hand: HandId | None = None
    option: OptionId | None = None


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A turn ended after so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class BudgetSet:
    """Each perspective has so many seconds to speak in this step; 0 is: no budget."""

    seconds: int


@dataclass(frozen=True, slots=True)
class ReadySaid:
    """A participant has finished this step."""

    perspective: Perspective


@dataclass(frozen=True, slots=True)
class ReadyTakenBack:
    """A participant was not finished after all."""

    perspective: Perspective
