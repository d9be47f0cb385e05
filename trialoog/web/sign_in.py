"""Signing in by a one-time link, perhaps mailed, and out. Single sign-on stands beside it."""

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.ids import AccountId
from trialoog.core.refusals import Refused
from trialoog.live.mail import is_address
from trialoog.store import people
from trialoog.views import sign_in as pages
from trialoog.views.forms import Form
from trialoog.views.mails import signed
from trialoog.views.single_sign_on import onward
from trialoog.web import keys
from trialoog.web.access import Visit
from trialoog.web.answers import BAD_FORM, form_of, fresh
from trialoog.web.fields import form_fields
from trialoog.web.limits import network


async def page(visit: Visit) -> Response:
    """GET /login: how to get in."""
    if visit.account is not None:
        return RedirectResponse("/trialogues", 303)
    return HTMLResponse(_page(visit))


async def link(visit: Visit) -> Response:
    """GET /login/{token}: one button, so that a scanner of links does not use the link up."""
    token = visit.request.path_params["token"]
    return HTMLResponse(pages.login_link(visit.house.looks, visit.language, token))


async def mail_link(visit: Visit) -> Response:
    """POST /login: mail a one-time link to who has an account; the answer is the same for all."""
    house = visit.house
    if not house.mailer:
        raise HTTPException(404)
    if not await house.limits.allows("mail", network(visit.host)):
        raise HTTPException(429)
    fields = await form_fields(visit.request, most=5)
    email = fields.text("email").strip().lower()
    if not is_address(email):
        form = form_of(visit, fields, [Refused("not_an_address", "email")])
        return HTMLResponse(_page(visit, form=form), BAD_FORM)
    house.mailer.later(_mail_link(visit, email))
    return HTMLResponse(_page(visit, sent=True))


async def _mail_link(visit: Visit, email: str) -> None:
    house, looks = visit.house, visit.house.looks
    account = await people.by_email(house.db, email)
    if account is None or not await house.limits.allows("mail to", email):
        return
    lasts = house.facade.login_link_lasts
    token = await people.create_signin_link(house.db, account, lasts, house.now())
    text = looks.say(
        visit.language,
        pages.LOGIN_MAIL,
        link=f"{house.facade.public_url}/login/{token}",
        minutes=int(lasts.total_seconds() // 60),
    )
    subject = looks.say(visit.language, pages.LOGIN_SUBJECT)
    await house.mailer.send(email, subject, signed(looks, visit.language, text))


async def use_link(visit: Visit) -> Response:
    """POST /login/{token}: exchange the link for a session of its own."""
    house = visit.house
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    token = visit.request.path_params["token"]
    account = await people.use_signin_link(house.db, token, house.now())
    if account is None:
        await house.limits.failed("login", visit.host)
        return HTMLResponse(_page(visit, used=True), 403)
    return await come_in(visit, account)


async def come_in(
    visit: Visit,
    account: AccountId,
    issuer: str | None = None,
    sid: str | None = None,
    *,
    to: str = "/trialogues",
) -> Response:
    """Sign an account in on this browser, end what it was signed in as before, and go on `to`.

    `issuer` and `sid` name the provider that vouches for it, and its own session.
    """
    house = visit.house
    await _leave(visit)
    session = await people.create_session(house.db, account, house.now(), issuer=issuer, sid=sid)
    visit.account = account
    response = RedirectResponse(to, 303)
    keys.put(response, keys.SESSION, session, secure=house.facade.secure, lasts=None)
    return response


async def out(visit: Visit) -> Response:
    """POST /logout: end the session, and every open page that lived on it.

    Who came in by a provider goes on to sign out there, if it has a page for that.
    """
    house = visit.house
    issuer = await _leave(visit)
    response: Response = RedirectResponse("/", 303)
    party = next((p for p in house.sso.values() if p.provider.issuer == issuer), None)
    address = await party.way_out() if party is not None else None
    if party is not None and address is not None:
        looks, provider = house.looks, party.provider
        response = HTMLResponse(onward(looks, visit.language, provider, address, leaving=True))
    keys.drop(response, keys.SESSION, secure=house.facade.secure)
    return response


async def _leave(visit: Visit) -> str | None:
    """End the session of this browser; return the provider that it came from, if any."""
    house = visit.house
    session = keys.read(visit.request, keys.SESSION, secure=house.facade.secure)
    issuer = await people.end_session(house.db, session) if session is not None else None
    if visit.session is not None:
        await house.bell.ended()
    return issuer


def _page(visit: Visit, *, form: Form | None = None, used: bool = False, sent: bool = False) -> str:
    house = visit.house
    shown = pages.Ways(
        providers=[party.provider for party in house.sso.values()],
        mails=bool(house.mailer),
        used=used,
        sent=sent,
    )
    return pages.login(house.looks, visit.language, form or fresh(), shown)
