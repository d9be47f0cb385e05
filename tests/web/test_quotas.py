"""How much one phone, one network and one trialogue may ask. Numbers 7 and 31 of the checklist."""

import json
from contextlib import ExitStack

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.driving import BASE, LIVE, Town, Trialogue, started
from trialoog.web import caps
from trialoog.web.caps import Caps
from trialoog.web.socket import TOO_MUCH

HELLO = json.dumps({"hello": 1, "last": 0})


def test_7_a_phone_holds_a_few_connections_and_then_no_more(place: Town) -> None:
    it = started(place)
    phone, other = it.join("policy"), it.join("politics")
    path, mine = f"{LIVE}/t/{it.id}/live", {"origin": BASE}
    with ExitStack() as open_pages:
        for _ in range(caps.PER_SEAT):
            page = open_pages.enter_context(phone.websocket_connect(path, headers=mine))
            page.send_text(HELLO)
            assert '"content"' in page.receive_text()
        with phone.websocket_connect(path, headers=mine) as one_more:
            assert one_more.receive()["code"] == TOO_MUCH
        with other.websocket_connect(path, headers=mine) as somebody_else:
            somebody_else.send_text(HELLO)
            assert '"content"' in somebody_else.receive_text()
    with phone.websocket_connect(path, headers=mine) as again:
        again.send_text(HELLO)
        assert '"content"' in again.receive_text()


def test_7_networks_and_trialogues_have_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "PER_TRIALOGUE", 4)
    held, most = ExitStack(), Caps(per_network=3)

    def comes(seat: str, network: str, trialogue: str = "t") -> bool:
        let_go = most.hold(seat=seat, network=network, trialogue=trialogue)
        return let_go is not None and bool(held.callback(let_go))

    with held:
        assert [comes(f"s{n}", "here") for n in range(4)] == [True, True, True, False]
        assert comes("s5", "there")
        assert not comes("s6", "there"), "the trialogue is full"
        assert comes("s6", "there", "another")
    assert not most._open, "nothing is remembered of who left"
    assert most.hold(seat="s0", network="here", trialogue="t")


def test_31_a_phone_that_does_not_stop_is_asked_to_wait(place: Town) -> None:
    it = started(place)
    phone, other = it.join("policy"), it.join("politics")
    it.go("explore")
    most = place.settings.acts_per_minute
    # What is refused for its kind counts too. A minute that ends meanwhile leaves room for more.
    seen = {write(it, phone, "Mijn verhaal", kind="?").status_code for _ in range(most)}
    assert seen == {422}
    answers = (write(it, phone, "Mijn verhaal", kind="?") for _ in range(most))
    answer = next(answer for answer in answers if answer.status_code != 422)
    assert answer.status_code == 429
    assert "Mijn verhaal" in answer.text, "it is still in the form"
    assert "Wacht een minuut" in answer.text
    assert write(it, other, "Een ander verhaal").status_code == 200, "the others notice nothing"
    assert [c.text for c in it.state.contributions.values()] == ["Een ander verhaal"]


def write(it: Trialogue, who: TestClient, text: str, kind: str = "signal") -> Response:
    return it.do(
        "contribute",
        who,
        dilemma=it.dilemma,
        round=str(it.state.round),
        pole="a",
        kind=kind,
        text=text,
    )
