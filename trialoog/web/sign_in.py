"""Signing in by a one-time link, and out. The place where single sign-on will stand beside it."""

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.store import people
from trialoog.views import lists as pages
from trialoog.web import keys
from trialoog.web.access import Visit
from trialoog.web.answers import fresh
from trialoog.web.socket import SIGNED_OUT


async def page(visit: Visit) -> Response:
    """GET /login: how to get in."""
    if visit.account is not None:
        return RedirectResponse("/trialogues", 303)
    return HTMLResponse(pages.login(visit.house.looks, visit.language, fresh()))


async def link(visit: Visit) -> Response:
    """GET /login/{token}: one button, so that a scanner of links does not use the link up."""
    token = visit.request.path_params["token"]
    return HTMLResponse(pages.login_link(visit.house.looks, visit.language, token))


async def use_link(visit: Visit) -> Response:
    """POST /login/{token}: exchange the link for a session of its own."""
    house = visit.house
    client = visit.request.client
    where = client.host if client else ""
    if await house.limits.blocked("login", where):
        raise HTTPException(429)
    token = visit.request.path_params["token"]
    account = await people.use_signin_link(house.db, token, house.now())
    if account is None:
        await house.limits.failed("login", where)
        html = pages.login(house.looks, visit.language, fresh(), used=True)
        return HTMLResponse(html, 403)
    session = await people.create_session(house.db, account, house.now())
    response = RedirectResponse("/trialogues", 303)
    keys.put(response, keys.SESSION, session, secure=house.facade.secure, lasts=None)
    return response


async def out(visit: Visit) -> Response:
    """POST /logout: end the session, and every open page that lived on it."""
    house = visit.house
    session = keys.read(visit.request, keys.SESSION, secure=house.facade.secure)
    if session is not None:
        await people.end_session(house.db, session)
    if visit.session is not None:
        house.rooms.drop_who(visit.session, SIGNED_OUT)
    response = RedirectResponse("/", 303)
    keys.drop(response, keys.SESSION, secure=house.facade.secure)
    return response
