"""Commands that arrange the board: groups, questions, what every screen looks at."""

from dataclasses import dataclass

from trialoog.core.ids import ContributionId, GroupId, OptionId, OutcomeId
from trialoog.core.words import Kind, Perspective, Pole, ReasonType


@dataclass(frozen=True, slots=True)
class GroupCards:
    """Put texts together: in a group that is there, or else in a new one with this name."""

    new: GroupId
    contributions: tuple[ContributionId, ...]
    name: str = ""
    group: GroupId | None = None


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Give a group a name."""

    group: GroupId
    name: str


@dataclass(frozen=True, slots=True)
class UngroupCards:
    """Let texts stand on their own again."""

    contributions: tuple[ContributionId, ...]


@dataclass(frozen=True, slots=True)
class MarkAnswered:
    """Say that a question was answered. `on` False takes it back."""

    contribution: ContributionId
    on: bool = True


@dataclass(frozen=True, slots=True)
class Focus:
    """Show one text or one option on every screen; neither: what the step shows."""

    contribution: ContributionId | None = None
    option: OptionId | None = None


@dataclass(frozen=True, slots=True)
class FreezeScreen:
    """Let the projector stand still."""


@dataclass(frozen=True, slots=True)
class UnfreezeScreen:
    """Let the projector follow the meeting again."""


@dataclass(frozen=True, slots=True)
class RateAnew:
    """Weigh the options of this dilemma anew; what was said before stays in the record."""


@dataclass(frozen=True, slots=True)
class MergeOption:
    """Let an option go on in another one that says the same. `confirmed` is as in
    `ProposeOutcome`."""

    outcome: OutcomeId
    option: OptionId
    into: OptionId | None
    reason: str
    reason_type: ReasonType = ReasonType.OTHER
    confirmed: tuple[Perspective, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One card of a paper round, as typed in afterwards. `row` is where it stands in the form."""

    row: str
    contribution: ContributionId
    perspective: Perspective | None
    kind: Kind | None
    text: str
    pole: Pole | None = None
    option: OptionId | None = None


@dataclass(frozen=True, slots=True)
class EnterCards:
    """Type in the cards of a paper round in one go: all of them, or none."""

    cards: tuple[PaperCard, ...]
