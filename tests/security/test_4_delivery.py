"""Number 4: what is sent is looked at when it is sent. Per audience, a right that ended gets no
more, and nobody else's socket pays for it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.driving import BASE, LIVE, Town, Trialogue, started
from tests.web.test_accounts import account_of, come_in, invited, team_of

HELLO = '{"hello": 1, "last": 0}'
PLANTED = "Woorden die na het einde kwamen"

Ends = Callable[[Trialogue, TestClient], Any]


def _watch(who: TestClient, path: str) -> Any:
    return who.websocket_connect(LIVE + path, headers={"origin": BASE})


def _until_closed(socket: Any) -> tuple[int, str]:
    """The code that it is closed with, and all that came before."""
    came = ""
    while (message := socket.receive())["type"] != "websocket.close":
        came += message["text"]
    return int(message["code"]), came


def _takes_out(it: Trialogue, colleague: TestClient) -> None:
    gone = {"account": account_of(it.town, "Nieuw")}
    assert it.lead.post(f"/team/{team_of(it.lead)}/remove", data=gone).status_code == 303


def _says(it: Trialogue) -> None:
    """Put words on the board that console, projector and phones all show."""
    it.ok("add-option", dilemma=it.dilemma, title=PLANTED)


COLLEAGUE: dict[str, tuple[str, Ends]] = {
    "a console whose leader was taken out of the team": ("lead/live", _takes_out),
    "a projector whose leader was taken out of the team": ("screen/live", _takes_out),
    "a console that signed out": ("lead/live", lambda _, who: who.post("/logout")),
    "a projector that signed out": ("screen/live", lambda _, who: who.post("/logout")),
    "a console that was signed out elsewhere": (
        "lead/live",
        lambda it, who: _elsewhere(it.town, who),
    ),
}
PHONE: dict[str, Ends] = {
    "a phone that left by another tab": lambda it, who: it.ok("leave-seat", who),
    "a phone when all come in anew": lambda it, _: it.ok("renew-code", empty="1"),
}


def _elsewhere(place: Town, who: TestClient) -> None:
    """The same person ends all other sessions from a second browser."""
    session = place.visitor()
    session.cookies.update(who.cookies)
    assert session.post("/logout").status_code == 303


@pytest.mark.parametrize("case", COLLEAGUE)
def test_4_who_leads_no_more_gets_no_more(case: str, place: Town) -> None:
    it = started(place)
    it.go("options")
    page, end = COLLEAGUE[case]
    colleague = come_in(place, invited(it.lead, team_of(it.lead)))
    with (
        _watch(colleague, f"/t/{it.id}/{page}") as socket,
        _watch(it.lead, f"/t/{it.id}/{page}") as other,
    ):
        for each in (socket, other):
            each.send_text(HELLO)
            assert '"content"' in each.receive_text()
        end(it, colleague)
        _says(it)
        _, came = _until_closed(socket)
        assert PLANTED not in came
    with _watch(it.lead, f"/t/{it.id}/{page}") as other:
        other.send_text(HELLO)
        assert PLANTED in other.receive_text(), "who still may, sees it"


@pytest.mark.parametrize("case", PHONE)
def test_4_a_phone_whose_right_ended_gets_no_more(case: str, place: Town) -> None:
    it = started(place)
    it.go("options")
    phone, other = it.join("policy"), it.join("politics")
    with _watch(phone, f"/t/{it.id}/live") as socket:
        socket.send_text(HELLO)
        socket.receive_text()
        PHONE[case](it, phone)
        _says(it)
        _, came = _until_closed(socket)
        assert PLANTED not in came
    if case == "a phone when all come in anew":
        other.post(f"/j/{it.code}", data={"perspective": "politics", "rules": "1"})
    with _watch(other, f"/t/{it.id}/live") as socket:
        socket.send_text(HELLO)
        assert PLANTED in socket.receive_text()


def test_4_a_projector_by_link_stays_when_a_colleague_goes(place: Town) -> None:
    it = started(place)
    it.go("options")
    colleague = come_in(place, invited(it.lead, team_of(it.lead)))
    token = it.lead.post(f"/t/{it.id}/screen-link").text.split("/s/")[1].split('"')[0]
    screen = place.visitor()
    assert screen.post(f"/s/{token.split('<')[0].strip()}").status_code == 303
    with _watch(screen, f"/t/{it.id}/screen/live") as socket:
        socket.send_text(HELLO)
        socket.receive_text()
        _takes_out(it, colleague)
        _says(it)
        while PLANTED not in (came := socket.receive_text()):
            assert '"at"' in came or '"content"' in came


def test_2_a_cookie_of_one_audience_opens_no_other(place: Town) -> None:
    """What a message or an address says of itself counts for nothing."""
    it = started(place)
    phone = it.join("policy")
    for page in ("lead/live", "screen/live"):
        for query in ("", "?as=facilitator&role=facilitator"):
            with _watch(phone, f"/t/{it.id}/{page}{query}") as socket:
                socket.send_text(HELLO)
                code, came = _until_closed(socket)
                assert (code, came) == (4403, "")
    with _watch(phone, f"/t/{it.id}/live") as socket:
        socket.send_text(
            '{"hello": 1, "last": 0, "role": "facilitator", "perspective": "politics"}'
        )
        content = socket.receive_text()
    with _watch(it.lead, f"/t/{it.id}/lead/live") as socket:
        socket.send_text(HELLO)
        assert socket.receive_text() != content
