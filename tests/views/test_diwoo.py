"""What the Woo-index reads: valid by the official schema, true, and under the name it asks."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from tests.standards import standard
from tests.views.publications import documents, moments, played
from trialoog.core.document import Document
from trialoog.core.words import Ground
from trialoog.views import diwoo
from trialoog.views.diwoo import CATEGORIES, THEME, Listed, Publisher
from trialoog.views.subjects import SUBJECTS

SITE = "https://a.nl"
AMSTERDAM = Publisher("https://identifier.overheid.nl/tooi/id/gemeente/gm0363", "Amsterdam")
NOW = datetime(2026, 9, 20, tzinfo=UTC)
SPACES = {"s": diwoo.SITEMAP, "d": diwoo.DIWOO}


@pytest.fixture(scope="module")
def schema() -> Any:
    main, archive = standard("diwoo-metadata.xsd"), standard("mdto.xsd")

    class Beside(etree.Resolver):  # type: ignore[misc]
        def resolve(self, url: str, pubid: str, context: Any) -> Any:
            """Nothing is fetched: the schema that it imports stands beside it."""
            if Path(url).name.startswith("MDTO"):
                return self.resolve_filename(str(archive), context)
            return None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(str(main), parser))


def told(*listed: Listed, publisher: Publisher = AMSTERDAM) -> Any:
    text = diwoo.part(SITE, publisher, listed)
    return etree.fromstring(text.encode())


def wrong(schema: Any, root: Any) -> list[str]:
    """What the schema says of every document in a sitemap."""
    found = []
    for document in root.iterfind(".//d:Document", SPACES):
        if not schema.validate(document):
            found += [error.message for error in schema.error_log]
    return found


@settings(max_examples=30)
@given(
    document=documents,
    published=moments,
    changed=moments,
    category=st.sampled_from([*CATEGORIES]),
    name=st.text(max_size=30),
    gone=st.sampled_from([None, *diwoo.WITHDRAWN]),
)
def test_whatever_is_published_the_metadata_is_valid(
    schema: Any,
    document: Document,
    published: datetime,
    changed: datetime,
    category: str,
    name: str,
    gone: Ground | None,
) -> None:
    publisher = Publisher(AMSTERDAM.identifier, name, category)
    root = told(Listed("vraag", published, changed, document, gone), publisher=publisher)
    assert wrong(schema, root) == []
    # A made-up example is no information of a government.
    assert len(root.findall("s:url", SPACES)) == (0 if document.example else 1)


def test_the_schema_refuses_what_is_wrong(schema: Any) -> None:
    listed = Listed("vraag", NOW, NOW, played())
    good = told(listed)
    assert wrong(schema, good) == []
    for path, value in (
        (".//d:informatiecategorie", "https://identifier.overheid.nl/tooi/def/thes/kern/c_0000000"),
        (".//d:publisher", "https://identifier.overheid.nl/tooi/id/gemeente/gm99999"),
        (".//d:soortHandeling", "https://example.org"),
    ):
        bad = told(listed)
        bad.find(path, SPACES).set("resource", value)
        assert wrong(schema, bad), path
    bad = told(listed)
    handled = bad.find(".//d:documenthandelingen", SPACES)
    handled.remove(handled[0])
    assert wrong(schema, bad)


def test_what_went_offline_is_told_with_its_reason() -> None:
    root = told(Listed("vraag", NOW, NOW, played(), Ground.PROCEDURE))
    reason = root.find(".//d:redenVerwijderingVervanging", SPACES)
    assert reason.text == "correctie procedurele fout"
    index = etree.fromstring(diwoo.index(SITE, AMSTERDAM, [], [("vraag", NOW)]).encode())
    assert index.findtext(".//s:loc", namespaces=SPACES).endswith("infocat018-0.xml")


def test_a_category_that_is_not_of_the_woo_is_refused() -> None:
    with pytest.raises(KeyError):
        diwoo.index_name("c_00000000")


def test_the_name_of_the_file_is_the_one_that_the_harvester_looks_for() -> None:
    assert diwoo.index_name("c_816e508d") == "sitemapindex-diwoo-infocat018.xml"
    assert diwoo.index_name("c_139c6280") == "sitemapindex-diwoo-infocat001.xml"
    assert sorted(category.number for category in CATEGORIES.values()) == [*range(1, 19)]


def test_every_subject_has_a_theme_of_the_government() -> None:
    assert THEME.keys() == SUBJECTS.keys()


def test_an_index_names_as_many_parts_as_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diwoo, "PART", 2)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    changed = [("a", NOW), ("b", NOW), ("c", later)]
    root = etree.fromstring(diwoo.index(SITE, AMSTERDAM, changed).encode())
    assert [e.text for e in root.iterfind(".//s:loc", SPACES)] == [
        f"{SITE}/sitemap-diwoo-infocat018-1.xml",
        f"{SITE}/sitemap-diwoo-infocat018-2.xml",
    ]
    assert [e.text for e in root.iterfind(".//s:lastmod", SPACES)] == [
        "2026-09-20T00:00:00+00:00",
        "2027-01-01T00:00:00+00:00",
    ]
    empty = etree.fromstring(diwoo.index(SITE, AMSTERDAM, []).encode())
    assert len(empty.findall("s:sitemap", SPACES)) == 1


def test_without_a_publisher_no_sitemap_for_the_woo_index_is_named() -> None:
    assert "diwoo" not in diwoo.robots(SITE, None)
    assert f"Sitemap: {SITE}/sitemap.xml\n" in diwoo.robots(SITE, None)
    assert f"Sitemap: {SITE}/sitemapindex-diwoo-infocat018.xml\n" in diwoo.robots(SITE, AMSTERDAM)


def test_25_words_can_not_leave_their_place_in_the_xml() -> None:
    hostile = "</loc><url>&\x01\ufffe\U0010ffff]]>"
    publisher = Publisher(AMSTERDAM.identifier, hostile)
    root = told(Listed("vraag", NOW, NOW, played()), publisher=publisher)
    assert root.findtext(".//d:publisher", namespaces=SPACES) == "</loc><url>&\U0010ffff]]>"
