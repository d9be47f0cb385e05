"""An earlier weighing as a later meeting starts from it: what was decided then, and expected.

Taken from a public version and frozen with the first facts; the words are `Text`, so that they
can be blanked here too.
"""

from dataclasses import dataclass
from datetime import date

from trialoog.core.ids import OptionId
from trialoog.core.text import Text
from trialoog.core.words import OutcomeKind, Standing


@dataclass(frozen=True, slots=True)
class EarlierAssumption:
    """What the choice rested on, and what was known of it by then."""

    text: Text
    state: Standing
    on: date | None = None


@dataclass(frozen=True, slots=True)
class EarlierOption:
    """What became of one option. `option` is as which it is on the table again, if it is; `why`
    says why, where it had fallen or was parked."""

    letter: str
    title: Text
    outcome: OutcomeKind
    reason: Text
    reopen: Text
    weighed: tuple[Text, ...] = ()
    downsides: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    assumptions: tuple[EarlierAssumption, ...] = ()
    option: OptionId | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class EarlierWeighing:
    """One public version of the weighing that a dilemma goes on from. `held` is when that
    trialogue began."""

    slug: str
    version: int
    question: Text
    held: date | None
    options: tuple[EarlierOption, ...]

    def of(self, option: OptionId) -> EarlierOption | None:
        """Return what an option on the table was then, if it was there."""
        return next((it for it in self.options if it.option == option), None)
