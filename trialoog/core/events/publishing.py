"""Facts around publishing: for later, back again, and whether people hear of a closed trialogue."""

from dataclasses import dataclass
from datetime import datetime

from trialoog.core.events.parts import Text
from trialoog.core.ids import DilemmaId
from trialoog.core.words import Ground


@dataclass(frozen=True, slots=True)
class PublicationPlanned:
    """A version goes public by itself at a set time. `text` is the SHA-256 of what was planned."""

    dilemma: DilemmaId
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class PublicationPlanCancelled:
    """What was planned does not go public by itself any more."""

    dilemma: DilemmaId


@dataclass(frozen=True, slots=True)
class WeighingUnpublished:
    """Every version so far was taken offline; `reason` stands at its address instead."""

    dilemma: DilemmaId
    ground: Ground
    reason: Text


@dataclass(frozen=True, slots=True)
class AnnouncementWithheld:
    """The owner gave a reason not to announce the closed trialogue."""

    reason: Text


@dataclass(frozen=True, slots=True)
class TrialogueAnnounced:
    """The owner said that it is announced, and whom to ask: empty for the usual contact."""

    contact: Text


@dataclass(frozen=True, slots=True)
class WeighingMailed:
    """Somebody had the followers told of one version."""

    dilemma: DilemmaId
    version: int
