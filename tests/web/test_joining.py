"""Joining with a code: easy for a room behind one address, useless to guess."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.driving import BASE, LIVE, Town, started
from tests.web.screens import read
from trialoog.core.ids import CODE_ALPHABET, CODE_LENGTH
from trialoog.web.socket import NOT_ALLOWED, RELOAD


def test_27_a_code_is_eight_unambiguous_characters(place: Town) -> None:
    code = started(place).code
    assert len(code) == CODE_LENGTH == 8
    assert set(code) <= set(CODE_ALPHABET)
    assert not set("01OIL") & set(CODE_ALPHABET)


@pytest.mark.parametrize("typed", ["{}", "{} ", "low", "spaced", "dashed"])
def test_a_code_may_be_typed_as_people_type(place: Town, typed: str) -> None:
    code = started(place).code
    shapes = {
        "low": code.lower(),
        "spaced": f"{code[:4]} {code[4:]}",
        "dashed": f"{code[:4]}-{code[4:]}",
    }
    visitor = place.visitor()
    answer = visitor.get("/join", params={"code": shapes.get(typed, typed.format(code))})
    assert answer.headers["location"] == f"/j/{code}"
    assert visitor.get(f"/j/{code}").status_code == 200


def test_27_a_wrong_and_a_closed_code_answer_alike(place: Town) -> None:
    it = started(place)
    code = it.code
    it.ok("close-door")
    stranger = place.visitor()
    closed, wrong = stranger.get(f"/j/{code}"), stranger.get("/j/ABCDEFGH")
    odd = stranger.get("/j/%00%3Cscript%3E")
    assert closed.status_code == wrong.status_code == odd.status_code == 404
    # The code stands in its field again, to be mended; all the rest is the same.
    assert closed.text.count(code) == wrong.text.count("ABCDEFGH") == 1
    assert closed.text.replace(code, "") == wrong.text.replace("ABCDEFGH", "")
    assert "<script>" not in odd.text.partition("<main")[2]
    assert (
        stranger.post(f"/j/{code}", data={"perspective": "policy", "rules": "1"}).status_code == 404
    )


def test_who_reads_another_language_is_told_that_of_the_conversation(place: Town) -> None:
    address, said = f"/j/{started(place).code}", "This conversation is in Dutch."
    english = place.visitor().get(address, headers={"accept-language": "en"})
    assert said in read(english.text).words
    assert "Dit gesprek is in het" not in place.visitor().get(address).text


def test_who_forgets_something_is_told_so_in_a_sentence_of_ours(place: Town) -> None:
    visitor, address = place.visitor(), f"/j/{started(place).code}"
    assert "novalidate" in read(visitor.get(address).text).get(id="join").attrs
    chosen, ticked = "Kies een perspectief.", "Lees de afspraken en zet het vinkje."
    for typed, told in (
        ({}, {chosen, ticked}),
        ({"rules": "1"}, {chosen}),
        ({"perspective": "policy"}, {ticked}),
    ):
        answer = visitor.post(address, data={"key": str(typed), **typed})
        assert answer.status_code == 422
        words = read(answer.text).words
        assert {said for said in (chosen, ticked) if said in words} == told


def test_what_one_agrees_to_is_one_tap_away(place: Town) -> None:
    page = read(place.visitor().get(f"/j/{started(place).code}").text)
    (tick,) = [label for label in page.every("label") if label.find(name="rules")]
    (link,) = tick.every("a")
    assert link.words == "deze afspraken"
    there = page.get(id=link["href"].removeprefix("#"))
    assert there["tabindex"] == "-1", "so that it gets the focus"
    assert there.words == "Zo praten we met elkaar"


def test_who_has_a_seat_comes_back_through_a_closed_door(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.ok("close-door")
    assert phone.get(f"/j/{it.code}").headers["location"] == f"/t/{it.id}"
    assert phone.get(f"/t/{it.id}").status_code == 200


def test_who_was_thanked_can_come_in_again_when_it_is_reopened_as_was_said(place: Town) -> None:
    it = started(place)
    phone, before = it.join("policy"), it.code
    said = "Gaat het gesprek toch verder? Scan dan de nieuwe code op het scherm."
    assert said in phone.get(f"/t/{it.id}").text, "what the page shows once the meeting closes"
    it.go("decide")
    it.ok("close-trialogue")
    it.ok("reopen")
    assert it.code != before
    assert phone.get(f"/j/{before}").status_code == 404
    joining = phone.post(f"/j/{it.code}", data={"perspective": "policy", "rules": "1"})
    assert joining.status_code == 303
    assert phone.get(f"/t/{it.id}").status_code == 200


def test_28_failures_are_limited_and_success_is_not(place: Town) -> None:
    it = started(place)
    for _ in range(40):
        it.join("politics")
    guesser = place.visitor()
    statuses = [guesser.get("/j/ABCDEFGH").status_code for _ in range(310)]
    assert statuses[30] == 404
    assert statuses[-1] == 429
    # The pause holds for every way in.
    assert guesser.post("/j/ABCDEFGH", data={}).status_code == 429


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rules": "1"}, "perspective"),
        ({"perspective": "king", "rules": "1"}, "perspective"),
        ({"perspective": "oversight-not-here", "rules": "1"}, "perspective"),
        ({"perspective": "policy"}, "rules"),
    ],
)
def test_a_bad_join_is_told_beside_the_field(
    place: Town, fields: dict[str, str], field: str
) -> None:
    it = started(place)
    answer = place.visitor().post(f"/j/{it.code}", data=fields)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "set-cookie" not in answer.headers
    assert not it.state.seats


def test_joining_twice_with_one_phone_takes_one_seat(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    again = phone.post(f"/j/{it.code}", data={"perspective": "politics", "rules": "1"})
    assert again.status_code == 303
    assert list(it.state.seats.values()) == ["policy"]


def test_giving_a_seat_back_lets_one_choose_again(place: Town) -> None:
    it = started(place)
    phone = it.join("policy")
    it.ok("leave-seat", phone)
    assert not it.state.seats
    assert phone.get(f"/t/{it.id}").status_code == 404


# --- a new code ---------------------------------------------------------------------------


def live(who: TestClient, path: str) -> Any:
    return who.websocket_connect(LIVE + path, headers={"origin": BASE})


def code_that_ends(socket: Any) -> int:
    while (message := socket.receive())["type"] != "websocket.close":
        pass
    return int(message["code"])


def test_30_a_new_code_keeps_out_who_has_the_old_one(place: Town) -> None:
    it = started(place)
    phone, old = it.join("policy"), it.code
    with live(it.lead, f"/t/{it.id}/screen/live?code=0") as screen:
        screen.send_text('{"hello": 1, "last": 0}')
        screen.receive_text()
        it.ok("renew-code")
        assert code_that_ends(screen) == RELOAD, "the code on the screen is an old one"
    assert it.code != old
    page = it.lead.get(f"/t/{it.id}/screen").text
    assert it.code in page.replace(" ", "")
    assert "screen/live?code=1" in page
    with live(it.lead, f"/t/{it.id}/screen/live?code=1") as screen:
        screen.send_text('{"hello": 1, "last": 0}')
        assert '"content"' in screen.receive_text()
    assert place.visitor().get(f"/j/{old}").status_code == 404
    assert phone.get(f"/t/{it.id}").status_code == 200, "who is in stays in"


def test_30_everybody_can_be_asked_to_come_in_anew(place: Town) -> None:
    it = started(place)
    phone, intruder = it.join("policy"), it.join("politics")
    it.go("explore")
    typed = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    it.ok("contribute", phone, text="Mijn verhaal", **typed)
    with live(intruder, f"/t/{it.id}/live") as page:
        page.send_text('{"hello": 1, "last": 0}')
        page.receive_text()
        it.ok("renew-code", empty="1")
        assert code_that_ends(page) == NOT_ALLOWED
    for who in (phone, intruder):
        assert who.get(f"/t/{it.id}").status_code == 403
        with live(who, f"/t/{it.id}/live") as page:
            assert code_that_ends(page) == NOT_ALLOWED
    assert place.visitor().get(f"/t/{it.id}").status_code == 404
    back = phone.post(f"/j/{it.code}", data={"perspective": "policy", "rules": "1"})
    assert back.status_code == 303
    assert "Mijn verhaal" in phone.get(f"/t/{it.id}").text, "what was mine is mine again"
    assert intruder.get(f"/t/{it.id}").status_code == 403
