"""The public weighings as data, by the Dutch API Design Rules. Reads, and changes nothing."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.core.text import clean
from trialoog.store import finding, publications
from trialoog.store.publications import Published
from trialoog.views import openapi, resources
from trialoog.views.resources import ROOT, Weighing, WeighingList
from trialoog.web.access import Visit
from trialoog.web.finding import counted
from trialoog.web.problems import HEADERS, Wrong, problem
from trialoog.web.public import asked_for, cached

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
FILTERS = ("subject", "outcome", "organisation", "year")


async def weighings(visit: Visit) -> Response:
    """GET /api/v1/weighings: those that were asked for, the newest first, page by page."""
    query = visit.request.query_params
    if wrong := refused(query, openapi.QUERY):
        return problem(400, wrong)
    await counted(visit)
    house, site = visit.house, visit.house.facade.public_url
    words = clean(query.get("q", ""))
    picked = {kind: {clean(query[kind])} for kind in FILTERS if kind in query}
    page, size = int(query.get("page", 1)), int(query.get("pageSize", openapi.PAGE_SIZE))
    offset = (page - 1) * size
    if words or picked:
        hits = await finding.weighings(house.db, words, picked, limit=size, offset=offset)
        found, total, many = hits.weighings, hits.total, hits.many
    else:  # all there are, also where those are more than anybody looks through
        found = tuple(await publications.newest(house.db, size, offset))
        total, many = await publications.count(house.db), False
    kept = urlencode([(name, value) for name, value in query.items() if name != "page"])
    path = f"{ROOT}/weighings?{kept}{'&' if kept else ''}page="
    links = resources.turned(site + path, page, -(-total // size))
    listed = WeighingList(
        page=page,
        page_size=size,
        total=total,
        many=many,
        weighings=tuple(
            resources.summary(
                site, p.slug, p.version, p.published_at, document=documents.from_json(p.document)
            )
            for p in found
        ),
        links=links,
    )
    said = ", ".join(f'<{link.href}>; rel="{name}"' for name, link in links.items())
    return answered(visit, resources.as_json(listed), link=said)


async def weighing(visit: Visit) -> Response:
    """GET /api/v1/weighings/{slug}: its newest version."""
    if wrong := refused(visit.request.query_params, {}):
        return problem(400, wrong)
    return answered(visit, resources.as_json(_whole(visit, await asked_for(visit))))


async def versions(visit: Visit) -> Response:
    """GET /api/v1/weighings/{slug}/versions: all that are public, the newest first."""
    if wrong := refused(visit.request.query_params, {}):
        return problem(400, wrong)
    newest = await asked_for(visit)
    site = visit.house.facade.public_url
    known = await publications.versions(visit.house.db, newest.slug)
    listed = resources.VersionList(
        slug=newest.slug,
        versions=tuple(
            resources.VersionSummary(
                version=v.version,
                published_at=v.published_at,
                note=v.note,
                digest=v.digest,
                links=resources.of_weighing(site, v.slug, v.version),
            )
            for v in known
        ),
        links=resources.links(site, [("self", f"{ROOT}/weighings/{newest.slug}/versions")]),
    )
    return answered(visit, resources.as_json(listed))


async def version(visit: Visit) -> Response:
    """GET /api/v1/weighings/{slug}/versions/{version}: one version, that never changes."""
    return await weighing(visit)


async def description(visit: Visit) -> Response:
    """GET /api/v1/openapi.json: the description of all this."""
    if wrong := refused(visit.request.query_params, {}):
        return problem(400, wrong)
    facade = visit.house.facade
    publisher = openapi.Publisher(facade.organisation or "trialoog", _email(facade.contact))
    return answered(visit, openapi.description(facade.public_url, publisher))


async def nothing(_: Visit) -> Response:
    """GET /api/…: anything else, an address with a slash at its end too."""
    raise HTTPException(404)


def refused(query: QueryParams, known: Mapping[str, tuple[str, dict[str, Any]]]) -> list[Wrong]:
    """Return what is wrong with a query: keys that are not known, values that are not possible."""
    wrong = []
    for name in query:
        values = query.getlist(name)
        if name not in known:
            wrong.append(Wrong(name[:100], "unknown", "This key is not known here."))
        elif len(values) > 1:
            wrong.append(Wrong(name, "repeated", "This key can be given once."))
        elif why := _unfit(values[0], known[name][1]):
            wrong.append(Wrong(name, "invalid", why))
    return wrong


def _unfit(value: str, schema: dict[str, Any]) -> str:
    """Return why a value does not fit its schema, or nothing."""
    if "enum" in schema and value not in schema["enum"]:
        return f"Choose one of: {', '.join(schema['enum'])}."
    if schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        whole = value.isascii() and value.isdigit() and len(value) <= len(str(most))
        if not whole or not least <= int(value) <= most:
            return f"Give a whole number from {least} to {most}."
    elif not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return f"Give {schema.get('minLength', 0)} to {schema['maxLength']} characters."
    return ""


def answered(visit: Visit, data: Any, **more: str) -> Response:
    """Return JSON that may be kept, and read by pages of others."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return cached(visit, text, "application/json", {**HEADERS, **more})


def _email(contact: str) -> str:
    """Return the e-mail address where people can ask a question, if that is what it is."""
    address = contact.removeprefix("mailto:")
    return address if EMAIL.fullmatch(address) else ""


def _whole(visit: Visit, found: Published) -> Weighing:
    asked = found.version if "version" in visit.request.path_params else None
    return Weighing(
        slug=found.slug,
        version=found.version,
        newest=found.current,
        published_at=found.published_at,
        note=found.note,
        digest=found.digest,
        redacted_at=found.redacted,
        document=documents.from_json(found.document),
        links=resources.of_weighing(visit.house.facade.public_url, found.slug, asked),
    )
