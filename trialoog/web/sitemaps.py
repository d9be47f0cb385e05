"""What search engines and the Woo-index read: robots.txt, the sitemap, and DiWoo metadata."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.store import publications, withdrawals
from trialoog.store.publications import Published
from trialoog.store.withdrawals import Withdrawn
from trialoog.views import diwoo
from trialoog.web.access import Visit
from trialoog.web.public import cached, number

XML = "application/xml"
PAGES = (
    "/",
    "/rejected",
    "/overview",
    "/announced",
    "/how",
    "/privacy",
    "/accessibility",
)  # besides the weighings


async def robots(visit: Visit) -> Response:
    """GET /robots.txt: what is not for search engines, and where the sitemaps are."""
    facade = visit.house.facade
    return cached(visit, diwoo.robots(facade.public_url, facade.publisher), "text/plain")


async def sitemap(visit: Visit) -> Response:
    """GET /sitemap.xml: the public pages and the newest weighings."""
    house = visit.house
    newest = await publications.addresses(house.db, diwoo.MOST - len(PAGES))
    return cached(visit, diwoo.sitemap(house.facade.public_url, PAGES, newest), XML)


async def index(visit: Visit) -> Response:
    """GET /sitemapindex-diwoo-infocat{category}.xml: the parts that the Woo-index reads."""
    publisher = _publisher(visit)
    house = visit.house
    changed = await publications.addresses(house.db, diwoo.PART * diwoo.MOST)
    gone = [(it.slug, it.changed) for it in await _gone(visit)]
    return cached(visit, diwoo.index(house.facade.public_url, publisher, changed, gone), XML)


async def part(visit: Visit) -> Response:
    """GET /sitemap-diwoo-infocat{category}-{part}.xml: a part of the weighings with metadata.

    Part 0 holds those that went offline, each with the reason.
    """
    publisher = _publisher(visit)
    house, asked = visit.house, visit.request.path_params["part"]
    place = number(asked)
    if not place and asked != "0":
        raise HTTPException(404)
    found = await _gone(visit) if not place else []
    if place:
        before = (place - 1) * diwoo.PART
        found = [_listed(it) for it in await publications.newest(house.db, diwoo.PART, before)]
    if not found and place != 1:
        raise HTTPException(404)
    return cached(visit, diwoo.part(house.facade.public_url, publisher, found), XML)


async def _gone(visit: Visit) -> list[diwoo.Listed]:
    """Return what went offline, where it may be told that it was there."""
    offline = await withdrawals.offline(visit.house.db)
    return [_listed(was, it) for it, was in offline if it.ground in diwoo.WITHDRAWN]


def _listed(it: Published, gone: Withdrawn | None = None) -> diwoo.Listed:
    document, out = documents.from_json(it.document), it.published_at
    if gone is not None:
        return diwoo.Listed(it.slug, out, gone.at, document, gone.ground)
    return diwoo.Listed(it.slug, out, max(out, it.redacted or out), document)


def _publisher(visit: Visit) -> diwoo.Publisher:
    """Return who publishes by the Woo. Raises 404 where nobody does, or in another category."""
    publisher = visit.house.facade.publisher
    asked = visit.request.path_params["category"]
    if publisher is None or asked != f"{diwoo.CATEGORIES[publisher.category].number:03}":
        raise HTTPException(404)
    return publisher
