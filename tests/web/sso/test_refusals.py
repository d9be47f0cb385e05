"""Everything that a provider, or somebody who plays one, may not get away with."""

from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.web.driving import Town, town
from tests.web.hostile import KEY, SUBJECT, Hostile, part, sign
from tests.web.oidc_provider import SECRET
from tests.web.sso.trying import BACK, EC, OTHER, RSA, WITH, Attempt, Open, attempt, refused
from trialoog.views.looks import Looks
from trialoog.web.tokens import LEEWAY

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
