"""Invitations: making one for a person, mailing it, and coming in by it.

One way for both doors: into a team, and into one trialogue to lead it along.
"""

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.refusals import Refused
from trialoog.core.text import clean
from trialoog.live.mail import is_address
from trialoog.store import invitations, lists
from trialoog.store.invitations import Into, InvitationInfo, LeadsAlready
from trialoog.views import accounts as pages
from trialoog.views.mails import signed
from trialoog.views.sign_in import INVITATION_SUBJECT
from trialoog.web.access import Visit
from trialoog.web.answers import NOT_NOW
from trialoog.web.fields import Fields
from trialoog.web.house import House
from trialoog.web.sign_in import come_in

LASTS = timedelta(days=7)
LONGEST_NAME = 100


async def made(visit: Visit, fields: Fields, into: Into, mail: str, **values: str) -> str:
    """Return a new link for one person, to hand on; mail another one where there is an address.

    Whoever sees the link on the page could use it, so it is the mailed one that makes an account
    with that address. `mail` is the message, with a place for the link and for `values`. Raises
    `Refused`, beside its field, for who or what is not there.
    """
    house = visit.house
    name = " ".join(clean(fields.text("name")).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("name_missing", "name")
    # Without a mail server nobody can show that an address is theirs, so it is not asked for.
    email = fields.text("email").strip().lower() or None if house.mailer else None
    if email is not None and not is_address(email):
        raise Refused("not_an_address", "email")
    mails = email is not None and await house.limits.allows("mail to", email)
    links = await invitations.invite(
        house.db,
        into,
        name=name,
        email=email if mails else None,
        by=visit.account or "",
        ttl=LASTS,
        now=house.now(),
    )
    if email is not None and links.mailed is not None:
        looks, language = house.looks, visit.language
        text = looks.say(language, mail, link=_address(house, links.mailed), **values)
        subject = looks.say(language, INVITATION_SUBJECT)
        house.mailer.later(house.mailer.send(email, subject, signed(looks, language, text)))
    return _address(house, links.handed)


def _address(house: House, token: str) -> str:
    return f"{house.facade.public_url}/invite/{token}"


async def page(visit: Visit) -> Response:
    """GET /invite/{token}: one button, so that a scanner of links does not use the link up."""
    house, token = visit.house, visit.request.path_params["token"]
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    found = await invitations.get(house.db, token, house.now())
    if found is None:
        await house.limits.failed("login", visit.host)
    leads = found is not None and await _leads_already(visit, found)
    return HTMLResponse(_page(visit, token, found, leads=leads), 200 if found else 404)


async def accept(visit: Visit) -> Response:
    """POST /invite/{token}: come into the team or the trialogue, signed in."""
    house, token = visit.house, visit.request.path_params["token"]
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    try:
        accepted = await invitations.accept(house.db, token, visit.account, house.now())
    except LeadsAlready:
        found = await invitations.get(house.db, token, house.now())
        return HTMLResponse(_page(visit, token, found, leads=True), NOT_NOW)
    if accepted is None:
        await house.limits.failed("login", visit.host)
        return HTMLResponse(_page(visit, token, None), 404)
    opened = accepted.into.trialogue
    to = f"/t/{opened}/lead" if opened is not None else "/trialogues"
    if visit.account is None:
        return await come_in(visit, accepted.account, to=to)
    return RedirectResponse(to, 303)


async def _leads_already(visit: Visit, found: InvitationInfo) -> bool:
    trialogue = found.into.trialogue
    if trialogue is None or visit.account is None:
        return False
    return await lists.role_of(visit.house.db, trialogue, visit.account) == "team"


def _page(visit: Visit, token: str, found: InvitationInfo | None, *, leads: bool = False) -> str:
    looks, signed_in = visit.house.looks, visit.account is not None
    return pages.invitation(looks, visit.language, token, found, signed_in=signed_in, leads=leads)
