"""What the projector shows, as plain data: one thing at a time, and nobody's name.

Nothing here is personal and nothing adds across perspectives. Texts of a hidden round never
get here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trialoog.core.state import Option, State
from trialoog.core.words import (
    GUESTS,
    THREE,
    Activity,
    OutcomeKind,
    Perspective,
    Status,
)
from trialoog.views import (
    board_models,
    charts,
    differences,
    earlier,
    fit,
    screen_focus,
    screen_outcome,
    screen_texts,
    screen_writing,
)

Shown = Mapping[str, object]

MARKS = 10  # more people add no marks, so a large group never looks bigger
HEADING = 2.8  # of a heading above a list, with the gap under it
GOODBYE = 2.1  # of the line under the thanks
KEY = 2.0  # of the line that says what the marks behind an option are
CHIP_GAP = 1.25  # a chip makes a line taller
BOLD = 0.94  # titles of options are wider than plain text
# Stand-ins for what comes behind a title: the chip of an outcome, and where an option went.
ROOM_FOR_CHIP = " nnnnnnnnnnnn"
ROOM_FOR_INTO = " nnnn nnnnnn nn n"
STAVE = 13.6  # of the picture with what the perspectives say, in rem
GUESTS_LINE = 2.0


@dataclass(frozen=True, slots=True)
class Seats:
    """One perspective in the lobby: a mark for each that is there, up to so many; `more` when
    there may be others."""

    perspective: Perspective
    taken: int
    more: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An option in a list, with what the view tells about it. `into` is the letter of the option
    that it went on in."""

    letter: str
    title: str
    outcome: OutcomeKind | None = None
    reason: str = ""
    said: tuple[Perspective, ...] = ()
    into: str = ""


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
    if screen_focus.text(state) is not None:
        return "focus_text"
    if screen_focus.option(state) is not None:
        return "focus_option"
    allows = state.now_at.allows
    if not state.now_at.activities:
        return "lobby"
    if allows(Activity.READ_BACK):
        return "read_back"
    if state.proposed() is not None:
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
    texts = state.contributions_of(state.board().id)
    return any(text.pole is not None and state.visible(text) for text in texts)


# --- header -----------------------------------------------------------------------


def head(state: State, _: Perspective | None) -> Shown:
    """Show the question that all this is about, as large as it fits."""
    about = subject(state)
    text = _title(state, about)
    return {
        "phase": state.now_at.name if state.status is Status.OPEN else None,
        "lobby": view(state) == "lobby",
        "letter": about.letter if about else None,
        "title": text,
        "size": fit.title(text, _largest(state))[0],
    }


def subject(state: State) -> Option | None:
    """Return the one option that the projector is about now, if any."""
    now = view(state)
    if now in {"focus_text", "focus_option"}:
        return screen_focus.option(state)
    if now == "picture":
        return state.options[state.board().shown[-1]]
    if now == "decide" and (outcome := state.proposed()) is not None:
        return state.options[outcome.option]
    return None


def _largest(state: State) -> str:
    """Return the largest size for the title: where much has to be read it leaves more room."""
    return "m" if _looks_back(state) else SIZES.get(view(state), "m")


SIZES = {"focus_text": "s"} | dict.fromkeys(
    ("lobby", "writing", "options", "weigh", "focus_option"), "l"
)


def _title(state: State, option: Option | None) -> str:
    if option is not None:
        return option.title
    if state.dilemma is None or view(state) in {"lobby", "adjourned", "closed"}:
        return state.question
    return state.board().question


def earlier_line(state: State, _: Perspective | None) -> Shown:
    """Say under the title what was decided before, where this is a follow-up."""
    return {"line": _earlier(state)}


def _earlier(state: State) -> earlier.Line | None:
    if view(state) not in WITH_LINE or _looks_back(state):
        return None
    return earlier.line(state, subject(state))


def _looks_back(state: State) -> bool:
    return view(state) == "writing" and screen_writing.looks_back(state)


WITH_LINE = {"writing", "contributions", "options", "weigh", "picture", "focus_option", "decide"}
ABOVE, LINE = 0.65, 1.45  # the room that it takes: over it and round its chip, and for each line

# --- stage ------------------------------------------------------------------------


def stage(state: State, _: Perspective | None) -> Shown:
    """Show what is on the table in this step."""
    now = view(state)
    room = fit.stage(_title(state, subject(state)), _largest(state))
    if line := _earlier(state):
        room -= ABOVE + LINE * (2 if line.why else 1)
    return {"view": now, **VIEWS[now](state, room)}


def _lobby(state: State, _: float) -> Shown:
    def seats(p: Perspective) -> Seats:
        taken = min(state.seats_of(p), MARKS)
        return Seats(p, taken, more=taken == MARKS)

    guests = tuple(p for p in state.at_table if p in GUESTS and state.seats_of(p))
    return {"seats": tuple(seats(p) for p in THREE), "guests": guests}


def _contributions(state: State, room: float) -> Shown:
    dilemma = state.board()
    texts = board_models.visible(state, dilemma.id)
    sides = screen_writing.sides(dilemma)
    width = (fit.WIDTH - 1.8) / 2
    height = room - max(fit.lines(side.name, width, 1.4) for side in sides) * 1.8 - 0.6
    lists = [[text for text in texts if text.pole is side.pole] for side in sides]
    size, columns = screen_texts.side_by_side(state, lists, width, height)
    shown = zip(sides, columns, strict=True)
    return {"sides": tuple(replace(side, column=it) for side, it in shown), "size": size}


def _options(state: State, room: float) -> Shown:
    lines = [
        Line(o.letter, o.title, _merged(o.into), said=o.said, into=o.into)
        for o in board_models.option_cards(state)
    ]
    room -= KEY  # kept free, so that nothing moves when the first of them says something
    details = {o.letter: o.detail for o in state.options_of(state.board().id)}
    explained = _cut([replace(o, reason=details[o.letter]) for o in lines], room, *CUTS[0])
    # What an option means stands under it where that does not make all of them small.
    fits = not explained.more and explained.size != "s"
    return {
        "options": explained if fits else _fitted(lines, room),
        "said": any(line.said for line in lines),
    }


def _weigh(state: State, room: float) -> Shown:
    lines = [
        Line(option.letter, option.title, _merged(into), into=into)
        for option in state.options_of(state.board().id)
        for into in (_into(state, option),)
    ]
    return {"options": _fitted(lines, room - HEADING)}


def _merged(into: str) -> OutcomeKind | None:
    # While options are talked about they have no outcome yet, but for those that went elsewhere.
    return OutcomeKind.MERGED if into else None


def _into(state: State, option: Option) -> str:
    found = board_models.went_into(state, option)
    return "" if found is None else found.letter


def _picture(state: State, room: float) -> Shown:
    option = state.options[state.board().shown[-1]]
    shown = board_models.shown_picture(state, option)
    said: tuple[charts.Said, ...] = ()
    guests: tuple[charts.Said, ...] = ()
    for stave in shown.row.staves:
        if stave.criterion == shown.here:
            said, guests = stave.said, stave.guests
    questions = differences.of_option(state, option.id)
    roomy = room >= STAVE + (GUESTS_LINE if guests else 0.0)
    return {
        "shown": shown,
        "said": said,
        "guests": guests,
        "rated": bool(option.ratings),
        "between": next((q for q in questions if q.kind == "between"), None),
        "within": next((q for q in questions if roomy and q.kind == "within"), None),
        "spread": roomy and any(stave.spreads for stave in shown.row.staves),
    }


def _outcomes(state: State, room: float) -> Shown:
    return {"options": _fitted([replace(line, reason="") for line in _records(state)], room)}


def _read_back(state: State, room: float) -> Shown:
    return {"options": _fitted(_records(state), room - HEADING)}


def _records(state: State) -> list[Line]:
    dilemma = state.board().id
    pairs = zip(state.options_of(dilemma), board_models.records(state, dilemma), strict=True)
    return [Line(r.letter, r.title, r.outcome, r.reason, into=_into(state, o)) for o, r in pairs]


def _ended(state: State, room: float) -> Shown:
    """Show what became of the options, what was chosen first; nobody speaks here any more."""
    if state.dilemma is None:
        return {"options": Lines((), "l", more=False), "rehearsal": state.rehearsal}
    lines = sorted(_records(state), key=lambda line: line.outcome is not OutcomeKind.CHOSEN)
    space = room + fit.SPEAKING - HEADING - GOODBYE
    options = _fitted([replace(line, reason="") for line in lines], space)
    return {"options": options, "rehearsal": state.rehearsal}


# How many letters of a title and of a reason are shown, from all to the least.
CUTS = ((200, 150), (200, 70), (200, 0), (60, 0), (35, 0))


def _fitted(lines: Sequence[Line], room: float) -> Lines:
    """Fit a list of options: rather each of them in few words than some of them in many.

    What goes on in another option stands last.
    """
    lines = sorted(lines, key=lambda line: bool(line.into))
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
    behind = ROOM_FOR_CHIP if line.outcome else screen_texts.ROOM_FOR_MARKS
    behind += ROOM_FOR_INTO if line.into else ""
    return line.title + behind + (f"\n{line.reason}" if line.reason else "")


VIEWS = {
    "lobby": _lobby,
    "writing": screen_writing.writing,
    "contributions": _contributions,
    "options": _options,
    "weigh": _weigh,
    "picture": _picture,
    "focus_text": screen_focus.show_text,
    "focus_option": screen_focus.show_option,
    "decide": screen_outcome.decide,
    "outcomes": _outcomes,
    "read_back": _read_back,
    "adjourned": _ended,
    "closed": _ended,
}
