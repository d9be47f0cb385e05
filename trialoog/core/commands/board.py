"""Commands about the board: rounds, contributions, options, ratings."""

from collections.abc import Mapping
from dataclasses import dataclass

from trialoog.core.ids import ContributionId, DilemmaId, OptionId, RoundId
from trialoog.core.words import Kind, Perspective, Pole


@dataclass(frozen=True, slots=True)
class OpenRound:
    """Open a round of silent writing."""

    round: RoundId


@dataclass(frozen=True, slots=True)
class CloseRound:
    """End the writing; the texts stay hidden."""

    round: RoundId


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show the texts of a round. `seed` is fresh randomness for the shuffle."""

    round: RoundId
    seed: str


@dataclass(frozen=True, slots=True)
class Contribute:
    """Write something. `round` is the round the form was opened in, if any.

    Only the facilitator gives `perspective`: words of somebody without a phone.
    """

    contribution: ContributionId
    dilemma: DilemmaId
    kind: Kind | None
    text: str
    round: RoundId | None = None
    pole: Pole | None = None
    option: OptionId | None = None
    source: str = ""
    perspective: Perspective | None = None


@dataclass(frozen=True, slots=True)
class RewordContribution:
    """Change an own text that is still hidden."""

    contribution: ContributionId
    kind: Kind | None
    text: str
    pole: Pole | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawContribution:
    """Take an own text back that is still hidden."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class AdmitLate:
    """Let a text in that came after its round."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class HoldBack:
    """Take a text off the board."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class PutBack:
    """Put a text that was held back on the board again."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class Recognise:
    """Say: I recognise this. `on` False takes it back."""

    contribution: ContributionId
    on: bool = True


@dataclass(frozen=True, slots=True)
class AddOption:
    """Put an option on the table."""

    option: OptionId
    dilemma: DilemmaId
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RewordOption:
    """Give an option other words."""

    option: OptionId
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """Hold an option against the criteria; criteria left out stay unanswered."""

    option: OptionId
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """Put the picture of an option on the projector and the phones."""

    option: OptionId


@dataclass(frozen=True, slots=True)
class HidePictures:
    """Take the pictures of this dilemma off the projector and the phones, to go on weighing."""
