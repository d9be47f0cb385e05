"""Public pages that were drawn before: the same bytes until something public changes."""

import asyncio

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from tests.web.driving import Town, closed, published
from trialoog.store import publications
from trialoog.store.db import Db, open_db
from trialoog.store.tables import PublicationRow
from trialoog.web import shelf

LATER = ("De tweede vraag?", "De eerste vraag?")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the weighings that were drawn anew, in order."""
    found: list[str] = []
    real = publications.versions

    async def versions(db: Db, slug: str) -> list[publications.Published]:
        found.append(slug)
        return await real(db, slug)

    monkeypatch.setattr(publications, "versions", versions)
    return found


def out(place: Town, question: str) -> str:
    return published(closed(place, place.sign_in(), draft={"question": question}))


def test_a_page_is_drawn_once_for_all_readers(place: Town, drawn: list[str]) -> None:
    address = out(place, "De eerste vraag?")
    drawn.clear()
    first, second = (place.visitor().get(address) for _ in range(2))
    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers)
    assert len(drawn) == 1
    # Another language is another page, and a reader who knows it gets no body.
    english = place.visitor().get(address, params={"lang": "en"})
    assert english.text != first.text
    known = place.visitor().get(address, headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert len(drawn) == 2
    head = place.visitor().head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


def test_who_reads_no_gzip_gets_it_plain(place: Town, drawn: list[str]) -> None:
    address = out(place, "De eerste vraag?")
    drawn.clear()
    for _ in range(2):
        packed = place.visitor().get(address, headers={"accept-encoding": "gzip"})
        plain = place.visitor().get(address, headers={"accept-encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.text == plain.text
    assert len(drawn) == 2


def test_what_becomes_public_is_there_at_the_next_request(place: Town) -> None:
    first = out(place, "De eerste vraag?")
    reader = place.visitor()
    assert LATER[0] not in reader.get("/").text
    out(place, LATER[0])
    assert LATER[0] in reader.get("/").text
    assert reader.get(first).status_code == 200


def test_what_another_process_changes_is_there_within_a_second(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "AGAIN", 3600.0)
    address = out(place, "De eerste vraag?")
    reader = place.visitor()
    before = reader.get(address)

    async def elsewhere() -> None:
        async with open_db(place.settings.database) as db, db.write() as session:
            await session.execute(update(PublicationRow).values(note="Uit een ander proces"))

    asyncio.run(elsewhere())
    assert reader.get(address).content == before.content
    monkeypatch.setattr(shelf, "AGAIN", 0.0)
    assert "Uit een ander proces" in reader.get(address).text


def test_what_is_not_there_and_what_has_other_words_in_its_address_is_not_kept(
    place: Town, drawn: list[str]
) -> None:
    address = out(place, "De eerste vraag?")
    reader = place.visitor()
    drawn.clear()
    for _ in range(2):
        assert reader.get(f"{address}?x=1").status_code == 200
        assert reader.get("/w/er-is-niets").status_code == 404
    assert len(drawn) == 2


def test_nobody_gets_a_page_of_an_unknown_host(place: Town) -> None:
    address = out(place, "De eerste vraag?")
    assert place.visitor().get(address).status_code == 200
    stranger: TestClient = place.visitor()
    assert stranger.get(address, headers={"host": "evil.example"}).status_code == 400


def test_many_names_of_one_page_do_not_fill_the_memory(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST", 5 * 5000)
    for port in range(20):
        answer = place.visitor().get("/robots.txt", headers={"host": f"127.0.0.1:{port}"})
        assert answer.status_code == 200
    it = place.app
    while not isinstance(it, shelf.Shelf):
        it = getattr(it, "app", None) or it.middleware_stack  # type: ignore[attr-defined]
    assert 0 < len(it._kept) <= 5
