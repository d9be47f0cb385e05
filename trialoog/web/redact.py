"""Making words unreadable: look where they stand, say why, and then for good."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from trialoog.core.events import By
from trialoog.core.refusals import Refused
from trialoog.core.words import Role, Status
from trialoog.live import redaction
from trialoog.live.redaction import Plan
from trialoog.live.rooms import Room
from trialoog.live.writer import Answered
from trialoog.store import journal
from trialoog.views import redaction as pages
from trialoog.views.forms import Form
from trialoog.views.journal_lines import Line, lines
from trialoog.views.redaction import Stands
from trialoog.views.words import N_
from trialoog.web import release
from trialoog.web.access import Visit
from trialoog.web.answers import NOT_NOW, back, form_of, fresh, receipt_of, status_of
from trialoog.web.fields import form_fields
from trialoog.web.public import number

CONTRIBUTION = N_("Een tekst op het bord, met alle eerdere woorden en kopieën")
PUBLIC = N_("De openbare weging, versie %(version)s: alleen deze passage")
COPY = N_("De werktekst voor een volgende versie: alleen deze passage")
LIST = N_("De titel in je lijst: alleen deze passage")
DRAFT = N_("De voorbereiding, waar je kopieën van maakt: alleen deze passage")
PLANNED = N_("De tekst die klaarstaat voor later: alleen deze passage")
OFFLINE = N_("De reden waarom de weging van de site ging: alleen deze passage")
ANNOUNCED = N_("De aankondiging van de trialoog: alleen deze passage")
ELSEWHERE = N_("Het verslag")
# Columns of a trialogue that hold words.
IN_ROW = {"title": LIST, "draft": DRAFT, "organisation": ANNOUNCED, "contact": ANNOUNCED}


async def page(visit: Visit) -> Response:
    """GET /t/{id}/redact: which words? ?fact=&quote= are those of a line of the record."""
    room = await _room(visit)
    words = await _quoted(visit, room)
    if not words:
        return await _page(visit, room, fresh(), None)
    form = replace(fresh(), values={"words": words})
    return await _page(visit, room, form, await _again(visit, room, words))


async def search(visit: Visit) -> Response:
    """POST /t/{id}/redact/search: where do they stand? By POST, so that no address holds them."""
    room = await _room(visit)
    fields = await form_fields(visit.request, most=5)
    try:
        plan = await redaction.look(visit.house.db, room, fields.text("words"))
        if plan.empty:
            raise Refused("words_not_found", "words")
    except Refused as refusal:
        form = form_of(visit, fields, [refusal])
        return await _page(visit, room, form, None, status_of([refusal]))
    form = form_of(visit, fields, [])
    return await _page(visit, room, form, plan)


async def redact(visit: Visit) -> Response:
    """POST /t/{id}/redact: make them unreadable, for good."""
    room, house = await _room(visit), visit.house
    fields = await form_fields(visit.request, most=5)
    words, receipt = fields.text("words"), receipt_of(visit, fields)
    by = By(Role.FACILITATOR, account=visit.account)
    ground = fields.text("ground")
    try:
        await redaction.redact(
            house.db, room, by, words, ground=ground, now=house.now(), receipt=receipt
        )
    except Answered as before:
        # Sent twice: they are gone already.
        if receipt is None or before.receipt.body_hash != receipt.body_hash:
            raise HTTPException(NOT_NOW) from None
    except Refused as refusal:
        form = form_of(visit, fields, [refusal])
        plan = await _again(visit, room, words)
        return await _page(visit, room, form, plan, status_of([refusal]))
    return back(visit, "journal", said="redacted")


async def _room(visit: Visit) -> Room:
    if visit.trialogue.status is Status.DRAFT:
        raise HTTPException(404)
    return await visit.room()


async def _quoted(visit: Visit, room: Room) -> str:
    """Return the words at the place of the record that the address names, empty when none are."""
    fact, quote = (visit.request.query_params.get(name, "") for name in ("fact", "quote"))
    told = {line.seq: line.quotes for line in await _lines(visit, room)}
    quotes = told.get(number(fact), ())
    place = number(quote) - 1
    return quotes[place].text if 0 <= place < len(quotes) and not quotes[place].gone else ""


async def _lines(visit: Visit, room: Room) -> list[Line]:
    facts = await journal.read(visit.house.db, room.id)
    return list(lines(room.state, facts, partial(visit.house.looks.say, visit.language)))


async def _again(visit: Visit, room: Room, words: str) -> Plan | None:
    try:
        plan = await redaction.look(visit.house.db, room, words)
    except Refused:
        return None
    return None if plan.empty else plan


async def _page(  # noqa: PLR0917 - what the page shows
    visit: Visit, room: Room, form: Form, plan: Plan | None, status: int = 200
) -> Response:
    places = None if plan is None else [found async for found in _stands(visit, room, plan)]
    followed_by = () if plan is None else await release.followed_by(visit, *_slugs(room))
    html = pages.page(
        visit.house.looks, visit.language, room.state, visit.trialogue.id, form, places, followed_by
    )
    return HTMLResponse(html, status)


def _slugs(room: Room) -> list[str]:
    """Return the addresses of the weighings of a trialogue, public or taken offline."""
    dilemmas = room.state.dilemmas.values()
    return [each.publications[-1].slug for each in dilemmas if each.publications]


async def _stands(visit: Visit, room: Room, plan: Plan) -> AsyncIterator[Stands]:
    """Yield in plain words every place where the words stand."""
    say = partial(visit.house.looks.say, visit.language)
    for contribution in plan.found.contributions:
        it = room.state.contributions[contribution]
        yield Stands(say(CONTRIBUTION), it.text, it.perspective)
    told = {line.seq: line.text for line in await _lines(visit, room)}
    for wording in plan.found.texts:
        yield Stands(told.get(wording.at.seq, say(ELSEWHERE)), wording.body)
    for cut in plan.cuts:
        yield Stands(say(PUBLIC, version=cut.version.version))
    for _ in plan.copies:
        yield Stands(say(COPY))
    for _ in plan.planned:
        yield Stands(say(PLANNED))
    for _ in plan.reasons:
        yield Stands(say(OFFLINE))
    for name, message in IN_ROW.items():
        if name in plan.row:
            yield Stands(say(message))
