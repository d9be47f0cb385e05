"""The state of one trialogue: what the board is, as the fold of its facts.

Holds no rule. Lookups that several rooms of the house need stand here too;
what a number may be shown to whom is decided in `weighing` and `views`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from trialoog.core.earlier import EarlierWeighing
from trialoog.core.format import Format, Phase
from trialoog.core.ids import (
    AccountId,
    ContributionId,
    DilemmaId,
    GroupId,
    OptionId,
    OutcomeId,
    RoundId,
    Tag,
)
from trialoog.core.text import GONE
from trialoog.core.turns import Floor
from trialoog.core.words import (
    THREE,
    Activity,
    Decision,
    Kind,
    OutcomeKind,
    Perspective,
    Pole,
    ReasonType,
    Stance,
    Status,
)


@dataclass(frozen=True, slots=True)
class Side:
    """One pole: its name and why it is worth something."""

    name: str
    worth: str


@dataclass(frozen=True, slots=True)
class Dilemma:
    """A dilemma on the agenda; options in the order they came. Its texts: `State.texts`."""

    id: DilemmaId
    question: str
    pole_a: Side
    pole_b: Side
    options: tuple[OptionId, ...] = ()
    rounds: tuple[RoundId, ...] = ()
    groups: tuple[GroupId, ...] = ()  # of texts that belong together
    shown: tuple[OptionId, ...] = ()  # options whose picture went to the room
    anew: int = 0  # how often the weighing began again
    spoken: Mapping[Perspective, int] = field(default_factory=dict)  # seconds, in all steps
    publications: tuple["Publication", ...] = ()
    decision: "FormalDecision | None" = None
    planned: datetime | None = None  # when its next version goes public by itself
    earlier: EarlierWeighing | None = None  # the weighing that it goes on from
    approvals: Mapping[Perspective, "ReleaseAnswer"] = field(default_factory=dict)  # the latest

    @property
    def public(self) -> bool:
        """Tell whether a version stands at its address now."""
        return bool(self.publications) and not self.publications[-1].withdrawn


@dataclass(frozen=True, slots=True)
class Round:
    """A round of silent writing."""

    id: RoundId
    dilemma: DilemmaId
    open: bool = True
    revealed: bool = False
    order: tuple[ContributionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Texts of one place that belong together; without a name until somebody gives one."""

    id: GroupId
    dilemma: DilemmaId
    name: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A text on a pole or an option. `recognised` maps a phone's tag to its perspective."""

    id: ContributionId
    dilemma: DilemmaId
    kind: Kind
    text: str
    perspective: Perspective
    tag: Tag | None
    at: datetime
    round: RoundId | None = None
    pole: Pole | None = None
    option: OptionId | None = None
    source: str = ""
    late: bool = False
    proxy: bool = False
    admitted: bool = False
    seen: bool = False  # the room was shown it, with its round or when it was let in
    held: bool = False
    withdrawn: bool = False
    answered: bool = False  # a question, out loud
    group: GroupId | None = None
    recognised: Mapping[Tag, Perspective] = field(default_factory=dict)

    @property
    def gone(self) -> bool:
        """Tell whether its words were removed."""
        return self.text == GONE

    @property
    def recognised_by(self) -> tuple[Perspective, ...]:
        """Which perspectives recognise it, never how many people."""
        found = set(self.recognised.values())
        return tuple(p for p in Perspective if p in found) if found else ()


@dataclass(frozen=True, slots=True)
class Rating:
    """What one phone said of one option. `era` counts the reopenings before it."""

    perspective: Perspective
    values: Mapping[str, int | None]
    era: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One phone's yes or no to the record of an option."""

    perspective: Perspective
    reads: bool
    remark: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction beside the original."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Option:
    """A way to deal with the dilemma. `earlier` holds former titles, oldest first."""

    id: OptionId
    dilemma: DilemmaId
    letter: str
    title: str
    detail: str
    nothing: bool = False
    perspective: Perspective | None = None
    earlier: tuple[str, ...] = ()
    ratings: Mapping[Tag, Rating] = field(default_factory=dict)
    rated_before: frozenset[Perspective] = frozenset()  # in ratings that were set aside
    spoken: Mapping[Perspective, int] = field(default_factory=dict)  # seconds about this option
    outcome: OutcomeId | None = None  # the one that stands or is proposed
    answers: Mapping[Tag, Answer] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """One phone's stance on an outcome."""

    perspective: Perspective
    stance: Stance
    why: str


@dataclass(frozen=True, slots=True)
class Reservation:
    """Recorded dissent, in the name of a perspective. `earlier` holds former wordings."""

    perspective: Perspective
    text: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an option, and why."""

    id: OutcomeId
    option: OptionId
    kind: OutcomeKind
    reason_type: ReasonType
    reason: str
    at: datetime
    reopen: str = ""
    downsides: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    review: date | None = None
    into: OptionId | None = None
    weighed: tuple[ContributionId, ...] = ()
    criteria: tuple[str, ...] = ()
    says: Mapping[Perspective, str] = field(default_factory=dict)
    unheard: tuple[Perspective, ...] = ()
    asked: bool = False
    shown: bool = False  # the room saw how the perspectives stand towards it
    recorded: bool = False
    withdrawn: bool = False
    consents: Mapping[Tag, Consent] = field(default_factory=dict)
    reservations: tuple[Reservation, ...] = ()


@dataclass(frozen=True, slots=True)
class Timer:
    """Runs until `ends`, or stands still with `left` seconds to go."""

    ends: datetime | None
    left: int = 0


@dataclass(frozen=True, slots=True)
class Publication:
    """One public version. `redacted` is when a passage went out of it last, if ever."""

    version: int
    slug: str
    document: str
    note: str
    at: datetime
    redacted: datetime | None = None
    mailed: datetime | None = None  # when the followers were told of it
    withdrawn: bool = False  # taken offline


@dataclass(frozen=True, slots=True)
class FormalDecision:
    """What the decision maker did with the advice. `told`: a version that went public says so."""

    decision: Decision
    on: date | None
    why: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """What a perspective said of the text with digest `seen`, and its wish, for which `block`."""

    approved: bool
    seen: str
    at: datetime
    words: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """What every screen looks at: one text or one option."""

    contribution: ContributionId | None = None
    option: OptionId | None = None


@dataclass(frozen=True)  # without slots, so that `changing.changed` is quick
class State:
    """Everything that is so in one trialogue, after `seq` facts."""

    seq: int = 0
    status: Status = Status.DRAFT
    title: str = ""
    question: str = ""
    background: str = ""
    organisation: str = ""
    decision_maker: str = ""
    decide_by: date | None = None
    language: str = "nl"
    promise: str = ""
    rehearsal: bool = False
    format: Format | None = None
    started: datetime | None = None
    closed: datetime | None = None
    door: bool = True
    renewals: int = 0  # how often there came a new code
    emptied: frozenset[Tag] = frozenset()  # seats that were taken back
    dilemma: DilemmaId | None = None
    phase: str = ""
    step: int = 0  # how many times the room moved
    reached: Mapping[DilemmaId, frozenset[str]] = field(default_factory=dict)  # phases it was in
    timer: Timer | None = None
    floor: Floor = field(default_factory=Floor)
    ready: Mapping[Tag, Perspective] = field(default_factory=dict)  # who finished this step
    looking: Looking | None = None
    frozen: "State | None" = None  # what the projector shows while it stands still
    lead: AccountId | None = None  # the facilitator who steers
    round: RoundId | None = None  # the latest round of the current dilemma
    absent: tuple[Perspective, ...] = ()
    small: tuple[Perspective, ...] = ()  # frozen at closing
    era: int = 0  # how often a closed meeting went on after all
    seats: Mapping[Tag, Perspective] = field(default_factory=dict)
    most: Mapping[Perspective, int] = field(default_factory=dict)  # seats at one time
    dilemmas: Mapping[DilemmaId, Dilemma] = field(default_factory=dict)
    rounds: Mapping[RoundId, Round] = field(default_factory=dict)
    groups: Mapping[GroupId, Group] = field(default_factory=dict)
    contributions: Mapping[ContributionId, Contribution] = field(default_factory=dict)
    texts: Mapping[DilemmaId, tuple[ContributionId, ...]] = field(default_factory=dict)
    recognised: frozenset[ContributionId] = frozenset()  # by anybody, at some time
    options: Mapping[OptionId, Option] = field(default_factory=dict)
    outcomes: Mapping[OutcomeId, Outcome] = field(default_factory=dict)
    spokespersons: Mapping[Perspective, str] = field(default_factory=dict)
    unannounced: str = ""  # why the public is not told that it was held
    contact: str = ""  # whom to ask, where that is another than usual

    # --- lookups ---------------------------------------------------------------

    @property
    def script(self) -> Format:
        """The frozen format. Raises `LookupError` before the gathering started."""
        if self.format is None:
            raise LookupError("the gathering has not started")
        return self.format

    @property
    def now_at(self) -> Phase:
        """The current step."""
        return self.script.phase(self.phase)

    @property
    def at_table(self) -> tuple[Perspective, ...]:
        """The perspectives this trialogue has: the three, then its guests."""
        return (*THREE, *self.script.guests)

    def board(self) -> Dilemma:
        """The dilemma that the room is on. Raises `LookupError` when there is none."""
        if self.dilemma is None:
            raise LookupError("no dilemma yet")
        return self.dilemmas[self.dilemma]

    def options_of(self, dilemma: DilemmaId) -> tuple[Option, ...]:
        """The options of a dilemma in the order they came on the table."""
        return tuple(self.options[o] for o in self.dilemmas[dilemma].options)

    def contributions_of(self, dilemma: DilemmaId) -> tuple[Contribution, ...]:
        """The contributions to a dilemma in the order they came, hidden ones too."""
        return tuple(self.contributions[c] for c in self.texts.get(dilemma, ()))

    def visible(self, contribution: Contribution) -> bool:
        """Tell whether the room may see a contribution's text now."""
        return not contribution.held and self.shown(contribution)

    def shown(self, contribution: Contribution) -> bool:
        """Tell whether the room may see a text, or could until it was held back."""
        if contribution.withdrawn or (contribution.late and not contribution.admitted):
            return False
        return contribution.round is None or contribution.seen

    def outcome_of(self, option: OptionId) -> Outcome | None:
        """The outcome of an option that stands or is proposed, if any."""
        outcome = self.options[option].outcome
        return None if outcome is None else self.outcomes[outcome]

    def settled(self, option: OptionId) -> Outcome | None:
        """The outcome of an option that was recorded and stands, if any."""
        outcome = self.outcome_of(option)
        return outcome if outcome is not None and outcome.recorded else None

    def proposed(self) -> Outcome | None:
        """The latest outcome that is proposed and not recorded yet, in a step that is about it."""
        if not {Activity.OUTCOME, Activity.CONSENT} & set(self.now_at.activities):
            return None
        latest = (o for o in reversed(tuple(self.outcomes.values())) if not o.recorded)
        now = (o for o in latest if self.outcome_of(o.option) is o)
        return next((o for o in now if o.option in self.board().options), None)

    def seats_of(self, perspective: Perspective) -> int:
        """How many seats a perspective has now."""
        return sum(1 for p in self.seats.values() if p is perspective)

    def ready_of(self, perspective: Perspective) -> int:
        """How many of a perspective have finished this step."""
        return sum(1 for p in self.ready.values() if p is perspective)

    def cards_of(self, group: GroupId) -> tuple[Contribution, ...]:
        """The texts of a group in the order of the board, also those held back."""
        found = self.contributions_of(self.groups[group].dilemma)
        return tuple(c for c in found if c.group == group)

    def recorded(self, dilemma: DilemmaId) -> bool:
        """Tell whether every option of a dilemma has an outcome that stands."""
        return all(self.settled(o) is not None for o in self.dilemmas[dilemma].options)
