"""Publishing at a set time: plan it with the text as it is now, or let it not happen."""

from datetime import UTC, datetime, time, tzinfo

from starlette.responses import Response

from trialoog.core.events import By
from trialoog.core.ids import AccountId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Role
from trialoog.live import planning
from trialoog.live.writer import Answered
from trialoog.web import release
from trialoog.web.access import Visit
from trialoog.web.answers import back, receipt_of
from trialoog.web.fields import Fields, form_fields


async def plan(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/plan: let the text as it is now go public later."""
    state, dilemma = await release.opened(visit)
    house = visit.house
    fields = await form_fields(visit.request, most=1000)
    await release.keep(visit, state, dilemma, fields)
    receipt = receipt_of(visit, fields)
    try:
        await planning.plan(
            house.db,
            await visit.room(),
            dilemma,
            at=moment(fields, house.looks.zone),
            account=AccountId(visit.account or ""),
            now=house.now(),
            zone=house.looks.zone,
            without=fields.voices("without"),
            confirmed=fields.text("traceable"),
            receipt=receipt,
        )
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            return await release.refused(visit, fields, [Refused("key_used")])
    except Refused as refusal:
        return await release.refused(visit, fields, [refusal])
    except RefusedAll as several:
        return await release.refused(visit, fields, several.refusals)
    return back(visit, "weighing", dilemma, said="planned")


async def cancel(visit: Visit) -> Response:
    """POST /t/{id}/weighing/{dilemma}/plan/cancel: let it not go public by itself."""
    _, dilemma = await release.opened(visit)
    fields = await form_fields(visit.request, most=5)
    by = By(Role.FACILITATOR, account=visit.account)
    try:
        await planning.cancel(await visit.room(), dilemma, by)
    except Refused as refusal:
        return await release.refused(visit, fields, [refusal])
    return back(visit, "weighing", dilemma, said="cancelled")


def moment(fields: Fields, zone: tzinfo) -> datetime | None:
    """Return the moment that was typed, in UTC, or None for none. Raises `Refused` for what is
    not one. It is a clock on the wall of the installation."""
    day, clock = fields.day("plan_day"), fields.text("plan_time").strip()
    if day is None or not clock:
        return None
    try:
        at = time.fromisoformat(clock).replace(tzinfo=None, second=0, microsecond=0)
        return datetime.combine(day, at, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("not_a_time", "plan_time") from None
