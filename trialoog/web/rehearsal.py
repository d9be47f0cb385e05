"""Simulated people who play along in a rehearsal: let them come, let them stop, say who is in."""

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from trialoog.core.state import State
from trialoog.core.words import Status
from trialoog.live.crowds import Shown, Wanted
from trialoog.views import rehearsal
from trialoog.views.rehearsal import SIZES, Rehearsing
from trialoog.web import keys
from trialoog.web.access import Visit, Who
from trialoog.web.answers import BAD_FORM, NOT_NOW, back
from trialoog.web.fields import Fields, form_fields

OPEN = (Status.OPEN, Status.ADJOURNED)


async def crowd(visit: Visit) -> Response:
    """GET /t/{id}/crowd: who plays along now, for the console."""
    return await _answer(visit)


async def start_crowd(visit: Visit) -> Response:
    """POST /t/{id}/crowd: let simulated people play along. Pressed twice it is one crowd.

    Where elsewhere too many play already, the console says so.
    """
    fields = await form_fields(visit.request, most=10)
    if not await begin(visit, fields):
        raise HTTPException(NOT_NOW)
    return await _answer(visit)


async def stop_crowd(visit: Visit) -> Response:
    """POST /t/{id}/crowd/stop: let them keep their seats and do nothing."""
    await visit.house.crowds.rest(visit.trialogue.id)
    return await _answer(visit)


async def begin(visit: Visit, fields: Fields) -> bool:
    """Let as many people play along as a form asks for, where there is room.

    False for what is no rehearsal, or not open (any more). Raises 422 for a number not offered.
    """
    it = visit.trialogue
    if not it.rehearsal or it.status not in OPEN:
        return False
    people = fields.text("people") or str(SIZES[0])
    if people not in map(str, SIZES):
        raise HTTPException(BAD_FORM)
    wanted = Wanted(
        it.team, it.code or "", it.rehearsal, int(people), quick=bool(fields.text("quick"))
    )
    await visit.house.crowds.start(it.id, wanted)
    return True


async def _answer(visit: Visit) -> Response:
    if not visit.live:
        return back(visit, "lead")
    shown = await rehearsing(visit, (await visit.room()).state)
    return HTMLResponse(rehearsal.crowd(visit.house.looks, visit.language, shown))


async def rehearsing(visit: Visit, state: State) -> Rehearsing:
    """Return what the console says about rehearsing."""
    it = visit.trialogue
    shown = await visit.house.crowds.shown(it.id, it.team) if it.rehearsal else Shown()
    return Rehearsing(
        it.id,
        keys.new_key(),
        rehearsal=it.rehearsal,
        owner=Who.OWNER in visit.who,
        open=state.status in OPEN,
        people=shown.people,
        awake=shown.awake,
        present=shown.present,
        full=shown.full,
    )
