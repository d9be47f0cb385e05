"""Who leads a trialogue: its team, co-facilitators from elsewhere, who leads now, handing it on.

The right to lead stands in the database; who leads at this moment, in the journal. Names come
from accounts. Whoever loses a right loses the pages that lived on it at once.
"""

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import commands as c
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.words import Status
from trialoog.store import facilitators, invitations, lists, people
from trialoog.store.invitations import Into
from trialoog.views import facilitators as pages
from trialoog.views.forms import Form
from trialoog.views.sign_in import LEAD_MAIL, UNTITLED
from trialoog.web.access import Visit, Who
from trialoog.web.answers import BAD_FORM, back, form_of, fresh, status_of
from trialoog.web.fields import Fields, form_fields
from trialoog.web.invitations import made


async def page(visit: Visit) -> Response:
    """GET /t/{id}/facilitators: who may lead, and who leads now."""
    return HTMLResponse(await _page(visit, fresh()))


async def invite(visit: Visit) -> Response:
    """POST /t/{id}/facilitators/invite: a link for one person to lead along, shown once."""
    fields = await form_fields(visit.request, most=5)
    me = await people.account(visit.house.db, visit.account or "")
    looks = visit.house.looks
    # A title is one line there, whatever was typed in the preparation.
    title = " ".join(visit.trialogue.title.split()) or looks.say(visit.language, UNTITLED)
    try:
        link = await made(
            visit, fields, _into(visit), LEAD_MAIL, title=title, by=me.name if me else ""
        )
    except Refused as refusal:
        html = await _page(visit, form_of(visit, fields, [refusal]))
        return HTMLResponse(html, status_of([refusal]))
    return HTMLResponse(await _page(visit, fresh(), link))


async def withdraw(visit: Visit) -> Response:
    """POST /t/{id}/facilitators/withdraw: take an open invitation back."""
    fields = await form_fields(visit.request, most=5)
    await invitations.withdraw(visit.house.db, _into(visit), fields.text("invitation"))
    return back(visit, "facilitators")


async def remove(visit: Visit) -> Response:
    """POST /t/{id}/facilitators/remove: a co-facilitator no longer leads along, as of now."""
    fields = await form_fields(visit.request, most=5)
    tid = visit.trialogue.id
    if not await facilitators.remove(visit.house.db, tid, fields.text("account")):
        raise HTTPException(BAD_FORM)  # nobody who leads along: not by our page
    await visit.house.bell.ended()
    return back(visit, "facilitators")


async def hand_over(visit: Visit) -> Response:
    """POST /t/{id}/hand-over: give a trialogue to another of my teams."""
    fields = await form_fields(visit.request, most=5)
    mine = await people.teams_of(visit.house.db, visit.account or "")
    to = next((team for team in mine if team.id == fields.text("team")), None)
    if to is None:
        raise HTTPException(BAD_FORM)
    await lists.hand_over(visit.house.db, visit.trialogue.id, to.id)
    await visit.house.bell.ended()
    return RedirectResponse("/trialogues", 303)


# --- who leads now -----------------------------------------------------------------------


async def may_take(visit: Visit, command: c.Command) -> None:
    """Look whether the one whom the lead is given to may lead. Raises `Refused`."""
    if isinstance(command, c.HandLead) and not await lists.role_of(
        visit.house.db, visit.trialogue.id, command.to
    ):
        raise Refused("may_not_lead")


async def done(visit: Visit, fields: Fields) -> Response:
    """Answer an accepted `take-lead` or `hand-lead`: the part of the console, or the page again."""
    if visit.live:
        return await leading(visit)
    return back(visit, "lead" if fields.text("back") == "lead" else "facilitators")


async def again(visit: Visit, form: Form) -> str:
    """Return the page with a form that was refused."""
    return await _page(visit, form)


async def leading(visit: Visit) -> Response:
    """GET /t/{id}/leading: on the console, whether somebody else leads now."""
    other = await _other(visit, (await visit.room()).state)
    html = pages.leading(visit.house.looks, visit.language, visit.trialogue.id, other)
    return HTMLResponse(html)


async def _other(visit: Visit, state: State) -> str | None:
    """Return the name of who leads now; None where I do, and where nobody has to."""
    if state.lead in {None, visit.account} or state.status in {Status.DRAFT, Status.CLOSED}:
        return None
    found = await people.account(visit.house.db, state.lead or "")
    return found.name if found is not None else None


# --- the page ----------------------------------------------------------------------------


def _into(visit: Visit) -> Into:
    return Into(trialogue=visit.trialogue.id)


async def _page(visit: Visit, form: Form, link: str = "") -> str:
    house, info, owner = visit.house, visit.trialogue, Who.OWNER in visit.who
    state = (await visit.room()).state
    shown = pages.Facilitators(
        tid=info.id,
        title=info.title,
        status=info.status,
        me=visit.account or "",
        owner=owner,
        people=await facilitators.of(house.db, info.id),
        lead=state.lead,
        other=await _other(visit, state),
        invitations=await invitations.into(house.db, _into(visit), house.now()) if owner else (),
        form=form,
        link=link,
        mails=bool(house.mailer),
    )
    return pages.page(house.looks, visit.language, shown)
