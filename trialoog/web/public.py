"""The public side: home and search, weighings, their data. The same bytes for every reader."""

import json
from hashlib import sha256

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from trialoog.core import document as documents
from trialoog.core.text import clean
from trialoog.store import export, publications
from trialoog.store.publications import Published
from trialoog.views import public
from trialoog.views.forms import Form
from trialoog.web.access import Visit

PAGE = 20  # weighings on one page of the list
LONGEST_QUERY = 100


async def home(visit: Visit) -> Response:
    """GET /: the published weighings, newest first, and those in which every word of ?q= stands."""
    house, query = visit.house, visit.request.query_params
    words = " ".join(clean(query.get("q", "")[:LONGEST_QUERY]).split())
    page = number(query.get("page", "1")) or 1
    total = await publications.count(house.db, words)
    found = await publications.newest(house.db, words, PAGE, (page - 1) * PAGE)
    items = [(p.slug, p.version, p.published_at, documents.from_json(p.document)) for p in found]
    html = public.home(
        house.looks,
        visit.language,
        items,
        words,
        form=Form(),
        page=page,
        more=total > page * PAGE,
        total=total,
    )
    return cached(visit, html)


async def how(visit: Visit) -> Response:
    """GET /how: what a trialogue and a weighing are."""
    return cached(visit, public.how(visit.house.looks, visit.language))


async def weighing(visit: Visit) -> Response:
    """GET /w/{slug} and /w/{slug}/v/{version}: one version of a weighing, the newest by default."""
    found = await asked_for(visit)
    versions = await publications.versions(visit.house.db, found.slug)
    html = public.weighing(
        visit.house.looks,
        visit.language,
        documents.from_json(found.document),
        found.slug,
        versions=[(v.version, v.published_at, v.note) for v in versions],
        published=found.digest,
        redacted=found.redacted,
    )
    return cached(visit, html)


async def verify(visit: Visit) -> Response:
    """GET /w/{slug}/verify: how to check the digest oneself."""
    found = await asked_for(visit)
    document = documents.from_json(found.document)
    looks = visit.house.looks
    html = public.verify_page(
        looks,
        visit.language,
        document,
        found.slug,
        published=found.digest,
        redacted=found.redacted,
    )
    return cached(visit, html)


async def data(visit: Visit) -> Response:
    """GET /w/{slug}/data.json: the document, and the chain that it was drawn from."""
    found = await asked_for(visit)
    # As it was stored: the digest is of these very bytes.
    document = json.loads(found.document)
    try:
        proof = await export.public(visit.house.db, found.trialogue, document, found.digest)
    except LookupError:
        raise HTTPException(404) from None
    return JSONResponse(proof, headers={"cache-control": "public, max-age=60"})


async def health(_: Visit) -> Response:
    """GET /healthz: this process answers."""
    return JSONResponse({"status": "ok"})


async def asked_for(visit: Visit) -> Published:
    """Return the version of the weighing in the address. Raises 404 where there is none."""
    params = visit.request.path_params
    version = number(params["version"]) if "version" in params else None
    found = await publications.get(visit.house.db, params["slug"], version)
    if found is None:
        raise HTTPException(404)
    return found


def number(typed: str) -> int:
    """Return a number from an address; 0 for anything else, and for what no list is as long as."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


def cached(visit: Visit, html: str) -> Response:
    """Return a page that may be kept, and asked after cheaply."""
    etag = f'W/"{sha256(html.encode()).hexdigest()[:32]}"'
    headers = {
        "etag": etag,
        "cache-control": "public, max-age=0, must-revalidate",
        "vary": "Accept-Language, Accept-Encoding",
    }
    if etag in visit.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, headers=headers)
