"""POST /t/{id}/{command}: a form becomes a command, the room decides, the right part answers.

One path for every command and for both kinds of client: htmx gets the part of the page
that the form stands in, a plain form gets a redirect or the whole page.
"""

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from trialoog.core import commands as c
from trialoog.core.decide import may
from trialoog.core.events import Fact
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.words import Role, Status
from trialoog.live.rooms import Room
from trialoog.live.writer import Answered, came_late
from trialoog.store.journal import ReceiptEntry
from trialoog.web import facilitators, lead, own, phone, release
from trialoog.web.access import Visit, Who
from trialoog.web.answers import NOT_NOW, form_of, receipt_of, status_of
from trialoog.web.fields import READ, Fields, form_fields

# About who leads now: answered by the page of facilitators.
LEADING = frozenset({"take-lead", "hand-lead"})


async def command(visit: Visit) -> Response:
    """Do what a form asks, and answer with the part of the page that it stands in."""
    name = visit.request.path_params["command"]
    if name not in READ:
        raise HTTPException(404)
    if visit.trialogue.status is Status.DRAFT:
        raise HTTPException(NOT_NOW)  # no meeting yet, and no page of it to answer with
    fields = await form_fields(visit.request, most=400)
    role = _role(visit, fields)
    try:
        late = await _act(visit, role, READ[name](fields), fields)
    except Refused as refusal:
        return await refused(visit, role, name, fields, [refusal])
    except RefusedAll as several:
        return await refused(visit, role, name, fields, several.refusals)
    if late:
        # Kept, but not where it was meant to go: the person has to know.
        return await refused(visit, role, name, fields, [Refused("came_late")], kept=True)
    return await _done(visit, role, name, fields)


def _role(visit: Visit, fields: Fields) -> Role:
    """Return in which role somebody acts who may have both: as the form says it was shown."""
    if Who.FACILITATOR in visit.who and (
        fields.text("as") == Role.FACILITATOR or Who.PARTICIPANT not in visit.who
    ):
        return Role.FACILITATOR
    return Role.PARTICIPANT


async def _act(visit: Visit, role: Role, asked: c.Command, fields: Fields) -> bool:
    """Do what a form asks, once; tell whether it held a text that came after its round."""
    if role not in c.COMMANDS[type(asked)]:
        raise Refused("not_yours")
    await facilitators.may_take(visit, asked)
    if role is Role.PARTICIPANT and not await visit.house.limits.allows("act", visit.name):
        raise Refused("too_fast")
    room = await visit.room()
    if isinstance(asked, c.LeaveSeat):
        await _put_down(visit, room)
    receipt = receipt_of(visit, fields)
    try:
        if role is Role.PARTICIPANT and isinstance(asked, c.Contribute):
            facts = await _contribute(visit, room, asked, receipt)
        else:
            row = lead.row_for(asked)
            facts = await room.act(asked, visit.by(role, asked), receipt, row)
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            raise Refused("key_used") from None
        return bool(before.receipt.answer.get("late"))
    return came_late(fact.event for fact in facts)


async def _contribute(
    visit: Visit, room: Room, asked: c.Contribute, receipt: ReceiptEntry | None
) -> list[Fact]:
    """Write a text of a phone under its next id; under the one after, if another form of the same
    phone came first."""
    while True:
        named = own.named(visit, room.state, asked)
        try:
            return await room.act(named, visit.by(Role.PARTICIPANT, named), receipt)
        except Refused as refusal:
            if (
                refusal.code != "already_there"
                or named.contribution not in room.state.contributions
            ):
                raise


async def _put_down(visit: Visit, room: Room) -> None:
    """Take down the hand and the mark of who leaves: only this phone can tell which are its own."""
    step = room.state.step
    before: tuple[c.Command, ...] = (c.LowerHand(step), c.SayReady(step, on=False))
    for command in before:
        if may(room.state, Role.PARTICIPANT, type(command)):
            await room.act(command, visit.by(Role.PARTICIPANT, command))


async def _done(visit: Visit, role: Role, name: str, fields: Fields) -> Response:
    if role is Role.PARTICIPANT:
        return await phone.done(visit, name, fields)
    if name in LEADING:
        return await facilitators.done(visit, fields)
    return await lead.done(visit, name, fields)


async def refused(  # noqa: PLR0917 - what an answer to a bad form needs
    visit: Visit,
    role: Role,
    name: str,
    fields: Fields,
    refusals: list[Refused],
    *,
    kept: bool = False,
) -> Response:
    """Answer a form that was refused: what was typed, with a sentence beside each field.

    `kept` says that the text is on disk all the same, so the form may be empty again.
    """
    status = status_of(refusals) if not kept else NOT_NOW
    form = form_of(visit, fields, refusals, kept=kept)
    if role is Role.PARTICIPANT:
        html = await phone.again(visit, name, fields, form, kept=kept)
    elif name in LEADING:
        html = await facilitators.again(visit, form)
    elif name == "record-formal-decision":
        html = await release.again(visit, fields, form)
    else:
        html = await lead.again(visit, name, fields, form, kept=kept)
    return HTMLResponse(html, status)
