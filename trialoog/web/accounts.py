"""People who sign in: my account and its sessions, and teams.

Whoever loses a right loses the pages that lived on it at once: their sockets are closed, and
a page that comes back is looked at anew.
"""

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.refusals import Refused
from trialoog.store import invitations, people, teams
from trialoog.store.invitations import Into
from trialoog.store.people import TeamInfo, TeamRole
from trialoog.store.teams import GivenElsewhere, LastAdministrator
from trialoog.views import accounts as pages
from trialoog.views.forms import Form
from trialoog.views.sign_in import INVITATION_MAIL
from trialoog.web.access import Visit
from trialoog.web.answers import BAD_FORM, NOT_NOW, form_of
from trialoog.web.fields import Fields, form_fields
from trialoog.web.invitations import made


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
    await house.bell.ended()
    return RedirectResponse("/account", 303)


# --- teams ---------------------------------------------------------------------------


async def team(visit: Visit) -> Response:
    """GET /team/{team}: who is in it."""
    return HTMLResponse(await _page(visit, Form()))


async def invite(visit: Visit) -> Response:
    """POST /team/{team}/invite: a link for one person, shown once."""
    fields = await form_fields(visit.request, most=5)
    into = Into(team=_team(visit).id, role=_role(fields))
    try:
        link = await made(visit, fields, into, INVITATION_MAIL, team=_team(visit).name)
    except Refused as refusal:
        return await _refused(visit, fields, refusal)
    return HTMLResponse(await _page(visit, Form(), link))


async def withdraw(visit: Visit) -> Response:
    """POST /team/{team}/withdraw: take an open invitation back."""
    fields = await form_fields(visit.request, most=5)
    into = Into(team=_team(visit).id)
    await invitations.withdraw(visit.house.db, into, fields.text("invitation"))
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
    await visit.house.bell.ended()
    return RedirectResponse("/account", 303) if gone == visit.account else _back(visit)


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
        invitations=await invitations.into(house.db, Into(team=team.id), house.now())
        if leads
        else (),
        form=form,
        link=link,
        mails=bool(house.mailer),
    )
    return pages.team(house.looks, visit.language, shown)
