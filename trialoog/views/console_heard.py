"""The console's view of who was heard: per perspective and per option, in writing, rating and
speaking. Never a number that adds perspectives up.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
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
# And in these one decides about them.
DECIDING = (Activity.OUTCOME, Activity.CONSENT, Activity.READ_BACK)


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
    """What one perspective said about one option and what went on in it: texts, ratings of seats,
    seconds, questions. `heard` also counts who recognised a text or put the option on the table."""

    perspective: Perspective
    heard: bool
    texts: int
    rated: int
    seats: int
    seconds: int
    questions: int


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
    all_settled: bool  # no option waits for an outcome, so nobody has to be heard any more
    silent: tuple[Perspective, ...]  # wrote nothing yet
    all_wrote: bool
    asked: tuple[Perspective, ...]  # of the three, who is at the table
    quiet: tuple[
        Perspective, ...
    ]  # guests who are here and said nothing yet, or not on all options
    written: tuple[Bar, ...]
    rated: tuple[Bar, ...]
    spoken: tuple[Bar, ...]
    questions: tuple[Bar, ...]
    options: tuple[OnOption, ...]
    pressing: bool  # it is too late to wait for who is not heard: the round closed, or one decides


def balance(state: State) -> Balance:
    """Return who has not been heard. Hidden texts count, and stay hidden.

    Of options with an outcome that stands nothing is asked any more: the outcome says who was not
    heard.
    """
    dilemma = state.board().id
    options = tuple(o for o in state.options_of(dilemma) if state.settled(o.id) is None)
    on_options = any(state.now_at.allows(a) for a in ON_OPTIONS)
    silent_on = hearing.silent(state, dilemma) if on_options else {}
    unheard = tuple(
        Unheard(option.letter, found)
        for option in options
        if (found := silent_on.get(option.id, ()))
    )
    written = _written(state)
    silent = tuple(
        bar.perspective
        for bar in written
        if not bar.count and bar.perspective in THREE and bar.perspective not in state.absent
    )
    here = [b for b in written if b.perspective not in THREE and state.seats_of(b.perspective)]
    if on_options:
        said = hearing.voices(state, dilemma)
        quiet = [
            b.perspective for b in here if any(b.perspective not in said[o.id] for o in options)
        ]
    else:
        quiet = [b.perspective for b in here if not b.count]
    # Afterwards all that was rated counts, also of what has its outcome by now.
    rates = state.now_at.allows(Activity.RATE)
    weighed = options if rates else state.options_of(dilemma)
    rating = rates or any(option.ratings for option in weighed)
    started = any(bar.count for bar in written) or state.now_at.allows(Activity.WRITE)
    spoken = _spoken(state)
    return Balance(
        open=state.status is not Status.CLOSED
        and (on_options or started or rating or bool(spoken)),
        unheard=unheard,
        all_heard=on_options and bool(options) and not unheard,
        all_settled=on_options and not options,
        silent=silent if started and not on_options else (),
        all_wrote=started and not on_options and not silent,
        asked=tuple(p for p in THREE if p not in state.absent),
        quiet=tuple(quiet) if started or on_options else (),
        written=written if started or on_options else (),
        rated=_rated(state, weighed) if rating else (),
        spoken=spoken,
        questions=_questions(state),
        options=_on_options(state, options) if on_options else (),
        pressing=_pressing(state, on_options=on_options),
    )


def _pressing(state: State, *, on_options: bool) -> bool:
    """Tell whether who is not heard by now may be overlooked. Before that it is no more than what
    comes first: everybody begins with nothing."""
    if on_options:
        return any(state.now_at.allows(a) for a in DECIDING)
    return state.round is not None and not state.rounds[state.round].open


def rated(state: State, option: Option) -> Mapping[Perspective, tuple[int, int]]:
    """Return how many of each perspective rated an option, and out of how many seats."""
    counts = Counter(rating.perspective for rating in option.ratings.values())
    seats = Counter(state.seats.values())
    return {p: (counts[p], max(counts[p], seats[p])) for p in state.at_table}


def _bars(state: State, counts: Mapping[Perspective, int]) -> tuple[Bar, ...]:
    """Return a bar per perspective that takes part, the longest as wide as there is room."""
    most = max(counts.values(), default=0) or 1
    return tuple(
        Bar(p, count, 0, round(100 * count / most))
        for p in state.at_table
        if _takes_part(state, p, count := counts.get(p, 0))
    )


def _written(state: State) -> tuple[Bar, ...]:
    made = state.contributions_of(state.board().id)
    return _bars(state, Counter(x.perspective for x in made if not x.withdrawn))


def _spoken(state: State) -> tuple[Bar, ...]:
    said = state.board().spoken
    return _bars(state, said) if said else ()


def _questions(state: State) -> tuple[Bar, ...]:
    """Return who still waits for an answer; a perspective without an open question has no bar."""
    asked = Counter(x.perspective for x in _open_questions(state))
    return tuple(bar for bar in _bars(state, asked) if bar.count)


def _open_questions(state: State) -> tuple[Contribution, ...]:
    found = state.contributions_of(state.board().id)
    return tuple(
        x for x in found if x.kind is Kind.QUESTION and not x.answered and state.visible(x)
    )


def _rated(state: State, options: tuple[Option, ...]) -> tuple[Bar, ...]:
    bars = []
    per_option = [rated(state, option) for option in options]
    for perspective in state.at_table:
        pairs = [found[perspective] for found in per_option]
        count, of = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if _takes_part(state, perspective, of):
            bars.append(Bar(perspective, count, of, round(100 * count / (of or 1))))
    return tuple(bars)


def _on_options(state: State, options: Iterable[Option]) -> tuple[OnOption, ...]:
    """Return who said what about each option; every text is looked at once."""
    made = state.contributions_of(state.board().id)
    texts = Counter((x.option, x.perspective) for x in made if not x.withdrawn)
    asked = Counter((x.option, x.perspective) for x in _open_questions(state))
    here = tuple(p for p in state.at_table if p in THREE or state.seats_of(p))
    merged = hearing.mergers(state, state.board().id)
    heard = hearing.voices(state, state.board().id)

    def shares(option: Option) -> tuple[Share, ...]:
        its, by = (option, *merged[option.id]), rated(state, option)
        return tuple(
            Share(
                p,
                p in heard[option.id],
                sum(texts[one.id, p] for one in its),
                *by[p],
                sum(one.spoken.get(p, 0) for one in its),
                sum(asked[one.id, p] for one in its),
            )
            for p in here
        )

    return tuple(OnOption(option.letter, option.title, shares(option)) for option in options)


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
        Bar(p, count, of, round(100 * count / of))
        for p in state.at_table
        if (of := state.seats_of(p)) and (count := min(state.ready_of(p), of)) >= 0
    )
    return Ready(shown=state.status is Status.OPEN and bool(state.ready), bars=bars)
