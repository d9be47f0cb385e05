"""The facilitator's console: its page, its live regions and its forms. State in, HTML out.

Live regions hold buttons but never a field with typed text; each form is a part of its own, so
that an answer to one form leaves the others alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from trialoog.core.ids import TrialogueId
from trialoog.core.state import State
from trialoog.core.words import Perspective, Status
from trialoog.views import (
    console_board,
    console_floor,
    console_forms,
    console_heard,
    console_outcome,
    console_picture,
    console_screen,
    console_script,
    earlier,
)
from trialoog.views.forms import Form
from trialoog.views.fragments import Model, Table, draw
from trialoog.views.looks import Looks
from trialoog.views.rehearsal import Rehearsing
from trialoog.views.tour import Tour


def _it(model: Callable[[State], object]) -> Model:
    """Return a region's model under the one name that its template uses."""

    def shown(state: State, _: Perspective | None) -> Mapping[str, object]:
        return {"it": model(state)}

    return shown


REGIONS: Table = {
    "script": ("board/lead/script.html", _it(console_script.script)),
    "next": ("board/lead/next.html", _it(console_script.following)),
    "say": ("board/lead/say.html", _it(console_script.say)),
    "step": ("board/lead/step.html", _it(console_script.step)),
    "clock": ("board/lead/clock.html", _it(console_script.clock)),
    "timer": ("board/lead/timer.html", _it(console_script.clock)),
    "ready": ("board/lead/ready.html", _it(console_heard.ready)),
    "projector": ("board/lead/projector.html", _it(console_screen.projector)),
    "queue": ("board/lead/queue.html", _it(console_floor.floor)),
    "balance": ("board/lead/balance.html", _it(console_heard.balance)),
    "seats": ("board/lead/seats.html", _it(console_script.seats)),
    "round": ("board/lead/round.html", _it(console_board.writing)),
    "earlier": ("board/lead/earlier.html", earlier.board),
    "board": ("board/lead/board.html", _it(console_board.board)),
    "options": ("board/lead/options.html", _it(console_board.options)),
    "picture": ("board/lead/picture.html", _it(console_picture.picture)),
    "difference": ("board/lead/difference.html", _it(console_picture.difference)),
    "outcomes": ("board/lead/outcomes.html", _it(console_outcome.outcomes)),
    "proposal": ("board/lead/proposal.html", _it(console_outcome.proposal)),
    "record": ("board/lead/record.html", _it(console_outcome.record)),
    "ending": ("board/lead/ending.html", _it(console_script.ending)),
}

FORMS: Mapping[str, str] = {
    "contribute": "proxy",
    "add-option": "new-option",
    "reword-option": "reword",
    "merge-option": "merge",
    "name-group": "group",
    "group-cards": "place",
    "word-reservation": "reservation",
    "add-reservation": "reservation",
    "enter-cards": "paper",
    "propose-outcome": "outcome",
    "add-correction": "correction",
    "name-spokespersons": "spokespersons",
}
"""The commands that are typed, each with the part of the page that answers it. The other
commands are one button in a live region: they answer 204, or a `notice`."""

Shown = Mapping[str, object]


def page(  # noqa: PLR0913, PLR0917 - what one page is made of
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    code: str,
    form: Form,
    option: str | None = None,
    notice: str = "",
    *,
    rehearsing: Rehearsing | None = None,
    tour: Tour | None = None,
    now: datetime,
    epoch: str = "",
) -> str:
    """Return the whole console; `now` sets its clock, `epoch` is that of the trialogue.

    `form` belongs to the part that its field `part` names.
    """
    return looks.render(
        language,
        "lead.html",
        written=state.language,
        state=state,
        tid=tid,
        epoch=epoch,
        code=code,
        now=now,
        notice=notice or form.errors.get("", ""),
        asks=_asks(form),
        lost=form.lost,
        rehearsing=rehearsing,
        tour=tour,
        regions=draw(looks, language, REGIONS, state, None),
        entry=_entry(state, code),
        **_work(looks, language, state, form, option),
    )


def content(  # noqa: PLR0913, PLR0917 - what the page is made of, without its frame
    looks: Looks,
    language: str,
    state: State,
    tid: TrialogueId,
    code: str,
    form: Form,
    option: str | None = None,
) -> str:
    """Return only `#inhoud`: the forms of this step."""
    return looks.render(
        language,
        "lead/work.html",
        written=state.language,
        tid=tid,
        entry=_entry(state, code),
        **_work(looks, language, state, form, option),
    )


def part(  # noqa: PLR0917 - as `content`, and which part
    looks: Looks,
    language: str,
    state: State,
    name: str,
    form: Form,
    option: str | None = None,
) -> str:
    """Return one form by the id of its element, one of the values of `FORMS`."""
    template, model = console_forms.PARTS[name]
    shown = model(state, _own(form, name), option)
    return looks.render(language, template, written=state.language, **shown)


def outcome(  # noqa: PLR0917 - as `content`
    looks: Looks, language: str, state: State, tid: TrialogueId, form: Form, option: str | None
) -> str:
    """Return only `#outcome`: the form for what becomes of an option."""
    del tid  # addresses on the console are relative
    return part(looks, language, state, "outcome", form, option)


def notice(looks: Looks, language: str, form: Form) -> str:
    """Return a refusal of a button, as the partial that goes into `#notice`."""
    text = " ".join(form.errors.values())
    return looks.render(language, "lead/notice_partial.html", text=text, asks=_asks(form), lost=())


def _asks(form: Form) -> bool:
    """Tell whether all that is said is who is not in yet: while people come in, no mistake."""
    return form.errors.keys() - {""} == {"absent"}


def screen_link(looks: Looks, language: str, url: str) -> str:
    """Return only `#screen-link`: the address that opens the projector on another machine."""
    return looks.render(language, "lead/screen_link.html", url=url)


# --- the parts -------------------------------------------------------------------------


def _work(  # noqa: PLR0917 - the frame of a page and what is in it
    looks: Looks, language: str, state: State, form: Form, option: str | None
) -> Shown:
    def filled(name: str) -> tuple[str, Model]:
        template, model = console_forms.PARTS[name]
        return template, lambda state, _: model(state, _own(form, name), option)

    table = {name: filled(name) for name in console_forms.PARTS}
    return {"parts": draw(looks, language, table, state, None)}


def _own(form: Form, name: str) -> Form:
    """Return what was typed in this form, or an empty one with a key of its own."""
    key = f"{form.key}-{name}" if form.key and not form.key.endswith(f"-{name}") else form.key
    if form.value("part") == name:
        return replace(form, key=key)
    return Form(key=key, lists={} if form.values else form.lists)


def _entry(state: State, code: str) -> Shown:
    """Say how people get in; large in the first step."""
    first = state.phase == state.script.phases[0].key
    return {
        "code": code,
        "shown": state.status is Status.ADJOURNED or (first and state.status is Status.OPEN),
    }
