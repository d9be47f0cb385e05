"""The facilitator's pages in the room: console, projector, paper, and answers to their forms."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.commands import Command, RenewCode, Reopen
from trialoog.core.state import State
from trialoog.core.words import Role, Status
from trialoog.store import lists, screens
from trialoog.views import console, paper, screen
from trialoog.views.forms import SAVED, Form
from trialoog.views.qr import qr
from trialoog.views.regions import Audience
from trialoog.web import keys, rehearsal, texts, tour
from trialoog.web.access import Visit, Who, still_in
from trialoog.web.answers import back, fresh, in_view, stands, unsaid
from trialoog.web.answers import done as nothing
from trialoog.web.fields import Fields
from trialoog.web.socket import RELOAD, Watching


def row_for(command: Command) -> Mapping[str, Any] | None:
    """Return what a command brings along for the trialogue's row: randomness is not decided."""
    match command:
        case Reopen():
            return lists.fresh_row()
        case RenewCode():
            return {"code": lists.new_code()}
        case _:
            return None


def join_url(visit: Visit) -> str:
    """Return the address in the QR code."""
    return f"{visit.house.facade.public_url}/j/{visit.trialogue.code}"


# --- console -----------------------------------------------------------------------


async def page(visit: Visit) -> Response:
    """GET /t/{id}/lead: the console; ?part= gives its forms alone, or one of them."""
    if visit.trialogue.status is Status.DRAFT:
        return back(visit, "prepare")
    query = visit.request.query_params
    option, part = query.get("option", ""), query.get("part", "")
    # What was ticked, when somebody asks to tick among all texts.
    ticked = {name: tuple(query.getlist(name)) for name in ("weighed", "criteria")}
    form = replace(fresh(), lists=ticked if ticked["weighed"] else {})
    form = _says(query["said"]) if query.get("said") in SAYS else form
    return HTMLResponse(await _page(visit, form, option, part))


async def done(visit: Visit, name: str, fields: Fields) -> Response:
    """Answer a facilitator's form that was accepted."""
    if name == "record-formal-decision":
        return back(visit, "weighing", fields.text("dilemma"), said="decision")
    part = fields.text("part")
    if not visit.live and part in SAYS:
        return back(visit, "lead", option=fields.text("option"), said=part)
    if not visit.live:
        return texts.again(visit, fields) or back(visit, "lead", option=fields.text("view"))
    if name == "reopen":  # the code at the top of the page is another one, and the way in again
        return Response(status_code=204, headers={"hx-refresh": "true"})
    if part not in console.FORMS.values():
        return nothing()
    form = _says(part) if part in SAYS else fresh()
    option = fields.text("option") if part in SAYS else ""
    return HTMLResponse(await _page(visit, form, option, part))


# The parts that say themselves that they were kept: what they change stands elsewhere, or nowhere.
SAYS = frozenset({"outcome", "correction", "spokespersons"})


def _says(part: str) -> Form:
    """Return an empty form for a part that says that what was in it is kept."""
    return replace(fresh(), values={"part": part, SAVED: "1"})


async def again(visit: Visit, name: str, fields: Fields, form: Form, *, kept: bool = False) -> str:
    """Return the part of the console with a form that was refused, and every sentence in view.

    Where this step has no such form, htmx gets a notice alone, so that the form stays as it was
    typed; who has no script gets back what was typed, to copy it.
    """
    part, option = console.FORMS.get(name, ""), fields.text("option")
    notice = console.notice(visit.house.looks, visit.language, form)
    if visit.live and not part:
        return notice
    html = await _page(visit, form, option, part if visit.live else "")
    there = kept or stands(html, name, fields)
    if visit.live and kept:
        return html + notice
    if visit.live and not there:
        return notice
    if not unsaid(form, html):
        return html
    shown = in_view(form, html, fields, there=there)
    return await _page(visit, shown, option, part if visit.live else "")


async def _page(visit: Visit, form: Form, option: str, part: str = "") -> str:
    state = (await visit.room()).state
    looks, code = visit.house.looks, visit.trialogue.code or ""
    chosen = option[:80] or None
    if part in console.FORMS.values():
        return console.part(looks, visit.language, state, part, form, chosen)
    if part == "inhoud":
        return console.content(looks, visit.language, state, visit.trialogue.id, code, form, chosen)
    return console.page(
        looks,
        visit.language,
        state,
        visit.trialogue.id,
        code,
        form,
        chosen,
        rehearsing=await rehearsal.rehearsing(visit, state),
        tour=await tour.on_console(visit, state),
        now=visit.house.now(),
        epoch=visit.trialogue.epoch,
    )


async def live(visit: Visit) -> Watching:
    """WS /t/{id}/lead/live: the console's seat."""
    room, audience = await visit.room(), Audience(Role.FACILITATOR)
    welcome = partial(still_in, visit, frozenset({Who.FACILITATOR}))
    return Watching(room, audience, visit.language, _shows(visit), visit.session, welcome)


# --- projector ---------------------------------------------------------------------


async def projector(visit: Visit) -> Response:
    """GET /t/{id}/screen: what the room sees. The same for whoever opens it."""
    if visit.trialogue.status is Status.DRAFT:
        raise HTTPException(404)
    state = (await visit.room()).state
    url = join_url(visit)
    if visit.trialogue.code is not None:
        visit.house.limits.know(visit.host, visit.trialogue.code)  # who reads it sits in this hall
    html = screen.page(
        visit.house.looks,
        state.language,
        state,
        visit.trialogue.id,
        visit.trialogue.code or "",
        url,
        qr(url),
        now=visit.house.now(),
        epoch=visit.trialogue.epoch,
    )
    return HTMLResponse(html)


async def projector_live(visit: Visit) -> Watching:
    """WS /t/{id}/screen/live: the projector's seat, in the language of the trialogue."""
    room = await visit.room()
    audience, language = Audience(Role.SCREEN), room.state.language
    welcome = partial(still_in, visit, frozenset({Who.FACILITATOR, Who.SCREEN}))
    return Watching(room, audience, language, _shows(visit), visit.session, welcome)


def _shows(visit: Visit) -> Callable[[State], int | None]:
    """Return what ends a page that shows a code which lets nobody in any more."""
    code = visit.connection.query_params.get("code", "")
    # Not every digit is a number, and not every number one that Python reads.
    shown = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else None
    return lambda state: None if shown in {None, state.renewals} else RELOAD


async def screen_link(visit: Visit) -> Response:
    """POST /t/{id}/screen-link: a link that opens one projector on another machine."""
    house = visit.house
    lasts = house.facade.screen_link_lasts
    token = await screens.create_grant(house.db, visit.trialogue.id, lasts, house.now())
    url = f"{house.facade.public_url}/s/{token}"
    return HTMLResponse(console.screen_link(house.looks, visit.language, url))


async def open_screen(visit: Visit) -> Response:
    """GET /s/{token}: one button, so that a scanner of links does not use the link up."""
    return HTMLResponse(screen.open_page(visit.house.looks, visit.language))


async def use_screen_link(visit: Visit) -> Response:
    """POST /s/{token}: exchange the link for the projector's cookie."""
    house = visit.house
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    found = await screens.use_grant(house.db, visit.request.path_params["token"], house.now())
    if found is None:
        await house.limits.failed("login", visit.host)
        raise HTTPException(404)
    session = await screens.create_session(house.db, found, house.now())
    response = RedirectResponse(f"/t/{found}/screen", 303)
    keys.put(response, keys.screen_cookie(found), session, secure=house.facade.secure)
    return response


# --- paper -------------------------------------------------------------------------


async def blank_cards(visit: Visit) -> Response:
    """GET /t/{id}/cards: blank cards to print, for a round on paper."""
    if visit.trialogue.status is Status.DRAFT:
        return back(visit, "prepare")
    state = (await visit.room()).state
    # For everybody in the hall, as the projector is.
    return HTMLResponse(paper.cards(visit.house.looks, state.language, state))
