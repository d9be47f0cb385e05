"""My trialogues: the list, a new one, copying, rehearsing, deleting."""

import json

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import draft as drafts
from trialoog.core import starting
from trialoog.core.ids import TrialogueId
from trialoog.core.words import Status
from trialoog.store import lists, people, releases, reviews
from trialoog.views import lists as pages
from trialoog.web import prepare, rehearsal, tour
from trialoog.web.access import Visit
from trialoog.web.answers import BAD_FORM, back, fresh
from trialoog.web.fields import Fields, form_fields

DISCARDED = "discarded"  # what the list says after a rehearsal was thrown away


async def trialogues(visit: Visit) -> Response:
    """GET /trialogues: what I may lead, the one touched last first."""
    house = visit.house
    teams = await people.teams_of(house.db, visit.account or "")
    infos = await lists.list_of(house.db, visit.account or "")
    today = house.now().astimezone(house.looks.zone).date()
    weighings = await reviews.of_account(house.db, visit.account or "", today)
    html = pages.trialogues(
        house.looks,
        visit.language,
        infos,
        house.formats,
        fresh(),
        teams,
        weighings,
        await tour.on_list(visit, infos),
        await releases.releases(
            house.db, [it.id for it in infos if it.status is Status.CLOSED and not it.rehearsal]
        ),
        discarded=visit.request.query_params.get("said") == DISCARDED,
    )
    return HTMLResponse(html)


async def create(visit: Visit) -> Response:
    """POST /trialogues: a new one from a format."""
    house = visit.house
    fields = await form_fields(visit.request, most=10)
    format = house.formats.get(fields.text("format"))
    teams = await people.teams_of(house.db, visit.account or "")
    if format is None or not teams:
        raise HTTPException(BAD_FORM)
    draft = drafts.empty(format, prepare.new(house, format))
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
    fields = await form_fields(visit.request, most=10)
    info = await _copy(visit, fields, rehearsal=False)
    return RedirectResponse(f"/t/{info.id}/prepare", 303)


async def rehearse(visit: Visit) -> Response:
    """POST /t/{id}/rehearse: a flagged copy to try things out; it can be deleted whole.

    What is ready starts at once, with people who play along where the form asks for them; of what
    is not there is no copy: it says what it misses. What was typed in the preparation is kept.
    """
    fields = await form_fields(visit.request, most=prepare.MOST_FIELDS)
    if visit.trialogue.status is Status.DRAFT:
        await prepare.keep(visit, fields)
        draft = prepare.draft_of(visit)
        if [*starting.errors(draft, visit.house.formats[draft["format"]])]:
            return back(visit, "prepare", said="missing")
    visit.found = await _copy(visit, fields, rehearsal=True)
    draft = prepare.draft_of(visit)
    if visit.trialogue.status is Status.DRAFT and await prepare.begin(visit, draft):
        return back(visit, "prepare", said="missing")
    visit.found = await lists.get(visit.house.db, visit.trialogue.id)
    if fields.text("people"):
        await rehearsal.begin(visit, fields)
    answer = back(visit, "lead")
    tour.remember_rehearsal(visit, answer)
    return answer


async def _copy(visit: Visit, fields: Fields, *, rehearsal: bool) -> lists.TrialogueInfo:
    old = visit.trialogue
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
    draft = json.dumps(visit.found.draft, sort_keys=True) if visit.found else ""
    what = (visit.account or "", visit.request.url.path, fields.text("format"), draft, key)
    return lists.id_of("\n".join(what))


async def delete(visit: Visit) -> Response:
    """POST /t/{id}/delete: a draft or a rehearsal goes, whole. Nothing else can."""
    await visit.house.crowds.end(visit.trialogue.id)
    if not await lists.delete_draft(visit.house.db, visit.trialogue.id):
        raise HTTPException(409)
    await visit.house.bell.ended()
    await visit.house.db.scrub()  # it leaves no trace in the files either
    said = f"?said={DISCARDED}" if visit.trialogue.rehearsal else ""
    return RedirectResponse(f"/trialogues{said}", 303)
