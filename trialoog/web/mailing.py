"""Telling the followers of a version: an act of its own, once, that nothing else brings about."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.core.commands import MailWeighing
from trialoog.core.events import By
from trialoog.core.refusals import Refused
from trialoog.core.words import Role
from trialoog.live.writer import Answered
from trialoog.store import deliveries, publications
from trialoog.web import release
from trialoog.web.access import Visit
from trialoog.web.answers import back, receipt_of
from trialoog.web.fields import form_fields


async def mail(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/mail: tell the followers of the newest version."""
    state, dilemma = await release.opened(visit)
    house = visit.house
    if not house.mailer:
        raise HTTPException(404)
    fields = await form_fields(visit.request, most=10)
    command = MailWeighing(dilemma, fields.whole("version"))
    slug = next((p.slug for p in state.dilemmas[dilemma].publications), "")
    found = await publications.get(house.db, slug)
    subjects = documents.from_json(found.document).subjects if found is not None else ()
    also = deliveries.order(slug, command.version, subjects, house.now())
    by, receipt = By(Role.FACILITATOR, account=visit.account), receipt_of(visit, fields)
    try:
        await (await visit.room()).act(command, by, receipt, also=also)
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            return await release.refused(visit, fields, [Refused("key_used")])
    except Refused as refusal:
        return await release.refused(visit, fields, [refusal])
    return back(visit, "weighing", dilemma, said="mailed")
