"""The files beside the page of a weighing, of its newest version or of one: to read, reuse, cite.

They are in the language of the weighing, and hold nothing that its page doesn't.
"""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.core.document import Document
from trialoog.live.press import Broken, Busy
from trialoog.views import linked_data, outlines, ratings_csv
from trialoog.views import record as records
from trialoog.views.looks import Looks
from trialoog.views.record import Where
from trialoog.web.access import Visit
from trialoog.web.public import asked_for, cached, drawn

# Pages of others may read these files, as they may the API.
SHARED = {"access-control-allow-origin": "*"}
MARKDOWN = "text/markdown"

Write = Callable[[Looks, Document, Where], str]


async def record(visit: Visit) -> Response:
    """GET /w/{slug}/weighing.md: the whole weighing, in the spirit of MADR."""
    return await _written(visit, records.record, MARKDOWN)


async def decision_note(visit: Visit) -> Response:
    """GET /w/{slug}/decision-note.md: the outline of a decision note (beslisnota)."""
    return await _written(visit, outlines.decision_note, MARKDOWN)


async def memorandum(visit: Visit) -> Response:
    """GET /w/{slug}/memorandum.md: the outline of the section on implementation of one."""
    return await _written(visit, outlines.memorandum, MARKDOWN)


async def ratings(visit: Visit) -> Response:
    """GET /w/{slug}/ratings.csv: what every perspective thought of every option."""
    return await _written(visit, lambda _, it, __: ratings_csv.ratings(it), "text/csv")


async def linked(visit: Visit) -> Response:
    """GET /w/{slug}/weighing.jsonld: the weighing as linked data."""
    return await _written(
        visit, lambda _, it, where: linked_data.linked_data(it, where), "application/ld+json"
    )


async def pdf(visit: Visit) -> Response:
    """GET /w/{slug}/weighing.pdf: the page of the weighing, to keep and to print."""
    press = visit.house.press
    if press is None:
        raise HTTPException(404)
    found = await asked_for(visit)
    html = await drawn(visit, found)
    # Known by the page that it is of: who has it already does not wait for the press.
    headers = {
        "etag": f'"{press.edition(html)}"',
        "cache-control": "public, max-age=0, must-revalidate",
        "vary": "Accept-Language",
        **SHARED,
    }
    if headers["etag"] in visit.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        made = await press.print(html, f"{visit.house.facade.public_url}/w/{found.slug}")
    except Busy:
        raise HTTPException(503, headers={"retry-after": "5"}) from None
    except Broken:
        raise HTTPException(404) from None
    headers["content-disposition"] = f'inline; filename="{found.slug}-v{found.version}.pdf"'
    return Response(made, media_type="application/pdf", headers=headers)


async def _written(visit: Visit, write: Write, media: str) -> Response:
    found = await asked_for(visit)
    house = visit.house
    where = Where(house.facade.public_url, found.slug, found.version, found.published_at)
    text = write(house.looks, documents.from_json(found.document), where)
    return cached(visit, text, media, SHARED)
