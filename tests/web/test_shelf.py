"""Public pages that were drawn before: the same bytes until something public changes."""

import asyncio

import httpx2
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from tests.web.driving import BASE, Town, closed, published
from trialoog.store import publications
from trialoog.store.db import Db, open_db
from trialoog.store.tables import PublicationRow
from trialoog.web import shelf
from trialoog.web.guard import HEADERS

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


def shelf_of(place: Town) -> shelf.Shelf:
    app = place.app
    while not isinstance(app, shelf.Shelf):
        app = app.app  # type: ignore[attr-defined]
    return app


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
    assert dict(head.headers) == dict(first.headers)


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
    # Who names two hosts is let in by the first, and puts nothing there for the second.
    for hosts in (["evil.example"], ["127.0.0.1:8000", "evil.example"], ["evil.example"]):
        answer = stranger.get(address, headers=[("host", host) for host in hosts])
        assert answer.status_code == (400 if hosts[0] == "evil.example" else 200)


def test_an_answer_from_the_shelf_has_every_header_of_a_drawn_one(place: Town) -> None:
    address = out(place, "De eerste vraag?")
    for answer in (place.visitor().get(address) for _ in range(2)):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "x-request-id" not in answer.headers
    known = {"if-none-match": answer.headers["etag"]}
    assert HEADERS.items() <= dict(place.visitor().get(address, headers=known).headers).items()


def test_a_reader_with_cookies_gets_the_same_page_and_no_cookie(
    place: Town, drawn: list[str]
) -> None:
    address = out(place, "De eerste vraag?")
    drawn.clear()
    lead = place.sign_in()
    answers = [reader.get(address) for reader in (lead, place.visitor())]
    assert answers[0].content == answers[1].content
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert len(drawn) == 1


def test_a_weighing_that_is_withdrawn_is_gone_at_once(place: Town) -> None:
    it = closed(place, place.sign_in())
    address = published(it)
    reader = place.visitor()
    assert [reader.get(address).status_code for _ in range(2)] == [200, 200]
    fields = {"key": "gone", "ground": "procedure", "withdraw_reason": "Er ging iets mis."}
    it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}/withdraw", data=fields)
    assert reader.get(address).status_code == 410


def test_of_many_readers_at_once_one_asks_whether_something_changed(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = out(place, "De eerste vraag?")
    assert place.visitor().get(address).status_code == 200
    asked: list[None] = []
    real = publications.stamp

    async def stamp(db: Db) -> int | None:
        asked.append(None)
        await asyncio.sleep(0.05)
        return await real(db)

    async def many() -> list[int]:
        door = httpx2.ASGITransport(place.app)
        async with httpx2.AsyncClient(transport=door, base_url=BASE) as reader:
            return [
                answer.status_code
                for answer in await asyncio.gather(*(reader.get(address) for _ in range(20)))
            ]

    monkeypatch.setattr(publications, "stamp", stamp)
    shelf_of(place)._looked = 0.0
    assert place.run(many) == [200] * 20
    assert len(asked) == 1


def test_readers_are_answered_while_others_go_on_writing(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = out(place, "De eerste vraag?")
    real = publications.stamp

    async def stamp(db: Db) -> int | None:
        db.writes += 1  # what is asked is out of date when the answer comes
        await asyncio.sleep(0.001)
        return await real(db)

    async def many() -> set[int]:
        door = httpx2.ASGITransport(place.app)
        async with httpx2.AsyncClient(transport=door, base_url=BASE) as reader:
            answers = await asyncio.gather(*(reader.get(address) for _ in range(30)))
            return {answer.status_code for answer in answers}

    monkeypatch.setattr(publications, "stamp", stamp)
    assert place.run(many) == {200}


def test_what_needs_no_database_does_not_wait_for_it(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = out(place, "De eerste vraag?")
    real, answers = publications.stamp, asyncio.Event()

    async def stamp(db: Db) -> int | None:
        await answers.wait()
        return await real(db)

    async def answer() -> None:
        answers.set()

    monkeypatch.setattr(publications, "stamp", stamp)
    monkeypatch.setattr(shelf, "PATIENCE", 0.01)
    shelf_of(place)._looked = 0.0
    assert place.visitor().get("/static/trialoog.css").status_code == 200
    assert shelf_of(place)._stamp is None, "nobody knows whether what is on the shelf still stands"
    place.run(answer)
    shelf_of(place)._looked = 0.0
    assert place.visitor().get(address).status_code == 200
    assert shelf_of(place)._stamp is not None


def test_many_names_of_one_page_do_not_fill_the_memory(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST", 5 * 5000)
    for port in range(20):
        answer = place.visitor().get("/robots.txt", headers={"host": f"127.0.0.1:{port}"})
        assert answer.status_code == 200
    assert 0 < len(shelf_of(place)._kept) <= 5
