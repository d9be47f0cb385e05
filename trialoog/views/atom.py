"""Atom feeds (RFC 4287): what became public, as entries for a feed reader.

Written by an XML writer, never by pasting text together. An id is a tag (RFC 4151) and never
changes, also not when an entry does. Knows no request: the same feed has the same bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

from trialoog.core.document import Document
from trialoog.views.looks import Looks
from trialoog.views.subjects import SUBJECTS
from trialoog.views.words import N_

TYPE = "application/atom+xml"
MOST = 50  # entries; who comes back after a long time finds the rest on the site
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
NAMESPACE = "http://www.w3.org/2005/Atom"
SINCE = "2026"  # in the ids of feeds: the year from which on they are given out
NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed changed that nothing ever stood in

# What XML 1.0 has no way to write down: a reader refuses a whole feed that holds one.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

EVERYTHING = N_("Alle wegingen")
ABOUT_SUBJECT = N_("Wegingen over %(subject)s")
FIRST = N_("Eerste publicatie.")
VERSION = N_("%(question)s (versie %(version)s)")
WITHDRAWN = N_("Ingetrokken: %(question)s")
WITHDRAWN_UNNAMED = N_("Deze weging is ingetrokken")


@dataclass(frozen=True, slots=True)
class Entry:
    """One public version. `changed` is when it became public, or a passage went out of it."""

    slug: str
    document: Document
    published: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A weighing that was taken back: all that its feed has left to say. The `question` is empty
    where it may not be told any more."""

    slug: str
    language: str
    question: str
    on: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its own `path`, the path of the `page` it belongs to, and what stands in it."""

    path: str
    page: str
    title: str
    language: str
    entries: Sequence[Entry]
    withdrawn: Withdrawn | None = None


def written(looks: Looks, site: str, feed: Feed, organisation: str = "") -> str:
    """Return a feed as XML. `site` is the public address, without a slash at the end, and
    `organisation` who runs it."""
    root = Xml.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", _tag(site, SINCE, feed.path))
    _add(root, "title", feed.title)
    changes = [entry.changed for entry in feed.entries]
    if feed.withdrawn is not None:
        changes.append(feed.withdrawn.on)
    _add(root, "updated", _moment(max(changes, default=NEVER)))
    _link(root, "self", site + feed.path, TYPE)
    _link(root, "alternate", site + feed.page, "text/html")
    # Every entry needs an author; the one of the feed stands in for those without their own.
    _author(root, organisation or "trialoog")
    if feed.withdrawn is not None:
        _taken_back(root, looks, site, feed.withdrawn)
    for entry in feed.entries:
        _entry(root, looks, site, entry)
    return DECLARATION + Xml.tostring(root, encoding="unicode")


def _entry(feed: Xml.Element, looks: Looks, site: str, it: Entry) -> None:
    document, page = it.document, f"/w/{it.slug}/v/{it.document.version}"
    language = document.language
    entry = Xml.SubElement(feed, "entry", {"xml:lang": language})
    _add(entry, "id", _tag(site, f"{it.published.astimezone(UTC):%Y-%m-%d}", page))
    title = document.question
    if document.version > 1:
        title = looks.say(language, VERSION, question=title, version=document.version)
    _add(entry, "title", title)
    _add(entry, "published", _moment(it.published))
    _add(entry, "updated", _moment(it.changed))
    _link(entry, "alternate", site + page, "text/html")
    if document.organisation:
        _author(entry, document.organisation)
    for subject in document.subjects:
        if subject in SUBJECTS:
            label = looks.say(language, SUBJECTS[subject])
            Xml.SubElement(entry, "category", {"term": subject, "label": label})
    _add(entry, "summary", document.note or looks.say(language, FIRST))
    html = looks.render(language, "feed/entry.html", document=document, page=site + page)
    _add(entry, "content", html.strip()).set("type", "html")


def _taken_back(feed: Xml.Element, looks: Looks, site: str, it: Withdrawn) -> None:
    entry = Xml.SubElement(feed, "entry", {"xml:lang": it.language})
    _add(entry, "id", _tag(site, f"{it.on.astimezone(UTC):%Y-%m-%d}", f"/w/{it.slug}/withdrawn"))
    _add(entry, "title", _taken_back_title(looks, it))
    _add(entry, "updated", _moment(it.on))
    _link(entry, "alternate", f"{site}/w/{it.slug}", "text/html")
    _add(entry, "content", it.reason)


def _taken_back_title(looks: Looks, it: Withdrawn) -> str:
    if not it.question:
        return looks.say(it.language, WITHDRAWN_UNNAMED)
    return looks.say(it.language, WITHDRAWN, question=it.question)


def _add(parent: Xml.Element, name: str, text: str) -> Xml.Element:
    element = Xml.SubElement(parent, name)
    element.text = UNWRITABLE.sub("", text)
    return element


def _link(parent: Xml.Element, rel: str, href: str, media: str) -> None:
    Xml.SubElement(parent, "link", {"rel": rel, "href": href, "type": media})


def _author(parent: Xml.Element, name: str) -> None:
    _add(Xml.SubElement(parent, "author"), "name", name)


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _tag(site: str, date: str, path: str) -> str:
    return f"tag:{urlsplit(site).hostname},{date}:{path.strip('/')}"
