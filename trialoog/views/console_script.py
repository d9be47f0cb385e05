"""The console's view of the meeting itself: script, clock, seats, balance, end. State in, models
out; never a number that adds perspectives up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trialoog.core import commands as c
from trialoog.core.decide import may
from trialoog.core.ids import DilemmaId
from trialoog.core.state import Dilemma, Option, State
from trialoog.core.words import THREE, Activity, Perspective, Role, Status

# In these steps options are on the table, so that somebody can be unheard on one.
ON_OPTIONS = (
    Activity.OPTIONS,
    Activity.ARGUE,
    Activity.RATE,
    Activity.OUTCOME,
    Activity.CONSENT,
    Activity.READ_BACK,
)
MARKS = 10  # more people than this draw no more marks


def leads(state: State, command: type[c.Command]) -> bool:
    """Tell whether the facilitator may ask this now."""
    return may(state, Role.FACILITATOR, command)


def allows(state: State, *activities: Activity) -> bool:
    """Tell whether the meeting is open at a step with one of these activities."""
    return state.status is Status.OPEN and any(state.now_at.allows(a) for a in activities)


# --- the script -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the script; `at` is when it was planned to begin."""

    key: str
    name: str
    at: datetime | None
    current: bool
    done: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A dilemma on the agenda."""

    dilemma: DilemmaId
    question: str
    phase: str  # where the room goes with it
    current: bool


@dataclass(frozen=True, slots=True)
class Script:
    """All steps; `agenda` is empty where there is one dilemma only."""

    dilemma: DilemmaId
    steps: tuple[Step, ...]
    end: datetime | None
    agenda: tuple[Item, ...]
    moves: bool
    over: bool


def script(state: State) -> Script:
    """Return the steps of the format with their planned times."""
    steps = []
    at = state.started
    for phase in state.script.phases:
        current = phase.key == state.phase and state.status is not Status.CLOSED
        done = phase.key in state.reached and not current
        steps.append(Step(phase.key, phase.name, at, current, done))
        at = at and at + timedelta(minutes=phase.minutes)
    agenda = tuple(
        Item(d.id, d.question, _begins(state, d), d.id == state.dilemma)
        for d in state.dilemmas.values()
    )
    return Script(
        dilemma=state.board().id,
        steps=tuple(steps),
        end=at,
        agenda=agenda if len(agenda) > 1 else (),
        moves=leads(state, c.MoveTo),
        over=state.status is Status.CLOSED,
    )


@dataclass(frozen=True, slots=True)
class Next:
    """Where the main button goes; `phase` is empty after the last step."""

    status: Status
    dilemma: DilemmaId
    phase: str
    name: str
    missing: tuple[Perspective, ...]  # to be confirmed as absent first
    waits: bool  # this step has something to finish first; going on stays possible


def following(state: State) -> Next:
    """Return the next step, and who has to be confirmed as absent before it."""
    phases = state.script.phases
    index = [phase.key for phase in phases].index(state.phase)
    dilemma, phase, name = state.board().id, "", ""
    if index + 1 < len(phases):
        phase, name = phases[index + 1].key, phases[index + 1].name
    elif (other := _next_dilemma(state)) is not None:
        dilemma, phase, name = other.id, _begins(state, other), other.question
    return Next(state.status, dilemma, phase, name, missing(state), _unfinished(state))


def _unfinished(state: State) -> bool:
    """Tell whether texts wait to be revealed, or options for their outcome."""
    found = state.rounds[state.round] if state.round else None
    if allows(state, Activity.WRITE) and found is not None and not found.revealed:
        return True
    outcomes = (state.outcome_of(option.id) for option in state.options_of(state.board().id))
    return leads(state, c.ProposeOutcome) and not all(o and o.recorded for o in outcomes)


def _next_dilemma(state: State) -> Dilemma | None:
    agenda = list(state.dilemmas.values())
    after = agenda.index(state.board()) + 1
    return agenda[after] if after < len(agenda) else None


def _begins(state: State, dilemma: Dilemma) -> str:
    """Return the step to go to with a dilemma: after the first one while it is untouched."""
    phases = state.script.phases
    untouched = not dilemma.rounds and not dilemma.contributions
    return phases[1].key if untouched and len(phases) > 1 else state.phase


def missing(state: State) -> tuple[Perspective, ...]:
    """Return which of the three have no seat, while leaving the first step asks about it."""
    if state.phase != state.script.phases[0].key:
        return ()
    return tuple(p for p in THREE if p not in state.absent and not state.seats_of(p))


@dataclass(frozen=True, slots=True)
class Say:
    """What the facilitator says now, and what each phone asks."""

    paragraphs: tuple[str, ...]
    prompts: tuple[tuple[Perspective, str], ...]


def say(state: State) -> Say:
    """Return the script of the current step."""
    if state.status is Status.CLOSED:
        return Say((), ())
    phase = state.now_at
    paragraphs = tuple(" ".join(p.split()) for p in phase.script.split("\n\n") if p.strip())
    prompts = tuple((p, phase.prompts[p]) for p in state.at_table if p in phase.prompts)
    return Say(paragraphs, prompts)


@dataclass(frozen=True, slots=True)
class Token:
    """Changes when the forms of this step have to be fetched anew."""

    value: str


def step(state: State) -> Token:
    """Return the token of the current step, its round and its outcomes."""
    # The first three say how far the meeting is, as on the phones.
    parts = [str(state.status), str(state.era), str(state.step)]
    if state.round is not None:
        found = state.rounds[state.round]
        parts.append(f"{found.id}-{found.open:d}{found.revealed:d}")
    # What became of the options: proposed, recorded, taken back.
    parts.append("".join(f"{o.recorded:d}{o.withdrawn:d}" for o in state.outcomes.values()))
    return Token(".".join(parts))


# --- time ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of this step. `ends` while it runs, `left` (seconds) while it stands still."""

    on: bool
    ends: datetime | None
    left: int
    pauses: bool

    @property
    def standing(self) -> str:
        """What the clock shows while it stands still."""
        return f"{self.left // 60}:{self.left % 60:02d}"


def clock(state: State) -> Clock:
    """Return the clock; `on` is False in a step without one."""
    pauses = leads(state, c.PauseTimer)
    if state.timer is None:
        return Clock(on=False, ends=None, left=0, pauses=pauses)
    return Clock(on=True, ends=state.timer.ends, left=state.timer.left, pauses=pauses)


# --- who is here, and who is heard ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """The seats of one perspective."""

    perspective: Perspective
    seats: int
    absent: bool

    @property
    def marks(self) -> int:
        """How many marks to draw, so that a large group never looks bigger."""
        return min(self.seats, MARKS)


@dataclass(frozen=True, slots=True)
class Seats:
    """Who is in, per perspective, and whether the door is open."""

    shown: bool
    three: tuple[Group, ...]
    guests: tuple[Group, ...]
    door: bool
    most: int = MARKS


def seats(state: State) -> Seats:
    """Return the seats per perspective; shown in the first step and while adjourned."""
    groups = [Group(p, state.seats_of(p), p in state.absent) for p in state.at_table]
    first = state.phase == state.script.phases[0].key
    return Seats(
        shown=state.status is Status.ADJOURNED or (first and state.status is Status.OPEN),
        three=tuple(g for g in groups if g.perspective in THREE),
        guests=tuple(g for g in groups if g.perspective not in THREE),
        door=state.door,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """What one perspective did, as a number and as a width out of 100."""

    perspective: Perspective
    count: int
    of: int
    width: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """The present perspectives that said nothing about an option."""

    letter: str
    perspectives: tuple[Perspective, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Who was heard: per option, in writing and in rating. Bars are per perspective."""

    open: bool
    unheard: tuple[Unheard, ...]
    all_heard: bool
    silent: tuple[Perspective, ...]  # wrote nothing yet
    all_wrote: bool
    written: tuple[Bar, ...]
    rated: tuple[Bar, ...]


def balance(state: State) -> Balance:
    """Return who has not been heard. Hidden texts count, and stay hidden."""
    options = state.options_of(state.board().id)
    on_options = any(state.now_at.allows(a) for a in ON_OPTIONS)
    unheard = tuple(
        Unheard(option.letter, state.unheard(option.id))
        for option in options
        if on_options and state.unheard(option.id)
    )
    written = _written(state)
    silent = tuple(
        bar.perspective
        for bar in written
        if not bar.count and bar.perspective in THREE and bar.perspective not in state.absent
    )
    rating = any(option.ratings for option in options) or state.now_at.allows(Activity.RATE)
    started = any(bar.count for bar in written) or state.now_at.allows(Activity.WRITE)
    return Balance(
        open=state.status is not Status.CLOSED and (on_options or started or rating),
        unheard=unheard,
        all_heard=on_options and not unheard,
        silent=silent if started and not on_options else (),
        all_wrote=started and not on_options and not silent,
        written=written if started or on_options else (),
        rated=_rated(state, options) if rating else (),
    )


def rated(state: State, option: Option, perspective: Perspective) -> tuple[int, int]:
    """Return how many of a perspective rated an option, and out of how many seats."""
    count = sum(1 for r in option.ratings.values() if r.perspective is perspective)
    return count, max(count, state.seats_of(perspective))


def _written(state: State) -> tuple[Bar, ...]:
    made = [x for x in state.contributions_of(state.board().id) if not x.withdrawn]
    counts = {p: sum(1 for x in made if x.perspective is p) for p in state.at_table}
    most = max(counts.values(), default=0) or 1
    return tuple(
        Bar(p, counts[p], 0, round(100 * counts[p] / most))
        for p in state.at_table
        if _takes_part(state, p, counts[p])
    )


def _rated(state: State, options: tuple[Option, ...]) -> tuple[Bar, ...]:
    bars = []
    for perspective in state.at_table:
        pairs = [rated(state, option, perspective) for option in options]
        count, of = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if _takes_part(state, perspective, of):
            bars.append(Bar(perspective, count, of, round(100 * count / (of or 1))))
    return tuple(bars)


def _takes_part(state: State, perspective: Perspective, count: int) -> bool:
    """The three always have their bar; a guest only when there is one."""
    return perspective in THREE or bool(count) or bool(state.seats_of(perspective))


# --- the end ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """A dilemma whose weighing can be edited after closing."""

    dilemma: DilemmaId
    question: str
    slug: str  # of its newest publication, if any


@dataclass(frozen=True, slots=True)
class Ending:
    """How to stop, and what is still open."""

    status: Status
    late: bool  # the meeting is at the steps that end it, so what is open matters
    undecided: tuple[str, ...]  # letters of options
    hidden: bool  # a round that was never revealed
    waiting: bool  # texts that came late
    unnamed: tuple[Perspective, ...]
    findings: tuple[Finding, ...]
    published: bool
    rehearsal: bool


def ending(state: State) -> Ending:
    """Return what is still open, and what can follow."""
    undecided = tuple(
        option.letter
        for dilemma in state.dilemmas
        for option in state.options_of(dilemma)
        if not ((outcome := state.outcome_of(option.id)) and outcome.recorded)
    )
    slugs = {
        d.id: d.publications[-1].slug if d.publications else "" for d in state.dilemmas.values()
    }
    used = {x.round for x in state.contributions.values() if not x.withdrawn}
    return Ending(
        status=state.status,
        late=allows(state, Activity.OUTCOME, Activity.READ_BACK),
        undecided=undecided,
        hidden=any(not r.revealed and r.id in used for r in state.rounds.values()),
        waiting=any(
            x.late and not x.admitted and not x.withdrawn for x in state.contributions.values()
        ),
        unnamed=tuple(p for p in THREE if p not in state.absent and p not in state.spokespersons),
        findings=tuple(Finding(d.id, d.question, slugs[d.id]) for d in state.dilemmas.values()),
        published=any(slugs.values()),
        rehearsal=state.rehearsal,
    )
