"""What is different between two public versions of a weighing."""

from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.store import publications
from trialoog.store.publications import Published
from trialoog.views import changes
from trialoog.views.changes import Version
from trialoog.web import withdrawal
from trialoog.web.access import Visit
from trialoog.web.public import cached, number


async def page(visit: Visit) -> Response:
    """GET /w/{slug}/changes?from=1&to=2: the difference, by default with the version before."""
    slug, asked = visit.request.path_params["slug"], visit.request.query_params
    stand = {it.version: it for it in await publications.versions(visit.house.db, slug)}
    if not stand:
        raise await withdrawal.missing(visit.house, slug)
    to = number(asked["to"]) if "to" in asked else max(stand)
    before = max((version for version in stand if version < to), default=0)
    since = number(asked["from"]) if "from" in asked else before
    older, newer = sorted((since, to))
    for version in (older, newer):
        if version not in stand:
            raise await withdrawal.missing(visit.house, slug, version)
    html = changes.page(
        visit.house.looks,
        visit.language,
        slug,
        older=_version(stand[older]),
        newer=_version(stand[newer]),
        versions=[(it.version, it.published_at) for it in stand.values()],
    )
    return cached(visit, html)


def _version(it: Published) -> Version:
    return Version(it.version, it.published_at, it.note, documents.from_json(it.document))
