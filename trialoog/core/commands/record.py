"""What can be asked about the record itself."""

from dataclasses import dataclass

from trialoog.core.events import TextAt
from trialoog.core.ids import ContributionId, DilemmaId


@dataclass(frozen=True, slots=True)
class PublicChange:
    """A public version that loses a passage: the SHA-256 of its document before and after."""

    dilemma: DilemmaId
    version: int
    was: str
    document: str


@dataclass(frozen=True, slots=True)
class RedactTexts:
    """Make texts unreadable, wherever they stand. `ground` says why, in a plain sentence."""

    contributions: tuple[ContributionId, ...]
    texts: tuple[TextAt, ...]
    public: tuple[PublicChange, ...]
    ground: str


@dataclass(frozen=True, slots=True)
class ExpireTexts:
    """Let go what the room never saw, so many days after closing."""

    days: int
