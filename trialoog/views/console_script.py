"""The console's view of the meeting itself: script, clock, seats, balance, end. State in, models
out; never a number that adds perspectives up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from trialoog.core import commands as c
from trialoog.core.decide import may
from trialoog.core.ids import DilemmaId
from trialoog.core.public_text import small
from trialoog.core.state import Dilemma, Publication, State
from trialoog.core.words import THREE, Activity, Perspective, Role, Status

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
    """One line of the script; `aim` is the question that the step puts to everybody, `at` when it
    is to begin, if it is still to come."""

    key: str
    name: str
    aim: str
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
    """Return the steps of the format, with the times of those to come: as planned from the start,
    and from a running clock on as that says, so that no two times on the console disagree."""
    steps: list[Step] = []
    at = state.started
    ends = state.timer.ends if state.timer else None
    now = state.phase if state.status is not Status.CLOSED else ""
    welcome = state.script.phases[0].key  # it was there for every dilemma
    reached = state.reached.get(state.board().id, frozenset()) | {welcome}
    for phase in state.script.phases:
        current = phase.key == now
        done = phase.key in reached and not current
        comes = any(step.current for step in steps)
        begins = at if comes else None
        aim = phase.heading if phase.activities else ""  # the welcome asks nothing
        steps.append(Step(phase.key, phase.name, aim, begins, current, done))
        over = at and at + timedelta(minutes=phase.minutes)
        at = ends if current and ends else over
    agenda = tuple(
        Item(d.id, d.question, _begins(state, d), d.id == state.dilemma)
        for d in state.dilemmas.values()
    )
    return Script(
        dilemma=state.board().id,
        steps=tuple(steps),
        end=at if now else None,
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
    hidden: bool  # texts wait to be revealed
    undecided: tuple[str, ...]  # letters of the options that wait for their outcome, in this step

    @property
    def waits(self) -> bool:
        """Tell whether this step has something to finish first; going on stays possible."""
        return self.hidden or bool(self.undecided)


def following(state: State) -> Next:
    """Return the next step, and who has to be confirmed as absent before it."""
    phases = state.script.phases
    index = [phase.key for phase in phases].index(state.phase)
    dilemma, phase, name = state.board().id, "", ""
    if index + 1 < len(phases):
        phase, name = phases[index + 1].key, phases[index + 1].name
    elif (other := _next_dilemma(state)) is not None:
        dilemma, phase, name = other.id, _begins(state, other), other.question
    return Next(
        state.status, dilemma, phase, name, missing(state), _hidden(state), _undecided(state)
    )


def _hidden(state: State) -> bool:
    found = state.rounds[state.round] if state.round else None
    return allows(state, Activity.WRITE) and found is not None and not found.revealed


def _undecided(state: State) -> tuple[str, ...]:
    if not leads(state, c.ProposeOutcome):
        return ()
    options = state.options_of(state.board().id)
    outcomes = ((option.letter, state.outcome_of(option.id)) for option in options)
    return tuple(letter for letter, found in outcomes if found is None or not found.recorded)


def _next_dilemma(state: State) -> Dilemma | None:
    agenda = list(state.dilemmas.values())
    after = agenda.index(state.board()) + 1
    return agenda[after] if after < len(agenda) else None


def _begins(state: State, dilemma: Dilemma) -> str:
    """Return the step to go to with a dilemma: after the first one while it is untouched."""
    phases = state.script.phases
    untouched = not dilemma.rounds and not state.texts.get(dilemma.id)
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
    sets: bool = False  # there is none yet, and one can be set

    @property
    def standing(self) -> str:
        """What the clock shows while it stands still."""
        return f"{self.left // 60}:{self.left % 60:02d}"


def clock(state: State) -> Clock:
    """Return the clock; `on` is False in a step without one."""
    pauses = leads(state, c.PauseTimer)
    if state.timer is None:
        sets = leads(state, c.ExtendTimer) and bool(state.now_at.activities)
        return Clock(on=False, ends=None, left=0, pauses=pauses, sets=sets)
    return Clock(on=True, ends=state.timer.ends, left=state.timer.left, pauses=pauses)


# --- who is here ----------------------------------------------------


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
    large: bool  # while people come in; later it is there to be looked up
    three: tuple[Group, ...]
    guests: tuple[Group, ...]
    few: tuple[Perspective, ...]  # with too few people for their ratings to become public
    door: bool


def seats(state: State) -> Seats:
    """Return the seats per perspective; large in the first step and while adjourned."""
    groups = [Group(p, state.seats_of(p), p in state.absent) for p in state.at_table]
    first = state.phase == state.script.phases[0].key
    return Seats(
        shown=state.status in {Status.OPEN, Status.ADJOURNED},
        large=state.status is Status.ADJOURNED or first,
        three=tuple(g for g in groups if g.perspective in THREE),
        guests=tuple(g for g in groups if g.perspective not in THREE),
        few=small(state),
        door=state.door,
    )


# --- the end ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """A dilemma whose weighing can be edited after closing. `public` is the version that is on the
    site, `offline` says that there was one."""

    dilemma: DilemmaId
    question: str
    public: Publication | None
    offline: bool


@dataclass(frozen=True, slots=True)
class Undecided:
    """The options of one dilemma without an outcome that stands; `question` where it is needed."""

    letters: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Options that nobody answered on while reading back, or one perspective did not where others
    did; `question` where it is needed."""

    letters: tuple[str, ...]
    perspective: Perspective | None
    question: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How to stop, and what is still open."""

    status: Status
    late: bool  # the meeting is at the steps that end it, so what is open matters
    undecided: tuple[Undecided, ...]
    hidden: bool  # a round that was never revealed
    waiting: bool  # texts that came late
    unnamed: tuple[Perspective, ...]
    unread: tuple[Unread, ...]  # empty too while nothing was read back
    read: bool  # reading back began
    asked_later: str  # the step that asks for those, while it is not there yet
    findings: tuple[Finding, ...]
    published: bool
    rehearsal: bool
    announced: bool | None  # whether the public hears that it was held; None: it is past that
    contact: str  # whom the public can ask then; empty where the usual one is meant


def ending(state: State) -> Ending:
    """Return what is still open, and what can follow."""
    several = len(state.dilemmas) > 1
    undecided = tuple(
        Undecided(letters, dilemma.question if several else "")
        for dilemma in state.dilemmas.values()
        if (letters := _open_letters(state, dilemma))
    )
    read = tuple(d for d in state.dilemmas.values() if _read_back(state, d))
    waits = any(not d.publications for d in state.dilemmas.values())
    phases = state.script.phases
    later = phases[[phase.key for phase in phases].index(state.phase) + 1 :]
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
        unread=tuple(one for d in read for one in _unread(state, d, d.question if several else "")),
        read=len(read) == len(state.dilemmas),
        asked_later=next((p.name for p in later if p.allows(Activity.READ_BACK)), ""),
        findings=tuple(_finding(d) for d in state.dilemmas.values()),
        published=any(d.publications for d in state.dilemmas.values()),
        rehearsal=state.rehearsal,
        announced=not state.unannounced if waits and not state.rehearsal else None,
        contact=state.contact,
    )


def _read_back(state: State, dilemma: Dilemma) -> bool:
    """Tell whether reading back was reached with a dilemma."""
    reached = state.reached.get(dilemma.id, frozenset())
    return any(p.key in reached and p.allows(Activity.READ_BACK) for p in state.script.phases)


def _unread(state: State, dilemma: Dilemma, question: str) -> Iterator[Unread]:
    """Yield what nobody answered on, then what some of the three who have a seat did not."""
    answered = {
        o.letter: {it.perspective for it in o.answers.values()}
        for o in state.options_of(dilemma.id)
    }
    here = [p for p in THREE if state.seats_of(p)]
    if nobody := tuple(letter for letter, by in answered.items() if not by):
        yield Unread(nobody, None, question)
    for perspective in here:
        letters = tuple(x for x, by in answered.items() if by and perspective not in by)
        if letters:
            yield Unread(letters, perspective, question)


def _finding(it: Dilemma) -> Finding:
    public = it.publications[-1] if it.public else None
    return Finding(it.id, it.question, public, bool(it.publications) and public is None)


def _open_letters(state: State, dilemma: Dilemma) -> tuple[str, ...]:
    outcomes = (
        (option.letter, state.outcome_of(option.id)) for option in state.options_of(dilemma.id)
    )
    return tuple(letter for letter, outcome in outcomes if outcome is None or not outcome.recorded)
