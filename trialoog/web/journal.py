"""The record of a trialogue over HTTP: as a page that can look back, and as a file."""

import asyncio

from starlette.responses import HTMLResponse, JSONResponse, Response

from trialoog.store import export
from trialoog.views import journal, replay
from trialoog.web.access import Visit, Who
from trialoog.web.public import number


async def page(visit: Visit) -> Response:
    """GET /t/{id}/journal: the record in plain sentences, and the board as it was after the fact
    ?at=; ?part=moment gives that board alone.
    """
    query, looks = visit.request.query_params, visit.house.looks
    past = await visit.house.pasts.get(visit.trialogue.id, visit.trialogue.epoch)
    seq = number(query["at"]) if "at" in query else None
    if query.get("part") == "moment" and past.moments:
        return HTMLResponse(replay.part(looks, visit.language, past, seq))
    # A record can be long, and others are in a meeting meanwhile.
    html = await asyncio.to_thread(
        journal.journal,
        looks,
        visit.language,
        past,
        visit.trialogue.id,
        title=visit.trialogue.title,
        said=query.get("said", ""),
        seq=seq,
        redacts=Who.OWNER in visit.who,
    )
    return HTMLResponse(html)


async def download(visit: Visit) -> Response:
    """GET /t/{id}/export.json: the whole record, complete at any moment."""
    data = await export.full(visit.house.db, visit.trialogue.id)
    name = f"trialoog-{visit.trialogue.id}.json"
    return JSONResponse(data, headers={"content-disposition": f'attachment; filename="{name}"'})
