"""The phone: whole pages, and the part that a step fetches anew. Answers: see `board_answers`.

What is live comes from `regions`, byte for byte; what is personal comes from `Mine` and
stands only in answers to that phone's own requests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from trialoog.core.ids import OptionId, TrialogueId
from trialoog.core.public_text import small
from trialoog.core.state import Option, State
from trialoog.core.words import GUESTS, THREE, Activity, Perspective, Pole, Role, Status
from trialoog.views import board_mine, board_models, regions
from trialoog.views.board_mine import Mine
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.newest import PAGE
from trialoog.views.words import N_

Drawn = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that asks for its page: which trialogue, from which seat, with what of its own.

    `perspective` is None once the seats are gone. `option` and `new` come from the address; `said`
    is the name of the form that was just accepted, and `added` the letter of the option that it
    put on the table. `texts` asks for all texts of one place, from
    the `start`-th on.
    """

    tid: TrialogueId
    code: str
    perspective: Perspective | None
    mine: Mine
    form: Form
    option: OptionId | None = None
    new: bool = False
    said: str = ""
    added: str = ""
    texts: str = ""
    start: int = 0


# What was just done, by the name of the form, for who works without JavaScript.
SAID = {
    "contribute": N_("Je inbreng is verstuurd."),
    "reword-contribution": N_("Je wijziging is bewaard."),
    "withdraw-contribution": N_("Je inbreng is teruggetrokken."),
    "recognise": N_("Dat is bewaard."),
    "add-option": N_("Je optie staat op tafel."),
    "rate": N_("Je waardering is bewaard."),
}


def page(  # noqa: PLR0913 - who asks, and how things are
    looks: Looks,
    language: str,
    state: State,
    phone: Phone,
    *,
    now: datetime,
    epoch: str = "",
    drawn: Drawn | None = None,
) -> str:
    """Return the whole page. `now` is the server's time, for the clock to count from; by `epoch`
    the page knows that a backup was put back; `drawn` are the live regions, for who has them."""
    live = _regions(looks, language, state, phone, drawn)
    return looks.render(
        language,
        "app.html",
        written=state.language,
        state=state,
        tid=phone.tid,
        epoch=epoch,
        perspective=phone.perspective,
        now=now,
        regions=live,
        content=Markup(_content(looks, language, state, phone, live)),  # noqa: S704 - our own
    )


def content(
    looks: Looks, language: str, state: State, phone: Phone, *, drawn: Drawn | None = None
) -> str:
    """Return only `<main id="inhoud">`, with all that is personal and most that is live."""
    live = _regions(looks, language, state, phone, drawn)
    return _content(looks, language, state, phone, live)


def _content(  # noqa: PLR0917 - a phone, and what was drawn for it
    looks: Looks, language: str, state: State, phone: Phone, live: Mapping[str, Markup]
) -> str:
    own = board_mine.model(state, phone.mine, phone.form)
    model = {**asks(state, phone), **own, "regions": live}
    return looks.render(language, "phone/inhoud.html", written=state.language, **model)


def asks(state: State, phone: Phone) -> dict[str, object]:
    """Return what the step asks of who holds this phone, as the names of the templates."""
    return {
        "state": state,
        "tid": phone.tid,
        "code": phone.code,
        "said": SAID.get(phone.said),
        "added": phone.added,
        "form": board_mine.form_of_step(phone.form),
        "hand": phone.mine.hand,
        "turn": phone.mine.turn,
        "ready": phone.mine.ready,
        **_step(state, phone),
    }


CLOSED_DOOR = N_("De deur is dicht. Vraag de gespreksleider om je binnen te laten.")
CLOSED_MEETING = N_("Deze trialoog is gesloten. Meedoen kan niet meer.")
NOT_STARTED = N_("Deze trialoog is nog niet begonnen. Probeer het straks opnieuw.")


def join_page(  # noqa: PLR0917 - the same, for who has no seat yet
    looks: Looks, language: str, state: State, code: str, form: Form
) -> str:
    """Return the page where somebody picks a perspective, or the reason why that can't be."""
    closed = {Status.DRAFT: NOT_STARTED, Status.CLOSED: CLOSED_MEETING}.get(state.status)
    if closed is None and not state.door:
        closed = CLOSED_DOOR
    seats = () if state.format is None else state.at_table
    return looks.render(
        language,
        "join.html",
        written=state.language,
        state=state,
        code=code,
        form=form,
        said=None,
        open=closed is None,
        closed=closed,
        three=[p for p in seats if p in THREE],
        guests=[p for p in seats if p in GUESTS],
    )


def bare() -> Drawn:
    """Return places for the live regions, for a page that has them already."""
    known = regions.REGIONS[Role.PARTICIPANT]
    return {region: f'<div id="{region}" data-live hidden></div>' for region in known}


def _regions(  # noqa: PLR0917 - the same
    looks: Looks, language: str, state: State, phone: Phone, drawn: Drawn | None
) -> Mapping[str, Markup]:
    if drawn is None:
        audience = regions.Audience(Role.PARTICIPANT, phone.perspective)
        drawn = regions.render(looks, state, audience, language)
    return {region: Markup(html) for region, html in drawn.items()}  # noqa: S704 - our own


# --- what the step asks -------------------------------------------------------------


def _step(state: State, phone: Phone) -> dict[str, object]:
    phase = board_models.underway(state)
    shown: dict[str, object] = {
        "parts": (),
        "reading": False,
        "option": None,
        "phase": phase,
        "ready_at": None,
    }
    if phase is None:
        return shown | {"parts": ("adjourned" if state.status is Status.ADJOURNED else "closed",)}
    dilemma = state.board()
    prompt = phase.prompts.get(phone.perspective, "") if phone.perspective else ""
    current = None if state.round is None else state.rounds[state.round]
    parts, option = _parts(state, phone)
    if "write" in parts and current is not None and current.revealed:
        prompt = ""  # it asks to write, and now everybody reads
    shown |= {"dilemma": dilemma, "prompt": prompt, "round": current}
    shown |= {"parts": parts, "reading": "read_back" in parts, "ready_at": _ready_at(state, parts)}
    if "write" in parts:
        form = board_mine.form_of_step(phone.form)
        shown["writing"] = board_mine.writing(state, phase, form, SAID.get(phone.said, ""))
    if "progress" in parts:
        shown |= board_mine.progress(state, phone.mine)
    if "decide" in parts:
        shown |= board_mine.consent(state, phone.mine, phone.form)
        shown["unquoted"] = phone.perspective in small(state)
    if "read_done" in parts:
        shown |= board_mine.read_done(state, phone.mine)
    if option is not None:
        shown |= _about(state, phone, option)
    if "texts" in parts:
        shown |= _texts(state, phone)
    return shown


def parts(state: State, phone: Phone) -> tuple[str, ...]:
    """Return the names of what the step shows on this phone, in the order of the page."""
    return () if board_models.underway(state) is None else _parts(state, phone)[0]


def _parts(state: State, phone: Phone) -> tuple[tuple[str, ...], Option | None]:
    """Return the templates for a step, and the option that the page is about, if any."""
    phase = state.now_at
    allows = phase.allows
    if not phase.activities:
        return ("gather",), None
    if phone.new and allows(Activity.OPTIONS):
        return ("new_option",), None
    if _place(state, phone) is not None:
        return ("texts",), None
    option = _option(state, phone)
    if allows(Activity.READ_BACK):
        return ("heading", "read_done") if option is None else ("read_back",), option
    if option is not None and board_models.went_into(state, option) is not None:
        return ("option_head",), option
    if option is not None:
        forms = [name for name, activity in ABOUT_OPTION.items() if allows(activity)]
        if forms:
            return ("option_head", *forms), option
    return ("heading", *(name for name, found in OVERVIEW.items() if any(map(allows, found)))), None


def _place(state: State, phone: Phone) -> str | None:
    """Return the name of the place of which all texts were asked for, if the step shows it."""
    dilemma, allows = state.board(), state.now_at.allows
    if allows(Activity.WRITE) or allows(Activity.RECOGNISE):
        names = {Pole.A.value: dilemma.pole_a.name, Pole.B.value: dilemma.pole_b.name}
        if phone.texts in names:
            return names[phone.texts]
    if allows(Activity.OPTIONS) or allows(Activity.ARGUE) or allows(Activity.RATE):
        for option in state.options_of(dilemma.id):
            if phone.texts == option.id:
                return f"{option.letter}. {option.title}"
    return None


def _texts(state: State, phone: Phone) -> dict[str, object]:
    at = phone.texts
    found = [c for c in board_models.visible(state, state.board().id) if at in {c.pole, c.option}]
    start = min(max(phone.start, 0), len(found))
    return {
        "place": at,
        "place_name": _place(state, phone),
        "recognise": state.now_at.allows(Activity.RECOGNISE),
        "shown_texts": board_models.clusters(state, found[start : start + PAGE]),
        "earlier": max(start - PAGE, 0) if start else None,
        "later": start + PAGE if start + PAGE < len(found) else None,
    }


def _ready_at(state: State, parts: tuple[str, ...]) -> str | None:
    """Return where one says to be ready: after the form, or after the board where that is read."""
    if not state.now_at.activities or parts in {("new_option",), ("texts",)}:
        return None
    writing = state.round is not None and state.rounds[state.round].open
    return "end" if "options" in parts or ("write" in parts and not writing) else "form"


# The forms about one option, and what a step shows when no option is chosen.
ABOUT_OPTION = {"rate": Activity.RATE, "argue": Activity.ARGUE}
OVERVIEW = {
    "write": (Activity.WRITE, Activity.RECOGNISE),
    "options": (Activity.OPTIONS, Activity.ARGUE),
    "progress": (Activity.RATE,),
    "decide": (Activity.OUTCOME, Activity.CONSENT),
}


def _option(state: State, phone: Phone) -> Option | None:
    """Return the option that was asked for, else the first that waits for this phone."""
    options = state.options_of(state.board().id)
    for option in options:
        if option.id == phone.option:
            return option
    if state.now_at.allows(Activity.READ_BACK):
        waiting = [o for o in options if o.id not in phone.mine.answers]
    elif state.now_at.activities == (Activity.RATE,):
        waiting = [o for o in _to_rate(state) if o.id not in phone.mine.ratings]
    else:
        waiting = []
    return waiting[0] if waiting else None


def _to_rate(state: State) -> tuple[Option, ...]:
    options = state.options_of(state.board().id)
    return tuple(o for o in options if board_mine.decided(state, o) is None)


def _about(state: State, phone: Phone, option: Option) -> dict[str, object]:
    options = state.options_of(option.dilemma)
    if state.now_at.allows(Activity.RATE):
        open_ones = _to_rate(state)
        options = tuple(o for o in options if o in open_ones or o == option)
    place = options.index(option)
    return {
        "option": option,
        "number": place + 1,
        "total": len(options),
        "previous": options[place - 1].id if place else None,
        "next": options[place + 1].id if place + 1 < len(options) else None,
        "closed": board_mine.decided(state, option) is not None,
        "into": board_models.went_into(state, option),
        **board_mine.rating(state, phone.mine, option),
        **board_mine.answer(phone.mine, phone.form, option),
    }
