"""The public side: found by words, the same bytes for every reader, in two languages."""

from datetime import datetime

import pytest
from starlette.testclient import TestClient

from tests.web.driving import Town, Trialogue, closed, prepared, published, recorded, started
from tests.web.screens import Element, Person, read
from trialoog.web import finding


def home(client: TestClient, **query: str) -> Element:
    answer = client.get("/", params=query)
    assert answer.status_code == 200
    return read(answer.text)


def findings(page: Element) -> list[str]:
    """The questions of the weighings in the list, in its order."""
    return [e.get(href=e.every("a")[0]["href"]).words for e in page.every("article")]


def out(place: Town, question: str, **draft: str) -> str:
    """Publish a weighing of a question; return its address."""
    return published(closed(place, place.sign_in(), draft={**draft, "question": question}))


# --- the list ------------------------------------------------------------------------


def test_an_empty_list_says_so_and_what_this_is(place: Town) -> None:
    page = home(place.visitor())
    assert "0 wegingen" in page.words
    assert "Er is nog geen weging openbaar." in page.words
    assert page.get(id="results").find(href="/how")
    assert not page.every("nav", rel="next")


def test_only_what_was_published_is_in_the_list_newest_first(place: Town) -> None:
    lead = place.sign_in()
    prepared(place, lead, question="Alleen voorbereid?")
    started(place, lead, question="Nog bezig?")
    closed(place, lead, draft={"question": "Gesloten en niet openbaar?"})
    first = out(place, "De eerste vraag?")
    place.clock.forward(hours=1)
    second = out(place, "De tweede vraag?")
    page = home(place.visitor())
    assert findings(page) == ["De tweede vraag?", "De eerste vraag?"]
    assert "2 wegingen" in page.words
    assert [e["href"] for e in page.get(id="results").every("a") if "/w/" in e["href"]] == [
        second,
        first,
    ]
    for hidden in ("Alleen voorbereid", "Nog bezig", "Gesloten en niet"):
        assert findings(home(place.visitor(), q=hidden)) == []


def test_a_list_of_many_is_turned_page_by_page(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    for number in range(5):
        out(place, f"Vraag nummer {number} over 100% & meer?")
        place.clock.forward(minutes=5)
    reader, seen, address = place.visitor(), list[str](), "/?q=nummer+100%25+%26"
    for _ in range(3):
        page = read(reader.get(address).text)
        assert "5 wegingen over “nummer 100% &”" in page.words
        seen += findings(page)
        older = page.find(rel="next")
        assert (page.find(rel="prev") is None) == (len(seen) <= 2)
        address = older["href"] if older is not None else ""
    assert address == "", "the last page has no next"
    assert [question.split()[2] for question in seen] == list("43210")
    beyond = home(reader, page="9")
    assert findings(beyond) == []
    assert beyond.find(rel="prev")
    assert findings(home(reader, page="0")) == findings(home(reader))
    assert findings(home(reader, page="x")) == findings(home(reader))


# --- search --------------------------------------------------------------------------


FOUND = {
    "toeslag": 1,
    "TOESLAG": 1,
    "een": 2,
    "één": 2,
    "  menselijke   toeslag ": 1,
    "toeslag menselijke": 1,
    "menselijke zorgvuldig": 0,
    "cafe": 1,
    "50%": 1,
    "5_%": 0,
    "van_zuid": 1,
    "vanxzuid": 0,
    "%": 0,
    "_": 0,
    "'; DROP TABLE publication; --": 0,
    '"': 0,
    "\\": 0,
    "\x00": 2,
    "toe\x00slag": 1,
    "collega kijkt": 2,
    "te veel": 2,
    "directieraad": 2,
    "bestaatniet": 0,
    "": 2,
    "   ": 2,
}


def test_every_word_that_is_typed_has_to_be_in_it(place: Town) -> None:
    words = {"organisation": "Café 50% van_Zuid", "pole_a": "Menselijke maat"}
    out(place, "Wanneer kwijtschelden we één toeslag?", **words)
    out(place, "Hoe lang mag een besluit duren?", pole_a="Zorgvuldig zijn")
    reader = place.visitor()
    for typed, many in FOUND.items():
        assert len(findings(home(reader, q=typed))) == many, typed


def test_what_was_typed_stands_in_the_field_again_as_text(place: Town) -> None:
    typed = '"><script>alert(1)</script>&amp;'
    page = home(place.visitor(), q=typed)
    assert page.get(id="q")["value"] == typed
    assert f"over “{typed}”" in page.words
    assert not [e for e in page.every("script") if "src" not in e.attrs]
    assert "Toon alle wegingen" in page.words
    assert len(home(place.visitor(), q="a" * 5000).get(id="q")["value"]) <= 100


def test_19_what_only_the_record_holds_is_not_found(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("options")
    it.ok(
        "contribute",
        phone,
        dilemma=it.dilemma,
        option=it.options[0],
        kind="for",
        text="Een zeldzaam neushoornwoord",
    )
    it.go("decide")
    for option in it.options:
        recorded(it, option)
    it.ok("close-trialogue")
    published(it)
    assert findings(home(place.visitor(), q="neushoornwoord")) == []
    assert len(findings(home(place.visitor(), q="goedkoper"))) == 1, "the control: a reason"


def test_an_old_version_is_not_found_by_words_that_are_gone(place: Town) -> None:
    it = closed(place)
    published(it, intro="Hier stond flamingo.")
    assert len(findings(home(place.visitor(), q="flamingo"))) == 1
    published(it, "v2", intro="Nu niet meer.", note="Een woord weg.")
    assert findings(home(place.visitor(), q="flamingo")) == []
    assert len(findings(home(place.visitor()))) == 1, "one weighing, however many versions"


# --- the same for every reader -------------------------------------------------------


def pages(address: str) -> list[str]:
    statements = ["/privacy", "/accessibility"]
    return ["/", "/?q=kijkt", "/how", *statements, address, f"{address}/v/1", f"{address}/verify"]


@pytest.fixture
def it(place: Town) -> Trialogue:
    return closed(place)


def test_15_a_reader_who_is_signed_in_gets_the_same_bytes_and_no_cookie(
    it: Trialogue, place: Town
) -> None:
    address = published(it)
    phone = started(place).join("policy")
    readers = [place.visitor(), it.lead, place.sign_in("Ander", "Andere team"), phone]
    for path in [*pages(address), f"{address}/data.json", "/.well-known/security.txt"]:
        answers = [reader.get(path) for reader in readers]
        assert {a.status_code for a in answers} == {200}
        assert len({a.content for a in answers}) == 1, path
        assert len({str(sorted(a.headers.items())) for a in answers}) == 1, path
        assert not any("set-cookie" in a.headers for a in answers)


def test_choosing_a_language_sets_no_cookie_on_a_page_for_everybody(
    it: Trialogue, place: Town
) -> None:
    address = published(it)
    for path in pages(address):
        answer = place.visitor().get(path, params={"lang": "en"})
        assert "set-cookie" not in answer.headers


def test_a_page_that_did_not_change_is_not_sent_again(it: Trialogue, place: Town) -> None:
    address = published(it)
    reader = place.visitor()
    for path in pages(address):
        first = reader.get(path)
        etag = first.headers["etag"]
        assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert {"Accept-Language", "Accept-Encoding"} <= {
            name.strip() for name in first.headers["vary"].split(",")
        }
        for asked in (etag, f'"other", {etag}'):
            again = reader.get(path, headers={"if-none-match": asked})
            assert (again.status_code, again.content) == (304, b""), path
            assert again.headers["etag"] == etag
        assert reader.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_page_that_changed_is_sent_anew(it: Trialogue, place: Town) -> None:
    address = published(it)
    reader = place.visitor()
    before = {path: reader.get(path).headers["etag"] for path in ("/", address, f"{address}/v/1")}
    published(it, "v2", intro="Anders.", note="De inleiding.")
    for path, etag in before.items():
        assert reader.get(path, headers={"if-none-match": etag}).status_code == 200, path


def test_the_same_page_is_asked_for_without_its_body(it: Trialogue, place: Town) -> None:
    address = published(it)
    for path in [*pages(address), f"{address}/data.json"]:
        answer = place.visitor().head(path)
        assert (answer.status_code, answer.content) == (200, b"")


# --- two languages -------------------------------------------------------------------


def test_every_public_page_is_in_dutch_and_in_english(it: Trialogue, place: Town) -> None:
    address = published(it)
    for path in [*pages(address), "/login", "/nowhere"]:
        dutch, english = (
            read(place.visitor(language).get(path).text) for language in ("nl", "en-GB,en;q=0.8")
        )
        assert dutch.every("html")[0]["lang"] == "nl"
        assert english.every("html")[0]["lang"] == "en"
        assert "Hoe werkt het?" in dutch.words, path
        assert "Hoe werkt het?" not in english.words, path
        headings = [
            {h.words for tag in ("h1", "h2") for h in page.every(tag) if "lang" not in h.attrs}
            for page in (dutch, english)
        ]
        assert headings[0].isdisjoint(headings[1] - {"trialoog", "Privacy", "Cookies"}), path


def test_a_link_chooses_the_language_whatever_the_browser_asks(place: Town) -> None:
    for asked, wanted in (("nl", "en"), ("en", "nl")):
        page = read(place.visitor(asked).get("/how", params={"lang": wanted}).text)
        assert page.every("html")[0]["lang"] == wanted
        other = page.find(hreflang=asked)
        assert other is not None
        assert other["href"] == f"?lang={asked}"
    assert read(place.visitor("fr").get("/").text).every("html")[0]["lang"] == "nl"


def test_words_of_the_weighing_are_marked_with_their_own_language(
    it: Trialogue, place: Town
) -> None:
    address = published(it)
    page = read(place.visitor("en").get(address).text)
    (title,) = page.every("h1")
    assert title["lang"] == "nl"
    assert title.words == "Wanneer vragen we een klein bedrag niet terug?"
    assert "lang" not in read(place.visitor().get(address).text).every("h1")[0].attrs


# --- a page --------------------------------------------------------------------------


def test_a_weighing_shows_every_option_with_its_outcome_and_its_reason(place: Town) -> None:
    it = started(place)
    for perspective in ("policy", "implementation", "politics"):
        for _ in range(3):
            it.join(perspective)
    it.go("decide")
    first, second = it.options
    recorded(it, first, reason="Niets doen is duur.", reopen="Als het goedkoper wordt.")
    recorded(it, second, "chosen", reason="Dit werkt.", downsides="Traag\nDuur")
    it.ok("close-trialogue")
    page = Person(place.visitor()).open(published(it))
    fallen, chosen = page.get(id="optie-a"), page.get(id="optie-b")
    assert (fallen["data-outcome"], chosen["data-outcome"]) == ("rejected", "chosen")
    for words in ("Niets doen is duur.", "Als het goedkoper wordt.", "Afgevallen"):
        assert words in fallen.words
    for words in ("Dit werkt.", "Traag", "Duur", "Gekozen"):
        assert words in chosen.words
    assert "Advies aan De directieraad" in page.words
    assert "17 september 2026" in page.words


def test_what_is_not_there_is_not_found(place: Town) -> None:
    for path in ("/w/niets", "/w/niets/v/1", "/w/niets/data.json", "/w/niets/verify"):
        answer = place.visitor().get(path)
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers
        assert "Deze pagina is er niet" in answer.text


def test_the_time_on_a_page_is_that_of_the_netherlands(place: Town) -> None:
    place.clock.at = datetime.fromisoformat("2026-09-17T22:30:00+00:00")
    address = out(place, "Laat op de avond?")
    page = Person(place.visitor()).open(address)
    assert "versie 1, 18 september 2026" in page.words
