"""Single sign-on at a real provider: in by a secret and by a key, with which roles, and out."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.web.driving import BASE, Town, rows, started, town
from tests.web.oidc_provider import (
    BY_KEY,
    BY_SECRET,
    SECRET,
    SECRET_ENV,
    Person,
    Realm,
    onward,
    running,
    sent,
)
from tests.web.screens import read
from trialoog.views.looks import Looks

LEADER = {"name": "Anna de Vries", "groups": ["trialoog-leiders"]}
Open = Callable[..., Town]


@pytest.fixture(scope="module")
def realm() -> Iterator[Realm]:
    with running(BASE) as started:
        yield started


@pytest.fixture
def open_town(
    tmp_path: Path, blank: Path, looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Makes an installation with a file of providers, at the time of the real provider."""
    monkeypatch.setenv(SECRET_ENV, SECRET)
    opened: list[Any] = []

    def make(file: Path, **settings: Any) -> Town:
        made = town(
            tmp_path, blank, None if "contact" in settings else looks, oidc=file, **settings
        )
        made.clock.at = datetime.now(UTC)
        opened.append(made.client)
        made.client.__enter__()
        return made

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def place(open_town: Open, realm: Realm, tmp_path: Path) -> Town:
    return open_town(realm.toml(tmp_path))


def person(place: Town, realm: Realm, login: str, **claims: object) -> Person:
    """Somebody whom the provider knows like this."""
    realm.people(**{login: {"name": login.title(), **claims}})
    return Person(place.visitor(), BASE, login)


# --- in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [BY_SECRET, BY_KEY])
def test_a_person_signs_in_with_a_button_and_can_lead(
    key: str, open_town: Open, realm: Realm, tmp_path: Path
) -> None:
    place = open_town(realm.toml(tmp_path, key))
    anna = person(place, realm, "anna", groups=["trialoog-leiders", "iets-anders"])
    page = read(anna.here.get("/login").text)
    (form,) = [form for form in page.every("form") if form["method"] == "post"]
    assert form["action"] == f"/login/with/{key}"
    assert "Log in met De Dienst" in form.words
    assert "Vraag de beheerder" in page.words, "the link stays"
    answer = anna.sign_in(key)
    assert (answer.status_code, answer.headers["location"]) == (303, "/trialogues")
    assert rows(place, "SELECT name, source, role FROM account, member WHERE account = id") == [
        ("Anna", realm.issuer, "facilitator")
    ]
    it = started(place, anna.here)  # type: ignore[arg-type]
    assert anna.here.get(f"/t/{it.id}/lead").status_code == 200


def test_several_providers_stand_beside_each_other(
    open_town: Open, realm: Realm, tmp_path: Path
) -> None:
    with running(BASE) as other:
        first = realm.toml(tmp_path).read_text()
        second = other.toml(tmp_path, BY_KEY).read_text().replace("De Dienst", "Ministerie")
        file = tmp_path / "both.toml"
        file.write_text(first + second)
        place = open_town(file)
        forms = read(place.visitor().get("/login").text).every("form", method="post")
        assert [form["action"] for form in forms] == ["/login/with/dienst", "/login/with/sleutel"]
        assert (
            person(place, realm, "anna", groups=["trialoog-leiders"]).sign_in().status_code == 303
        )
        there = person(place, other, "anna", groups=["trialoog-leiders"])
        assert there.sign_in(BY_KEY).status_code == 303
        assert rows(place, "SELECT count(*) FROM account WHERE name = 'Anna'") == [(2,)]


def test_what_goes_along_is_long_random_and_fresh(place: Town, realm: Realm) -> None:
    anna = person(place, realm, "anna")
    seen = [sent(anna.begin()) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        first, second = (parameters[name] for parameters in seen)
        assert first != second
        assert len(first) >= 43, "at least 256 bits"
    assert seen[0]["code_challenge_method"] == "S256"
    assert seen[0]["response_type"] == "code"
    assert seen[0]["redirect_uri"] == f"{BASE}/login/back/{BY_SECRET}"
    assert seen[0]["scope"] == "openid profile groups"
    (cookie,) = [c for c in anna.here.cookies.jar if c.name == "signin"]
    assert cookie.value is not None
    assert not {*seen[1].values()} & {*cookie.value.split(".")}, "what is secret stays secret"


def test_behind_https_the_attempt_is_bound_to_this_host(
    open_town: Open, realm: Realm, tmp_path: Path
) -> None:
    place = open_town(realm.toml(tmp_path), public_url="https://trialoog.example.nl")
    (cookie,) = place.visitor().post(f"/login/with/{BY_SECRET}").headers.get_list("set-cookie")
    assert cookie.startswith("__Host-signin=")
    for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=600"):
        assert part in cookie


def test_signing_in_never_keeps_a_session_that_was_there(place: Town, realm: Realm) -> None:
    anna = person(place, realm, "anna", groups=["trialoog-leiders"])
    link = place.sign_in()
    old = link.cookies["session"]
    anna.here.cookies.set("session", old)
    answer = anna.sign_in()
    (fresh,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("session=")]
    assert old not in fresh
    assert link.get("/trialogues").headers["location"] == "/login", "the old one has ended"


def test_11_a_person_without_a_role_is_told_whom_to_ask(
    open_town: Open, realm: Realm, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = open_town(realm.toml(tmp_path), contact="trialoog@example.nl")
    bob = person(place, realm, "bob", groups=["trialoog-leidersclub"])
    with caplog.at_level(logging.INFO):
        answer = bob.sign_in()
    assert answer.status_code == 403
    page = read(answer.text)
    assert "Je account heeft hier geen rol" in page.words
    assert page.words.count("trialoog@example.nl") == 2, "here and at the foot"
    assert page.find(href="/login")
    assert "no role" in caplog.text
    # As a word: the provider's addresses hold random letters.
    assert not re.search(r"\bbob\b", caplog.text, re.IGNORECASE)
    assert rows(place, "SELECT * FROM account WHERE name = 'Bob'") == []
    assert bob.here.get("/trialogues").headers["location"] == "/login"


def test_a_role_that_the_provider_takes_away_is_gone_at_the_next_sign_in(
    place: Town, realm: Realm
) -> None:
    anna = person(place, realm, "anna", groups=["trialoog-leiders", "trialoog-beheer"])
    assert anna.sign_in().status_code == 303
    given = "SELECT team.name, role FROM member JOIN team ON team = team.id ORDER BY 1"
    assert rows(place, given) == [("Beheer", "administrator"), ("De Dienst", "facilitator")]
    again = person(place, realm, "anna", groups=["trialoog-leiders"])
    assert again.sign_in().status_code == 303
    assert rows(place, given) == [("De Dienst", "facilitator")]
    last = person(place, realm, "anna", groups=[])
    assert last.sign_in().status_code == 403
    assert rows(place, given) == []


def test_who_stops_at_the_provider_comes_back_to_a_plain_page(place: Town, realm: Realm) -> None:
    anna = person(place, realm, "anna")
    state = sent(anna.begin())["state"]
    address = f"/login/back/{BY_SECRET}?error=access_denied&state={state}&iss={realm.issuer}"
    answer = anna.here.get(address)
    assert answer.status_code == 403
    assert "Je bent niet ingelogd" in answer.text


# --- what a real provider refuses ------------------------------------------------------------


def test_a_code_works_once_and_only_with_its_verifier(place: Town, realm: Realm) -> None:
    anna = person(place, realm, "anna", groups=["trialoog-leiders"])
    back = anna.to_provider(anna.begin())
    cookie = anna.here.cookies["signin"]
    assert anna.here.get(back).status_code == 303
    assert "signin" not in anna.here.cookies
    assert anna.here.get(back).status_code == 400, "the attempt is over"
    anna.here.cookies.set("signin", cookie)
    assert anna.here.get(back).status_code == 400, "and so is the code"
    # Somebody else's code under one's own attempt: the verifier is another one.
    stolen = sent(anna.to_provider(anna.begin()))["code"]
    other = Person(place.visitor(), BASE, "eve")
    state = sent(other.begin())["state"]
    address = f"/login/back/{BY_SECRET}?code={stolen}&state={state}&iss={realm.issuer}"
    answer = other.here.get(address)
    assert answer.status_code == 400
    assert "session" not in other.here.cookies


def test_a_wrong_secret_is_a_refusal_and_no_stack_trace(
    place: Town, realm: Realm, tmp_path: Path, open_town: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_ENV, "another")
    wrong = open_town(realm.toml(tmp_path))
    answer = person(wrong, realm, "anna", groups=["trialoog-leiders"]).sign_in()
    assert answer.status_code == 400
    assert "Inloggen is niet gelukt" in answer.text


# --- out -------------------------------------------------------------------------------------


def test_signing_out_here_goes_on_to_sign_out_there(place: Town, realm: Realm) -> None:
    anna = person(place, realm, "anna", groups=["trialoog-leiders"])
    anna.sign_in()
    old = anna.here.cookies["session"]
    answer = anna.here.post("/logout")
    assert answer.status_code == 200
    assert "session" not in anna.here.cookies
    asked = sent(onward(answer.text))
    assert asked["client_id"] == BY_SECRET
    assert "id_token_hint" not in asked, "none is kept"
    home = anna.to_provider(onward(answer.text))
    assert home.split("?")[0] == f"{BASE}/"
    anna.here.cookies.set("session", old)
    assert anna.here.get("/trialogues").headers["location"] == "/login"
    # The provider asks for the name again: it has signed this browser out too.
    page = anna.there.get(anna.begin(), follow_redirects=True)
    assert 'name="login"' in page.text


def test_who_came_in_by_a_link_goes_home_at_signing_out(place: Town) -> None:
    answer = place.sign_in().post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
