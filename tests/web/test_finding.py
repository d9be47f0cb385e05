"""Finding what is public, over HTTP: the list, what fell before, the overview, and preparing."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.store.shelf import DOCUMENT, REJECTED, about, put
from tests.web.driving import BASE, HTMX, Town, prepared, town
from trialoog.views.looks import Looks
from trialoog.web.finding import PAGE

pytestmark = pytest.mark.served


@pytest.fixture
def library(place: Town) -> Town:
    """An installation with some weighings that anybody can find."""

    async def fill() -> None:
        await put(place.house.db, "huurtoeslag")
        terras = about("Hoeveel bewijs voor een terras?", organisation="Gemeente Bee")
        await put(place.house.db, "terras", terras)
        for number in range(PAGE):
            await put(place.house.db, f"w{number}", about(f"Vraag {number} over bomen"))

    place.run(fill)
    return place


def test_a_weighing_is_found_by_part_of_a_word_and_under_a_filter(library: Town) -> None:
    visitor = library.visitor()
    html = visitor.get("/", params={"q": "toeslag", "subject": "sociale-zekerheid"}).text
    assert 'href="/w/huurtoeslag"' in html
    assert 'href="/w/terras"' not in html
    assert re.search(r'value="sociale-zekerheid"\s+checked', html)
    assert "Bedoelde je “terras”?" in visitor.get("/", params={"q": "teras"}).text
    second = visitor.get("/", params={"q": "bomen vraag", "page": "1", "year": "1999"})
    assert "Geen enkele weging past bij deze filters" in second.text


def test_every_reader_gets_the_same_bytes_of_a_list(library: Town) -> None:
    for path in ("/", "/?q=terras&year=2026", "/rejected?q=drempel", "/overview?year=2026"):
        answers = [who.get(path) for who in (library.visitor(), library.sign_in())]
        assert answers[0].content == answers[1].content
        assert "set-cookie" not in answers[0].headers
        again = library.visitor().get(path, headers={"if-none-match": answers[0].headers["etag"]})
        assert again.status_code == 304


def test_what_fell_and_the_overview_tell_of_it(library: Town) -> None:
    visitor = library.visitor()
    fell = visitor.get("/rejected", params={"q": "drempelbedrag", "reason": "lawful"}).text
    assert f'<a href="/w/huurtoeslag#optie-c">{REJECTED.title}</a>' in fell
    assert "Als de Kaderwet verandert." in fell
    overview = visitor.get("/overview", params={"organisation": "Gemeente Aa"}).text
    assert "Dit gaat over 1 weging." in overview
    assert "Een kwartier per besluit is genoeg." in overview
    assert DOCUMENT.question in overview
    assert "Geen enkele weging past" in visitor.get("/overview?organisation=x").text


@pytest.mark.parametrize(
    "value", ["\0", "'", '"', "%00", "a" * 5000, "🦜", "\ud7ff", "1 OR 1", "("]
)
def test_nothing_typed_breaks_a_list(library: Town, value: str) -> None:
    for path in ("/", "/rejected", "/overview"):
        wanted = dict.fromkeys(("q", "page", "subject", "organisation", "year", "reason"), value)
        assert library.visitor().get(path, params=wanted).status_code == 200


def test_the_other_language_keeps_what_was_asked(library: Town) -> None:
    kept = "q=vraag&amp;year=2026&amp;lang=en"
    assert f'href="?{kept}"' in library.visitor().get("/?q=vraag&year=2026").text
    assert 'href="?reason=cost&amp;lang=en"' in library.visitor().get("/rejected?reason=cost").text
    assert 'href="?year=2026&amp;lang=en"' in library.visitor().get("/overview?year=2026").text
    assert 'href="?lang=en"' in library.visitor().get("/?lang=nl").text


def test_who_searches_too_often_waits_and_everybody_reads_on(
    tmp_path: Path, blank: Path, looks: Looks
) -> None:
    place = town(tmp_path, blank, looks, searches_per_minute=10)
    with place.client:
        one, elsewhere = place.visitor(), ("192.0.2.7", 50000)
        another = TestClient(place.app, base_url=BASE, client=elsewhere)
        another.portal = place.client.portal
        data = "/api/v1/weighings?q=x"
        asked = ("/?q=x", "/rejected?q=x", "/overview?year=2026", data, "/?page=2")
        for path in (*asked, *asked):
            assert one.get(path).status_code == 200, path
        for path in asked:
            answer = one.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (429, "60"), path
        assert "Even rustig aan" in one.get("/?q=x").text
        assert one.get(data).json()["status"] == 429
        for path in ("/", "/?lang=en", "/rejected", "/overview", "/how"):
            assert one.get(path).status_code == 200, path
        assert another.get("/?q=x").status_code == 200


def test_an_option_like_an_earlier_one_is_told_while_preparing(library: Town) -> None:
    it = prepared(library, library.sign_in())
    similar = f"/t/{it.id}/prepare/similar"
    typed = {"title": "Een vast drempelbedrag"}
    answer = it.lead.post(similar, data=typed, headers=HTMX)
    assert "Dit lijkt op een optie uit een eerdere weging." in answer.text
    assert "De wet kent geen kwijtschelding vooraf." in answer.text
    assert "<html" not in answer.text
    named = {"option-x-title": "Iets heel anders", "title": typed["title"]}
    other = it.lead.post(f"{similar}?field=option-x-title", data=named, headers=HTMX)
    assert other.text.strip() == ""
    # What is typed stands in no address, which proxies write down.
    assert it.lead.get(similar, params=typed).status_code == 405
    assert library.visitor().post(similar, data=typed).status_code in {303, 403, 404}
