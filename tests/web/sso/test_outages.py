"""A provider that is down, slow, or not what it was; and what is asked beside the token."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx2 import Response as Answer
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from tests.web.driving import Town, rows
from tests.web.hostile import SUBJECT, Hostile
from tests.web.sso.trying import WITH, Attempt, Open, attempt, refused
from trialoog.web import party

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
