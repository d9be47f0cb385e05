"""My trialogues: the list, preparing, copying, rehearsing, deleting, starting the gathering."""

import secrets
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import draft as drafts
from trialoog.core.draft import Draft
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId, OptionId, TrialogueId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Role, Status
from trialoog.store import lists, people
from trialoog.views import lists as pages
from trialoog.views import prepare
from trialoog.views.forms import Form
from trialoog.views.words import NOTHING, PROMISE
from trialoog.web.access import Visit
from trialoog.web.answers import BAD_FORM, NOT_NOW, back, form_of, fresh, status_of
from trialoog.web.fields import Fields, form_fields
from trialoog.web.lead import fresh_row


async def trialogues(visit: Visit) -> Response:
    """GET /trialogues: what my teams own, the one touched last first."""
    house = visit.house
    teams = await people.teams_of(house.db, visit.account or "")
    infos = await lists.list_of_teams(house.db, [team.id for team in teams])
    return HTMLResponse(
        pages.trialogues(house.looks, visit.language, infos, house.formats, fresh(), teams)
    )


async def create(visit: Visit) -> Response:
    """POST /trialogues: a new one from a format."""
    house = visit.house
    fields = await form_fields(visit.request, most=10)
    format = house.formats.get(fields.text("format"))
    teams = await people.teams_of(house.db, visit.account or "")
    if format is None or not teams:
        raise HTTPException(BAD_FORM)
    nothing = house.looks.say(format.language, NOTHING)
    draft = drafts.empty(
        format, DilemmaId(secrets.token_hex(8)), OptionId(secrets.token_hex(8)), nothing
    )
    info = await lists.create_trialogue(
        house.db,
        team=teams[0].id,
        title="",
        draft=draft,
        language=format.language,
        now=house.now(),
        id=_made_by(visit, fields),
    )
    return RedirectResponse(f"/t/{info.id}/prepare", 303)


async def copy(visit: Visit) -> Response:
    """POST /t/{id}/copy: the same preparation again, as a new draft."""
    info = await _copy(visit, rehearsal=False)
    return RedirectResponse(f"/t/{info.id}/prepare", 303)


async def rehearse(visit: Visit) -> Response:
    """POST /t/{id}/rehearse: a flagged copy to try things out; it can be deleted whole."""
    info = await _copy(visit, rehearsal=True)
    return RedirectResponse(f"/t/{info.id}/prepare", 303)


async def _copy(visit: Visit, *, rehearsal: bool) -> lists.TrialogueInfo:
    old = visit.trialogue
    fields = await form_fields(visit.request, most=10)
    return await lists.create_trialogue(
        visit.house.db,
        team=old.team,
        title=old.title,
        draft=old.draft,
        language=old.language,
        now=visit.house.now(),
        rehearsal=rehearsal,
        copy_of=old.id,
        id=_made_by(visit, fields),
    )


def _made_by(visit: Visit, fields: Fields) -> TrialogueId | None:
    """Return the id that a form gives to the trialogue it makes: a double click makes one."""
    key = fields.text("key")
    if not key:
        return None
    what = (visit.account or "", visit.request.url.path, fields.text("format"), key)
    return lists.id_of("\n".join(what))


async def delete(visit: Visit) -> Response:
    """POST /t/{id}/delete: a draft or a rehearsal goes, whole. Nothing else can."""
    if not await lists.delete_draft(visit.house.db, visit.trialogue.id):
        raise HTTPException(409)
    visit.house.rooms.forget(visit.trialogue.id)
    await visit.house.db.scrub()  # it leaves no trace in the files either
    return RedirectResponse("/trialogues", 303)


# --- prepare -----------------------------------------------------------------------


async def prepare_page(visit: Visit) -> Response:
    """GET /t/{id}/prepare: the draft."""
    if visit.trialogue.status is not Status.DRAFT:
        return back(visit, "lead")
    return HTMLResponse(_page(visit, _draft(visit), fresh()))


async def save(visit: Visit) -> Response:
    """POST /t/{id}/prepare: save what was typed, right or wrong, and say so."""
    fields = await form_fields(visit.request, most=400)
    draft = await _save(visit, fields)
    if draft is None:
        raise HTTPException(NOT_NOW)
    shape = any(fields.text(name) for name in ("add", "remove", "shape"))
    if visit.live and not shape:
        html = prepare.status(
            visit.house.looks, visit.language, draft, drafts.checks(draft), visit.house.now()
        )
        return HTMLResponse(html)
    if visit.live:
        return HTMLResponse(_page(visit, draft, fresh(), saved=True))
    return back(visit, "prepare")


async def start(visit: Visit) -> Response:
    """POST /t/{id}/start: open the doors, if all is there."""
    house = visit.house
    if visit.trialogue.status is not Status.DRAFT:
        return back(visit, "lead")
    fields = await form_fields(visit.request, most=400)
    draft = await _save(visit, fields)
    if draft is None:
        return back(visit, "lead")
    wrong = [Refused(code, field) for field, code in drafts.errors(draft).items()]
    if not wrong:
        format = house.formats[draft["format"]]
        promise = house.looks.say(format.language, PROMISE)
        plan = drafts.plan(draft, format, promise, rehearsal=visit.trialogue.rehearsal)
        try:
            await (await visit.room()).act(
                plan, By(Role.FACILITATOR, account=visit.account), None, fresh_row()
            )
        except Refused as refusal:
            wrong = [refusal]
        except RefusedAll as several:
            wrong = several.refusals
        else:
            return back(visit, "lead")
        if (await visit.room()).state.status is not Status.DRAFT:
            return back(visit, "lead")  # pressed twice: the doors are open
    return HTMLResponse(_page(visit, draft, form_of(visit, fields, wrong)), status_of(wrong))


def _draft(visit: Visit) -> Draft:
    draft: Draft = dict(visit.trialogue.draft)  # type: ignore[assignment]
    formats = visit.house.formats
    if draft["format"] in formats:
        return draft
    # Formats are files, and this one is gone: the first that there is.
    first = next(iter(formats))
    shown = {"format": [first]}
    return drafts.from_form(draft, shown, formats, OptionId(""))


async def _save(visit: Visit, fields: Fields) -> Draft | None:
    """Save what was typed and return it; None when the gathering has started meanwhile."""
    house = visit.house
    typed: dict[str, list[str]] = {}
    for name, value in fields.pairs:
        typed.setdefault(name, []).append(value)
    new = OptionId(secrets.token_hex(8))
    draft = drafts.from_form(_draft(visit), typed, house.formats, new)
    title = draft["title"][:200]
    if not await lists.save_draft(house.db, visit.trialogue.id, draft, title, now=house.now()):
        return None
    visit.found = replace(visit.trialogue, draft=draft, title=title)
    return draft


def _page(visit: Visit, draft: Draft, form: Form, *, saved: bool = False) -> str:
    house = visit.house
    return prepare.page(
        house.looks,
        visit.language,
        visit.trialogue,
        draft,
        house.formats,
        form,
        drafts.checks(draft),
        house.now() if saved else visit.trialogue.updated,
    )
