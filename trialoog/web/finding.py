"""Finding what is public: the list with its filters, the options that fell before, and the state of
all weighings together."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.core.text import clean
from trialoog.core.words import OutcomeKind
from trialoog.store import finding
from trialoog.store import overview as state
from trialoog.views import home as views
from trialoog.views import overview as overviews
from trialoog.views.home import Result
from trialoog.web.access import Visit
from trialoog.web.limits import network
from trialoog.web.public import cached, number

PAGE = 20  # weighings or options on one page of a list
LONGEST_QUERY = 100
MOST_PICKED = 20  # values of one filter
LONGEST_VALUE = 200
WAIT = "60"  # seconds to wait after too many searches
NO_SEARCH = {"lang"}  # what may stand in an address without a search

FELL = (OutcomeKind.REJECTED, OutcomeKind.PARKED)


async def home(visit: Visit) -> Response:
    """GET /: the published weighings; those in which every word of ?q= stands, and that have what
    the filters ask."""
    await counted(visit)
    house, (query, page) = visit.house, _asked(visit)
    picked = {kind: picks for kind in views.KINDS if (picks := _picked(visit, kind))}
    found = await finding.weighings(house.db, query, picked, limit=PAGE, offset=(page - 1) * PAGE)
    html = views.home(
        house.looks,
        visit.language,
        [
            (it.slug, it.version, it.published_at, documents.from_json(it.document))
            for it in found.weighings
        ],
        query,
        picked=picked,
        counts=found.counts,
        formats={key: format.name for key, format in house.formats.items()},
        result=Result(found.total, found.many, found.meant),
        page=page,
        size=PAGE,
    )
    return cached(visit, html)


async def rejected(visit: Visit) -> Response:
    """GET /rejected: the options that fell or wait, on which ground, and what would reopen them."""
    await counted(visit)
    house, (query, page) = visit.house, _asked(visit)
    reasons = _picked(visit, "reason")
    found = await finding.options(
        house.db, query, outcomes=FELL, reasons=reasons, limit=PAGE, offset=(page - 1) * PAGE
    )
    html = views.rejected(
        house.looks,
        visit.language,
        found.options,
        query,
        reasons=reasons,
        counts=found.reasons,
        result=Result(found.total, found.many, found.meant),
        page=page,
        size=PAGE,
    )
    return cached(visit, html)


async def overview(visit: Visit) -> Response:
    """GET /overview: the state of all public weighings, by organisation and year."""
    await counted(visit)
    house = visit.house
    picked = {kind: picks for kind in overviews.KINDS if (picks := _picked(visit, kind))}
    found = await state.overview(house.db, overviews.KINDS, picked)
    today = house.now().astimezone(house.looks.zone).date()
    html = overviews.page(house.looks, visit.language, found, picked=picked, today=today)
    return cached(visit, html)


async def counted(visit: Visit) -> None:
    """Count a search of this visitor's network. Raises 429 for one too many.

    What everybody asks, without a question or a filter, is not counted: it is drawn once.
    """
    searches = any(name not in NO_SEARCH for name in visit.request.query_params)
    if searches and not await visit.house.limits.allows("search", network(visit.host)):
        raise HTTPException(429, headers={"retry-after": WAIT})


def _asked(visit: Visit) -> tuple[str, int]:
    """Return the words and the page that are asked for."""
    asked = visit.request.query_params
    words = " ".join(clean(asked.get("q", "")[:LONGEST_QUERY]).split())
    return words, number(asked.get("page", "1")) or 1


def _picked(visit: Visit, kind: str) -> list[str]:
    values = (clean(value[:LONGEST_VALUE]) for value in visit.request.query_params.getlist(kind))
    return [*dict.fromkeys(value for value in values if value)][:MOST_PICKED]
