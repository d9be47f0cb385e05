"""Number 29: whoever guesses is slowed down on every way in, and stays so on the right one too;
a blocked network learns nothing. Number 14: a visitor's own word on an address changes nothing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from tests import minutes
from tests.e2e.serving import serving
from tests.web.driving import Town, Trialogue, started, town
from tests.web.test_accounts import invited, team_of
from trialoog.views.looks import Looks
from trialoog.web.routes import TABLE

WRONG = "x" * 43
CODES, LINKS = 20, 10  # wrong ones in a minute

Ask = Callable[[TestClient], int]


@pytest.fixture
def place(tmp_path: Path, blank: Path, looks: Looks) -> Iterator[Town]:
    made = town(tmp_path, blank, looks, join_failures_per_minute=CODES)
    with made.client:
        yield made


def _get(path: str) -> Ask:
    return lambda who: who.get(path).status_code


def _post(path: str) -> Ask:
    return lambda who: who.post(path, data={"perspective": "policy", "rules": "1"}).status_code


# Every address that takes a code or a token and looks whether it is right.
WAYS: dict[str, Ask] = {
    "GET /j/{code}": _get("/j/ABCDEFGH"),
    "POST /j/{code}": _post("/j/ABCDEFGH"),
    "POST /login/{token}": _post(f"/login/{WRONG}"),
    "POST /s/{token}": _post(f"/s/{WRONG}"),
    "POST /a/{token}": _post(f"/a/{WRONG}"),
    "GET /invite/{token}": _get(f"/invite/{WRONG}"),
    "POST /invite/{token}": _post(f"/invite/{WRONG}"),
    **{
        f"{method} /follow/{what}/{{token}}": ask(f"/follow/{what}/{WRONG}")
        for what in ("confirm", "my", "stop")
        for method, ask in (("GET", _get), ("POST", _post))
    },
}
# These show the same button for every token, and look nothing up.
BLIND = {"GET /login/{token}", "GET /s/{token}", "GET /a/{token}"}


def test_29_every_address_with_a_code_or_a_token_is_on_the_list() -> None:
    found = {
        f"{entry.method} {entry.path}"
        for entry in TABLE
        if "{code}" in entry.path or "{token}" in entry.path
    }
    assert found == set(WAYS) | BLIND


@pytest.mark.parametrize("way", WAYS)
def test_29_guessing_is_slowed_down_on_every_way_in(way: str, place: Town) -> None:
    guesser = place.visitor()
    minutes.with_room(3)
    answers = [WAYS[way](guesser) for _ in range(CODES + 2)]
    wrong = answers[: answers.index(429)]
    assert set(wrong) <= {403, 404}
    assert len(wrong) == (CODES if "code" in way else LINKS)


def test_29_who_is_blocked_can_not_try_another_way_nor_see_what_is_right(place: Town) -> None:
    it = started(place)
    link = invited(it.lead, team_of(it.lead))
    guesser = place.visitor()
    while guesser.get("/j/ABCDEFGH").status_code != 429:
        pass
    right, wrong = guesser.get(f"/j/{it.code}"), guesser.get("/j/ABCDEFGH")
    assert right.status_code == wrong.status_code == 429
    assert right.content == wrong.content
    assert _post(f"/j/{it.code}")(guesser) == 429
    found = guesser.get("/join", params={"code": it.code}, follow_redirects=True)
    assert found.status_code == 429
    while guesser.post(f"/login/{WRONG}").status_code != 429:
        pass
    assert [guesser.get(link).status_code, guesser.post(link).status_code] == [429, 429]
    assert guesser.post(f"/s/{_screen(it)}").status_code == 429


def test_29_typing_errors_of_a_hall_do_not_stop_its_own_code_and_open_no_other(
    place: Town,
) -> None:
    here, hidden = started(place), started(place)
    here.join("policy")
    guesser = place.visitor()
    while guesser.get("/j/ABCDEFGH").status_code != 429:
        pass
    neighbour = place.visitor()
    assert neighbour.get(f"/j/{here.code.lower()}").status_code == 200
    assert _post(f"/j/{here.code}")(neighbour) == 303
    assert guesser.get(f"/j/{hidden.code}").status_code == 429, "known to nobody of this network"
    assert hidden.lead.get(f"/t/{hidden.id}/screen").status_code == 200
    assert guesser.get(f"/j/{hidden.code}").status_code == 200, "it is on the wall"
    assert guesser.get("/j/ABCDEFGH").status_code == 429


def _screen(it: Trialogue) -> str:
    text = it.lead.post(f"/t/{it.id}/screen-link").text
    return text.split("/s/")[1].split('"')[0].split("<")[0].strip()


def test_29_looking_at_a_page_of_a_link_tells_nothing_about_it(place: Town) -> None:
    it = started(place)
    visitor = place.visitor()
    assert visitor.get(f"/s/{_screen(it)}").content == visitor.get(f"/s/{WRONG}").content
    pages = [visitor.get(f"/login/{token}").text.replace(token, "") for token in (WRONG, "y" * 43)]
    assert pages[0] == pages[1]


def test_14_a_visitor_s_own_word_on_its_address_does_not_get_past_a_limit(tmp_path: Path) -> None:
    """A real server, whose trusted proxy is another machine than the visitor's."""
    settings = {
        "TRIALOOG_TRUSTED_PROXIES": "192.0.2.1",
        "TRIALOOG_LOGIN_FAILURES_PER_MINUTE": "3",
    }
    with serving(tmp_path, **settings) as server, httpx2.Client(base_url=server.url) as guesser:
        statuses = []
        for number in range(6):
            headers = {
                "sec-fetch-site": "same-origin",
                "x-forwarded-for": f"198.51.{number}.7, 203.0.113.{number}",
                "forwarded": f"for=198.51.{number}.7",
                "x-real-ip": f"198.51.{number}.8",
                "x-forwarded-host": "evil.example",
                "x-forwarded-proto": "https",
            }
            answer = guesser.post(f"/login/{WRONG}", headers=headers)
            assert "evil.example" not in answer.text
            statuses.append(answer.status_code)
    assert statuses == [403, 403, 403, 429, 429, 429]
