"""Words that have to go, go everywhere, and the record says that they went. The chain holds."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.driving import (
    BASE,
    LIVE,
    Town,
    Trialogue,
    closed,
    held,
    prepared,
    published,
    recorded,
    started,
)
from tests.web.screens import Person, read, said
from trialoog.store import export, journal
from trialoog.store.db import Db

NAME = "Sjaan Geplant"
TEXT = f"Bij {NAME} aan de balie ging het mis"
GROUND = "Er stond een naam in."


def _write(it: Trialogue, phone: TestClient, text: str, **more: str) -> None:
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    it.ok("contribute", phone, text=text, **{**about, **more})


def _explored(place: Town) -> tuple[Trialogue, TestClient]:
    """A trialogue in which somebody was named, in other words first, and it was revealed."""
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, f"{NAME}, eerdere woorden")
    (text,) = it.state.contributions
    it.ok("reword-contribution", phone, contribution=str(text), text=TEXT, kind="signal")
    it.ok("reveal", round=str(it.state.round))
    return it, phone


def _redact(it: Trialogue, words: str = NAME, ground: str = GROUND, key: str = "redact") -> Any:
    form = {"key": key, "words": words, "ground": ground}
    return it.lead.post(f"/t/{it.id}/redact", data=form)


def _problems(place: Town, it: Trialogue) -> Any:
    async def call(db: Db) -> tuple[str | None, list[str]]:
        return await journal.verify(db, it.id), export.verify(await export.full(db, it.id))

    return place.run(call, place.house.db)


def _public(place: Town, seats: int = 0) -> tuple[Trialogue, str]:
    """A trialogue whose published weighing names somebody, in two versions."""
    it = closed(place, seats=seats, draft={"background": f"Dit schreef {NAME} ons."})
    address = published(it)
    published(it, "again", note=f"Nu zonder {NAME}.", intro=f"Met {NAME} besproken.")
    return it, address


def test_a_text_of_the_board_goes_with_every_wording_and_copy(place: Town) -> None:
    it, _ = _explored(place)
    assert NAME.encode() in held(place)
    answer = _redact(it)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/t/{it.id}/journal?said=redacted",
    )
    assert NAME.encode() not in held(place)
    assert NAME not in str(it.state)
    assert _problems(place, it) == (None, [])


def test_the_record_says_that_words_went_when_why_and_by_whom(place: Town) -> None:
    it, _ = _explored(place)
    _redact(it)
    page = it.lead.get(f"/t/{it.id}/journal?said=redacted")
    words = read(page.text).words
    assert "De gespreksleider maakte een tekst onleesbaar. De reden:" in words
    assert GROUND in words
    assert "(deze tekst is teruggehouden of verwijderd)" in words
    assert NAME not in page.text

    async def facts(db: Db) -> Any:
        return await journal.read(db, it.id)

    last = place.run(facts, place.house.db)[-1]
    assert last.by.account
    assert last.event.ground == GROUND
    assert len(last.event.contributions) == 1


def test_every_open_page_shows_that_a_text_went(place: Town) -> None:
    it, phone = _explored(place)
    _redact(it)
    for who, path in ((phone, ""), (it.lead, "/lead"), (it.lead, "/screen")):
        page = who.get(f"/t/{it.id}{path}").text
        assert NAME not in page
        assert "\x1a" not in page
        assert "[verwijderd]" in page


def test_those_who_watch_see_it_at_once(place: Town) -> None:
    it, phone = _explored(place)
    with phone.websocket_connect(f"{LIVE}/t/{it.id}/live", headers={"origin": BASE}) as page:
        page.send_json({"hello": 1, "last": 0})
        assert NAME in page.receive_text()
        _redact(it)
        news = page.receive_text()
        while "[verwijderd]" not in news:
            news = page.receive_text()
        assert NAME not in news


def test_the_full_export_says_redacted_and_not_who_wrote_first(place: Town) -> None:
    it, _ = _explored(place)
    _redact(it)
    data = it.lead.get(f"/t/{it.id}/export.json").json()
    assert export.verify(data) == []
    opened = [entry for entry in data["facts"] if "record" in entry]
    revealed = next(entry for entry in opened if entry["record"]["kind"] == "Revealed")
    assert revealed["texts"] == ["redacted"]
    last = opened[-1]
    assert last["record"]["kind"] == "TextsRedacted"
    # The facts of the writing stand in the order of writing: nothing may point at them.
    assert last["record"]["data"]["texts"] == []
    assert last["record"]["data"]["contributions"] == list(it.state.contributions)


def test_other_facts_lose_their_text_and_keep_the_rest(place: Town) -> None:
    it = started(place, question=f"Wat doen we voor {NAME}?")
    it.go("decide")
    recorded(it, it.options[0], reason=f"{NAME} vindt dit te duur.")
    _redact(it)
    assert NAME.encode() not in held(place)
    state = it.state
    assert state.title == "Kleine bedragen"
    for path in ("lead", "journal", "screen", f"weighing/{it.dilemma}"):
        page = it.lead.get(f"/t/{it.id}/{path}")
        assert page.status_code == 200
        assert NAME not in page.text
        assert "\x1a" not in page.text
    # A copy starts from the preparation, without the name.
    made = it.lead.post(f"/t/{it.id}/copy", data={"key": "copy"}).headers["location"]
    copied = it.lead.get(made).text
    assert NAME not in copied
    assert "Wat doen we voor [verwijderd]?" in copied


def test_a_weighing_is_not_published_with_a_reason_that_went(place: Town) -> None:
    it = started(place)
    it.go("decide")
    *others, last = it.options
    for option in others:
        recorded(it, option)
    recorded(it, last, "chosen", reason=f"{NAME} vindt dit te duur.")
    it.ok("close-trialogue")
    _redact(it)
    address = f"/t/{it.id}/weighing/{it.dilemma}"
    assert it.lead.post(f"{address}/publish", data={"key": "p"}).status_code == 409
    letter = next(o for o in it.state.options.values() if str(o.id) == last).letter.lower()
    published(it, "p2", **{f"{letter}-reason": "Dit is te duur.", "choice": "Dit kiezen we."})


# == what is public ==


def test_every_public_version_loses_the_passage_and_says_so(place: Town) -> None:
    it, address = _public(place)
    reader = place.visitor()
    _redact(it)
    assert NAME.encode() not in held(place)
    for path in (address, f"{address}/v/1", f"{address}/v/2"):
        page = reader.get(path).text
        assert NAME not in page
        assert "Uit deze versie is een passage verwijderd, voor het laatst op" in page
        assert "17 september 2026" in page
    assert "Met [verwijderd] besproken." in reader.get(address).text
    assert "Dit schreef [verwijderd] ons." in reader.get(f"{address}/v/1").text
    assert reader.get("/?q=geplant").text.count(address) == 0


def test_the_data_of_a_redacted_version_still_prove_it(place: Town) -> None:
    it, address = _public(place)
    reader = place.visitor()
    paths = [f"{address}/v/{version}/data.json" for version in (1, 2)]
    before = [reader.get(path).json() for path in paths]
    _redact(it)
    for path, was in zip(paths, before, strict=True):
        data = reader.get(path).json()
        assert export.verify(data) == []
        assert NAME not in json.dumps(data)
        assert data["document_digest"] != was["document_digest"]
        records = [entry["record"] for entry in data["facts"] if "record" in entry]
        last = records[-1]
        assert last["kind"] == "WeighingRedacted"
        assert last["data"]["document"] == data["document_digest"]
        assert last["data"]["was"] == was["document_digest"]
        for broken in ("was", "document"):
            forged = json.loads(json.dumps(data))
            forged["facts"][-1]["record"]["data"][broken] = "0" * 64
            assert export.verify(forged) != []


def test_who_checks_the_number_gets_an_honest_answer(place: Town) -> None:
    it, address = _public(place)
    reader = place.visitor()
    kept = reader.get(f"{address}/data.json").json()["document_digest"]
    _redact(it)
    now = reader.get(f"{address}/data.json").json()["document_digest"]
    shown = re.sub(r"\s", "", read(reader.get(address).text).words)
    for page in (shown, reader.get(f"{address}/verify").text):
        assert kept in page
        assert now in page


def test_a_version_can_be_redacted_again(place: Town) -> None:
    it, address = _public(place)
    _redact(it)
    assert _redact(it, "besproken", key="second").status_code == 303
    data = place.visitor().get(f"{address}/data.json").json()
    assert export.verify(data) == []
    assert "besproken" not in json.dumps(data["document"])
    published(it, "third", note="Derde versie.")
    third = place.visitor().get(f"{address}/data.json").json()
    assert export.verify(third) == []
    assert third["document"]["version"] == 3
    assert NAME not in json.dumps(third)
    assert "passage verwijderd" not in place.visitor().get(address).text


def test_what_is_not_public_leaves_no_trace_in_public(place: Town) -> None:
    it = closed(place, seats=3)
    address = published(it)
    reader = place.visitor()
    before = [reader.get(f"{address}{page}").content for page in ("", "/data.json", "/verify")]
    it.lead.post(f"/t/{it.id}/weighing/{it.dilemma}", data={"intro": f"Over {NAME}."})
    assert _redact(it).status_code == 303
    assert NAME.encode() not in held(place)
    assert before == [
        reader.get(f"{address}{page}").content for page in ("", "/data.json", "/verify")
    ]


# == the page ==


@pytest.mark.parametrize(
    ("words", "ground", "code"),
    [
        ("", GROUND, "words_missing"),
        ("ab", GROUND, "words_short"),
        ("Komt nergens voor", GROUND, "words_not_found"),
        (NAME, "", "ground_missing"),
        (NAME, "x" * 5001, "too_long"),
    ],
)
def test_what_stands_in_the_way_is_said_beside_the_field(
    place: Town, words: str, ground: str, code: str
) -> None:
    it, _ = _explored(place)
    before = it.state.seq
    answer = _redact(it, words, ground)
    assert answer.status_code == 422
    assert (
        said(code, limit=3 if code == "words_short" else 5000, length=5001)
        in read(answer.text).words
    )
    assert it.state.seq == before
    assert NAME.encode() in held(place)


def test_the_page_shows_where_the_words_stand_before_anything_goes(
    place: Town, script: bool
) -> None:
    it, address = _public(place)
    lead = Person(it.lead, script)
    found = lead.send(f"/t/{it.id}/redact", "search", words=NAME.lower())
    assert "De openbare weging, versie 1: alleen deze passage" in found.news
    assert "De openbare weging, versie 2: alleen deze passage" in found.news
    assert "De werktekst voor een volgende versie" in found.news
    assert "De voorbereiding" in found.news
    assert f"Dit schreef {NAME} ons." in found.news
    assert NAME in place.visitor().get(address).text


def test_from_the_record_to_a_text_that_went(place: Town) -> None:
    it, _ = _explored(place)
    lead = Person(it.lead, script=False)
    links = [a["href"] for a in lead.open(f"/t/{it.id}/journal").every("a") if "?fact" in a["href"]]
    assert all(re.search(r"/redact\?fact=\d+&quote=\d+$", link) for link in links)
    shown = {link: lead.open(link) for link in links}
    (at,) = [link for link, page in shown.items() if page.value("words") == TEXT]
    assert "Een tekst op het bord, met alle eerdere woorden en kopieën" in shown[at].words
    sent = lead.send(at, "redact", ground=GROUND)
    assert "De woorden zijn onleesbaar gemaakt." in sent.news
    assert NAME.encode() not in held(place)


def test_a_form_that_is_sent_twice_removes_once(place: Town) -> None:
    it, _ = _explored(place)
    assert _redact(it).status_code == _redact(it).status_code == 303
    kinds = it.lead.get(f"/t/{it.id}/export.json").text.count("TextsRedacted")
    assert kinds == 1
    assert _redact(it, "andere woorden").status_code == 409


def test_what_the_room_never_saw_can_not_be_found_by_its_words(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    _write(it, phone, TEXT)
    answer = it.lead.post(f"/t/{it.id}/redact/search", data={"words": NAME})
    nowhere = it.lead.post(f"/t/{it.id}/redact/search", data={"words": "Niemand Nergens"})
    assert answer.status_code == nowhere.status_code == 422
    assert answer.text.replace(NAME, "") == nowhere.text.replace("Niemand Nergens", "")
    assert _redact(it).status_code == 422


def test_words_are_found_as_whole_words_whatever_the_case_and_the_blanks(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.go("explore")
    for text in ("Sjaan  GEPLANT belde", "Sjaangeplant niet", "Met Sjaan Geplante ook niet"):
        _write(it, phone, text)
    it.ok("reveal", round=str(it.state.round))
    assert _redact(it).status_code == 303
    left = sorted(c.text for c in it.state.contributions.values())
    assert left == ["\x1a", "Met Sjaan Geplante ook niet", "Sjaangeplant niet"]


def test_a_draft_has_no_record_to_redact(place: Town) -> None:
    it = prepared(place, place.sign_in())
    assert it.lead.get(f"/t/{it.id}/redact").status_code == 404
    assert _redact(it).status_code == 404


def test_nobody_else_can_redact(place: Town) -> None:
    it, phone = _explored(place)
    other = place.sign_in("Ander", "Andere team")
    for who, status in ((phone, 403), (other, 404), (place.visitor(), 404)):
        for path in ("", "/search"):
            form = {"key": "k", "words": NAME, "ground": GROUND}
            assert who.post(f"/t/{it.id}/redact{path}", data=form).status_code == status
    assert NAME in str(it.state)
