"""The console's view of the weighing: the picture before the room sees it, and what to ask."""

from dataclasses import dataclass

from trialoog.core import commands as c
from trialoog.core.ids import OptionId
from trialoog.core.state import Option, State
from trialoog.core.words import THREE, Activity, OutcomeKind, Perspective
from trialoog.views import charts, differences
from trialoog.views.console_heard import rated
from trialoog.views.console_script import allows, leads
from trialoog.views.differences import Question

MOST_QUESTIONS = 3  # more of them and none is asked


@dataclass(frozen=True, slots=True)
class Rated:
    """How many of one perspective rated an option, out of how many seats."""

    perspective: Perspective
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Line:
    """One option in the picture, with what to ask about it."""

    id: OptionId
    row: charts.PictureRow
    rated: tuple[Rated, ...]
    questions: tuple[Question, ...]
    on_screen: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of the weighing as it is now, with who has rated."""

    shown: bool
    criteria: tuple[str, ...]
    lines: tuple[Line, ...]
    shows: bool
    anew: bool  # weighing can begin again


def picture(state: State) -> Picture:
    """Return the picture, a row per option; what went on in another option has none."""
    dilemma = state.board()
    latest = dilemma.shown[-1] if dilemma.shown else None
    rates = state.now_at.allows(Activity.RATE)  # in other steps the room sees something else
    shows = leads(state, c.ShowPicture) and rates
    options = [o for o in state.options_of(dilemma.id) if not _merged(state, o)]
    some = any(option.ratings for option in options)
    return Picture(
        shown=bool(state.script.criteria)
        and (allows(state, Activity.RATE) or (leads(state, c.ShowPicture) and some)),
        criteria=tuple(criterion.name for criterion in state.script.criteria),
        lines=tuple(
            _line(state, option, on_screen=rates and option.id == latest) for option in options
        ),
        shows=shows,
        anew=some and leads(state, c.RateAnew),
    )


def _merged(state: State, option: Option) -> bool:
    outcome = state.settled(option.id)
    return outcome is not None and outcome.kind is OutcomeKind.MERGED


def _line(state: State, option: Option, *, on_screen: bool) -> Line:
    found = (Rated(p, *pair) for p, pair in rated(state, option).items())
    return Line(
        id=option.id,
        row=charts.row(state, option.id),
        rated=tuple(r for r in found if r.perspective in THREE or r.of),
        questions=differences.of_option(state, option.id)[:MOST_QUESTIONS],
        on_screen=on_screen,
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """What to ask now: where the perspectives part most, and where one is divided. `close` says
    that there is no difference worth a question, so far."""

    shown: bool
    questions: tuple[Question, ...]
    close: bool
    shows: bool
    on_screen: bool  # the option that the first is about


def difference(state: State) -> Difference:
    """Return what to ask about the weighing, the widest first."""
    found: tuple[Question, ...] = ()
    close = False
    if allows(state, Activity.RATE):
        close = differences.close(state, state.board().id)
        found = differences.of_dilemma(state, state.board().id)[:MOST_QUESTIONS]
    latest = state.board().shown[-1:]
    on_screen = bool(found) and (found[0].at.option,) == latest
    return Difference(bool(found) or close, found, close, leads(state, c.ShowPicture), on_screen)
