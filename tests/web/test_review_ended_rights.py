"""A socket never outlives the right it came in with (number 3 of the security checklist)."""

import asyncio

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from tests.web.driving import BASE, HTMX, LIVE, Town, Trialogue, prepared, rows, started
from trialoog.live.rooms import NOT_THERE, SIGNED_OUT
from trialoog.web import socket
from trialoog.web.fields import READ

HELLO = '{"hello": 1, "last": 0}'
OWN = {"origin": BASE}


def test_3_signing_out_also_ends_a_socket_that_has_not_said_hello(place: Town) -> None:
    it = started(place)
    with it.lead.websocket_connect(f"{LIVE}/t/{it.id}/lead/live", headers=OWN) as connection:
        assert it.lead.post("/logout").status_code == 303
        connection.send_text(HELLO)
        assert connection.receive() == {
            "type": "websocket.close",
            "code": SIGNED_OUT,
            "reason": "",
        }


def test_3_deleting_a_rehearsal_also_ends_a_socket_that_has_not_said_hello(place: Town) -> None:
    lead = started(place).lead
    id = lead.post(f"/t/{started(place, lead).id}/rehearse").headers["location"].split("/")[2]
    lead.post(f"/t/{id}/start", data={"key": "start"})
    with lead.websocket_connect(f"{LIVE}/t/{id}/lead/live", headers=OWN) as connection:
        assert lead.post(f"/t/{id}/delete").status_code == 303
        connection.send_text(HELLO)
        assert connection.receive()["code"] == NOT_THERE


@pytest.mark.parametrize("which", ["lead", "screen"])
def test_3_a_socket_ends_with_the_session_it_came_in_with(
    place: Town, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    monkeypatch.setattr(socket, "RECHECK", 0.05)
    it = started(place)
    watcher = it.lead if which == "lead" else _projector(place, it)
    path = f"{LIVE}/t/{it.id}/{which}/live"
    with watcher.websocket_connect(path, headers=OWN) as connection:
        connection.send_text(HELLO)
        assert '"content"' in connection.receive()["text"]
        place.clock.forward(days=8)
        assert _until_closed(connection) == SIGNED_OUT


def test_3_a_socket_of_a_session_that_goes_on_stays(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "RECHECK", 0.02)
    it = started(place)
    with it.lead.websocket_connect(f"{LIVE}/t/{it.id}/lead/live", headers=OWN) as connection:
        connection.send_text(HELLO)
        connection.receive()
        # An open console is being used, so its session does not run out half-way a day.
        for _ in range(4):
            place.clock.forward(hours=11)
            place.run(asyncio.sleep, 0.3)
    assert it.lead.get(f"/t/{it.id}/lead").status_code == 200


def _until_closed(connection: WebSocketTestSession) -> int:
    while True:
        message = connection.receive()
        if message["type"] == "websocket.close":
            return int(message["code"])


def _projector(place: Town, it: Trialogue) -> TestClient:
    token = it.lead.post(f"/t/{it.id}/screen-link").text.split("/s/")[1].split('"')[0]
    screen = place.visitor()
    assert screen.post(f"/s/{token.split('<')[0].strip()}").status_code == 303
    return screen


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_no_command_breaks_on_a_trialogue_in_preparation(
    place: Town, headers: dict[str, str]
) -> None:
    lead = place.sign_in()
    it = prepared(place, lead)
    for name in READ:
        fields = {"as": "facilitator", "reads": "yes", "perspective": "policy"}
        answer = lead.post(f"/t/{it.id}/{name}", data=fields, headers=headers)
        assert answer.status_code == 409, name


@pytest.mark.parametrize("which", ["lead", "screen"])
def test_a_trialogue_in_preparation_has_no_live_page(place: Town, which: str) -> None:
    lead = place.sign_in()
    it = prepared(place, lead)
    with lead.websocket_connect(f"{LIVE}/t/{it.id}/{which}/live", headers=OWN) as connection:
        assert connection.receive()["code"] == NOT_THERE


def test_what_can_not_be_used_any_more_is_gone_after_a_restart(place: Town) -> None:
    place.sign_in()
    place.clock.forward(days=8)
    with TestClient(place.app, base_url=BASE):
        assert rows(place, "SELECT COUNT(*) FROM signin_session") == [(0,)]
        assert rows(place, "SELECT COUNT(*) FROM signin_link") == [(0,)]
