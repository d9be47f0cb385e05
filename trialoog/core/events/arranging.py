"""Facts about arranging the board: groups, questions, what every screen looks at."""

from dataclasses import dataclass

from trialoog.core.events.parts import Text
from trialoog.core.ids import ContributionId, DilemmaId, GroupId, OptionId


@dataclass(frozen=True, slots=True)
class CardsGrouped:
    """Texts of one place came to stand together, in a new group or in one that was there."""

    group: GroupId
    dilemma: DilemmaId
    contributions: tuple[ContributionId, ...]


@dataclass(frozen=True, slots=True)
class GroupNamed:
    """A group got a name, or another one."""

    group: GroupId
    name: Text


@dataclass(frozen=True, slots=True)
class CardsUngrouped:
    """Texts came to stand on their own again; a group without texts is gone."""

    contributions: tuple[ContributionId, ...]


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A question on the board was answered, out loud."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class QuestionReopened:
    """A question turned out not to be answered."""

    contribution: ContributionId


@dataclass(frozen=True, slots=True)
class Focused:
    """Every screen shows one text or one option; neither: what the step shows."""

    contribution: ContributionId | None = None
    option: OptionId | None = None


@dataclass(frozen=True, slots=True)
class ScreenFrozen:
    """The projector stands still, while the meeting goes on."""


@dataclass(frozen=True, slots=True)
class ScreenUnfrozen:
    """The projector follows the meeting again."""


@dataclass(frozen=True, slots=True)
class RatingsSetAside:
    """The options of a dilemma are weighed anew; what was said before stays in the record."""

    dilemma: DilemmaId
