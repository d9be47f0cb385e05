"""A spokesperson: in by a link, to one page, with one answer.

The right is the cookie's: it ends with the link that it came from, at the next request.
"""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core import commands as c
from trialoog.core import document as documents
from trialoog.core.document import Document, text_digest
from trialoog.core.events import By
from trialoog.core.ids import DilemmaId
from trialoog.core.refusals import Refused, RefusedAll
from trialoog.core.state import Dilemma
from trialoog.core.words import Perspective, Role
from trialoog.live.writer import Answered
from trialoog.store import publications, spokespersons
from trialoog.views import spokesperson as pages
from trialoog.views.forms import Form
from trialoog.web import keys
from trialoog.web.access import Visit
from trialoog.web.answers import address, form_of, fresh, receipt_of, status_of
from trialoog.web.approvals import drawn
from trialoog.web.fields import Fields, form_fields

MOST_FIELDS = 10


async def open_link(visit: Visit) -> Response:
    """GET /a/{token}: which weighing, for whom and until when, and one button.

    Looking opens nothing, for who scans a mail; whoever guesses is stopped as at the button.
    """
    house = visit.house
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    found = await spokespersons.behind(house.db, visit.request.path_params["token"], house.now())
    if found is None:
        await house.limits.failed("login", visit.host)
        return HTMLResponse(pages.gone(house.looks, visit.language), 404)
    who, until = found
    state = (await house.rooms.get(who.trialogue)).state
    html = pages.opening(
        house.looks, visit.language, state, who.dilemma, who.perspective, until=until
    )
    return HTMLResponse(html)


async def use_link(visit: Visit) -> Response:
    """POST /a/{token}: let this browser in; the link can be used again."""
    house = visit.house
    if await house.limits.blocked("login", visit.host):
        raise HTTPException(429)
    token = visit.request.path_params["token"]
    found = await spokespersons.come_in(house.db, token, house.now())
    if found is None:
        await house.limits.failed("login", visit.host)
        return HTMLResponse(pages.gone(house.looks, visit.language), 404)
    session, who = found
    response = RedirectResponse(f"/t/{who.trialogue}/approve/{who.dilemma}", 303)
    name = keys.spokesperson_cookie(who.trialogue, who.dilemma)
    keys.put(response, name, session, secure=house.facade.secure)
    return response


async def page(visit: Visit) -> Response:
    """GET /t/{id}/approve/{dilemma}: the weighing as it will be public, and the question."""
    return HTMLResponse(await _page(visit, fresh()))


async def answer(visit: Visit) -> Response:
    """POST /t/{id}/approve/{dilemma}: what a perspective says of the text that it read."""
    dilemma, perspective = _speaking(visit)
    fields = await form_fields(visit.request, most=MOST_FIELDS)
    try:
        await _answer(visit, dilemma, perspective, fields)
    except Refused as refusal:
        return await _refused(visit, fields, [refusal])
    except RefusedAll as several:
        return await _refused(visit, fields, several.refusals)
    return RedirectResponse(address(visit, "approve", dilemma) + "#answered", 303)


async def _answer(
    visit: Visit, dilemma: DilemmaId, perspective: Perspective, fields: Fields
) -> None:
    if not await visit.house.limits.allows("act", f"{visit.trialogue.id}/{perspective}"):
        raise Refused("too_fast")
    receipt = receipt_of(visit, fields)
    by = By(Role.SPOKESPERSON, perspective)
    try:
        command = _command(dilemma, fields)
        if command.seen != text_digest(await drawn(visit, dilemma)):
            raise Refused("text_changed")
        await (await visit.room()).act(command, by, receipt)
    except Answered as before:
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            raise Refused("key_used") from None


def _command(dilemma: DilemmaId, fields: Fields) -> c.ApproveRelease | c.WantChange:
    seen, words = fields.text("seen"), fields.text("words")
    match fields.text("answer"):
        case "approve":
            if words.strip():
                raise Refused("words_with_approval", "words")
            return c.ApproveRelease(dilemma, seen)
        case "change":
            return c.WantChange(dilemma, seen, words, fields.text("block"))
        case _:
            raise Refused("answer_missing", "answer")


async def _refused(visit: Visit, fields: Fields, refusals: list[Refused]) -> Response:
    form = form_of(visit, fields, refusals)
    if any(refusal.code == "text_changed" for refusal in refusals):
        form = replace(form, key=keys.new_key())  # it is another question now
    return HTMLResponse(await _page(visit, form), status_of(refusals))


async def _page(visit: Visit, form: Form) -> str:
    dilemma, perspective = _speaking(visit)
    state = (await visit.room()).state
    if dilemma not in state.dilemmas:
        raise HTTPException(404)
    return pages.page(
        visit.house.looks,
        visit.language,
        state,
        visit.trialogue.id,
        document=await drawn(visit, dilemma),
        public=await _public(visit, state.dilemmas[dilemma]),
        dilemma=dilemma,
        perspective=perspective,
        form=form,
    )


async def _public(visit: Visit, dilemma: Dilemma) -> Document | None:
    """Return what stands on the site now, if anything."""
    if not dilemma.public:
        return None
    found = await publications.get(visit.house.db, dilemma.publications[-1].slug)
    return documents.from_json(found.document) if found is not None else None


def _speaking(visit: Visit) -> tuple[DilemmaId, Perspective]:
    """Return the dilemma in the address, and for whom the visitor speaks there. Raises 403."""
    dilemma = DilemmaId(visit.request.path_params["dilemma"])
    perspective = visit.speaks.get(dilemma)
    if perspective is None:
        raise HTTPException(403)
    return dilemma, perspective
