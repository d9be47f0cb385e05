"""From the record to a public page: edit, preview, publish, correct, and what the decision was."""

import json

import pytest
from starlette.testclient import TestClient

from tests.web.driving import (
    HTMX,
    WORDS,
    Town,
    Trialogue,
    closed,
    published,
    recorded,
    rows,
    tomorrow,
)
from tests.web.screens import Element, Person, filled, form_on, read
from trialoog.views.messages import SENTENCES

PUBLIC = "Wie een klein bedrag te veel kreeg, houdt het."


@pytest.fixture
def it(place: Town) -> Trialogue:
    return closed(place)


def editor_of(it: Trialogue) -> str:
    return f"/t/{it.id}/weighing/{it.dilemma}"


def page_of(client: TestClient, address: str) -> Element:
    return Person(client).open(address)


def text_of(page: Element, key: str) -> str:
    return page.get(id=key).text.removeprefix("\n")


def sections(page: Element) -> str:
    """What a reader reads of a weighing, without what differs between a preview and the page."""
    main = page.get(id="inhoud")
    gone = [e for e in main.all if e["id"] in {"versies", "herkomst", "volgen"}]
    words = main.words
    for heading in gone:
        section = next(e for e in main.every("section") if e["aria-labelledby"] == heading["id"])
        words = words.replace(section.words, "")
    for e in main.all:  # said once, above the text
        if e["class"] in {"banner", "note paper-only"} or e["href"] == "#volgen":
            words = words.replace(e.words, "", 1)
    return " ".join(words.replace(", 17 september 2026", "", 1).split())


# --- editing -----------------------------------------------------------------------------


def test_the_editor_shows_the_record_beside_the_text(place: Town) -> None:
    it = closed(place, seats=3)
    page = page_of(it.lead, editor_of(it))
    letter = "a"
    record = next(e for e in page.every("section") if e["aria-labelledby"] == f"verslag-{letter}")
    assert WORDS["reason"] in record.words
    fields = page.get(id=f"sectie-{letter}")
    assert text_of(fields, f"{letter}-reason") == WORDS["reason"]
    assert text_of(fields, f"{letter}-reopen") == WORDS["reopen"]
    beside = [e for e in page.every("div") if "beside" in e["class"].split()]
    assert any(record in e.all and fields in e.all for e in beside)
    assert "Elk jaar vragen we **vaak**" in text_of(page, "intro")
    quoted = next(e for e in page.every("section") if e["aria-labelledby"] == "verslag-summary")
    assert "Elk jaar vragen we vaak" in quoted.words, "as people read it, without signs"


def test_what_is_typed_is_saved_as_it_is_typed(it: Trialogue) -> None:
    lead = Person(it.lead)
    seen = lead.send(editor_of(it), editor_of(it).rsplit("/", 1)[1], intro=PUBLIC)
    assert seen.status == 200
    assert "Bewaard om 10:00" in seen.news
    assert seen.form_stands
    assert text_of(lead.open(editor_of(it)), "intro") == PUBLIC
    assert not it.state.dilemmas[it.dilemma].publications


def test_what_was_saved_unchanged_follows_an_outcome_that_is_recorded_later(place: Town) -> None:
    it = closed(place, leave=1)
    lead, option = Person(it.lead), it.options[0]
    page = lead.open(editor_of(it))
    assert "Deze weging kan nog niet openbaar worden." in page.words
    assert [a for a in page.every("a") if a["href"] == f"/t/{it.id}/lead#ending"]
    fell, own = text_of(page, "fell"), "Wij kiezen zelf onze woorden."
    assert it.state.options[option].title not in fell
    lead.send(editor_of(it), it.dilemma, fell=fell.replace("\n", "\r\n"), accepted=own)
    it.ok("reopen")
    it.go("decide")
    recorded(it, option)
    it.ok("close-trialogue")
    page = lead.open(editor_of(it))
    assert "Deze weging kan nog niet openbaar worden." not in page.words
    assert it.state.options[option].title in text_of(page, "fell")
    assert text_of(page, "accepted") == own


def test_only_fields_of_the_editor_are_saved(it: Trialogue) -> None:
    answer = it.lead.post(editor_of(it), data={"intro": PUBLIC, "example": "x", "evil": "y"})
    assert answer.status_code == 303
    (texts,) = rows(it.town, "SELECT texts FROM weighing_draft")
    assert set(json.loads(str(texts[0]))) == {"intro"}


def test_tips_for_easier_reading_come_with_the_page_and_each_save_and_hold_nothing_up(
    it: Trialogue,
) -> None:
    hard = "Er wordt thans gebeld."
    assert it.lead.post(editor_of(it), data={"intro": hard}).status_code == 303
    tips = page_of(it.lead, editor_of(it)).get(id="intro-tips")
    assert "2 tips voor makkelijker lezen" in tips.words
    assert [mark.words for mark in tips.every("mark")] == ["wordt", "thans", "gebeld"]
    assert "“thans”: probeer “nu”." in tips.words

    saved = it.lead.post(editor_of(it), data={"intro": f"{hard} Inzake geld."}, headers=HTMX).text
    partial = saved.split('hx-target="#intro-tips"')[1].split("</hx-partial>")[0]
    assert "3 tips voor makkelijker lezen" in partial
    assert "3 tips" in page_of(it.lead, editor_of(it)).get(id="intro-tips").words
    assert "Inzake geld." in page_of(it.town.visitor(), published(it)).words


def test_a_text_that_is_needed_or_too_long_is_named_before_it_goes_out(it: Trialogue) -> None:
    for typed, words in (
        ({"choice": ""}, "ontbreekt een tekst"),
        ({"fell": "x" * 5001}, "te lang"),
    ):
        page = read(it.lead.post(editor_of(it), data=typed, headers=HTMX).text)
        blocking = page.get(id="publish-card")
        assert words in blocking.words
        (key,) = typed
        assert blocking.find(href=f"#{key}"), "a link to the field"
        answer = it.lead.post(f"{editor_of(it)}/publish", data={"key": "k", **typed})
        assert answer.status_code in {409, 422}
        assert SENTENCES["not_ready"] in answer.text
        assert typed[key] in answer.text
        it.lead.post(editor_of(it), data={key: "goed zo"})
    assert not it.state.dilemmas[it.dilemma].publications


def test_before_closing_a_text_can_be_written_and_not_published(place: Town) -> None:
    it = closed(place)
    it.ok("reopen")
    page = page_of(it.lead, editor_of(it))
    assert "De trialoog is nog niet gesloten." in page.get(id="publish").words
    answer = it.lead.post(f"{editor_of(it)}/publish", data={"key": "k"})
    assert answer.status_code == 409
    assert not it.state.dilemmas[it.dilemma].publications


def test_who_reopens_gets_the_page_anew_with_its_code(place: Town) -> None:
    it = closed(place)
    answer = it.lead.post(
        f"/t/{it.id}/reopen", data={"key": "r", "as": "facilitator"}, headers=HTMX
    )
    assert (answer.status_code, answer.headers["hx-refresh"]) == (204, "true")
    assert f"code {it.code[:4]} {it.code[4:]}" in it.lead.get(it.console).text


# --- preview and publishing ---------------------------------------------------------------------


def test_20_the_preview_is_what_is_published(place: Town) -> None:
    it = closed(place, seats=3)
    it.lead.post(editor_of(it), data={"intro": PUBLIC, "b-detail": "Een **collega** leest mee."})
    preview = page_of(it.lead, f"{editor_of(it)}/preview")
    assert "Zo gaat het eruitzien. Alleen jij ziet dit." in preview.words
    assert not it.state.dilemmas[it.dilemma].publications, "looking publishes nothing"
    address = published(it)
    page = page_of(place.visitor(), address)
    assert PUBLIC in page.words
    assert sections(preview) == sections(page)


def test_20_a_preview_is_only_for_the_team(it: Trialogue, place: Town) -> None:
    for who in (place.visitor(), place.sign_in("Ander", "Andere team")):
        assert who.get(f"{editor_of(it)}/preview").status_code == 404


def test_publishing_takes_along_what_was_typed_last(it: Trialogue, place: Town) -> None:
    lead = Person(it.lead, script=False)
    page = lead.open(editor_of(it))
    button = next(e for e in page.get(id="publish").every("button") if e["form"] == "text")
    pairs = filled(page, page.get(id="text"), intro=PUBLIC)
    answer = it.lead.post(button["formaction"], data=dict(pairs))
    assert answer.status_code == 303
    said = page_of(it.lead, answer.headers["location"]).get(id="published")
    assert "Gelukt: versie 1 van deze weging is openbaar." in said.words
    address = said.get(id="public-address").words
    assert address.startswith(str(place.house.facade.public_url)), "whole, to pass on"
    assert PUBLIC in page_of(place.visitor(), address).words
    assert page_of(it.lead, editor_of(it)).find(id="published") is None, "it is said once"


def test_what_was_not_released_is_not_public(place: Town) -> None:
    it = closed(place)
    it.ok("reopen")
    secret = "Dit bleef in de zaal"
    phone = it.join("policy")
    it.go("options")
    it.ok("contribute", phone, dilemma=it.dilemma, option=it.options[0], kind="for", text=secret)
    it.ok("close-trialogue")
    address = published(it)
    reader = place.visitor()
    for path in (address, f"{address}/v/1", f"{address}/data.json", f"{address}/verify", "/"):
        assert secret not in reader.get(path).text
    assert secret in it.lead.get(f"/t/{it.id}/journal").text, "the control"


def test_20_a_second_version_needs_a_note_and_the_first_stays_to_be_read(
    it: Trialogue, place: Town
) -> None:
    address = published(it)
    tomorrow(it)
    page = page_of(it.lead, editor_of(it))
    assert "Versie 1 is openbaar." in page.words
    # Nothing is wrong with what was just published.
    card = page.get(id="publish")
    assert "Wil je iets verbeteren?" in card.words
    assert card.every(role="alert") == card.every(**{"class": "banner banner--error"}) == []
    answer = it.lead.post(f"{editor_of(it)}/publish", data={"key": "v2", "intro": PUBLIC})
    assert answer.status_code == 422
    assert SENTENCES["note_missing"] in answer.text
    assert text_of(read(answer.text), "intro") == PUBLIC
    reader = place.visitor()
    assert PUBLIC not in reader.get(address).text, "saved is not published"
    note = "De inleiding is duidelijker."
    assert published(it, "v2-again", intro=PUBLIC, note=note) == address
    newest, first = page_of(reader, address), page_of(reader, f"{address}/v/1")
    assert PUBLIC in newest.words
    assert note in newest.words
    assert "versie 2, 18 september 2026" in newest.words
    assert PUBLIC not in first.words
    assert "Dit is versie 1. Er is een nieuwere." in first.words
    assert first.find(href=address)
    assert page_of(reader, f"{address}/v/2").words == newest.words
    assert reader.get(f"{address}/v/3").status_code == 404
    assert text_of(page_of(it.lead, editor_of(it)), "note") in {"", note}


def test_two_weighings_with_one_question_get_addresses_of_their_own(place: Town) -> None:
    lead = place.sign_in()
    first, second = published(closed(place, lead)), published(closed(place, lead))
    assert first != second
    assert second == f"{first}-2"
    assert place.visitor().get(second).status_code == 200


def test_after_publishing_the_meeting_does_not_go_on(it: Trialogue) -> None:
    console = f"/t/{it.id}/lead"
    assert "Heropen de trialoog" in page_of(it.lead, console).words
    published(it)
    assert "Heropen de trialoog" not in page_of(it.lead, console).words
    answer = it.do("reopen")
    assert answer.status_code == 409
    assert SENTENCES["published"] in answer.text
    assert it.do("withdraw-outcome", outcome="x").status_code == 409


# --- the formal decision --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"decision": "follows", "on": "2026-12-01"}, "Volgt het advies, 1 december 2026"),
        (
            {"decision": "departs", "on": "2026-12-02", "why": "Er is <geen> geld."},
            "Wijkt af van het advies, 2 december 2026",
        ),
        ({"decision": "open"}, "Nog niet besloten"),
    ],
)
def test_the_formal_decision_stands_on_the_page_apart_from_the_advice(
    it: Trialogue, place: Town, typed: dict[str, str], words: str
) -> None:
    address = published(it)
    before = place.visitor().get(address).text
    seen = Person(it.lead, script=False).send(editor_of(it), "record-formal-decision", **typed)
    assert seen.raw.url.path == editor_of(it)
    assert f"Vastgelegd: {words}" in seen.fresh.get(id="formal").words
    assert place.visitor().get(address).text == before, "recording publishes nothing"
    published(it, "v2", note="Het besluit staat erbij.")
    decided = next(
        e
        for e in page_of(place.visitor(), address).every("section")
        if e["aria-labelledby"] == "besluit"
    )
    assert words in decided.words
    assert typed.get("why", "") in decided.words


def test_my_trialogues_say_how_far_a_weighing_is_and_lead_straight_to_it(
    it: Trialogue, place: Town
) -> None:
    def listed() -> str:
        return page_of(it.lead, "/trialogues").get(id="trialogues").words

    assert "De weging is nog niet openbaar." in listed()
    assert page_of(it.lead, "/trialogues").get(href=editor_of(it)).words.startswith("Schrijf")
    address = published(it)
    assert "Versie 1 is openbaar sinds 17 september 2026." in listed()
    assert "nog niet openbaar" not in listed()
    assert page_of(it.lead, "/trialogues").get(href=editor_of(it)).words.startswith("Bewerk")
    assert page_of(it.lead, "/trialogues").get(href=address).words.startswith("Bekijk")
    console = page_of(it.lead, f"/t/{it.id}/lead").get(id="ending")
    assert "Versie 1 is openbaar sinds 17 september 2026." in console.words
    assert console.find(href=address) is not None
    Person(it.lead, script=False).send(
        editor_of(it), "withdraw", ground="procedure", withdraw_reason="Er klopt iets niet."
    )
    assert "De weging is nog niet openbaar." not in listed()
    assert "van de site gehaald" in listed()


def test_a_decision_can_be_corrected_and_both_are_on_the_record(it: Trialogue) -> None:
    lead = Person(it.lead, script=False)
    lead.send(editor_of(it), "record-formal-decision", decision="follows", on="2026-12-01")
    lead.send(
        editor_of(it), "record-formal-decision", decision="departs", on="2026-12-05", why="Anders."
    )
    assert it.state.dilemmas[it.dilemma].decision.decision == "departs"
    journal = page_of(it.lead, f"/t/{it.id}/journal").words
    assert "Volgt het advies" in journal or "volgt het advies" in journal
    assert "Anders." in journal


def test_a_form_of_the_editor_that_is_used_twice_publishes_once(it: Trialogue) -> None:
    address = f"{editor_of(it)}/publish"
    form = {"key": "same", "intro": PUBLIC}
    answers = [it.lead.post(address, data=form) for _ in range(3)]
    assert {(a.status_code, a.headers["location"]) for a in answers} == {
        (303, answers[0].headers["location"])
    }
    assert len(it.state.dilemmas[it.dilemma].publications) == 1
    other = it.lead.post(address, data={**form, "intro": "Iets anders", "note": "Beter."})
    assert other.status_code == 409
    assert SENTENCES["key_used"] in other.text
    page = read(other.text)
    assert text_of(page, "intro") == "Iets anders"
    assert form_on(page, it.dilemma).get(name="key")["value"] != "same", "the next one counts"
    assert len(it.state.dilemmas[it.dilemma].publications) == 1
