"""Signing in by a link that works once, and out, with every page that lived on it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.web.driving import BASE, LIVE, Town, held, rows, started, town
from tests.web.screens import Person, read
from trialoog import serving
from trialoog.live.rooms import SIGNED_OUT
from trialoog.store import people
from trialoog.views.looks import Looks

SECURE = "https://trialoog.example.nl"
HELLO = '{"hello": 1, "last": 0}'


def link(place: Town, name: str = "Gespreksleider", minutes: float = 60) -> str:
    """The address of a new one-time link, without the host."""

    async def make() -> str:
        db = place.house.db
        account = await serving.facilitator(db, name, "Team")
        lasts = timedelta(minutes=minutes)
        return await people.create_signin_link(db, account, lasts, place.clock())

    return f"/login/{place.run(make)}"


def cookie(answer: Response, name: str) -> Morsel[str]:
    """The one cookie that an answer sets."""
    (header,) = answer.headers.get_list("set-cookie")
    parsed = SimpleCookie(header)
    assert list(parsed) == [name], header
    return parsed[name]


@pytest.fixture
def secure(tmp_path: Path, blank: Path, looks: Looks) -> Iterator[Town]:
    """An installation behind https."""
    made = town(tmp_path, blank, looks, public_url=SECURE)
    with made.client:
        yield made


# --- in ---------------------------------------------------------------------------------


def test_a_link_signs_in_once(place: Town) -> None:
    address = link(place)
    first, second = place.visitor(), place.visitor()
    answer = first.post(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/trialogues")
    assert first.get("/trialogues").status_code == 200
    again = second.post(address)
    assert again.status_code == 403
    assert "Deze link werkt niet meer" in again.text
    assert "set-cookie" not in again.headers
    assert second.get("/trialogues").headers["location"] == "/login"


def test_looking_at_a_link_does_not_use_it_up(place: Town) -> None:
    address = link(place)
    for _ in range(3):
        page = Person(place.visitor(), script=False).open(address)
        (form,) = [form for form in page.every("form") if form["method"] == "post"]
        assert form["action"] == address
        assert "Log in" in form.words
        assert place.visitor().head(address).status_code == 200
    assert rows(place, "SELECT used FROM signin_link") == [(None,)]
    assert place.visitor().post(address).status_code == 303


def test_a_page_of_a_link_does_not_tell_whether_it_still_works(place: Town) -> None:
    good, used, wrong = link(place), link(place), "/login/x" + "y" * 42
    place.visitor().post(used)
    texts = {
        place.visitor().get(address).text.replace(address, "") for address in (good, used, wrong)
    }
    assert len(texts) == 1


@pytest.mark.parametrize(("after", "status"), [(59.9, 303), (60.0, 403), (61.0, 403)])
def test_a_link_works_for_an_hour(place: Town, after: float, status: int) -> None:
    address = link(place, minutes=60)
    place.clock.forward(minutes=after)
    assert place.visitor().post(address).status_code == status


@pytest.mark.parametrize("token", ["wrong", "x" * 5000, "%00", "%F0%9F%92%A9", "..", "'--"])
def test_a_wrong_link_signs_nobody_in(place: Town, token: str) -> None:
    visitor = place.visitor()
    assert visitor.post(f"/login/{token}").status_code in {403, 404, 405}
    assert not visitor.cookies
    assert rows(place, "SELECT * FROM signin_session") == []


def test_twenty_who_use_one_link_at_once_get_one_session(place: Town) -> None:
    address = link(place)
    visitors = [place.visitor() for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        statuses = [a.status_code for a in pool.map(lambda v: v.post(address), visitors)]
    assert sorted(set(statuses)) in ([303, 403], [303, 403, 429])
    assert statuses.count(303) == 1
    assert len(rows(place, "SELECT * FROM signin_session")) == 1
    assert sum(v.get("/trialogues").status_code == 200 for v in visitors) == 1


def test_failures_are_limited_and_signing_in_is_not_counted(place: Town) -> None:
    for _ in range(15):
        assert place.visitor().post(link(place)).status_code == 303
    guesser = place.visitor()
    statuses = [guesser.post(f"/login/guess-{number}").status_code for number in range(15)]
    assert statuses[:10] == [403] * 10
    assert statuses[-1] == 429
    good = link(place)
    paused = guesser.post(good)
    assert paused.status_code == 429
    assert "Even rustig aan" in paused.text
    assert rows(place, "SELECT used FROM signin_link WHERE used IS NULL"), "not used up meanwhile"


def test_9_only_hashes_of_links_and_sessions_are_kept(place: Town) -> None:
    address = link(place)
    visitor = place.visitor()
    visitor.post(address)
    token, session = address.rsplit("/", 1)[1], visitor.cookies["session"]
    assert len(token) >= 43
    assert len(session) >= 43, "256 bits"
    kept = held(place)
    assert token.encode() not in kept
    assert session.encode() not in kept


def test_9_a_session_ends_after_twelve_idle_hours_and_after_a_week(place: Town) -> None:
    lead = place.sign_in()
    for _ in range(13):
        place.clock.forward(hours=11)
        assert lead.get("/trialogues").status_code == 200
    idle = place.sign_in("Ander")
    place.clock.forward(hours=12)
    assert idle.get("/trialogues").headers["location"] == "/login"
    place.clock.forward(hours=7 * 24 - 13 * 11)
    assert lead.get("/trialogues").headers["location"] == "/login"


def test_9_signing_in_gives_a_new_session_whatever_cookie_was_there(place: Town) -> None:
    visitor = place.visitor()
    visitor.cookies.set("session", "chosen-by-somebody-else")
    answer = visitor.post(link(place))
    assert cookie(answer, "session").value != "chosen-by-somebody-else"
    planted = place.visitor()
    planted.cookies.set("session", "chosen-by-somebody-else")
    assert planted.get("/trialogues").status_code == 303


def test_who_is_in_already_goes_on_to_the_trialogues(place: Town) -> None:
    assert place.sign_in().get("/login").headers["location"] == "/trialogues"
    page = read(place.visitor().get("/login").text)
    assert "Vraag de beheerder" in page.words
    types = {field.attrs.get("type") for field in page.every("input")}
    assert "password" not in types


# --- out ----------------------------------------------------------------------------------


def test_signing_out_ends_this_session_and_no_other(place: Town) -> None:
    here, there = place.sign_in(), place.sign_in()
    old = here.cookies["session"]
    answer = here.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert cookie(answer, "session")["max-age"] == "0"
    here.cookies.set("session", old)
    assert here.get("/trialogues").headers["location"] == "/login", "not even with the old cookie"
    assert there.get("/trialogues").status_code == 200


@pytest.mark.parametrize("page", ["lead", "screen"])
def test_3_signing_out_closes_the_sockets_and_nothing_comes_after(place: Town, page: str) -> None:
    it = started(place)
    with it.lead.websocket_connect(
        f"{LIVE}/t/{it.id}/{page}/live", headers={"origin": BASE}
    ) as socket:
        socket.send_text(HELLO)
        assert '"content"' in socket.receive()["text"]
        it.lead.post("/logout")
        last = socket.receive()
        assert (last["type"], last["code"]) == ("websocket.close", SIGNED_OUT)


def test_signing_out_here_leaves_the_pages_of_another_browser_open(place: Town) -> None:
    it = started(place)
    there = place.sign_in()
    with there.websocket_connect(f"{LIVE}/t/{it.id}/lead/live", headers={"origin": BASE}) as socket:
        socket.send_text(HELLO)
        socket.receive()
        it.lead.post("/logout")
        assert there.post(f"/t/{it.id}/close-door", data={"as": "facilitator"}).status_code == 303
        assert '"content"' in socket.receive()["text"]


def test_after_signing_out_no_page_of_the_trialogue_opens(place: Town) -> None:
    it = started(place)
    it.lead.post("/logout")
    for path in ("lead", "screen", "journal", "export.json"):
        assert it.lead.get(f"/t/{it.id}/{path}").status_code == 404
    assert it.do("close-door").status_code == 404


def test_signing_out_without_being_in_does_no_harm(place: Town) -> None:
    assert place.visitor().post("/logout").status_code == 303


# --- cookies ----------------------------------------------------------------------------------


def check(morsel: Morsel[str], *, secure: bool) -> None:
    assert morsel["httponly"] is True
    assert morsel["samesite"] == "lax"
    assert morsel["path"] == "/"
    assert morsel["domain"] == ""
    assert bool(morsel["secure"]) is secure


def test_9_cookies_are_not_for_scripts_nor_for_other_sites(place: Town) -> None:
    visitor = place.visitor()
    session = cookie(visitor.post(link(place)), "session")
    check(session, secure=False)
    assert session["max-age"] == "", "gone with the browser"
    it = started(place)
    phone = place.visitor()
    joined = phone.post(f"/j/{it.code}", data={"perspective": "policy", "rules": "1"})
    check(cookie(joined, f"seat-{it.id}"), secure=False)
    chosen = place.visitor().get("/login?lang=en")
    check(cookie(chosen, "language"), secure=False)


def test_9_behind_https_cookies_have_the_strict_name_and_are_secure(secure: Town) -> None:
    visitor = secure.visitor()
    check(cookie(visitor.post(link(secure)), "__Host-session"), secure=True)
    it = started(secure)
    joined = secure.visitor().post(f"/j/{it.code}", data={"perspective": "policy", "rules": "1"})
    check(cookie(joined, f"__Host-seat-{it.id}"), secure=True)
    check(cookie(secure.visitor().get("/login?lang=en"), "__Host-language"), secure=True)
    out = cookie(visitor.post("/logout"), "__Host-session")
    check(out, secure=True)
    assert out["max-age"] == "0"


def test_9_behind_https_a_cookie_with_the_plain_name_is_not_ours(secure: Town) -> None:
    lead = secure.sign_in()
    session = lead.cookies["__Host-session"]
    other: TestClient = secure.visitor()
    other.cookies.set("session", session)
    assert other.get("/trialogues").headers["location"] == "/login"


def test_behind_https_browsers_are_told_to_stay_there(secure: Town, tmp_path: Path) -> None:
    assert "max-age=31536000" in secure.visitor().get("/").headers["strict-transport-security"]
