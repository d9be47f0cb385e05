"""Feeds: of everything, of one weighing, of a subject. The same bytes for every reader.

A feed has the language of the installation or of its weighing, whatever a reader prefers.
"""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialoog.core import document as documents
from trialoog.core.words import Ground
from trialoog.store import feeds, withdrawals
from trialoog.store.publications import Published
from trialoog.views import atom
from trialoog.views.atom import Entry, Feed, Withdrawn
from trialoog.views.subjects import SUBJECTS
from trialoog.web.access import Visit
from trialoog.web.public import cached


async def everything(visit: Visit) -> Response:
    """GET /feed.atom: every version that became public."""
    found = await feeds.newest(visit.house.db, atom.MOST)
    language = visit.house.facade.language
    title = visit.house.looks.say(language, atom.EVERYTHING)
    return _answer(visit, Feed("/feed.atom", "/", title, language, _entries(found)))


async def subject(visit: Visit) -> Response:
    """GET /subjects/{key}/feed.atom: the versions of weighings that are filed under a subject."""
    key = visit.request.path_params["key"]
    if key not in SUBJECTS:
        raise HTTPException(404)
    looks, language = visit.house.looks, visit.house.facade.language
    found = await feeds.newest(visit.house.db, atom.MOST, subject=key)
    name = looks.say(language, SUBJECTS[key])
    title = looks.say(language, atom.ABOUT_SUBJECT, subject=name)
    path = f"/subjects/{key}/feed.atom"
    return _answer(visit, Feed(path, f"/?subject={key}", title, language, _entries(found)))


async def weighing(visit: Visit) -> Response:
    """GET /w/{slug}/feed.atom: the versions of one weighing, or that it was taken back."""
    slug = visit.request.path_params["slug"]
    path, page = f"/w/{slug}/feed.atom", f"/w/{slug}"
    if "\0" in slug:
        raise HTTPException(404)  # PostgreSQL refuses to look for it
    found = await feeds.newest(visit.house.db, atom.MOST, slug=slug)
    if found:
        entries = _entries(found)
        newest = entries[0].document
        feed = Feed(path, page, newest.question, newest.language, entries)
    else:
        gone = await _withdrawn(visit, slug)
        looks = visit.house.looks
        title = gone.question or looks.say(gone.language, atom.WITHDRAWN_UNNAMED)
        feed = Feed(path, page, title, gone.language, (), gone)
    return _answer(visit, feed)


async def _withdrawn(visit: Visit, slug: str) -> Withdrawn:
    """Return what is left to say of a weighing that was public once; 404 when it never was."""
    db = visit.house.db
    gone = await withdrawals.get(db, slug)
    last = await withdrawals.document(db, gone) if gone is not None else None
    if gone is None or last is None:
        raise HTTPException(404)
    document = documents.from_json(last)
    question = document.question if gone.ground is not Ground.PRIVACY else ""
    return Withdrawn(slug, document.language, question, gone.at, gone.reason)


def _entries(found: list[Published]) -> list[Entry]:
    return [
        Entry(
            it.slug,
            documents.from_json(it.document),
            it.published_at,
            max(it.published_at, it.redacted or it.published_at),
        )
        for it in found
    ]


def _answer(visit: Visit, feed: Feed) -> Response:
    looks, facade = visit.house.looks, visit.house.facade
    xml = atom.written(looks, facade.public_url, feed, facade.organisation)
    return cached(visit, xml, atom.TYPE, {"vary": "Accept-Encoding"})
