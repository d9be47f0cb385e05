"""What the projector shows, as plain data: one thing at a time, and nobody's name.

Nothing here is personal and nothing adds across perspectives. Texts of a hidden round never
get here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from trialoog.core.state import Contribution, Dilemma, Option, State
from trialoog.core.words import (
    GUESTS,
    THREE,
    Activity,
    OutcomeKind,
    Perspective,
    Pole,
    Status,
)
from trialoog.views import board_models, charts, fit, screen_outcome
from trialoog.views.screen_outcome import proposal

Shown = Mapping[str, object]

MARKS = 10  # more people add no marks, so a large group never looks bigger
LONGEST_CARD = 170
HEADING = 2.8  # of a heading above a list, with the gap under it
CHIP_GAP = 1.25  # a chip makes a line taller
BOLD = 0.94  # titles of options are wider than plain text
# Stand-ins for what comes behind a text: the marks of perspectives, the chip of an outcome.
ROOM_FOR_MARKS = " nnnn"
ROOM_FOR_CHIP = " nnnnnnnnnnnn"


@dataclass(frozen=True, slots=True)
class Seats:
    """One perspective in the lobby: marks that are taken and marks that are free."""

    perspective: Perspective
    taken: int
    free: int


@dataclass(frozen=True, slots=True)
class Side:
    """One pole with what fits under it."""

    pole: Pole
    name: str
    worth: str
    cards: tuple[board_models.Card, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An option in a list, with what the view tells about it."""

    letter: str
    title: str
    outcome: OutcomeKind | None = None
    reason: str = ""
    said: tuple[Perspective, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of options that fits."""

    columns: tuple[tuple[Line, ...], ...]
    size: str
    more: bool


# --- which view -------------------------------------------------------------------


def view(state: State) -> str:
    """Return the name of what the projector shows now: a template in `templates/screen`."""
    if state.status is not Status.OPEN:
        return str(state.status)
    allows = state.now_at.allows
    if not state.now_at.activities:
        return "lobby"
    if allows(Activity.READ_BACK):
        return "read_back"
    if proposal(state) is not None:
        return "decide"
    if allows(Activity.OUTCOME) or allows(Activity.CONSENT):
        return "outcomes"
    if allows(Activity.RATE):
        return "picture" if state.board().shown else "weigh"
    if allows(Activity.OPTIONS) or allows(Activity.ARGUE):
        return "options"
    return "contributions" if _revealed(state) else "writing"


def _revealed(state: State) -> bool:
    """Tell whether there is something to read and no round is being written or waiting."""
    if state.round is not None and not state.rounds[state.round].revealed:
        return False
    return any(side.cards for side in board_models.poles(state))


# --- header -----------------------------------------------------------------------


def head(state: State, _: Perspective | None) -> Shown:
    """Show the question that all this is about, as large as it fits."""
    option = _option(state)
    text = _title(state, option)
    return {
        "phase": state.now_at.name if state.status is Status.OPEN else None,
        "lobby": view(state) == "lobby",
        "letter": option.letter if option else None,
        "title": text,
        "size": fit.title(text, _largest(state))[0],
    }


def _option(state: State) -> Option | None:
    """Return the one option that the view is about, if any."""
    now = view(state)
    if now == "picture":
        return state.options[state.board().shown[-1]]
    if now == "decide" and (outcome := proposal(state)) is not None:
        return state.options[outcome.option]
    return None


def _largest(state: State) -> str:
    """Return the largest size for the title: where much has to be read it leaves more room."""
    return "l" if view(state) in {"lobby", "writing", "options", "weigh", "picture"} else "m"


def _title(state: State, option: Option | None) -> str:
    if option is not None:
        return option.title
    if state.dilemma is None or view(state) in {"lobby", "adjourned", "closed"}:
        return state.question
    return state.board().question


# --- stage ------------------------------------------------------------------------


def stage(state: State, _: Perspective | None) -> Shown:
    """Show what is on the table in this step."""
    now = view(state)
    room = fit.stage(_title(state, _option(state)), _largest(state))
    return {"view": now, **VIEWS[now](state, room)}


def _lobby(state: State, _: float) -> Shown:
    def seats(p: Perspective) -> Seats:
        taken = min(state.seats_of(p), MARKS)
        return Seats(p, taken, MARKS - taken)

    guests = tuple(p for p in state.at_table if p in GUESTS and state.seats_of(p))
    return {"seats": tuple(seats(p) for p in THREE), "guests": guests}


def _writing(state: State, _: float) -> Shown:
    dilemma = state.board()
    current = None if state.round is None else state.rounds[state.round]
    written = {
        c.perspective
        for c in state.contributions_of(dilemma.id)
        if c.round == state.round and not c.late and not c.withdrawn
    }
    return {
        "sides": _sides(dilemma),
        "round": current,
        "voices": tuple((p, p in written) for p in THREE),
        "guests": tuple(p for p in state.at_table if p in GUESTS and p in written),
    }


def _contributions(state: State, room: float) -> Shown:
    dilemma = state.board()
    texts = board_models.visible(state, dilemma.id)
    poles = {
        pole: tuple(chain.from_iterable(_in_turn(c for c in texts if c.pole is pole)))
        for pole in Pole
    }
    width = (fit.WIDTH - 1.8) / 2
    height = room - max(fit.lines(s.name, width, 1.4) for s in _sides(dilemma)) * 1.8 - 0.6
    shortened = [[_card_text(c) for c in cards] for cards in poles.values()]
    fitted = fit.columns(shortened, width, height)
    sides = tuple(
        Side(
            side.pole,
            side.name,
            side.worth,
            tuple(_short(poles[side.pole][i]) for i in column.entries),
            column.more,
        )
        for side, column in zip(_sides(dilemma), fitted, strict=True)
    )
    return {"sides": sides, "size": fitted[0].size}


def _in_turn(texts: Iterable[Contribution]) -> Iterable[tuple[Contribution, ...]]:
    """Yield the texts by turns of the perspectives, so that one group can't fill the screen."""
    voices: dict[Perspective, list[Contribution]] = {p: [] for p in Perspective}
    for contribution in texts:
        voices[contribution.perspective].append(contribution)
    for turn in zip_longest(*voices.values()):
        yield tuple(c for c in turn if c is not None)


def _card_text(contribution: Contribution) -> str:
    # Room for the marks of who recognises it is kept free, so that nothing moves later.
    return fit.shorten(contribution.text, LONGEST_CARD) + ROOM_FOR_MARKS


def _short(contribution: Contribution) -> board_models.Card:
    card = board_models.card(contribution)
    return board_models.Card(
        card.id,
        fit.shorten(card.text, LONGEST_CARD),
        card.kind,
        card.perspective,
        card.source,
        card.recognised,
    )


def _sides(dilemma: Dilemma) -> tuple[Side, ...]:
    return (
        Side(Pole.A, dilemma.pole_a.name, dilemma.pole_a.worth),
        Side(Pole.B, dilemma.pole_b.name, dilemma.pole_b.worth),
    )


def _options(state: State, room: float) -> Shown:
    lines = [Line(o.letter, o.title, said=o.said) for o in board_models.option_cards(state)]
    return {"options": _fitted(lines, room)}


def _weigh(state: State, room: float) -> Shown:
    lines = [Line(o.letter, o.title) for o in state.options_of(state.board().id)]
    return {"options": _fitted(lines, room - HEADING)}


def _picture(state: State, _: float) -> Shown:
    option = state.options[state.board().shown[-1]]
    shown = board_models.shown_picture(state, option)
    said: tuple[charts.Said, ...] = ()
    guests: tuple[charts.Said, ...] = ()
    for stave in shown.row.staves:
        if stave.criterion == shown.here:
            said, guests = stave.said, stave.guests
    return {"shown": shown, "said": said, "guests": guests, "rated": bool(option.ratings)}


def _outcomes(state: State, room: float) -> Shown:
    records = board_models.records(state, state.board().id)
    return {"options": _fitted([Line(r.letter, r.title, r.outcome) for r in records], room)}


def _read_back(state: State, room: float) -> Shown:
    records = board_models.records(state, state.board().id)
    lines = [Line(r.letter, r.title, r.outcome, r.reason) for r in records]
    return {"options": _fitted(lines, room - HEADING)}


def _ended(state: State, room: float) -> Shown:
    if state.dilemma is None:
        return {"options": Lines((), "l", more=False)}
    return _outcomes(state, room - 2 * HEADING)


# How many letters of a title and of a reason are shown, from all to the least.
CUTS = ((200, 150), (200, 70), (200, 0), (60, 0), (35, 0))


def _fitted(lines: Sequence[Line], room: float) -> Lines:
    """Fit a list of options: rather each of them in few words than some of them in many."""
    tried = (_cut(lines, room, title, reason) for title, reason in CUTS)
    return next((found for found in tried if not found.more), _cut(lines, room, *CUTS[-1]))


def _cut(lines: Sequence[Line], room: float, title: int, reason: int) -> Lines:
    cut = [
        replace(
            line,
            title=fit.shorten(line.title, title),
            reason=fit.shorten(line.reason, reason) if reason else "",
        )
        for line in lines
    ]
    gap = CHIP_GAP if any(line.outcome for line in lines) else fit.GAP
    fitted = fit.grid([_words(line) for line in cut], fit.WIDTH * BOLD, room, gap)
    columns = tuple(tuple(cut[i] for i in column.entries) for column in fitted)
    return Lines(columns, fitted[0].size, fitted[-1].more)


def _words(line: Line) -> str:
    behind = ROOM_FOR_CHIP if line.outcome else ROOM_FOR_MARKS
    return line.title + behind + (f"\n{line.reason}" if line.reason else "")


VIEWS = {
    "lobby": _lobby,
    "writing": _writing,
    "contributions": _contributions,
    "options": _options,
    "weigh": _weigh,
    "picture": _picture,
    "decide": screen_outcome.decide,
    "outcomes": _outcomes,
    "read_back": _read_back,
    "adjourned": _ended,
    "closed": _ended,
}
