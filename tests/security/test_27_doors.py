"""What was found by trying as an attacker, held: a cookie that somebody made up, a header that
comes twice, a number that is none. Numbers 13 and 27 of the checklist, and 6 for the last.
"""

from typing import Any

import pytest

from tests.web.driving import BASE, LIVE, Town, started
from trialoog.live.rooms import NOT_THERE
from trialoog.web.socket import RELOAD

SEAT = {"perspective": "policy", "rules": "1"}


def test_27_a_cookie_that_somebody_made_up_takes_no_seat_behind_a_closed_door(place: Town) -> None:
    """Who had the page before it closed is told so kindly; nobody comes in by that."""
    it = started(place)
    it.ok("close-door")
    stranger = place.visitor()
    stranger.cookies.set(f"seat-{it.id}", "x" * 43)
    assert stranger.post(f"/j/{it.code}", data=SEAT).status_code == 409
    assert not it.state.seats
    assert stranger.get(f"/t/{it.id}").status_code == 404
    assert _first(stranger, f"/t/{it.id}/live")["code"] == NOT_THERE
    it.ok("renew-code")
    old, wrong = stranger.get("/j/ABCDEFGH"), stranger.get("/j/ABCDEFGJ")
    assert old.status_code == wrong.status_code == 404
    assert old.text.replace("ABCDEFGH", "") == wrong.text.replace("ABCDEFGJ", "")


@pytest.mark.parametrize(
    "sites", [("same-origin", "cross-site"), ("cross-site", "same-origin"), ("none", "same-site")]
)
def test_13_a_header_that_comes_twice_is_believed_only_when_both_are_fine(
    place: Town, sites: tuple[str, str]
) -> None:
    visitor = place.visitor()
    del visitor.headers["sec-fetch-site"]
    for headers in (sites, (sites[1], sites[0])):
        pairs = [("sec-fetch-site", site) for site in headers]
        assert visitor.post("/logout", headers=pairs).status_code == 403
    pairs = [("sec-fetch-site", "same-origin")] * 2
    assert visitor.post("/logout", headers=pairs).status_code == 303


def _first(who: Any, path: str) -> Any:
    with who.websocket_connect(LIVE + path, headers={"origin": BASE}) as socket:
        socket.send_text('{"hello": 1, "last": 0}')
        return socket.receive()


@pytest.mark.parametrize("page", ["lead", "screen"])
def test_6_a_number_in_the_address_of_a_socket_that_is_none_breaks_nothing(
    page: str, place: Town
) -> None:
    it = started(place)
    for odd in ("²", "٣", "9" * 5000, "-1", "", "x"):
        assert '"content"' in _first(it.lead, f"/t/{it.id}/{page}/live?code={odd}")["text"], odd
    assert _first(it.lead, f"/t/{it.id}/{page}/live?code=7")["code"] == RELOAD
