"""What a phone gets back for a form of its own: only the parts of its page that it changes."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import partial

from trialoog.core.ids import OptionId
from trialoog.core.state import State
from trialoog.core.words import Kind, Perspective, Pole
from trialoog.views import board, board_mine
from trialoog.views.board import Phone
from trialoog.views.board_mine import Mine
from trialoog.views.forms import Form
from trialoog.views.fragments import redraw
from trialoog.views.looks import Looks
from trialoog.views.words import N_

# What a form is answered with: the parts of the page that it is swapped in for, by their ids. The
# live regions have another writer, so they are in no answer.
PLACES: Mapping[str, tuple[str, ...]] = {
    "contribute": ("act", "mine"),
    "add-option": ("act", "mine"),
    "answer-read-back": ("act", "mine"),
    "give-consent": ("act", "mine"),
    "reword-contribution": ("mine",),
    "withdraw-contribution": ("mine",),
    "recognise": ("mine",),
    "say-ready": ("ready",),
    "raise-hand": ("speak",),
    "lower-hand": ("speak",),
}

# A hand and being ready are for one step only.
STEP_OVER = {
    "raise-hand": N_(
        "We zijn een stap verder. Wil je nog iets zeggen? Steek dan opnieuw je hand op."
    ),
    "lower-hand": N_("We zijn een stap verder. Je hand is al omlaag."),
    "say-ready": N_("We zijn een stap verder. Zeg het opnieuw als je ook met deze klaar bent."),
}


POLES = frozenset({"", *(pole.value for pole in Pole)})
KINDS = frozenset({"", *(kind.value for kind in Kind)})


def answer(  # noqa: PLR0917 - a phone, and where it goes
    looks: Looks, language: str, state: State, phone: Phone, places: tuple[str, ...]
) -> str:
    """Return only some parts of the page, of those that `PLACES` names: byte for byte as on it."""
    return "".join(_place(looks, language, state, phone, place) for place in places)


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


# --- one part -------------------------------------------------------------------------


def _place(  # noqa: PLR0917 - the same, for one of them
    looks: Looks, language: str, state: State, phone: Phone, place: str
) -> str:
    template = f"phone/{place}.html"
    if place == "mine":
        own = board_mine.model(state, phone.mine, phone.form)
        return looks.render(language, template, written=state.language, tid=phone.tid, **own)
    if place == "act" and _blank(state, phone):
        html = redraw(looks, language, template, partial(_asks, phone), state, *_alike(phone))
        return board_mine.with_key(html, phone.form.key)
    asks = board.asks(state, phone)
    return looks.render(language, template, written=state.language, **asks)


# While a hall writes, this is what it gets back for every text.
BLANK = ("heading", "write")


def _blank(state: State, phone: Phone) -> bool:
    """Tell whether the step shows a form for a text in which nobody typed anything yet."""
    form = phone.form
    known = form.value("pole") in POLES and form.value("kind") in KINDS
    return known and not form.errors and board.parts(state, phone) == BLANK


def _alike(phone: Phone) -> tuple[Perspective | None, Hashable]:
    """Return what makes that two phones get the same form, but for its key."""
    form = phone.form
    same = phone.said, phone.added, form.value("pole"), form.value("kind"), phone.mine.ready
    return phone.perspective, same


def _asks(phone: Phone, state: State, _: Perspective | None) -> Mapping[str, object]:
    return board.asks(state, replace(phone, form=replace(phone.form, key=board_mine.KEY)))
