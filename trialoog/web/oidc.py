"""Single sign-on with OpenID Connect: to the provider, back from it, and out when it says so.

What a provider says is checked in `party` and `tokens`; here it becomes a session, or a page that
says why not. The log gets one line per refusal, with a reason and nothing about anybody.
"""

import logging
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from trialoog.store import identities, people
from trialoog.views import single_sign_on as pages
from trialoog.web import keys
from trialoog.web.access import Visit
from trialoog.web.attempts import COOKIE, LASTS, Attempt, attempt_of, new_attempt
from trialoog.web.fields import form_fields
from trialoog.web.providers import (
    PAUSE,
    Claims,
    NotAccepted,
    Unavailable,
    grants,
    is_name,
    name_of,
)
from trialoog.web.sign_in import come_in

if TYPE_CHECKING:
    from trialoog.web.party import Party

log = logging.getLogger(__name__)

LONGEST_CODE = 4096  # characters
AGAIN = {"retry-after": str(int(PAUSE.total_seconds()))}


async def begin(visit: Visit) -> Response:
    """POST /login/with/{provider}: to the provider, by a page that goes on by itself.

    Not by a redirect: browsers hold the answer to a form to `form-action 'self'` too.
    """
    house, party = visit.house, _party(visit)
    cookie, attempt = new_attempt(party.provider.key, house.now())
    try:
        address = await party.way_in(attempt, visit.language)
    except Unavailable as error:
        return _no_entry(visit, "unavailable", error.reason)
    response = HTMLResponse(pages.onward(house.looks, visit.language, party.provider, address))
    lasts = int(LASTS.total_seconds())
    keys.put(response, COOKIE, cookie, secure=house.facade.secure, lasts=lasts)
    return response


async def back(visit: Visit) -> Response:
    """GET /login/back/{provider}: in, if the provider vouches for who began here."""
    house, party, query = visit.house, _party(visit), visit.request.query_params
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    attempt = _attempt(visit, keys.read(visit.request, COOKIE, secure=house.facade.secure))
    # Before anything else: any site can send a browser here. That must not end an attempt that
    # began here, nor count as a failure of the network.
    if attempt is None or not attempt.is_mine(query.get("state", "")):
        return _no_entry(visit, "refused", "state")
    try:
        response = await _answer(visit, party, attempt)
    except NotAccepted as error:
        await house.limits.failed("login", visit.host)
        response = _no_entry(visit, "level" if error.reason == "acr" else "refused", error.reason)
    except Unavailable as error:
        response = _no_entry(visit, "unavailable", error.reason)
    keys.drop(response, COOKIE, secure=house.facade.secure)
    return response


async def _answer(visit: Visit, party: "Party", attempt: Attempt) -> Response:
    query = visit.request.query_params
    if "error" in query:
        return _no_entry(visit, "stopped", "the provider said no")
    code = query.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:
        raise NotAccepted("no code")
    claims = await party.sign_in(code, query.get("iss"), attempt)
    return await _admit(visit, party, claims)


async def _admit(visit: Visit, party: "Party", claims: Claims) -> Response:
    house, provider = visit.house, party.provider
    account = await identities.sign_in(
        house.db,
        provider.issuer,
        str(claims["sub"]),
        name_of(claims, provider.name),
        grants(provider.roles, claims),
        house.now(),
    )
    await house.bell.ended()  # roles may have changed
    if account is None:
        return _no_entry(visit, "role", "no role")
    sid = claims.get("sid")
    known = sid if isinstance(sid, str) and is_name(sid) else None
    return await come_in(visit, account, provider.issuer, known)


async def ended(visit: Visit) -> Response:
    """POST /login/ended/{provider}: the provider's server says that somebody signed out there.

    OpenID Connect Back-Channel Logout 1.0. No cookie is read; the token's signature counts.
    """
    house, party = visit.house, _party(visit)
    fields = await form_fields(visit.request, most=5)
    try:
        end = await party.ended(fields.text("logout_token"))
    except NotAccepted as error:
        _note(party, f"logout: {error.reason}")
        return JSONResponse({"error": "invalid_request"}, 400)
    except Unavailable as error:
        _note(party, f"logout: {error.reason}")
        return JSONResponse({"error": "temporarily_unavailable"}, 503, AGAIN)
    issuer = party.provider.issuer
    token = people.hashed(f"{issuer} {end.jti}")
    try:
        await identities.end_sessions(
            house.db, issuer, sid=end.sid, subject=end.subject, token=token
        )
    except identities.Spent:
        _note(party, "logout: claim jti")  # it was used before
        return JSONResponse({"error": "invalid_request"}, 400)
    await house.bell.ended()
    return Response(status_code=200)


def _party(visit: Visit) -> "Party":
    party = visit.house.sso.get(visit.connection.path_params["provider"])
    if party is None:
        raise HTTPException(404)
    return party


def _attempt(visit: Visit, cookie: str | None) -> Attempt | None:
    return attempt_of(cookie, _party(visit).provider.key, visit.house.now())


def _no_entry(visit: Visit, why: str, reason: str) -> Response:
    _note(_party(visit), reason)
    html, status = pages.no_entry(visit.house.looks, visit.language, why)
    return HTMLResponse(html, status, AGAIN if why == "unavailable" else None)


def _note(party: "Party", reason: str) -> None:
    log.warning("single sign-on at %s: %s", party.provider.key, reason)
