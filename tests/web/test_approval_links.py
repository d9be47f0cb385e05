"""The links with which spokespersons come in: made, mailed, taken back, and for one page."""

import re

import pytest

from tests.web.approving import answers, comes_in, editor_of, link_for, page_of, stands
from tests.web.driving import Town, Trialogue, closed, rows, started
from tests.web.screens import read
from tests.web.test_mail import Box
from tests.web.test_mailed_links import arrived
from trialoog.core.words import THREE
from trialoog.views.messages import SENTENCES

WORDS = "Noem ook dat de wachttijd langer kan worden."


@pytest.fixture
def it(place: Town) -> Trialogue:
    return closed(place, seats=1)


def test_a_link_lets_in_as_often_as_needed_and_only_its_last_one(it: Trialogue) -> None:
    first = link_for(it)
    assert re.fullmatch(r"/a/[\w-]{43}", first)
    one, two = it.town.visitor(), it.town.visitor()
    for who in (one, two):
        seen = read(who.get(first).text).get(id="inhoud").words
        question = it.state.dilemmas[it.dilemma].question
        for words in (question, it.state.title, "als woordvoerder van beleid", "17 oktober"):
            assert words in seen
        assert not rows(it.town, "SELECT * FROM spokesperson_session") or who is two, "only looked"
        answer = who.post(first)
        assert (answer.status_code, answer.headers["location"]) == (303, page_of(it))
        assert first.rsplit("/", 1)[1] not in str(answer.headers)
        assert who.get(page_of(it)).status_code == 200
    link_for(it, "politics")
    assert one.get(page_of(it)).status_code == 200, "another perspective's link is another link"
    link_for(it)
    assert {who.get(page_of(it)).status_code for who in (one, two)} == {404}
    gone = one.post(first)
    assert gone.status_code == 404
    assert "Deze link werkt niet meer" in gone.text


def test_a_link_that_is_taken_back_ends_the_page_at_the_next_request(it: Trialogue) -> None:
    who = comes_in(it)
    assert answers(it, who).status_code == 303
    card = read(it.lead.get(editor_of(it)).text).get(id="approvals")
    (button,) = card.every("button", formaction=f"{editor_of(it)}/approval-link/withdraw")
    back = it.lead.post(button["formaction"], data={button["name"]: button["value"]})
    assert (back.status_code, back.headers["location"]) == (303, editor_of(it))
    for answer in (who.get(page_of(it)), who.post(page_of(it), data={"answer": "approve"})):
        assert answer.status_code == 404
    assert stands(it).startswith("Akkoord"), "what was said stays"


def test_a_page_with_a_link_that_is_loaded_again_makes_no_other(
    mailing: tuple[Town, Box],
) -> None:
    place, box = mailing
    it = closed(place, place.sign_in(), seats=1)
    key = read(it.lead.get(editor_of(it)).text).get(id="text").get(name="key")["value"]
    typed = {"key": key, "email-policy": "woordvoerder@example.org"}
    first, other = link_for(it, **typed), it.town.visitor()
    assert other.post(first).status_code == 303
    it.town.clock.forward(minutes=1)
    assert link_for(it, **typed) == first
    assert other.get(page_of(it)).status_code == 200, "who came in by it is still in"
    # Another address is another question, and so is a page that was opened anew.
    assert link_for(it, **typed | {"email-policy": "ander@example.org"}) != first
    assert other.get(page_of(it)).status_code == 404
    place.run(arrived, box, 2)
    assert [mail["to"].split("@")[0] for mail in box.mail] == ["woordvoerder", "ander"]
    assert link_for(it) != link_for(it)


def test_a_form_that_is_sent_again_brings_no_withdrawn_link_back(it: Trialogue) -> None:
    def key() -> str:
        page = read(it.lead.get(editor_of(it)).text)
        return page.get(id="text").get(name="key")["value"]

    old = {"perspective": "policy", "key": key()}
    link, other = link_for(it, **old), it.town.visitor()
    it.lead.post(f"{editor_of(it)}/approval-link/withdraw", data={"perspective": "policy"})
    again = it.lead.post(f"{editor_of(it)}/approval-link", data=old)
    assert again.status_code == 422
    assert SENTENCES["key_used"] in again.text
    assert other.post(link).status_code == 404
    assert "Link gemaakt op" not in stands(it)
    fresh = link_for(it, key=key())
    assert other.post(fresh).status_code == 303, "a new form makes a new link"


def test_a_link_ends_after_thirty_days(it: Trialogue) -> None:
    link, who = link_for(it), it.town.visitor()
    it.town.clock.forward(days=29)
    assert who.post(link).status_code == 303
    it.town.clock.forward(days=1)
    assert who.get(page_of(it)).status_code == 404
    assert who.post(link).status_code == 404


def test_nobody_is_asked_before_closing_in_a_rehearsal_or_who_was_not_there(place: Town) -> None:
    it = started(place)
    it.join("policy")
    it.go("decide")
    for perspective, sentence in (("policy", "approval_later"), ("politics", "approval_later")):
        answer = it.lead.post(f"{editor_of(it)}/approval-link", data={"perspective": perspective})
        assert answer.status_code == 422
        assert SENTENCES[sentence] in answer.text
    it.ok("close-trialogue")
    for perspective in ("politics", "citizen", "nobody", ""):
        answer = it.lead.post(f"{editor_of(it)}/approval-link", data={"perspective": perspective})
        assert answer.status_code == 422, perspective
    assert rows(place, "SELECT * FROM spokesperson_link") == []
    assert "Niet aan tafel" in stands(it, "politics")


def test_an_address_is_mailed_to_and_kept_nowhere(it: Trialogue) -> None:
    wrong = it.lead.post(
        f"{editor_of(it)}/approval-link",
        data={"perspective": "policy", "email-policy": "geen adres", "intro": WORDS},
    )
    assert wrong.status_code == 422
    page = read(wrong.text)
    assert SENTENCES["not_an_address"] in page.get(id="email-policy-error").words
    assert page.get(id="email-policy")["value"] == "geen adres"
    assert page.get(id="intro").text.strip() == WORDS, "what was typed in the text is kept too"
    link_for(it, **{"email-policy": "woordvoerder@example.org"})
    everything = it.lead.get(f"/t/{it.id}/export.json").text + it.lead.get(editor_of(it)).text
    tables = rows(it.town, "SELECT * FROM spokesperson_link")
    assert "woordvoerder@" not in everything + str(tables)


def test_enter_in_a_field_saves_and_asks_nobody(it: Trialogue) -> None:
    page = read(it.lead.get(editor_of(it)).text)
    inside = page.get(id="text").every("button")
    buttons = [e for e in page.every("button") if e["form"] == "text" or e in inside]
    assert buttons[0]["formaction"] == "", "the first is what Enter presses"
    assert len(buttons) > 3
    answer = it.lead.post(editor_of(it), data={"intro": WORDS, "email-policy": "a@example.org"})
    shown = read(answer.text)
    assert shown.get(id="email-policy")["value"] == "a@example.org"
    assert shown.get(id="intro").text.strip() == WORDS
    assert rows(it.town, "SELECT * FROM spokesperson_link") == []


def test_the_three_links_stay_readable_until_one_leaves_the_page(it: Trialogue) -> None:
    """Who makes the second did not copy the first yet; a browser sends what stands in the form."""
    said = "Nog niet gevraagd"
    assert stands(it) == said
    typed: dict[str, str] = {}
    for perspective in THREE:
        answer = it.lead.post(
            f"{editor_of(it)}/approval-link", data={"perspective": perspective, **typed}
        )
        page = read(answer.text)
        typed |= {name: page.value(name) for p in THREE if page.find(name=(name := f"made-{p}"))}
        assert len(typed) == THREE.index(perspective) + 1
    assert len(set(typed.values())) == 3
    for url in typed.values():
        assert it.town.visitor().post(url).status_code == 303
    assert stands(it).startswith("Nog geen antwoord")
    # An address that never was a link is not shown as one.
    made_up = {"perspective": "policy", "made-politics": typed["made-politics"][:-1] + "!"}
    page = read(it.lead.post(f"{editor_of(it)}/approval-link", data=made_up).text)
    assert page.find(name="made-politics") is None
    anew = read(it.lead.get(editor_of(it)).text)
    assert not [p for p in THREE if anew.find(name=f"made-{p}")]


def test_the_office_named_at_the_end_of_the_meeting_stands_at_its_link(place: Town) -> None:
    it = started(place)
    for perspective in THREE:
        it.join(perspective)
    it.go("read_back")
    it.ok("name-spokespersons", **{"office-politics": "Wethouder Zorg"})
    it.ok("close-trialogue")
    card = read(it.lead.get(editor_of(it)).text).get(id="approvals")
    assert "Politiek Wethouder Zorg Nog niet gevraagd" in card.words
