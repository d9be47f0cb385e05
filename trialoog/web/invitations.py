"""Invitations: making one for a person, mailing it, and coming in by it.

One way for both doors: into a team, and into one trialogue to lead it along.
"""

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.refusals import Refused
from trialoog.core.text import clean
from trialoog.store import invitations
from trialoog.store.invitations import Into, InvitationInfo
from trialoog.views import accounts as pages
from trialoog.views.sign_in import INVITATION_SUBJECT
from trialoog.web.access import Visit
from trialoog.web.fields import Fields
from trialoog.web.mail import is_address
from trialoog.web.sign_in import come_in

LASTS = timedelta(days=7)
LONGEST_NAME = 100


async def made(visit: Visit, fields: Fields, into: Into, mail: str, **values: str) -> str:
    """Return a new link for one person, and mail it where there is an address.

    `mail` is the message, with a place for the link and for `values`. Raises `Refused`, beside
    its field, for who or what is not there.
    """
    house = visit.house
    name = " ".join(clean(fields.text("name")).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("name_missing", "name")
    email = fields.text("email").strip().lower() or None
    if email is not None and not is_address(email):
        raise Refused("not_an_address", "email")
    token = await invitations.invite(
        house.db,
        into,
        name=name,
        email=email,
        by=visit.account or "",
        ttl=LASTS,
        now=house.now(),
    )
    link = f"{house.facade.public_url}/invite/{token}"
    if email is not None and house.mailer and await house.limits.allows("mail to", email):
        looks, language = house.looks, visit.language
        text = looks.say(language, mail, link=link, **values)
        house.mailer.later(house.mailer.send(email, looks.say(language, INVITATION_SUBJECT), text))
    return link


async def page(visit: Visit) -> Response:
    """GET /invite/{token}: one button, so that a scanner of links does not use the link up."""
    house, token = visit.house, visit.request.path_params["token"]
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    found = await invitations.get(house.db, token, house.now())
    if found is None:
        await house.limits.failed("login", visit.host)
    return HTMLResponse(_page(visit, token, found), 200 if found else 404)


async def accept(visit: Visit) -> Response:
    """POST /invite/{token}: come into the team or the trialogue, signed in."""
    house, token = visit.house, visit.request.path_params["token"]
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    accepted = await invitations.accept(house.db, token, visit.account, house.now())
    if accepted is None:
        await house.limits.failed("login", visit.host)
        return HTMLResponse(_page(visit, token, None), 404)
    opened = accepted.into.trialogue
    to = f"/t/{opened}/lead" if opened is not None else "/trialogues"
    if visit.account is None:
        return await come_in(visit, accepted.account, to=to)
    return RedirectResponse(to, 303)


def _page(visit: Visit, token: str, found: InvitationInfo | None) -> str:
    looks, signed_in = visit.house.looks, visit.account is not None
    return pages.invitation(looks, visit.language, token, found, signed_in=signed_in)
