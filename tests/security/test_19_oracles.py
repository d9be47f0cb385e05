"""Number 19, and that nobody learns from an answer whether something is there: not by its words,
its headers or its time.
"""

import time
from statistics import median
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.driving import BASE, LIVE, Town, Trialogue, closed, prepared, published, started
from tests.web.test_accounts import invited, team_of
from trialoog.web.routes import SOCKETS, TABLE

PLANTED = "Geplante woorden"
NAME = "Wilhelmina Geplant"


def _plain(answer: Response) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer but the number of its request, which is random."""
    headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
    return answer.status_code, answer.content, headers


# --- what is not public ---------------------------------------------------------------------


def _public(place: Town) -> list[tuple[int, bytes, dict[str, str]]]:
    """Every public page and file that somebody finds, with its headers and tags."""
    reader = place.visitor()
    found = ["/", "/how", "/privacy", "/accessibility", "/w/kleine-bedragen"]
    found += ["/w/kleine-bedragen/data.json", "/w/kleine-bedragen/verify"]
    found += [f"/?q={words}" for words in ("geplante", "Wilhelmina", "bedrag", "andere")]
    found += ["/sitemap.xml", "/robots.txt", "/feed", "/api", "/w/", "/t", "/trialogues/"]
    found += ["/feed.atom", "/subjects/zorg/feed.atom", "/overview", "/follow"]
    found += ["/rejected?q=geplante", "/api/v1/weighings", "/api/v1/weighings?q=geplante"]
    return [_plain(reader.get(path)) for path in found]


def test_19_a_draft_and_a_meeting_leave_no_trace_in_public(place: Town) -> None:
    published(closed(place))
    before = _public(place)
    lead = place.sign_in(NAME, f"Team {PLANTED}")
    prepared(place, lead, title=PLANTED, question=f"{PLANTED}?", background=PLANTED)
    assert _public(place) == before
    it = started(place, lead, title=PLANTED, question=f"{PLANTED}?", background=PLANTED)
    phone = it.join("policy")
    it.go("explore")
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    it.ok("contribute", phone, text=PLANTED, **about)
    it.ok("reveal", round=str(it.state.round))
    assert _public(place) == before


def test_19_an_outcome_is_not_public_before_it_is_published(place: Town) -> None:
    published(closed(place))
    before = _public(place)
    it = closed(place, place.sign_in(NAME), draft={"title": PLANTED, "question": f"{PLANTED}?"})
    texts = {"intro": PLANTED}
    address = f"/t/{it.id}/weighing/{it.dilemma}"
    it.lead.post(address, data=texts)
    assert it.lead.get(f"{address}/preview").status_code == 200
    assert _public(place) == before
    public = published(it)
    assert _public(place) != before
    page = place.visitor().get(public).text + place.visitor().get(f"{public}/data.json").text
    assert PLANTED in page
    assert NAME not in page, "who led it is nobody's business"


# --- whether something is there ---------------------------------------------------------------


def _nobody(place: Town) -> TestClient:
    return place.visitor()


def _elsewhere(place: Town) -> TestClient:
    return place.sign_in("Ander", "Andere team")


def _other_phone(place: Town) -> TestClient:
    return started(place, place.sign_in("Ander", "Andere team")).join("policy")


STRANGERS = {"nobody": _nobody, "another team": _elsewhere, "another phone": _other_phone}


def _twice(path: str, it: Trialogue) -> tuple[str, str]:
    """An address that is there, and the same one of something that is not."""
    team = team_of(it.lead)
    rest = (("{dilemma}", it.dilemma), ("{command}", "close-door"))
    for name, value in rest:
        path = path.replace(name, value)
    there = path.replace("{id}", it.id).replace("{team}", team)
    return there, path.replace("{id}", f"x{it.id[1:]}").replace("{team}", f"0{team[1:-1]}0")


@pytest.mark.parametrize("stranger", STRANGERS)
def test_19_a_stranger_can_not_tell_what_is_there_by_any_answer(stranger: str, place: Town) -> None:
    it = started(place)
    who = STRANGERS[stranger](place)
    seen = 0
    for entry in TABLE:
        if not ("{id}" in entry.path or "{team}" in entry.path):
            continue
        paths = _twice(entry.path, it)
        methods = [entry.method, "HEAD" if entry.method == "GET" else "PUT", "OPTIONS", "DELETE"]
        for method in methods:
            there, nowhere = (_plain(who.request(method, path)) for path in paths)
            assert there == nowhere, (method, entry.path)
            seen += 1
    assert seen > 80


@pytest.mark.parametrize("stranger", STRANGERS)
def test_19_a_stranger_can_not_tell_what_is_there_by_a_socket(stranger: str, place: Town) -> None:
    it = started(place)
    who = STRANGERS[stranger](place)
    for socket in SOCKETS:
        told = [_told(who, path) for path in _twice(socket.path, it)]
        assert told[0] == told[1]


def _told(who: TestClient, path: str) -> Any:
    with who.websocket_connect(LIVE + path, headers={"origin": BASE}) as socket:
        socket.send_text('{"hello": 1, "last": 0}')
        return socket.receive()


def test_19_links_answer_alike_whether_used_old_or_never_made(place: Town) -> None:
    it = started(place)
    team = team_of(it.lead)
    old, used = invited(it.lead, team), invited(it.lead, team)
    place.visitor().post(used)
    screen = it.lead.post(f"/t/{it.id}/screen-link").text.split("/s/")[1].split('"')[0]
    shown = f"/s/{screen.split('<')[0].strip()}"
    assert place.visitor().post(shown).status_code == 303
    place.clock.forward(days=8)
    for method, path, never in (
        ("GET", used, "/invite/" + "x" * 43),
        ("GET", old, "/invite/" + "x" * 43),
        ("POST", used, "/invite/" + "x" * 43),
        ("POST", old, "/invite/" + "x" * 43),
        ("GET", shown, "/s/" + "x" * 43),
        ("POST", shown, "/s/" + "x" * 43),
    ):
        there, nowhere = (place.visitor().request(method, at) for at in (path, never))
        hidden = [a.text.replace(p, "…") for a, p in ((there, path), (nowhere, never))]
        assert hidden[0] == hidden[1], (method, path)
        assert there.status_code == nowhere.status_code


def test_19_the_time_of_an_answer_does_not_tell_what_is_there(place: Town) -> None:
    """Measured by turns, so that a busy machine slows both; the bound is wide on purpose.

    It would find an answer that reads the record of a trialogue before it asks who is there.
    """
    it = started(place)
    it.join("policy")
    who = place.sign_in("Ander", "Andere team")
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(60):
        for at, path in enumerate(_twice("/t/{id}/export.json", it)):
            start = time.perf_counter()
            who.get(path)
            took[at].append(time.perf_counter() - start)
    there, nowhere = (median(times[10:]) for times in took)
    assert 1 / 3 < there / nowhere < 3, (there, nowhere)
