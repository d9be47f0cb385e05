"""The language follows the browser, and a choice is remembered: by a cookie where one takes part or
signs in, by the links on pages that are the same for every reader.
"""

import pytest

from tests.web.driving import Town, Trialogue, closed, published, started
from tests.web.screens import Element, read
from trialoog.views.looks import SIGN
from trialoog.views.words import PROMISE
from trialoog.web.languages import carried, wished


@pytest.mark.parametrize(
    ("asked", "gets"),
    [
        ("nl", "nl"),
        ("en-GB,en-US;q=0.9", "en"),
        ("nl-BE, en;q=0.8", "nl"),
        ("en;q=0.3, nl;q=0.9", "nl"),
        ("nl;Q=0.2, en;q=0.5", "en"),
        ("fr, de;q=0.9, en;q=0.1", "en"),
        ("en;q=0, nl;q=0.1", "nl"),
        ("en;q=nan, nl;q=0.1", "nl"),
        ("fr", None),
        ("*", None),
        ("", None),
        (";;q=,", None),
    ],
)
def test_a_browser_gets_what_it_wants_most(asked: str, gets: str | None) -> None:
    assert wished(asked) == gets


def language(page: Element) -> str:
    return page.every("html")[0]["lang"]


def test_a_choice_goes_along_from_page_to_page_on_the_public_side(place: Town) -> None:
    it = closed(place)
    published(it)
    reader = place.visitor("nl")
    address, seen = "/", set[str]()
    page = read(reader.get("/?lang=en").text)
    todo = [a["href"] for a in page.every("a")]
    while todo:
        address = todo.pop()
        path = address.split("?")[0].split("#")[0]
        last = path.rsplit("/", 1)[-1]
        if not address.startswith("/") or path in seen or "." in last or last == "login":
            continue
        seen.add(path)
        answer = reader.get(address)
        assert answer.status_code == 200, address
        page = read(answer.text)
        assert language(page) == "en", address
        todo += [a["href"] for a in page.every("a") if a["hreflang"] != "nl"]
        assert "set-cookie" not in answer.headers
    assert {"/", "/how", "/rejected", "/overview", "/privacy", "/accessibility"} <= seen
    assert any(path.startswith("/w/") for path in seen)


def test_a_search_keeps_the_language_that_was_chosen(place: Town) -> None:
    page = read(place.visitor("nl").get("/?lang=en").text)
    for form in page.every("form"):
        if form["method"] != "post":
            assert form.get(name="lang")["value"] == "en", form["action"]
    plain = read(place.visitor("nl").get("/").text)
    assert not plain.every(name="lang"), "nothing was chosen"


def test_what_is_no_page_of_ours_keeps_its_address() -> None:
    for address in ("#x", "//evil.example", "https://x/y", "/w/a/weighing.pdf", "/feed.atom"):
        html = f'<a class="x" href="{address}">x</a>'
        assert carried(html, "en") == html
    assert carried('<a href="/w/a?page=2#b">x</a>', "en") == (
        '<a href="/w/a?page=2&amp;lang=en#b">x</a>'
    )
    post = '<form method="post" action="/follow">'
    assert carried(post, "en") == '<form method="post" action="/follow?lang=en">'


@pytest.fixture
def it(place: Town) -> Trialogue:
    return started(place)


def test_who_takes_part_chooses_once_on_the_way_in(it: Trialogue, place: Town) -> None:
    phone = place.visitor("nl")
    way_in = read(phone.get(f"/j/{it.code}").text)
    other = way_in.get(hreflang="en")
    assert language(read(phone.get(f"/j/{it.code}{other['href']}").text)) == "en"
    joined = phone.post(f"/j/{it.code}", data={"perspective": "policy", "rules": "1"})
    assert joined.status_code == 303
    board = read(phone.get(f"/t/{it.id}").text)
    assert language(board) == "en"
    assert language(read(phone.get(f"/t/{it.id}/lead").text)) == "en", "a refusal too"
    back = next(a for a in board.every("a") if a["hreflang"] == "nl")
    assert language(read(phone.get(back["href"]).text)) == "nl", "and back, while taking part"
    there = read(phone.get(f"/t/{it.id}").text)
    assert language(there) == "nl"
    phone.get(next(a for a in there.every("a") if a["hreflang"] == "en")["href"])
    board = read(phone.get(f"/t/{it.id}").text)
    home = board.find(href="/?lang=en")
    assert home is not None or "lang=en" in phone.get("/login").text, "and away from there"


@pytest.mark.parametrize("asked", ["option", "new"])
def test_a_phone_stays_at_its_form_in_the_other_language(it: Trialogue, asked: str) -> None:
    phone = it.join("policy")
    it.go("options")
    address = f"/t/{it.id}?" + {"option": f"option={it.options[0]}", "new": "new=option"}[asked]
    page = read(phone.get(address).text)
    (other,) = [a["href"] for a in page.every("a") if a["hreflang"] == "en"]
    assert other == f"{address}&lang=en"
    there = read(phone.get(other).text)
    assert language(there) == "en"
    assert len(there.every("textarea")) == len(page.every("textarea")) > 0


def test_who_leads_chooses_in_the_console(it: Trialogue) -> None:
    lead = it.lead
    page = read(lead.get(f"/t/{it.id}/lead").text)
    (other,) = [a["href"] for a in page.every("a") if a["hreflang"] == "en"]
    assert language(read(lead.get(other).text)) == "en"
    assert language(read(lead.get(f"/t/{it.id}/lead").text)) == "en", "and from then on"


def test_who_signed_in_keeps_the_choice_on_pages_that_read_no_cookie(place: Town) -> None:
    lead = place.sign_in()
    lead.get("/trialogues?lang=en")
    page = read(lead.get("/trialogues").text)
    assert language(page) == "en"
    home = next(a for a in page.every("a") if a["class"] == "brand")["href"]
    assert language(read(lead.get(home).text)) == "en"
    lead.get("/trialogues?lang=nl")
    back = read(lead.get("/trialogues").text)
    assert not back.every(href="/?lang=nl"), "as the browser asks: no need to say so"


def test_a_page_about_a_mistake_speaks_the_language_that_was_chosen(place: Town) -> None:
    visitor = place.visitor("nl")
    visitor.get("/login?lang=en")
    assert language(read(visitor.get("/nothing/here").text)) == "en"
    assert language(read(visitor.get("/nothing/here?lang=nl").text)) == "nl"


def test_who_reads_english_reads_in_english_who_will_see_what_they_write(
    it: Trialogue, place: Town
) -> None:
    """It is our own sentence, fixed at the start in the language of the meeting."""
    looks = place.house.looks
    assert it.state.promise == looks.say("nl", PROMISE)
    page = read(place.visitor("en").get(f"/j/{it.code}").text)
    assert looks.say("en", PROMISE) in page.words
    assert it.state.promise not in page.words
    question = next(h for h in page.every("h1") if h.words == it.state.question)
    assert question["lang"] == "nl", "and what people asked is marked as Dutch"


def test_the_sign_for_the_language_of_words_means_nothing_when_it_is_typed(place: Town) -> None:
    """Else what follows it would be attributes of the field that shows it."""
    typed = f"{SIGN} hx-post=/elsewhere hx-trigger=load x="
    it = started(place)
    page = it.lead.get(f"/t/{it.id}/texts", params={"lang": "en", "q": typed})
    field = read(page.text).get(id="q")
    assert "hx-trigger" in field["value"]
    assert not field["hx-trigger"]
    draft = str(it.lead.post("/trialogues", data={"format": "proposal"}).headers["location"])
    it.lead.post(draft, data={"title": typed})
    title = read(it.lead.get(draft, params={"lang": "nl"}).text).get(id="title")
    assert title["lang"] == "en", "their words are marked here"
    assert "hx-trigger" in title["value"]
    assert not title["hx-trigger"]
