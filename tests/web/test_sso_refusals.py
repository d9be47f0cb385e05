"""Everything that a provider, or somebody who plays one, may not get away with."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response as Answer
from joserfc.jwk import ECKey, RSAKey
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.testclient import TestClient

from tests.web.driving import Town, rows, town
from tests.web.hostile import KEY, SUBJECT, Hostile, hostile, part, sign
from tests.web.oidc_provider import SECRET, onward, sent
from tests.web.screens import read
from trialoog.views.looks import Looks
from trialoog.web import party
from trialoog.web.tokens import LEEWAY

BACK = f"/login/back/{KEY}"
WITH = f"/login/with/{KEY}"
RSA, OTHER, EC = RSAKey.generate_key(2048), RSAKey.generate_key(2048), ECKey.generate_key("P-256")
Open = Callable[..., Town]


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with hostile() as started:
        yield started


@pytest.fixture
def them(server: Hostile) -> Hostile:
    server.fresh(RSA)
    return server


@pytest.fixture
def open_town(
    tmp_path: Path,
    blank: Path,
    looks: Looks,
    them: Hostile,
) -> Iterator[Open]:
    opened: list[TestClient] = []

    def make(extra: str = "") -> Town:
        made = town(tmp_path, blank, looks, oidc=them.toml(tmp_path, extra))
        opened.append(made.client)
        made.client.__enter__()
        return made

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def place(open_town: Open) -> Town:
    return open_town()


@pytest.fixture(scope="module")
def standing(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, looks: Looks, server: Hostile
) -> Iterator[Town]:
    """One installation for all that lets nobody in: it stays as it is."""
    folder = tmp_path_factory.mktemp("standing")
    file = server.toml(folder)
    made = town(folder, blank, looks, oidc=file, login_failures_per_minute=1000)
    with made.client:
        yield made


@pytest.fixture
def later(standing: Town) -> Iterator[Town]:
    """The same, when nothing is known of the provider any more."""
    standing.clock.forward(minutes=10)
    yield standing
    standing.clock.forward(minutes=10)


class Attempt:
    """One browser on its way, with what it was sent along."""

    def __init__(self, place: Town) -> None:
        self.place, self.browser = place, place.visitor()
        page = self.browser.post(WITH)
        assert page.status_code == 200, page.text[:2000]
        self.sent = sent(onward(page.text))

    def back(self, **query: str) -> Answer:
        """Come back with a code, and with what is changed."""
        return self.browser.get(BACK, params={"code": "c", "state": self.sent["state"], **query})


def attempt(place: Town, them: Hostile, alg: str = "RS256", **changes: Any) -> Answer:
    """Come back to an ID token with these claims changed."""
    began = Attempt(place)
    claims = them.claims(place.clock(), **{"nonce": began.sent["nonce"], **changes})
    them.id_token = them.sign(claims, alg)
    return began.back()


def refused(place: Town, answer: Answer, status: int = 400) -> None:
    """A plain page with a way back, no session and no account."""
    assert answer.status_code == status, answer.text[:2000]
    page = read(answer.text)
    assert page.find(href="/login", **{"class": "btn"})
    assert "session" not in answer.cookies
    assert rows(place, "SELECT * FROM signin_session") == []
    assert rows(place, "SELECT * FROM account") == []


# --- the ID token ----------------------------------------------------------------------------


def test_a_token_as_it_should_be_is_accepted(place: Town, them: Hostile) -> None:
    answer = attempt(place, them)
    assert (answer.status_code, answer.headers["location"]) == (303, "/trialogues")
    (form,) = them.forms
    assert len(form["code_verifier"]) >= 43
    assert form["redirect_uri"].endswith(BACK)


@pytest.mark.parametrize(("alg", "key"), [("PS256", RSA), ("ES256", EC)])
def test_the_other_algorithms_are_accepted(
    alg: str, key: RSAKey | ECKey, place: Town, them: Hostile
) -> None:
    them.fresh(key)
    assert attempt(place, them, alg).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["x"]},
        {"aud": "somebody-else"},
        {"aud": None},
        {"aud": []},
        {"aud": {"trialoog": True}},
        {"aud": ["trialoog", "somebody-else"]},  # and nobody says who asked for it
        {"aud": ["trialoog", "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 5},
        {"sub": "x" * 256},
        {"sub": "a\x00b"},
        {"exp": None},
        {"exp": "never"},
        {"iat": None},
        {"iat": "now"},
        {"at_hash": "of-another-token"},
    ],
    ids=str,
)
def test_10_a_claim_that_is_not_right_is_refused(
    changes: dict[str, Any], standing: Town, them: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    refused(standing, attempt(standing, them, **changes))
    assert f"{KEY}: claim" in caplog.text
    for private in ("Mallory", SUBJECT, "leiders", them.id_token or "", "code"):
        assert private not in caplog.text


@pytest.mark.parametrize(
    ("claim", "offset", "welcome"),
    [
        ("exp", -LEEWAY + 5, True),
        ("exp", -LEEWAY - 5, False),
        ("iat", LEEWAY - 5, True),
        ("iat", LEEWAY + 5, False),
        ("nbf", LEEWAY + 5, False),
    ],
)
def test_clocks_may_differ_two_minutes_and_no_more(
    claim: str, offset: int, welcome: bool, place: Town, them: Hostile
) -> None:
    moved: dict[str, Any] = {claim: int(place.clock().timestamp()) + offset}
    assert (attempt(place, them, **moved).status_code == 303) is welcome


def test_an_audience_of_several_is_fine_when_we_asked(place: Town, them: Hostile) -> None:
    both = ["somebody-else", "trialoog"]
    assert attempt(place, them, aud=both, azp="trialoog").status_code == 303


@pytest.mark.parametrize(
    ("alg", "key", "header"),
    [
        ("none", None, {}),
        ("none", None, {"kid": "0"}),
        ("None", None, {"kid": "0"}),
        ("HS256", SECRET.encode(), {}),
        ("HS256", SECRET.encode(), {"kid": "0"}),
        ("HS256", RSA.as_pem(private=False), {"kid": "0"}),
        ("RS256", None, {"kid": "0"}),
        ("RS512", RSA, {"kid": "0"}),
        ("RS256", OTHER, {"kid": "0"}),
        ("ES256", EC, {"kid": "0"}),
        ("RS256", OTHER, {"kid": "0", "jwk": OTHER.as_dict(private=False)}),
        ("RS256", OTHER, {"kid": "0", "jku": "http://127.0.0.1:1/keys"}),
    ],
)
def test_10_a_signature_that_is_not_the_provider_s_is_refused(
    alg: str,
    key: RSAKey | ECKey | bytes | None,
    header: dict[str, Any],
    standing: Town,
    them: Hostile,
) -> None:
    began = Attempt(standing)
    claims = them.claims(standing.clock(), nonce=began.sent["nonce"])
    them.id_token = sign(claims, key, alg, **header)
    refused(standing, began.back())


def test_10_a_token_changed_on_the_way_is_refused(standing: Town, them: Hostile) -> None:
    began = Attempt(standing)
    claims = them.claims(standing.clock(), nonce=began.sent["nonce"])
    head, _, signature = them.sign(claims).split(".")
    them.id_token = ".".join((head, part({**claims, "groups": ["leiders", "all"]}), signature))
    refused(standing, began.back())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b", "..", "é.é.é", "e30.e30.", "." * 5000])
def test_10_what_is_no_token_is_refused(token: str, standing: Town, them: Hostile) -> None:
    began = Attempt(standing)
    them.id_token = token
    refused(standing, began.back())


def test_10_an_answer_without_an_id_token_is_refused(
    standing: Town, them: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    refused(standing, Attempt(standing).back())
    assert "no id_token" in caplog.text


@pytest.mark.parametrize(
    ("acr", "status"), [("hoog", 303), ("laag", 403), (None, 403), (["hoog"], 403), (True, 403)]
)
def test_a_level_that_is_asked_for_is_needed(
    acr: object, status: int, open_town: Open, them: Hostile
) -> None:
    place = open_town('acr = ["hoog", "hoger"]')
    assert Attempt(place).sent["acr_values"] == "hoog hoger"
    answer = attempt(place, them, acr=acr)
    assert answer.status_code == status
    if status == 403:
        refused(place, answer, 403)
        assert "niet sterk genoeg" in answer.text


# --- keys that change ----------------------------------------------------------------------


def test_a_new_key_works_at_once_and_an_unknown_one_asks_once_a_minute(
    place: Town, them: Hostile
) -> None:
    assert attempt(place, them).status_code == 303
    them.fresh(OTHER)
    them.keys = {"new": OTHER}
    began = Attempt(place)
    claims = them.claims(place.clock(), nonce=began.sent["nonce"])
    them.id_token = sign(claims, OTHER, "RS256", kid="new")
    assert began.back().status_code == 303
    assert them.asked.count("jwks") == 1
    for _ in range(5):
        began = Attempt(place)
        them.id_token = sign(them.claims(place.clock()), OTHER, "RS256", kid="nobody's")
        assert began.back().status_code == 400
    assert them.asked.count("jwks") == 1, "not asked again at once"
    place.clock.forward(seconds=61)
    Attempt(place).back()
    assert them.asked.count("jwks") == 2


def test_what_a_provider_says_of_itself_is_asked_once_in_ten_minutes(
    place: Town, them: Hostile
) -> None:
    assert them.asked == [], "nothing before somebody wants in"
    for _ in range(3):
        Attempt(place)
    assert them.asked == ["openid-configuration", "jwks"]
    place.clock.forward(minutes=10)
    Attempt(place)
    assert len(them.asked) == 4


# --- the way back ---------------------------------------------------------------------------


def test_10_nobody_comes_back_who_did_not_begin_here(place: Town, them: Hostile) -> None:
    began, other = Attempt(place), Attempt(place)
    them.id_token = them.sign(them.claims(place.clock(), nonce=began.sent["nonce"]))
    # another browser's state, none, no cookie at all
    for state in (other.sent["state"], "", "é", began.sent["state"][:-1], "0" * 64):
        refused(place, began.back(state=state))
    assert place.visitor().get(BACK, params={"code": "c", "state": "x"}).status_code == 400
    assert "token" not in them.asked, "and the provider is not bothered"
    assert began.back().status_code == 303, "who did begin is not disturbed"


def test_an_attempt_is_over_after_ten_minutes(place: Town, them: Hostile) -> None:
    began = Attempt(place)
    place.clock.forward(minutes=10)
    refused(place, began.back())
    began = Attempt(place)
    made, _, key = began.browser.cookies["signin"].partition(".")
    began.browser.cookies.set("signin", f"{int(made) + 60}.{key}")
    refused(place, began.back())


@pytest.mark.parametrize("cookie", ["", "x", "1.2", "x." + "k" * 43, "9" * 60 + "." + "k" * 43])
def test_a_cookie_of_nobody_s_making_is_no_attempt(cookie: str, standing: Town) -> None:
    browser = standing.visitor()
    browser.cookies.set("signin", cookie)
    assert browser.get(BACK, params={"code": "c", "state": "x"}).status_code == 400


def test_10_a_code_of_another_provider_is_not_taken_to_this_one(
    open_town: Open, them: Hostile
) -> None:
    them.metadata = {"authorization_response_iss_parameter_supported": True}
    place = open_town()
    refused(place, Attempt(place).back())
    refused(place, Attempt(place).back(iss="https://another.example"))
    assert "token" not in them.asked
    began = Attempt(place)
    them.id_token = them.sign(them.claims(place.clock(), nonce=began.sent["nonce"]))
    assert began.back(iss=them.issuer).status_code == 303


def test_10_a_wrong_issuer_is_refused_also_when_none_was_announced(
    standing: Town, them: Hostile
) -> None:
    refused(standing, Attempt(standing).back(iss="https://another.example"))
    assert "token" not in them.asked


@pytest.mark.parametrize("code", ["", "x" * 5000])
def test_a_code_that_is_none_is_not_tried(code: str, standing: Town, them: Hostile) -> None:
    refused(standing, Attempt(standing).back(code=code))
    assert "token" not in them.asked


def test_who_fails_often_has_to_wait(
    tmp_path: Path, them: Hostile, blank: Path, looks: Looks
) -> None:
    place = town(tmp_path, blank, looks, oidc=them.toml(tmp_path), login_failures_per_minute=3)
    with place.client:
        answers = [Attempt(place).back().status_code for _ in range(5)]
    assert answers == [400, 400, 400, 429, 429]


def test_another_site_can_not_use_up_the_tries_of_a_network(place: Town) -> None:
    for _ in range(20):
        assert place.visitor().get(BACK, params={"code": "c", "state": "x"}).status_code == 400
    assert place.sign_in().get("/trialogues").status_code == 200


def test_no_address_of_the_visitor_s_choice_is_gone_to(place: Town, them: Hostile) -> None:
    began = Attempt(place)
    them.id_token = them.sign(them.claims(place.clock(), nonce=began.sent["nonce"]))
    answer = began.back(next="https://evil.example", redirect="//evil.example", target="/x")
    assert answer.headers["location"] == "/trialogues"


@pytest.mark.parametrize("address", ["/login/with/nobody", "/login/ended/nobody"])
def test_a_provider_that_is_not_there_is_not_there(address: str, standing: Town) -> None:
    assert standing.visitor().post(address).status_code == 404
    assert standing.visitor().get("/login/back/nobody").status_code == 404


def test_a_login_does_not_begin_from_another_site(standing: Town) -> None:
    visitor = standing.visitor()
    assert visitor.get(WITH).status_code == 405
    assert visitor.post(WITH, headers={"sec-fetch-site": "cross-site"}).status_code == 403


# --- a provider that is down, slow, or not what it was ----------------------------------------


def unavailable(place: Town, answer: Answer) -> None:
    refused(place, answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert "werkt nu niet" in answer.text


def test_a_provider_that_is_down_does_not_take_us_along(
    open_town: Open, them: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setattr(them, "issuer", f"http://127.0.0.1:{free.getsockname()[1]}")
    place = open_town()
    unavailable(place, place.visitor().post(WITH))
    assert place.sign_in().get("/trialogues").status_code == 200, "a link works all the same"


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("busy", 500),
        PlainTextResponse("not JSON"),
        JSONResponse(["a list"]),
        JSONResponse({}),
        RedirectResponse("http://127.0.0.1:1/elsewhere"),
        PlainTextResponse("[" * 100_000),
        PlainTextResponse("x" * 600_000),
        Response(b"\x1f\x8b", headers={"content-encoding": "gzip"}),
    ],
)
def test_metadata_that_is_none_is_a_page_and_asked_for_again_later(
    answer: Response, later: Town, them: Hostile
) -> None:
    them.answers["openid-configuration"] = answer
    unavailable(later, later.visitor().post(WITH))
    assert later.visitor().post(WITH).status_code == 503
    assert len(them.asked) == 1, "not asked again at once"
    them.answers.clear()
    later.clock.forward(seconds=10)
    assert later.visitor().post(WITH).status_code == 200


def test_a_provider_that_never_ends_its_answer_is_not_waited_for(
    later: Town, them: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    monkeypatch.setattr(party, "PATIENCE", 0.3)
    them.answers["openid-configuration"] = StreamingResponse(drops())
    began = time.monotonic()
    unavailable(later, later.visitor().post(WITH))
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://another.example"},
        {"issuer": None},
        {"authorization_endpoint": "http://evil.example/auth\n"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": None},
        {"jwks_uri": "ftp://127.0.0.1/keys"},
        {"end_session_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_10_metadata_of_another_or_with_odd_addresses_is_refused(
    metadata: dict[str, Any], later: Town, them: Hostile
) -> None:
    them.metadata = metadata
    unavailable(later, later.visitor().post(WITH))


@pytest.mark.parametrize(
    "answer", [JSONResponse({}), JSONResponse({"keys": []}), JSONResponse({"keys": [5]})]
)
def test_keys_that_are_none_are_refused(answer: Response, later: Town, them: Hostile) -> None:
    them.answers["jwks"] = answer
    unavailable(later, later.visitor().post(WITH))


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (JSONResponse({"error": "invalid_grant"}, 400), 400),
        (JSONResponse({"error": "Mallory's\nown line", "error_description": "secret"}, 400), 400),
        (JSONResponse({"access_token": "a", "id_token": 5}), 400),
        (JSONResponse({"access_token": "a", "expires_in": "soon"}), 503),
        (PlainTextResponse("oops", 500), 503),
        (RedirectResponse("http://127.0.0.1:1/elsewhere"), 503),
    ],
)
def test_a_token_endpoint_that_says_no_is_a_page(
    answer: Response,
    status: int,
    standing: Town,
    them: Hostile,
    caplog: pytest.LogCaptureFixture,
) -> None:
    them.answers["token"] = answer
    refused(standing, Attempt(standing).back(), status)
    assert "Mallory" not in caplog.text
    assert "secret" not in caplog.text


# --- what is asked for beside the token -------------------------------------------------------


def test_claims_are_asked_for_at_the_userinfo_address_when_the_file_says_so(
    open_town: Open, them: Hostile
) -> None:
    place = open_town("userinfo = true")
    them.userinfo = {"sub": SUBJECT, "name": "Anna", "groups": ["leiders"], "iss": "x"}
    assert attempt(place, them, name=None, groups=None).status_code == 303
    assert rows(place, "SELECT name FROM account") == [("Anna",)]


def test_10_userinfo_about_somebody_else_is_refused(open_town: Open, them: Hostile) -> None:
    place = open_town("userinfo = true")
    them.userinfo = {"sub": "another", "groups": ["leiders"]}
    refused(place, attempt(place, them))
