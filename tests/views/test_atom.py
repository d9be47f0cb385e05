"""Feeds, read back by a feed parser and by an XML parser that forgives nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from lxml import etree  # type: ignore[import-untyped]

from tests.views import tailoring
from tests.views.tailoring import HEAD, D
from trialoog.core.document import Document
from trialoog.core.drawing import draw
from trialoog.core.words import OutcomeKind
from trialoog.views import atom
from trialoog.views.atom import Entry, Feed, Withdrawn
from trialoog.views.looks import Looks

SITE = "https://trialoog.example.org"
AT = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
# Markup, an entity, what XML can't hold at all, and the end of a CDATA section.
HOSTILE = "<script>alert(1)</script>&nbsp;]]>\0\x08\x1b\ufffe{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def document() -> Document:
    drawn = draw(tailoring.closed().state, D, {}, head=HEAD, version=1, note="")
    return replace(drawn, subjects=("zorg",), organisation="Dienst")


def entry(document: Document, version: int = 1, note: str = "", **span: float) -> Entry:
    at = AT + timedelta(**span)
    return Entry("maatwerk", replace(document, version=version, note=note), at, at)


def feed(*entries: Entry, withdrawn: Withdrawn | None = None) -> Feed:
    return Feed("/feed.atom", "/", "Alle wegingen", "nl", entries, withdrawn)


def read(looks: Looks, it: Feed) -> Any:
    xml = atom.written(looks, SITE, it)
    etree.fromstring(xml.encode())
    found = feedparser.parse(xml)
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_a_version_is_an_entry_with_its_note_its_summary_and_every_option(
    looks: Looks, document: Document
) -> None:
    found = read(looks, feed(entry(document, 2, "Een aanname klopte niet.", days=3)))
    assert (found.version, found.feed.title, found.feed.language) == (
        "atom10",
        "Alle wegingen",
        "nl",
    )
    (it,) = found.entries
    assert it.title == f"{document.question} (versie 2)"
    assert it.link == f"{SITE}/w/maatwerk/v/2"
    assert it.summary == "Een aanname klopte niet."
    assert (it.published, it.updated) == ("2026-10-05T09:00:00Z",) * 2
    assert found.feed.updated == it.updated
    assert it.author == "Dienst"
    assert [(tag.term, tag.label) for tag in it.tags] == [("zorg", "Zorg en gezondheid")]
    html = it.content[0]
    assert html.type == "text/html"
    assert "Een aanname klopte niet." in html.value
    for option in document.options:
        assert option.title in html.value
        if option.outcome is OutcomeKind.REJECTED:
            assert option.reason in html.value
            assert option.reopen in html.value


def test_an_id_stays_and_updated_moves_when_a_passage_goes(
    looks: Looks, document: Document
) -> None:
    before = entry(document)
    after = replace(before, changed=AT + timedelta(days=9))
    one, two = (read(looks, feed(it)).entries[0] for it in (before, after))
    assert one.id == two.id == "tag:trialoog.example.org,2026-10-02:w/maatwerk/v/1"
    assert (one.updated, two.updated) == ("2026-10-02T09:00:00Z", "2026-10-11T09:00:00Z")


def test_ids_of_feeds_and_versions_are_all_different(looks: Looks, document: Document) -> None:
    it = feed(entry(document, 2, "Anders.", days=1), entry(document))
    found = read(looks, it)
    ids = [found.feed.id, *(each.id for each in found.entries)]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("place", ["question", "organisation", "intro", "note", "choice"])
def test_22_text_that_wants_to_be_markup_stays_text(
    looks: Looks, document: Document, place: str
) -> None:
    drawn: Document = replace(document, **{place: HOSTILE})  # type: ignore[arg-type]
    xml = atom.written(looks, SITE, feed(Entry("maatwerk", drawn, AT, AT)))
    root = etree.fromstring(xml.encode())
    names = {etree.QName(it).localname for it in root.iter()}
    assert names <= {
        *("feed", "id", "title", "updated", "link", "author", "name", "entry", "published"),
        *("category", "summary", "content"),
    }
    (found,) = feedparser.parse(xml, sanitize_html=False).entries
    assert "<script" not in found.content[0].value
    assert "49" not in found.content[0].value.replace("1949", "")


def test_the_content_is_in_the_language_of_the_weighing(looks: Looks, document: Document) -> None:
    (it,) = read(looks, feed(entry(replace(document, language="en")))).entries
    assert it.content[0].language == "en"
    assert "Every option, and why" in it.content[0].value


def test_an_empty_feed_is_a_feed(looks: Looks) -> None:
    found = read(looks, feed())
    assert found.entries == []
    assert found.feed.updated == "2026-01-01T00:00:00Z"


def test_the_feed_of_a_weighing_that_was_taken_back_says_so_and_no_more(looks: Looks) -> None:
    gone = Withdrawn("maatwerk", "nl", "Wanneer wijken we af?", AT, "Er stond een naam in.")
    (it,) = read(looks, feed(withdrawn=gone)).entries
    assert it.title == "Ingetrokken: Wanneer wijken we af?"
    assert it.link == f"{SITE}/w/maatwerk"
    assert it.content[0].value == "Er stond een naam in."
