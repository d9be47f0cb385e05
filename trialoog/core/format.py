"""A format: the script of a trialogue, as frozen data. Knows nothing of files.

What a facilitator may change for one trialogue is a `Text`, so that it can be made unreadable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialoog.core.text import Text
from trialoog.core.words import Activity, Kind, OutcomeKind, Perspective

# What fits in a format, whether it comes from a file or from a facilitator who prepares.
MOST_MINUTES = 240
MOST_CRITERIA = 8
MOST_NAME = 60
MOST_LINE = 160  # a heading, a criterion's question, a ground rule
MOST_TEXT = 400  # a summary, a source, a prompt
MOST_SCRIPT = 2000

NOTHING_TO_SAY = Text("")


@dataclass(frozen=True, slots=True)
class Criterion:
    """What options are held against, with one plain question."""

    key: str
    name: Text
    question: Text
    source: str = ""  # what the question leans on, where it comes from a set


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a format. `minutes` is 0 where no clock runs."""

    key: str
    name: str
    minutes: int
    activities: tuple[Activity, ...]
    heading: Text  # what the phone asks, e.g. "Wat zie jij in de praktijk?"
    kinds: tuple[Kind, ...] = ()
    prompts: Mapping[Perspective, Text] = field(default_factory=dict)
    script: Text = NOTHING_TO_SAY  # plain text with blank lines

    def allows(self, activity: Activity) -> bool:
        """Tell whether this step switches an activity on."""
        return activity in self.activities


@dataclass(frozen=True, slots=True)
class Format:
    """A script: its phases in order, and the words and outcomes it knows."""

    key: str
    name: str
    summary: str
    language: str
    source: str  # the document the format leans on
    guests: tuple[Perspective, ...]
    outcomes: tuple[OutcomeKind, ...]
    criteria: tuple[Criterion, ...]
    ground_rules: tuple[str, ...]
    phases: tuple[Phase, ...]

    def phase(self, key: str) -> Phase:
        """Return a phase by its key. Raises `KeyError` for an unknown one."""
        for phase in self.phases:
            if phase.key == key:
                return phase
        raise KeyError(key)

    @property
    def minutes(self) -> int:
        """The planned length of the whole meeting, in minutes."""
        return sum(phase.minutes for phase in self.phases)
