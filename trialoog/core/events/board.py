"""Facts about the board: rounds, contributions, options, ratings."""

from collections.abc import Mapping
from dataclasses import dataclass

from trialoog.core.events.parts import Text
from trialoog.core.ids import ContributionId, DilemmaId, OptionId, RoundId
from trialoog.core.words import Kind, Perspective, Pole


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """A round of silent writing began: nobody sees the others' texts."""

    round: RoundId
    dilemma: DilemmaId


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """The round ended; its texts are still hidden."""

    round: RoundId


@dataclass(frozen=True, slots=True)
class Card:
    """A text as the room came to see it. The facts of its writing stay closed for ever, because
    they stand in the order of writing; blanking a text has to reach both."""

    contribution: ContributionId
    kind: Kind
    text: Text
    perspective: Perspective
    pole: Pole | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class Revealed:
    """The texts of a round became visible, in shuffled order."""

    round: RoundId
    cards: tuple[Card, ...]

    @property
    def order(self) -> tuple[ContributionId, ...]:
        """Which texts, in the order in which they were shown."""
        return tuple(card.contribution for card in self.cards)


@dataclass(frozen=True, slots=True)
class ContributionMade:
    """Somebody wrote something on a pole or on an option."""

    contribution: ContributionId
    dilemma: DilemmaId
    kind: Kind
    text: Text
    perspective: Perspective
    round: RoundId | None = None
    pole: Pole | None = None
    option: OptionId | None = None
    source: Text | None = None
    late: bool = False
    proxy: bool = False  # typed in by the facilitator for somebody without a phone


@dataclass(frozen=True, slots=True)
class ContributionReworded:
    """Its writer changed a text that nobody else had seen."""

    contribution: ContributionId
    kind: Kind
    text: Text
    pole: Pole | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class ContributionWithdrawn:
    """Its writer took a text back that nobody else had seen."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class LateAdmitted:
    """A text that came after its round was let in; `card` when the room sees it at once."""

    contribution: ContributionId
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class ContributionHeldBack:
    """The facilitator took a text off the board without learning who wrote it."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class ContributionPutBack:
    """A text that was held back came on the board again."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class ContributionRecognised:
    """Somebody said: I recognise this."""

    contribution: ContributionId
    perspective: Perspective


@dataclass(frozen=True, slots=True)
class RecognitionWithdrawn:
    """Somebody took their recognition back."""

    contribution: ContributionId
    perspective: Perspective


@dataclass(frozen=True, slots=True)
class OptionAdded:
    """An option came on the table; it can't be taken off again."""

    option: OptionId
    dilemma: DilemmaId
    title: Text
    detail: Text
    nothing: bool = False  # "do nothing", which is always one of the options
    perspective: Perspective | None = None


@dataclass(frozen=True, slots=True)
class OptionReworded:
    """An option got other words; the old ones stay in the record."""

    option: OptionId
    title: Text
    detail: Text


@dataclass(frozen=True, slots=True)
class OptionRated:
    """One participant held one option against all criteria: −2 to 2, or None for don't know."""

    option: OptionId
    perspective: Perspective
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class PictureShown:
    """The picture of an option went to the projector and the phones."""

    option: OptionId


@dataclass(frozen=True, slots=True)
class PicturesHidden:
    """The pictures of a dilemma went off the projector and the phones."""

    dilemma: DilemmaId
