"""Every text of a board, for who leads: to find one, and to do something with it."""

from urllib.parse import parse_qsl, quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from trialoog.core.ids import ContributionId
from trialoog.core.words import Status
from trialoog.views import console_texts
from trialoog.web.access import Visit
from trialoog.web.answers import address, back
from trialoog.web.fields import Fields


async def page(visit: Visit) -> Response:
    """GET /t/{id}/texts: all texts, or with ?text= what can be done with one of them."""
    if visit.trialogue.status is Status.DRAFT:
        return back(visit, "prepare")
    query = visit.request.query_params
    state = (await visit.room()).state
    looks, tid = visit.house.looks, visit.trialogue.id
    if "text" not in query:
        asked = console_texts.asked(query)
        return HTMLResponse(console_texts.page(looks, visit.language, state, tid, asked))
    text, listed = ContributionId(query["text"][:80]), query.get("back")
    html = console_texts.menu(looks, visit.language, state, tid, text, listed, alone=visit.live)
    return HTMLResponse(html)


def again(visit: Visit, fields: Fields) -> Response | None:
    """Send a form of the list back to where it was opened; None for a form of another page."""
    listed = [value for name, value in fields.pairs if name == "back"]
    if not listed:
        return None
    asked = console_texts.asked(dict(parse_qsl(listed[0][:1000])))
    place = f"#tekst-{quote(fields.text('contribution'))}"
    return RedirectResponse(f"{address(visit, 'texts')}?{asked.at(asked.start)}{place}", 303)
