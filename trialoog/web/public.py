"""The public side: weighings and their data. The same bytes for every reader."""

import json
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.store import export, publications
from trialoog.store.publications import Published
from trialoog.views import public
from trialoog.web import release, withdrawal
from trialoog.web.access import Visit
from trialoog.web.languages import carried, chosen


async def how(visit: Visit) -> Response:
    """GET /how: what a trialogue and a weighing are."""
    return cached(visit, public.how(visit.house.looks, visit.language))


async def weighing(visit: Visit) -> Response:
    """GET /w/{slug} and /w/{slug}/v/{version}: one version of a weighing, the newest by default."""
    return cached(visit, await drawn(visit, await asked_for(visit)))


async def drawn(visit: Visit, found: Published) -> str:
    """Return the page of a version."""
    versions = await publications.versions(visit.house.db, found.slug)
    return public.weighing(
        visit.house.looks,
        visit.language,
        documents.from_json(found.document),
        found.slug,
        versions=[(v.version, v.published_at, v.note) for v in versions],
        published=found.digest,
        redacted=found.redacted,
        stored=found.document,
        pdf=visit.house.press is not None,
        followed_by=await release.followed_by(visit, found.slug),
    )


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
        stored=found.document,
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
    return cached(visit, json.dumps(proof, ensure_ascii=False), "application/json")


async def asked_for(visit: Visit) -> Published:
    """Return the version of the weighing in the address. Raises 404 where there is none, and 410
    where it was taken offline."""
    params = visit.request.path_params
    version = number(params["version"]) if "version" in params else None
    found = await publications.get(visit.house.db, params["slug"], version)
    if found is None:
        raise await withdrawal.missing(visit.house, params["slug"], version)
    return found


def number(typed: str) -> int:
    """Return a number from an address; 0 for anything else, and for what no list is as long as."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


def cached(
    visit: Visit,
    text: str,
    media: str = "text/html",
    more: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Return a page or a file that may be kept, and asked after cheaply. `more` are headers."""
    choice = chosen(visit.request, None)
    if choice is not None and media == "text/html":
        text = carried(text, choice)
    etag = f'W/"{sha256(text.encode()).hexdigest()[:32]}"'
    headers = {
        "etag": etag,
        "cache-control": "public, max-age=0, must-revalidate",
        "vary": "Accept-Language, Accept-Encoding",
        **more,
    }
    if etag in visit.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type=media, headers=headers)
