"""Links for spokespersons, made and taken back by the facilitator in the editor.

A link is shown until its maker leaves the page. An address that one is mailed to is used for that,
and kept nowhere.
"""

from dataclasses import replace

from starlette.responses import HTMLResponse, Response

from trialoog.core.approvals import asked
from trialoog.core.ids import DilemmaId
from trialoog.core.refusals import Refused
from trialoog.core.state import State
from trialoog.core.words import Perspective, Status
from trialoog.live.mail import is_address
from trialoog.store import spokespersons
from trialoog.store.spokespersons import Spokesperson
from trialoog.views import spokesperson as pages
from trialoog.views.approvals import Made
from trialoog.web import approvals, keys, release
from trialoog.web.access import Visit
from trialoog.web.answers import back, fresh
from trialoog.web.fields import Fields, form_fields


async def make(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/approval-link: a link for one perspective, to read here."""
    state, dilemma = await release.opened(visit)
    fields = await form_fields(visit.request, most=1000)
    await release.keep(visit, state, dilemma, fields)
    try:
        made = await _made(visit, state, fields)
    except Refused as refusal:
        return await release.refused(visit, fields, [refusal])
    shown = {name: value for name, value in fields.pairs if name.startswith(("made-", "mailed-"))}
    shown |= {approvals.shown_as(made.perspective): made.url}
    shown |= {f"mailed-{made.perspective}": "1" if made.mailed else ""}
    return HTMLResponse(await release.page(visit, replace(fresh(), values=shown)))


async def withdraw(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/approval-link/withdraw: a link opens nothing any more."""
    state, dilemma = await release.opened(visit)
    fields = await form_fields(visit.request, most=1000)
    await release.keep(visit, state, dilemma, fields)
    try:
        await spokespersons.withdraw(visit.house.db, _asked_for(visit, state, fields))
    except Refused as refusal:
        return await release.refused(visit, fields, [refusal])
    return back(visit, "weighing", dilemma)


async def _made(visit: Visit, state: State, fields: Fields) -> Made:
    """Make a link for the spokesperson of a perspective, and mail it where there is an address.

    An older one stops working. A form that is sent again gives the same answer, and no second
    mail; it brings back no link that was withdrawn since. Raises `Refused`.
    """
    house, who = visit.house, _asked_for(visit, state, fields)
    name = f"email-{who.perspective}"
    # The address is used once, here, and kept nowhere.
    email = fields.text(name).strip().lower() if house.mailer else ""
    if email and not is_address(email):
        raise Refused("not_an_address", name)
    token = keys.link_token(fields.text("key"), f"{who.dilemma}/{who.perspective}/{email}")
    made = Made(who.perspective, approvals.link_address(visit, token), mailed=bool(email))
    if await spokespersons.works(house.db, who, token, house.now()):
        return made
    if email and not await house.limits.allows("mail to", email):
        raise Refused("too_fast", name)
    before = await spokespersons.links(house.db, who.trialogue, who.dilemma, house.now())
    try:
        await spokespersons.make_link(house.db, who, house.now(), token=token)
    except spokespersons.Withdrawn:
        raise Refused("key_used", "perspective") from None
    if email:
        until = house.now() + spokespersons.LASTS
        reminds = who.perspective in before
        mail = pages.mail(house.looks, visit.language, state, made.url, until, reminds=reminds)
        house.mailer.later(house.mailer.send(email, *mail))
    return made


def _asked_for(visit: Visit, state: State, fields: Fields) -> Spokesperson:
    """Return whose link a form is about. Raises `Refused` where nobody can be asked."""
    if state.rehearsal:
        raise Refused("rehearsal", "perspective")
    if state.status is not Status.CLOSED:
        raise Refused("approval_later", "perspective")
    perspective = fields.one("perspective", Perspective)
    if perspective is None or perspective not in asked(state):
        raise Refused("perspective_missing", "perspective")
    dilemma = DilemmaId(visit.request.path_params["dilemma"])
    return Spokesperson(visit.trialogue.id, dilemma, perspective)
