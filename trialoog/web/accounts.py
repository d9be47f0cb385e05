"""People who sign in: my account and its sessions, teams, invitations.

Whoever loses a right loses the pages that lived on it at once: their sockets are closed, and
a page that comes back is looked at anew.
"""

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.ids import TrialogueId
from trialoog.core.refusals import Refused
from trialoog.core.text import clean
from trialoog.core.words import Role
from trialoog.live.rooms import RESTART
from trialoog.store import lists, people, teams
from trialoog.store.people import TeamInfo, TeamRole
from trialoog.store.teams import GivenElsewhere, LastAdministrator
from trialoog.views import accounts as pages
from trialoog.views.forms import Form
from trialoog.views.sign_in import INVITATION_MAIL, INVITATION_SUBJECT
from trialoog.web.access import Visit
from trialoog.web.answers import BAD_FORM, NOT_NOW, form_of
from trialoog.web.fields import Fields, form_fields
from trialoog.web.mail import is_address
from trialoog.web.sign_in import come_in
from trialoog.web.socket import SIGNED_OUT

INVITATION_LASTS = timedelta(days=7)
LONGEST_NAME = 100


async def page(visit: Visit) -> Response:
    """GET /account: who I am, in which teams, and where I am signed in."""
    house, account = visit.house, visit.account or ""
    me = await people.account(house.db, account)
    if me is None:
        raise HTTPException(404)
    html = pages.account(
        house.looks,
        visit.language,
        me.name,
        await people.teams_of(house.db, account),
        await people.sessions(house.db, account, house.now()),
        visit.session,
    )
    return HTMLResponse(html)


async def sign_out(visit: Visit) -> Response:
    """POST /account/sign-out: end one session, or all but this one."""
    house, account = visit.house, visit.account or ""
    asked = (await form_fields(visit.request, most=5)).text("session")
    for session in await people.sessions(house.db, account, house.now()):
        if session.id_hash == asked or (not asked and session.id_hash != visit.session):
            await people.end_sessions(house.db, account, session.id_hash)
            house.rooms.drop_who(session.id_hash, SIGNED_OUT)
    return RedirectResponse("/account", 303)


# --- teams ---------------------------------------------------------------------------


async def team(visit: Visit) -> Response:
    """GET /team/{team}: who is in it."""
    return HTMLResponse(await _page(visit, Form()))


async def invite(visit: Visit) -> Response:
    """POST /team/{team}/invite: a link for one person, shown once."""
    house, fields = visit.house, await form_fields(visit.request, most=5)
    name = " ".join(clean(fields.text("name")).split())
    if not name or len(name) > LONGEST_NAME:
        return await _refused(visit, fields, Refused("name_missing", "name"))
    email = fields.text("email").strip().lower() or None
    if email is not None and not is_address(email):
        return await _refused(visit, fields, Refused("not_an_address", "email"))
    token = await teams.invite(
        house.db,
        team=_team(visit).id,
        role=_role(fields),
        name=name,
        email=email,
        ttl=INVITATION_LASTS,
        now=house.now(),
    )
    link = f"{house.facade.public_url}/invite/{token}"
    if email is not None and house.mailer and await house.limits.allows("mail to", email):
        looks, language = house.looks, visit.language
        text = looks.say(language, INVITATION_MAIL, team=_team(visit).name, link=link)
        house.mailer.later(house.mailer.send(email, looks.say(language, INVITATION_SUBJECT), text))
    return HTMLResponse(await _page(visit, Form(), link))


async def withdraw(visit: Visit) -> Response:
    """POST /team/{team}/withdraw: take an open invitation back."""
    fields = await form_fields(visit.request, most=5)
    await teams.withdraw(visit.house.db, _team(visit).id, fields.text("invitation"))
    return _back(visit)


async def change_role(visit: Visit) -> Response:
    """POST /team/{team}/role: make somebody administrator or facilitator."""
    fields = await form_fields(visit.request, most=5)
    try:
        await teams.set_role(visit.house.db, _team(visit).id, fields.text("account"), _role(fields))
    except (LookupError, LastAdministrator, GivenElsewhere) as why:
        return await _not_possible(visit, fields, why)
    return _back(visit)


async def remove(visit: Visit) -> Response:
    """POST /team/{team}/remove: somebody no longer leads for this team, as of now."""
    fields = await form_fields(visit.request, most=5)
    gone = fields.text("account")
    try:
        await teams.remove(visit.house.db, _team(visit).id, gone)
    except (LookupError, LastAdministrator, GivenElsewhere) as why:
        return await _not_possible(visit, fields, why)
    for trialogue in await lists.list_of_teams(visit.house.db, [_team(visit).id]):
        drop_consoles(visit, trialogue.id)
    return RedirectResponse("/account", 303) if gone == visit.account else _back(visit)


async def hand_over(visit: Visit) -> Response:
    """POST /t/{id}/hand-over: give a trialogue to another of my teams."""
    fields = await form_fields(visit.request, most=5)
    mine = await people.teams_of(visit.house.db, visit.account or "")
    to = next((team for team in mine if team.id == fields.text("team")), None)
    if to is None:
        raise HTTPException(BAD_FORM)
    await lists.hand_over(visit.house.db, visit.trialogue.id, to.id)
    drop_consoles(visit, visit.trialogue.id)
    return RedirectResponse("/trialogues", 303)


def drop_consoles(visit: Visit, trialogue: TrialogueId) -> None:
    """Close the pages that leaders have open: those that still have the right come back at once.

    A projector that came in by a link of its own has no session, and stays.
    """
    room = visit.house.rooms.open(trialogue)
    if room is not None:
        room.drop(
            lambda seat: seat.audience.role is not Role.PARTICIPANT and seat.who is not None,
            RESTART,
        )


def _team(visit: Visit) -> TeamInfo:
    if visit.team is None:
        raise HTTPException(404)
    return visit.team


def _role(fields: Fields) -> TeamRole:
    return "administrator" if fields.text("role") == "administrator" else "facilitator"


def _back(visit: Visit) -> Response:
    return RedirectResponse(f"/team/{_team(visit).id}", 303)


async def _not_possible(visit: Visit, fields: Fields, why: Exception) -> Response:
    match why:
        case LastAdministrator():
            return await _refused(visit, fields, Refused("last_administrator"))
        case GivenElsewhere():
            return await _refused(visit, fields, Refused("given_elsewhere"))
        case _:
            raise HTTPException(BAD_FORM)  # nobody in this team: not by our page


async def _refused(visit: Visit, fields: Fields, refusal: Refused) -> Response:
    html = await _page(visit, form_of(visit, fields, [refusal]))
    return HTMLResponse(html, BAD_FORM if refusal.field else NOT_NOW)


async def _page(visit: Visit, form: Form, link: str = "") -> str:
    house, team = visit.house, _team(visit)
    leads = team.role == "administrator"
    shown = pages.TeamPage(
        team=team,
        me=visit.account or "",
        members=await teams.members(house.db, team.id),
        invitations=await teams.invitations(house.db, team.id, house.now()) if leads else (),
        form=form,
        link=link,
        mails=bool(house.mailer),
    )
    return pages.team(house.looks, visit.language, shown)


# --- coming in -------------------------------------------------------------------------


async def invitation(visit: Visit) -> Response:
    """GET /invite/{token}: one button, so that a scanner of links does not use the link up."""
    house, token = visit.house, visit.request.path_params["token"]
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    found = await teams.invitation(house.db, token, house.now())
    if found is None:
        await house.limits.failed("login", visit.host)
    return HTMLResponse(_invitation(visit, token, found), 200 if found else 404)


async def accept(visit: Visit) -> Response:
    """POST /invite/{token}: come into the team, signed in."""
    house, token = visit.house, visit.request.path_params["token"]
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    account = await teams.accept(house.db, token, visit.account, house.now())
    if account is None:
        await house.limits.failed("login", visit.host)
        return HTMLResponse(_invitation(visit, token, None), 404)
    if visit.account is None:
        return await come_in(visit, account)
    return RedirectResponse("/trialogues", 303)


def _invitation(visit: Visit, token: str, found: teams.InvitationInfo | None) -> str:
    looks, signed_in = visit.house.looks, visit.account is not None
    return pages.invitation(looks, visit.language, token, found, signed_in=signed_in)
