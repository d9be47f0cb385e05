"""Preparing: the draft and its own script, saved while somebody types, and opening the doors."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import changes, starting
from trialoog.core import draft as drafts
from trialoog.core.changes import Fields as Typed
from trialoog.core.commands import Announce
from trialoog.core.draft import Draft, New
from trialoog.core.events import By
from trialoog.core.format import Format
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Role, Status
from trialoog.store import finding, lists
from trialoog.store.finding import FoundOption
from trialoog.views import prepare, prepare_script
from trialoog.views.forms import Form
from trialoog.views.looks import LANGUAGES
from trialoog.views.words import NOTHING, PROMISE
from trialoog.web import earlier, tour
from trialoog.web.access import Visit, Who
from trialoog.web.answers import NOT_NOW, address, back, form_of, fresh, status_of
from trialoog.web.fields import Fields, form_fields
from trialoog.web.house import House

MOST_FIELDS = 500
# The buttons that change the form itself.
SHAPES = ("shape", "add", "remove", "add_dilemma", "remove_dilemma", "up", "down")
SCRIPT_SHAPES = ("reset", "add_criterion", "remove_criterion")
NOTHING_SENT = Fields(())


def new(house: House, format: Format) -> New:
    """Return what a form needs to make something new."""
    return New(secrets.token_hex(8), house.looks.say(format.language, NOTHING))


# --- the draft ---------------------------------------------------------------------


async def page(visit: Visit) -> Response:
    """GET /t/{id}/prepare: the draft. `at` is the id of what somebody was busy with; `said` asks
    to say what is missing."""
    if visit.trialogue.status is not Status.DRAFT:
        return back(visit, "lead")
    draft, asked = draft_of(visit), visit.request.query_params
    missing = asked.get("said") == "missing"
    wrong = starting.errors(draft, visit.house.formats[draft["format"]]) if missing else ()
    form = form_of(visit, NOTHING_SENT, [*wrong])
    return HTMLResponse(await _page(visit, draft, form, at=asked.get("at", "")))


async def save(visit: Visit) -> Response:
    """POST /t/{id}/prepare: save what was typed, right or wrong, and say so."""
    fields = await form_fields(visit.request, most=MOST_FIELDS)
    before, house = draft_of(visit), visit.house
    draft = await keep(visit, fields)
    if draft is None:
        raise HTTPException(NOT_NOW)
    if not visit.live:
        return _back(visit, ("prepare",), _busy_with(before, draft, fields))
    if any(fields.text(name) for name in SHAPES):
        at = _busy_with(before, draft, fields)
        return HTMLResponse(await _page(visit, draft, fresh(), saved=True, at=at))
    format = house.formats[draft["format"]]
    return HTMLResponse(
        prepare.status(house.looks, visit.language, draft, format, saved_at=house.now())
    )


async def start(visit: Visit) -> Response:
    """POST /t/{id}/start: open the doors, if all is there."""
    if visit.trialogue.status is not Status.DRAFT:
        return back(visit, "lead")
    fields = await form_fields(visit.request, most=MOST_FIELDS)
    draft = await keep(visit, fields)
    if draft is None:
        return back(visit, "lead")
    if wrong := await begin(visit, draft):
        html = await _page(visit, draft, form_of(visit, fields, wrong))
        return HTMLResponse(html, status_of(wrong))
    return back(visit, "lead")


async def keep(visit: Visit, fields: Fields) -> Draft | None:
    """Save what was typed and return it; None when the gathering has started meanwhile."""
    return await _save(visit, _prepared(visit, fields))


async def begin(visit: Visit, draft: Draft) -> list[Refused]:
    """Open the doors; return what stands in the way, which is nothing once they are open."""
    house = visit.house
    format = house.formats[draft["format"]]
    if wrong := [*starting.errors(draft, format)]:
        return wrong
    promise = house.looks.say(format.language, PROMISE)
    plan = starting.plan(
        draft,
        format,
        promise,
        rehearsal=visit.trialogue.rehearsal,
        earlier=earlier.weighed_then(draft, await earlier.found(house.db, draft)),
    )
    by = By(Role.FACILITATOR, account=visit.account)
    try:
        await (await visit.room()).act(plan, by, None, lists.fresh_row())
        # Whom to ask is told with the announcement, and waits there until the trialogue closes.
        if contact := draft.get("contact", ""):
            await (await visit.room()).act(Announce(contact), by, None)
    except Refused as refusal:
        wrong = [refusal]
    except RefusedAll as several:
        wrong = several.refusals
    # Pressed twice, the second is refused, and the doors are open.
    return wrong if (await visit.room()).state.status is Status.DRAFT else []


def _prepared(visit: Visit, fields: Fields) -> Callable[[Draft, Format], Draft]:
    house = visit.house
    chosen = house.formats.get(fields.text("format"))

    def prepared(draft: Draft, format: Format) -> Draft:
        made = new(house, chosen or format)
        typed = _translated(draft, _typed(fields), house, made)
        return drafts.from_form(draft, typed, house.formats, made)

    return prepared


def _translated(draft: Draft, typed: Typed, house: House, made: New) -> Typed:
    """Let our own words for doing nothing follow the format into another language."""
    ours = {house.looks.say(language, NOTHING) for language in LANGUAGES}
    called = dict(typed)
    for option in (it for dilemma in draft["dilemmas"] for it in dilemma["options"]):
        name = drafts.title_field(option)
        if option["nothing"] and called.get(name, [option["title"]])[-1] in ours:
            called[name] = [made.nothing]
    return called


def _busy_with(before: Draft, after: Draft, fields: Fields) -> str:
    """Return the id of what the form that was sent is busy with, to go on there."""
    known = {it["id"] for it in before["dilemmas"]}
    known |= {option["id"] for it in before["dilemmas"] for option in it["options"]}
    gone = fields.text("remove")
    for dilemma, was in zip(after["dilemmas"], before["dilemmas"], strict=False):
        if gone and any(option["id"] == gone for option in was["options"]):
            return f"dilemma-{was['id']}"
        for option in dilemma["options"]:
            if dilemma["id"] in known and option["id"] not in known:
                return drafts.title_field(option)
    if after["dilemmas"][-1]["id"] not in known:
        return drafts.dilemma_field(after["dilemmas"][-1], "question")
    moved = fields.text("up") or fields.text("down")
    return f"dilemma-{moved}" if moved in known else ""


async def _page(
    visit: Visit, draft: Draft, form: Form, *, saved: bool = False, at: str = ""
) -> str:
    house = visit.house
    return prepare.page(
        house.looks,
        visit.language,
        visit.trialogue,
        draft,
        house.formats,
        form,
        house.now() if saved else visit.trialogue.updated,
        at,
        owner=Who.OWNER in visit.who,
        then=await earlier.found(house.db, draft),
        similar=await _similar(house, draft),
        tour=await tour.on_preparation(visit),
    )


async def similar(visit: Visit) -> Response:
    """POST /t/{id}/prepare/similar: what earlier weighings made of options like the one in the
    ?field=… that the address names. Changes nothing; what is typed stands in no address, though."""
    fields = await form_fields(visit.request, most=MOST_FIELDS)
    title = fields.text(visit.request.query_params.get("field", "title"))[: lists.LONGEST_TITLE]
    those = await finding.similar(visit.house.db, title)
    return HTMLResponse(prepare.similar(visit.house.looks, visit.language, those))


async def _similar(house: House, draft: Draft) -> Mapping[str, Sequence[FoundOption]]:
    found = {}
    for dilemma in draft["dilemmas"]:
        for option in dilemma["options"]:
            if not option["nothing"] and option["title"]:
                found[option["id"]] = await finding.similar(house.db, option["title"])
    return found


# --- its own script ----------------------------------------------------------------


async def script(visit: Visit) -> Response:
    """GET /t/{id}/prepare/script: the steps and criteria, to be changed for this one meeting."""
    if visit.trialogue.status is not Status.DRAFT:
        return back(visit, "lead")
    at = visit.request.query_params.get("at", "")
    return HTMLResponse(_script_page(visit, draft_of(visit), NOTHING_SENT, at))


async def save_script(visit: Visit) -> Response:
    """POST /t/{id}/prepare/script: save what was typed, right or wrong, and say what is wrong."""
    fields = await form_fields(visit.request, most=MOST_FIELDS)
    house = visit.house
    made = new(house, house.formats[draft_of(visit)["format"]])

    def changed(draft: Draft, format: Format) -> Draft:
        return drafts.script_from_form(draft, _typed(fields), format, house.criteria, new=made)

    draft = await _save(visit, changed)
    if draft is None:
        raise HTTPException(NOT_NOW)
    at = f"step-{fields.text('reset')}" if fields.text("reset") else ""
    if fields.text("add_criterion") and draft["added"]:
        at = changes.criterion_field(draft["added"][-1]["key"], "name")
    if not visit.live:
        return _back(visit, ("prepare", "script"), at)
    if any(fields.text(name) for name in SCRIPT_SHAPES):
        return HTMLResponse(_script_page(visit, draft, fields, at))
    format = house.formats[draft["format"]]
    form = form_of(visit, fields, [*starting.script_errors(draft, format)])
    now = house.now()
    return HTMLResponse(
        prepare_script.status(house.looks, visit.language, draft, format, form=form, saved_at=now)
    )


def _script_page(visit: Visit, draft: Draft, fields: Fields, at: str) -> str:
    house = visit.house
    wrong = starting.script_errors(draft, house.formats[draft["format"]])
    return prepare_script.page(
        house.looks,
        visit.language,
        visit.trialogue,
        draft,
        house.formats,
        house.criteria,
        form_of(visit, fields, [*wrong]),
        visit.trialogue.updated,
        at,
    )


# --- both --------------------------------------------------------------------------


def draft_of(visit: Visit) -> Draft:
    """Return the draft as it was saved."""
    return _draft(visit.trialogue.draft, visit.house.formats)


def _draft(saved: Mapping[str, object], formats: Mapping[str, Format]) -> Draft:
    draft: Draft = dict(saved)  # type: ignore[assignment]
    if draft["format"] in formats:
        return draft
    # Formats are files, and this one is gone: the first that there is.
    first = next(iter(formats))
    return drafts.from_form(draft, {"format": [first]}, formats, New("", ""))


async def _save(visit: Visit, change: Callable[[Draft, Format], Draft]) -> Draft | None:
    """Save a change and return the draft; None when the gathering has started meanwhile."""
    house, now = visit.house, visit.house.now()

    def changed(saved: Mapping[str, object]) -> Draft:
        before = _draft(saved, house.formats)
        return change(before, house.formats[before["format"]])

    found = await lists.change_draft(house.db, visit.trialogue.id, changed, now=now)
    if found is None:
        return None
    draft = _draft(found, house.formats)
    title = draft["title"][: lists.LONGEST_TITLE]
    visit.found = replace(visit.trialogue, draft=draft, title=title, updated=now)
    return draft


def _typed(fields: Fields) -> Typed:
    typed: dict[str, list[str]] = {}
    for name, value in fields.pairs:
        typed.setdefault(name, []).append(value)
    return typed


def _back(visit: Visit, page: Iterable[str], at: str) -> Response:
    return RedirectResponse(address(visit, *page, at=at), 303)
