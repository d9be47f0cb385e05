"""Facts about the record itself: which of its words went, and why. They hold no word of those."""

from dataclasses import dataclass

from trialoog.core.events.parts import Text
from trialoog.core.ids import ContributionId, DilemmaId


@dataclass(frozen=True, slots=True)
class TextAt:
    """One text in the record: the number of its fact, and which of the texts of that fact."""

    seq: int
    place: int


@dataclass(frozen=True, slots=True)
class TextsRedacted:
    """The facilitator made texts unreadable, and said on what ground.

    A contribution is named as a whole, with every wording and copy of it: the numbers of the
    facts in which it was written would tell who wrote first.
    """

    contributions: tuple[ContributionId, ...]
    texts: tuple[TextAt, ...]
    ground: Text


@dataclass(frozen=True, slots=True)
class WeighingRedacted:
    """A passage went out of a public version. `was` and `document` are the SHA-256 of what was
    public before and after."""

    dilemma: DilemmaId
    version: int
    was: str
    document: str


@dataclass(frozen=True, slots=True)
class TextsExpired:
    """What the room never saw went, so many days after closing."""

    days: int
