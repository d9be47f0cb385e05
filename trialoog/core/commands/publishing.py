"""What the owner can ask around publishing: for later, back again, announced or not."""

from dataclasses import dataclass
from datetime import datetime

from trialoog.core.commands.outcome import PublishWeighing
from trialoog.core.ids import DilemmaId
from trialoog.core.words import Ground


@dataclass(frozen=True, slots=True)
class PlanPublication:
    """Make a version public at a set time. What could not be published now can't be planned."""

    publish: PublishWeighing
    at: datetime | None


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """Do not make public by itself what was planned."""

    dilemma: DilemmaId


@dataclass(frozen=True, slots=True)
class WithdrawPublication:
    """Take every version so far offline. `reason` is public, `ground` decides what else is."""

    dilemma: DilemmaId
    ground: Ground | None
    reason: str


@dataclass(frozen=True, slots=True)
class KeepUnannounced:
    """Do not tell the public that this trialogue was held. `reason` is for the record only."""

    reason: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell the public that this trialogue was held, and whom to ask."""

    contact: str = ""


@dataclass(frozen=True, slots=True)
class MailWeighing:
    """Tell the followers of the newest version, which is this one; once."""

    dilemma: DilemmaId
    version: int
