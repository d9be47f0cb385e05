"""Commands about outcomes, reading back, the decision and publishing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trialoog.core.ids import ContributionId, DilemmaId, OptionId, OutcomeId
from trialoog.core.words import Decision, OutcomeKind, Perspective, ReasonType, Stance


@dataclass(frozen=True, slots=True)
class ProposeOutcome:
    """Put an outcome with its reason on the screen.

    `confirmed` names the perspectives that said nothing about the option and
    whose silence the facilitator confirms.
    """

    outcome: OutcomeId
    option: OptionId
    kind: OutcomeKind | None
    reason_type: ReasonType | None
    reason: str
    reopen: str = ""
    downsides: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    review: date | None = None
    into: OptionId | None = None
    weighed: tuple[ContributionId, ...] = ()
    criteria: tuple[str, ...] = ()
    says: Mapping[Perspective, str] = field(default_factory=dict)
    confirmed: tuple[Perspective, ...] = ()


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Support an outcome, live with it, or object. `why` is a worry, or the reason to object."""

    outcome: OutcomeId
    stance: Stance | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ShowConsent:
    """Let the room see how the perspectives stand towards an outcome."""

    outcome: OutcomeId


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """Let the proposed outcome stand."""

    outcome: OutcomeId


@dataclass(frozen=True, slots=True)
class WithdrawOutcome:
    """Take an outcome back, to weigh the option again."""

    outcome: OutcomeId


@dataclass(frozen=True, slots=True)
class AddReservation:
    """Keep a reservation in the name of a perspective, worded with them."""

    outcome: OutcomeId
    perspective: Perspective | None
    text: str


@dataclass(frozen=True, slots=True)
class WordReservation:
    """Give a reservation other words, with the perspective it is of. `place` counts from 0."""

    outcome: OutcomeId
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class AnswerReadBack:
    """Say whether the record of an option reads as it went."""

    option: OptionId
    reads: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AddCorrection:
    """Put a correction beside the record of an option."""

    option: OptionId
    text: str


@dataclass(frozen=True, slots=True)
class RecordFormalDecision:
    """Say what the decision maker did with the advice."""

    dilemma: DilemmaId
    decision: Decision | None
    on: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class PublishWeighing:
    """Make one version public. `document` is the SHA-256 of what will be public, `text` that of
    what the spokespersons were asked to approve; `without` names those whose missing approval is
    confirmed."""

    dilemma: DilemmaId
    slug: str
    document: str
    note: str = ""
    text: str = ""
    without: tuple[Perspective, ...] = ()
