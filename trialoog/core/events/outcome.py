"""Facts about outcomes: proposal, consent, reading back, decision, publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trialoog.core.events.parts import Text
from trialoog.core.ids import ContributionId, DilemmaId, OptionId, OutcomeId
from trialoog.core.words import Decision, OutcomeKind, Perspective, ReasonType, Stance


@dataclass(frozen=True, slots=True)
class OutcomeProposed:
    """An outcome with its reason stands on the screen for everybody to read."""

    outcome: OutcomeId
    option: OptionId
    kind: OutcomeKind
    reason_type: ReasonType
    reason: Text
    reopen: Text | None = None
    downsides: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    assumptions: tuple[Text, ...] = ()
    review: date | None = None
    into: OptionId | None = None  # where a merged option went
    weighed: tuple[ContributionId, ...] = ()
    criteria: tuple[str, ...] = ()
    says: Mapping[Perspective, Text] = field(default_factory=dict)
    unheard: tuple[Perspective, ...] = ()  # confirmed to have said nothing


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """Participants were asked whether they can go along with an outcome."""

    outcome: OutcomeId


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A participant supports an outcome, can live with it, or objects and says why."""

    outcome: OutcomeId
    perspective: Perspective
    stance: Stance
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """The room saw how the perspectives stand towards an outcome."""

    outcome: OutcomeId


@dataclass(frozen=True, slots=True)
class OutcomeRecorded:
    """The outcome stands."""

    outcome: OutcomeId


@dataclass(frozen=True, slots=True)
class OutcomeWithdrawn:
    """The outcome no longer stands, and the consent with it has lapsed."""

    outcome: OutcomeId


@dataclass(frozen=True, slots=True)
class ReservationMade:
    """An objection was kept as a reservation in the name of a perspective."""

    outcome: OutcomeId
    perspective: Perspective
    text: Text


@dataclass(frozen=True, slots=True)
class ReservationWorded:
    """A reservation got other words; the old ones stay. `place` counts them from 0."""

    outcome: OutcomeId
    place: int
    text: Text


@dataclass(frozen=True, slots=True)
class ReadBackAnswered:
    """A participant said whether the record of an option reads as it went."""

    option: OptionId
    perspective: Perspective
    reads: bool
    remark: Text | None = None


@dataclass(frozen=True, slots=True)
class CorrectionAdded:
    """A correction stands beside the original record of an option."""

    option: OptionId
    text: Text


@dataclass(frozen=True, slots=True)
class FormalDecisionRecorded:
    """What the decision maker did with the advice."""

    dilemma: DilemmaId
    decision: Decision
    on: date | None
    why: Text | None


@dataclass(frozen=True, slots=True)
class WeighingPublished:
    """One numbered version became public. `document` is the SHA-256 of what is public."""

    dilemma: DilemmaId
    version: int
    slug: str
    document: str
    note: Text
