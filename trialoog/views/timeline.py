"""The time line of a meeting: its steps as bands, and what came on the table when. Numbers only.

A text counts from when the room could read it, in the lane of its perspective; every lane has a
scale of its own, so that nothing compares or adds up people.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from trialoog.core import events as e
from trialoog.core.ids import DilemmaId, OptionId, OutcomeId
from trialoog.core.past import Past
from trialoog.core.state import State
from trialoog.core.words import THREE, OutcomeKind, Perspective

REST = 5  # minutes that a pause takes on the line, however long it was
LONG = 120  # minutes in which nothing was seen to happen: a pause too
NEAR = 2.5  # % of the line in which marks of one kind are one mark
APART = 22.0  # % between two times under the line

BEGINS = (e.MovedTo, e.Resumed, e.Reopened)
ENDS = (e.Adjourned, e.TrialogueClosed)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the meeting, from the fact that began it. `x` and `width` are in %."""

    seq: int
    name: str
    question: str
    began: datetime
    minutes: int
    x: float
    width: float
    added: tuple[str, ...] = ()  # letters of options
    outcomes: tuple[tuple[str, OutcomeKind], ...] = ()
    back: tuple[str, ...] = ()  # whose outcome was taken back
    heard: tuple[Perspective, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Options to which something happened at one place. `sign` is an outcome, `added` or `back`."""

    x: float
    sign: str
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """When the texts of a perspective came: per % of the line, as a share of the most in it."""

    perspective: Perspective
    bars: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it; `places` has the place on the line of every moment, in %."""

    began: datetime
    ended: datetime
    days: int
    places: tuple[float, ...]
    steps: tuple[Step, ...]
    marks: tuple[Mark, ...]
    lanes: tuple[Lane, ...]
    pauses: tuple[float, ...]
    times: tuple[tuple[float, datetime], ...]


@dataclass(frozen=True, slots=True)
class _Came:
    """Something that came on the table, at a place on the line."""

    x: float
    sign: str = ""
    letter: str = ""
    heard: Perspective | None = None


def timeline(past: Past) -> Timeline:
    """Return the time line of a past with at least one moment."""
    offsets, total = _offsets(past.moments)
    places = tuple(round(100 * offset / total, 2) for offset in offsets)
    came = list(_came(past, places))
    steps = tuple(_steps(past, places, came))
    return Timeline(
        began=past.moments[0].at,
        ended=past.moments[-1].at,
        days=len({moment.at.date() for moment in past.moments}),
        places=places,
        steps=steps,
        marks=tuple(_marks(came)),
        lanes=tuple(_lanes(past.now, came)),
        pauses=tuple(
            places[i] for i in range(1, len(places)) if _paused(*past.moments[i - 1 : i + 1])
        ),
        times=tuple(_times(steps, past.moments[-1].at)),
    )


# --- where on the line ----------------------------------------------------------------


def _paused(before: e.Fact, after: e.Fact) -> bool:
    return after.at > before.at and (
        isinstance(before.event, ENDS) or _minutes(before.at, after.at) > LONG
    )


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // 60


def _offsets(moments: Sequence[e.Fact]) -> tuple[list[float], float]:
    """Return how far along each moment is, in minutes, and how long the line is.

    Times are known to the minute: what happened in the same one is spread over it.
    """
    alike = Counter(moment.at for moment in moments)
    offsets: list[float] = []
    minute, nth = 0.0, 0
    for before, moment in zip((None, *moments), moments, strict=False):
        if before is not None and before.at == moment.at:
            nth += 1
        else:
            nth = 0
            if before is not None:
                gone = _minutes(before.at, moment.at)
                minute += max(min(gone, REST) if _paused(before, moment) else gone, 1)
        offsets.append(minute + nth / alike[moment.at])
    ended = isinstance(moments[-1].event, ENDS)
    return offsets, offsets[-1] if ended else minute + 1


# --- what came -------------------------------------------------------------------------


def _came(past: Past, places: Sequence[float]) -> Iterable[_Came]:
    state = past.now

    def letter(option: OptionId) -> str:
        return state.options[option].letter

    reached, recorded = _reached(past, places), set[OutcomeId]()
    for fact in past.facts:
        x = places[max(0, past.place(fact.seq))]
        match fact.event:
            # Of a dilemma that is prepared the room sees the options once it gets there.
            case e.OptionAdded() as it if it.dilemma in reached:
                yield _Came(max(x, reached[it.dilemma]), "added", letter(it.option))
            case e.OutcomeRecorded() as it:
                outcome = state.outcomes[it.outcome]
                recorded.add(it.outcome)
                yield _Came(x, str(outcome.kind), letter(outcome.option))
            case e.OutcomeWithdrawn() as it if it.outcome in recorded:
                yield _Came(x, "back", letter(state.outcomes[it.outcome].option))
            case e.Revealed() as it:
                shown = (state.contributions[card.contribution] for card in it.cards)
                yield from (_Came(x, heard=c.perspective) for c in shown if state.visible(c))
            case e.LateAdmitted() | e.ContributionMade() as it if _at_once(it):
                text = state.contributions[it.contribution]
                if state.visible(text):
                    yield _Came(x, heard=text.perspective)


def _reached(past: Past, places: Sequence[float]) -> dict[DilemmaId, float]:
    """Return where on the line the room came to each dilemma first."""
    found: dict[DilemmaId, float] = {}
    for moment, x in zip(past.moments, places, strict=True):
        if isinstance(moment.event, e.MovedTo):
            found.setdefault(moment.event.dilemma, x)
    return found


def _at_once(event: e.LateAdmitted | e.ContributionMade) -> bool:
    return event.card is not None if isinstance(event, e.LateAdmitted) else event.round is None


def _steps(past: Past, places: Sequence[float], came: Sequence[_Came]) -> Iterable[Step]:
    state = past.now
    bounds = [i for i, moment in enumerate(past.moments) if isinstance(moment.event, BEGINS + ENDS)]
    at: e.MovedTo | None = None
    for i, following in zip(bounds, [*bounds[1:], None], strict=True):
        moment = past.moments[i]
        if isinstance(moment.event, e.MovedTo):
            at = moment.event
        if at is None or isinstance(moment.event, ENDS):
            continue
        end = 100.0 if following is None else places[following]
        last = past.moments[-1 if following is None else following]
        here = [it for it in came if places[i] <= it.x < end or (following is None and it.x >= end)]
        question = state.dilemmas[at.dilemma].question if len(state.dilemmas) > 1 else ""
        yield Step(
            seq=moment.seq,
            name=state.script.phase(at.phase).name,
            question=question,
            began=moment.at,
            minutes=_minutes(moment.at, last.at),
            x=places[i],
            width=round(end - places[i], 2),
            added=_letters(here, "added"),
            outcomes=tuple(
                dict.fromkeys((it.letter, OutcomeKind(it.sign)) for it in here if it.sign in KINDS)
            ),
            back=_letters(here, "back"),
            heard=tuple(p for p in state.at_table if any(it.heard is p for it in here)),
        )


KINDS = frozenset(OutcomeKind)


def _letters(came: Iterable[_Came], sign: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(it.letter for it in came if it.sign == sign))


def _marks(came: Iterable[_Came]) -> Iterable[Mark]:
    found: list[Mark] = []
    for it in came:
        if not it.sign:
            continue
        near = (m for m in found if m.sign == it.sign and abs(m.x - it.x) < NEAR)
        same = next(near, None)
        if same is None:
            found.append(Mark(it.x, it.sign, (it.letter,)))
        elif it.letter not in same.letters:
            found[found.index(same)] = Mark(same.x, same.sign, (*same.letters, it.letter))
    return found


def _lanes(state: State, came: Sequence[_Came]) -> Iterable[Lane]:
    for perspective in state.at_table:
        texts = Counter(round(it.x) for it in came if it.heard is perspective)
        if perspective in THREE or texts:
            most = max(texts.values(), default=1)
            bars = sorted((at, round(many / most, 2)) for at, many in texts.items())
            yield Lane(perspective, tuple(bars))


def _times(steps: Sequence[Step], end: datetime) -> Iterable[tuple[float, datetime]]:
    """Return the times under the line: where steps begin, as far as there is room."""
    last = 0.0
    for step in steps:
        if step.x == 0 or last + APART <= step.x <= 100 - APART:
            yield step.x, step.began
            last = step.x
    yield 100.0, end
