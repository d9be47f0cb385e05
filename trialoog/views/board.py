"""The phone: whole pages, and the part that a step or an own request fetches anew.

What is live comes from `regions`, byte for byte; what is personal comes from `Mine` and
stands only in answers to that phone's own requests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from trialoog.core.ids import OptionId, TrialogueId
from trialoog.core.state import Option, State
from trialoog.core.words import GUESTS, THREE, Activity, Perspective, Role, Status
from trialoog.views import board_mine, board_models, regions
from trialoog.views.board_mine import Mine
from trialoog.views.forms import Form
from trialoog.views.looks import Looks
from trialoog.views.words import N_

__all__ = ["Mine", "content", "join_page", "page", "saved"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One phone's request: which trialogue, from which seat, with what of its own."""

    tid: TrialogueId
    code: str
    perspective: Perspective | None
    mine: Mine
    form: Form
    option: OptionId | None
    new: bool
    said: str


# What was just done, by the name of the form, for who works without JavaScript.
SAID = {
    "contribute": N_("Je inbreng is verstuurd."),
    "reword-contribution": N_("Je wijziging is bewaard."),
    "withdraw-contribution": N_("Je inbreng is teruggetrokken."),
    "recognise": N_("Dat is bewaard."),
    "add-option": N_("Je optie staat op tafel."),
    "rate": N_("Je waardering is bewaard."),
}

# A hand and being ready are for one step only.
STEP_OVER = {
    "raise-hand": N_(
        "We zijn een stap verder. Wil je nog iets zeggen? Steek dan opnieuw je hand op."
    ),
    "lower-hand": N_("We zijn een stap verder. Je hand is al omlaag."),
    "say-ready": N_("We zijn een stap verder. Zeg het opnieuw als je ook met deze klaar bent."),
}


def page(  # noqa: PLR0913, PLR0917 - the parts of a request, as the address and the forms hold them
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    code: str,
    perspective: Perspective | None,
    mine: Mine,
    form: Form,
    *,
    now: datetime,
    epoch: str = "",
    option: OptionId | None = None,
    new: bool = False,
    said: str = "",
) -> str:
    """Return the whole page. `now` is the server's time, for the clock to count from; by `epoch`
    the page knows that a backup was put back.

    `perspective` is None once the seats are gone. `option` and `new` come from the address;
    `said` is the name of the form that was just accepted.
    """
    visit = Visit(tid, code, perspective, mine, form, option, new, said)
    return looks.render(
        language,
        "app.html",
        state=state,
        tid=tid,
        epoch=epoch,
        perspective=perspective,
        now=now,
        regions=_regions(looks, language, state, visit),
        content=Markup(_content(looks, language, state, visit)),  # noqa: S704 - our own template
    )


def content(  # noqa: PLR0913, PLR0917 - the same as for a page
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    code: str,
    perspective: Perspective | None,
    mine: Mine,
    form: Form,
    *,
    option: OptionId | None = None,
    new: bool = False,
    said: str = "",
) -> str:
    """Return only `<main id="inhoud">`, with all that is personal and most that is live.

    Forms pick `#act`, `#mine`, `#ready` or `#speak` from it: the live regions have another
    writer.
    """
    visit = Visit(tid, code, perspective, mine, form, option, new, said)
    return _content(looks, language, state, visit)


def _content(looks: Looks, language: str, state: State, visit: Visit) -> str:
    model = {
        "state": state,
        "tid": visit.tid,
        "code": visit.code,
        "said": SAID.get(visit.said),
        "form": board_mine.form_of_step(visit.form),
        "hand": visit.mine.hand,
        "turn": visit.mine.turn,
        "ready": visit.mine.ready,
        "regions": _regions(looks, language, state, visit),
        **_step(state, visit),
        **board_mine.model(state, visit.mine, visit.form),
    }
    return looks.render(language, "phone/inhoud.html", **model)


def saved(  # noqa: PLR0917 - the same, as far as it matters here
    looks: Looks, language: str, state: State, mine: Mine, option: OptionId
) -> str:
    """Return only `#saved`: how far the rating of one option is."""
    model = board_mine.rating(state, mine, state.options[option])
    return looks.render(language, "phone/saved.html", **model)


def over(looks: Looks, language: str, name: str) -> str:
    """Return what to say of a form for a step that the room has left."""
    return looks.say(language, STEP_OVER[name])


def refusal(looks: Looks, language: str, sentence: str) -> str:
    """Return a refusal alone, as the partial that goes into `#said`; the rest stays as it is."""
    form = Form(errors={"": sentence})
    return looks.render(language, "phone/said_partial.html", form=form, said=None)


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
        state=state,
        code=code,
        form=form,
        said=None,
        open=closed is None,
        closed=closed,
        three=[p for p in seats if p in THREE],
        guests=[p for p in seats if p in GUESTS],
    )


def _regions(looks: Looks, language: str, state: State, visit: Visit) -> Mapping[str, Markup]:
    audience = regions.Audience(Role.PARTICIPANT, visit.perspective)
    drawn = regions.render(looks, state, audience, language)
    return {region: Markup(html) for region, html in drawn.items()}  # noqa: S704 - our own


# --- what the step asks -------------------------------------------------------------


def _step(state: State, visit: Visit) -> dict[str, object]:
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
    prompt = phase.prompts.get(visit.perspective, "") if visit.perspective else ""
    shown |= {"dilemma": dilemma, "prompt": prompt}
    shown["round"] = None if state.round is None else state.rounds[state.round]
    parts, option = _parts(state, visit)
    shown |= {"parts": parts, "reading": "read_back" in parts, "ready_at": _ready_at(state, parts)}
    if "progress" in parts:
        shown |= board_mine.progress(state, visit.mine)
    if "decide" in parts:
        shown |= board_mine.consent(state, visit.mine, visit.form)
    if "read_done" in parts:
        shown |= board_mine.read_done(state, visit.mine)
    if option is not None:
        shown |= _about(state, visit, option)
    return shown


def _parts(state: State, visit: Visit) -> tuple[tuple[str, ...], Option | None]:
    """Return the templates for a step, and the option that the page is about, if any."""
    phase = state.now_at
    allows = phase.allows
    if not phase.activities:
        return ("gather",), None
    if visit.new and allows(Activity.OPTIONS):
        return ("new_option",), None
    option = _option(state, visit)
    if allows(Activity.READ_BACK):
        return ("heading", "read_done") if option is None else ("read_back",), option
    if option is not None and board_models.went_into(state, option) is not None:
        return ("option_head",), option
    if option is not None:
        forms = [name for name, activity in ABOUT_OPTION.items() if allows(activity)]
        if forms:
            return ("option_head", *forms), option
    return ("heading", *(name for name, found in OVERVIEW.items() if any(map(allows, found)))), None


def _ready_at(state: State, parts: tuple[str, ...]) -> str | None:
    """Return where one says to be ready: after the form, or after the board where that is read."""
    if not state.now_at.activities or "new_option" in parts:
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


def _option(state: State, visit: Visit) -> Option | None:
    """Return the option that was asked for, else the first that waits for this phone."""
    options = state.options_of(state.board().id)
    for option in options:
        if option.id == visit.option:
            return option
    if state.now_at.allows(Activity.READ_BACK):
        waiting = [o for o in options if o.id not in visit.mine.answers]
    elif state.now_at.activities == (Activity.RATE,):
        waiting = [o for o in _to_rate(state) if o.id not in visit.mine.ratings]
    else:
        waiting = []
    return waiting[0] if waiting else None


def _to_rate(state: State) -> tuple[Option, ...]:
    options = state.options_of(state.board().id)
    return tuple(o for o in options if board_mine.decided(state, o) is None)


def _about(state: State, visit: Visit, option: Option) -> dict[str, object]:
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
        **board_mine.rating(state, visit.mine, option),
        **board_mine.answer(visit.mine, visit.form, option),
    }
