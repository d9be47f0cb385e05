"""Trialogues that were held and are not public yet, so that people can ask for the weighing."""

from starlette.responses import Response

from trialoog.core.commands import Announce, Command, KeepUnannounced
from trialoog.core.events import By
from trialoog.core.refusals import Refused
from trialoog.core.words import Role
from trialoog.live.writer import Answered
from trialoog.store import announcements
from trialoog.views import releasing
from trialoog.web import release
from trialoog.web.access import Visit
from trialoog.web.answers import back, receipt_of
from trialoog.web.fields import Fields, form_fields
from trialoog.web.public import cached, number

PAGE = 50


async def page(visit: Visit) -> Response:
    """GET /announced: title, day, organisation and whom to ask, and nothing else."""
    asked = number(visit.request.query_params.get("page", "1")) or 1
    found = await announcements.announced(visit.house.db, PAGE + 1, (asked - 1) * PAGE)
    html = releasing.announced(
        visit.house.looks, visit.language, found[:PAGE], asked, more=len(found) > PAGE
    )
    return cached(visit, html)


async def announce(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/announce: tell that it was held, and whom to ask."""
    fields = await form_fields(visit.request, most=10)
    return await _act(visit, fields, Announce(fields.text("contact")))


async def keep(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/unannounce: do not tell, for a reason that is only in the
    record."""
    fields = await form_fields(visit.request, most=10)
    return await _act(visit, fields, KeepUnannounced(fields.text("unannounced")))


async def _act(visit: Visit, fields: Fields, command: Command) -> Response:
    _, dilemma = await release.opened(visit)
    by, receipt = By(Role.FACILITATOR, account=visit.account), receipt_of(visit, fields)
    try:
        await (await visit.room()).act(command, by, receipt)
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            return await release.refused(visit, fields, [Refused("key_used")])
    except Refused as refusal:
        return await release.refused(visit, fields, [refusal])
    return back(visit, "weighing", dilemma, said="announced")
