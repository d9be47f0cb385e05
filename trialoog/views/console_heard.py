"""The console's view of who was heard: per perspective and per option, in writing, rating and
speaking. Never a number that adds perspectives up.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from trialoog.core import hearing
from trialoog.core.state import Contribution, Option, State
from trialoog.core.words import THREE, Activity, Kind, Perspective, Status

# In these steps options are on the table, so that somebody can be unheard on one.
ON_OPTIONS = (
    Activity.OPTIONS,
    Activity.ARGUE,
    Activity.RATE,
    Activity.OUTCOME,
    Activity.CONSENT,
    Activity.READ_BACK,
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
class Share:
    """What one perspective said about one option: texts, ratings of seats, seconds, questions."""

    perspective: Perspective
    texts: int
    rated: int
    seats: int
    seconds: int
    questions: int

    @property
    def nothing(self) -> bool:
        """Tell whether it said nothing at all."""
        return not (self.texts or self.rated or self.seconds)


@dataclass(frozen=True, slots=True)
class OnOption:
    """Who said what about one option."""

    letter: str
    title: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Who was heard: per option, in writing, in rating and in speaking. Bars are per
    perspective; those of `spoken` count seconds."""

    open: bool
    unheard: tuple[Unheard, ...]
    all_heard: bool
    silent: tuple[Perspective, ...]  # wrote nothing yet
    all_wrote: bool
    written: tuple[Bar, ...]
    rated: tuple[Bar, ...]
    spoken: tuple[Bar, ...]
    questions: tuple[Bar, ...]
    options: tuple[OnOption, ...]


def balance(state: State) -> Balance:
    """Return who has not been heard. Hidden texts count, and stay hidden.

    Of options with an outcome that stands nothing is asked any more: the outcome says who was not
    heard.
    """
    options = tuple(o for o in state.options_of(state.board().id) if not _settled(state, o))
    on_options = any(state.now_at.allows(a) for a in ON_OPTIONS)
    unheard = tuple(
        Unheard(option.letter, found)
        for option in options
        if on_options and (found := hearing.unheard(state, option.id))
    )
    written = _written(state)
    silent = tuple(
        bar.perspective
        for bar in written
        if not bar.count and bar.perspective in THREE and bar.perspective not in state.absent
    )
    rating = any(option.ratings for option in options) or state.now_at.allows(Activity.RATE)
    started = any(bar.count for bar in written) or state.now_at.allows(Activity.WRITE)
    spoken = _spoken(state)
    return Balance(
        open=state.status is not Status.CLOSED
        and (on_options or started or rating or bool(spoken)),
        unheard=unheard,
        all_heard=on_options and not unheard,
        silent=silent if started and not on_options else (),
        all_wrote=started and not on_options and not silent,
        written=written if started or on_options else (),
        rated=_rated(state, options) if rating else (),
        spoken=spoken,
        questions=_questions(state),
        options=tuple(_on_option(state, option) for option in options) if on_options else (),
    )


def _settled(state: State, option: Option) -> bool:
    outcome = state.outcome_of(option.id)
    return outcome is not None and outcome.recorded


def rated(state: State, option: Option, perspective: Perspective) -> tuple[int, int]:
    """Return how many of a perspective rated an option, and out of how many seats."""
    count = sum(1 for r in option.ratings.values() if r.perspective is perspective)
    return count, max(count, state.seats_of(perspective))


def _bars(state: State, counts: dict[Perspective, int]) -> tuple[Bar, ...]:
    """Return a bar per perspective that takes part, the longest as wide as there is room."""
    most = max(counts.values(), default=0) or 1
    return tuple(
        Bar(p, counts[p], 0, round(100 * counts[p] / most))
        for p in state.at_table
        if _takes_part(state, p, counts[p])
    )


def _written(state: State) -> tuple[Bar, ...]:
    made = [x for x in state.contributions_of(state.board().id) if not x.withdrawn]
    return _bars(state, {p: _of(made, p) for p in state.at_table})


def _of(found: Iterable[Contribution], perspective: Perspective) -> int:
    return sum(1 for x in found if x.perspective is perspective)


def _spoken(state: State) -> tuple[Bar, ...]:
    said = state.board().spoken
    return _bars(state, {p: said.get(p, 0) for p in state.at_table}) if said else ()


def _questions(state: State) -> tuple[Bar, ...]:
    """Return who still waits for an answer; a perspective without an open question has no bar."""
    asked = _open_questions(state)
    return tuple(
        bar for bar in _bars(state, {p: _of(asked, p) for p in state.at_table}) if bar.count
    )


def _open_questions(state: State) -> tuple[Contribution, ...]:
    found = state.contributions_of(state.board().id)
    return tuple(
        x for x in found if x.kind is Kind.QUESTION and not x.answered and state.visible(x)
    )


def _rated(state: State, options: tuple[Option, ...]) -> tuple[Bar, ...]:
    bars = []
    for perspective in state.at_table:
        pairs = [rated(state, option, perspective) for option in options]
        count, of = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if _takes_part(state, perspective, of):
            bars.append(Bar(perspective, count, of, round(100 * count / (of or 1))))
    return tuple(bars)


def _on_option(state: State, option: Option) -> OnOption:
    found = state.contributions_of(option.dilemma)
    texts = [x for x in found if x.option == option.id and not x.withdrawn]
    asked = [x for x in _open_questions(state) if x.option == option.id]
    shares = tuple(
        Share(p, _of(texts, p), *rated(state, option, p), option.spoken.get(p, 0), _of(asked, p))
        for p in state.at_table
        if p in THREE or state.seats_of(p)
    )
    return OnOption(option.letter, option.title, shares)


def _takes_part(state: State, perspective: Perspective, count: int) -> bool:
    """The three always have their bar; a guest only when there is one."""
    return perspective in THREE or bool(count) or bool(state.seats_of(perspective))


@dataclass(frozen=True, slots=True)
class Ready:
    """How many of each perspective have finished this step."""

    shown: bool
    bars: tuple[Bar, ...]


def ready(state: State) -> Ready:
    """Return who is ready; shown once somebody is."""
    bars = tuple(
        Bar(p, state.ready_of(p), of, round(100 * state.ready_of(p) / of))
        for p in state.at_table
        if (of := max(state.seats_of(p), state.ready_of(p)))
    )
    return Ready(shown=state.status is Status.OPEN and bool(state.ready), bars=bars)
