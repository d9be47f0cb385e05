"""Signed out at the provider is signed out here: the back channel, and who may not use it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.e2e.serving import free_port
from tests.web.driving import BASE, LIVE, Town, started, town
from tests.web.hostile import KEY, LOGOUT, Hostile, hostile, served, sign
from tests.web.oidc_provider import SECRET, SECRET_ENV, Person, browser, onward, running, sent
from trialoog import serving
from trialoog.app import create_app, utc_now
from trialoog.live.protocol import server_options
from trialoog.live.rooms import NOT_THERE, RESTART, SIGNED_OUT
from trialoog.settings import Settings
from trialoog.views.looks import Looks

ENDED = f"/login/ended/{KEY}"
RSA, OTHER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with hostile() as started:
        started.fresh(RSA)
        yield started


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, looks: Looks, server: Hostile
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("logout")
    made = town(folder, blank, looks, oidc=server.toml(folder))
    with made.client:
        yield made


def signed_in(place: Town, them: Hostile, sid: str | None = "s-1", **claims: Any) -> TestClient:
    """A browser that came in by the provider, in a session that the provider calls `sid`."""
    visitor = place.visitor()
    assert comes_back(place, them, visitor, sid, **claims) == 303
    return visitor


def comes_back(
    place: Town,
    them: Hostile,
    visitor: TestClient | None = None,
    sid: str | None = None,
    **claims: Any,
) -> int:
    """Go to the provider and back; return the status of the answer."""
    visitor = visitor or place.visitor()
    parameters = sent(onward(visitor.post(f"/login/with/{KEY}").text))
    said = them.claims(place.clock(), nonce=parameters["nonce"], sid=sid, **claims)
    them.id_token = them.sign(said)
    back = {"code": "c", "state": parameters["state"]}
    return visitor.get(f"/login/back/{KEY}", params=back).status_code


def is_in(visitor: TestClient) -> bool:
    return visitor.get("/trialogues").status_code == 200


def post(place: Town, token: str, **headers: str) -> int:
    """Post as the provider's server does: without anything that a browser sends along."""
    client = place.visitor()
    del client.headers["sec-fetch-site"]
    answer = client.post(ENDED, data={"logout_token": token}, headers=headers)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code


def test_12_one_session_ends_by_its_name_and_all_of_somebody_by_theirs(
    place: Town, server: Hostile
) -> None:
    first, second = signed_in(place, server, "s-1"), signed_in(place, server, "s-2")
    other = signed_in(place, server, "s-3", sub="somebody-else")
    link = place.sign_in()
    one = server.logout(place.clock(), jti="one", sid="s-1", sub=None)
    assert post(place, server.sign(one)) == 200
    assert [is_in(who) for who in (first, second, other, link)] == [False, True, True, True]
    # A session and a person that do not belong together end nothing.
    assert post(place, server.sign(server.logout(place.clock(), jti="two", sid="s-3"))) == 200
    assert is_in(other)
    assert post(place, server.sign(server.logout(place.clock(), jti="three"))) == 200
    assert [is_in(who) for who in (second, other, link)] == [False, True, True]


def test_a_token_counts_once(place: Town, server: Hostile) -> None:
    token = server.sign(server.logout(place.clock(), jti="again"))
    assert post(place, token) == 200
    visitor = signed_in(place, server)
    assert post(place, token) == 400
    assert is_in(visitor)
    place.clock.forward(minutes=8)
    assert post(place, token) == 400, "when it is forgotten it is too old"


def test_a_token_that_names_a_far_end_is_refused_before_its_use_is_forgotten(
    place: Town, server: Hostile
) -> None:
    late = int((place.clock() + timedelta(days=1)).timestamp())
    one, other = (
        server.sign(server.logout(place.clock(), jti=jti, sub="nobody", exp=late))
        for jti in ("far", "far too")
    )
    place.clock.forward(minutes=50)
    assert post(place, one) == 200, "a provider may try again for a while"
    place.clock.forward(minutes=9)
    assert post(place, other) == 400, "within the hour that uses are remembered"


WRONG: list[dict[str, Any]] = [
    {"aud": "somebody-else"},
    {"iss": "https://evil.example"},
    {"iat": None},
    {"iat": "now"},
    {"iat": 10**12},
    {"iat": 1, "exp": None},
    {"exp": 1},
    {"exp": "never"},
    {"exp": 10**30, "sub": 5},
    {"jti": None},
    {"jti": 5},
    {"events": None},
    {"events": LOGOUT},
    {"events": [LOGOUT]},
    {"events": {LOGOUT: True}},
    {"events": {"another": {}}},
    {"nonce": "of-an-id-token"},
    {"sub": None},
    {"sid": 5},
    {"sub": ["subject-1"]},
    {"sub": "", "sid": ""},
]


@pytest.fixture(scope="module")
def visitor(place: Town, server: Hostile) -> TestClient:
    """Somebody who stays signed in, whatever is tried."""
    return signed_in(place, server, "stays", sub="stays")


@pytest.mark.parametrize("changes", WRONG, ids=str)
def test_a_claim_that_is_not_right_ends_nothing(
    changes: dict[str, Any], place: Town, server: Hostile, visitor: TestClient
) -> None:
    said = server.logout(place.clock(), **{"jti": str(changes), "sub": "stays", **changes})
    assert post(place, server.sign(said)) == 400
    assert is_in(visitor)


def test_12_a_signature_of_somebody_else_ends_nothing(
    place: Town, server: Hostile, visitor: TestClient
) -> None:
    said = server.logout(place.clock(), jti="mine", sub="stays")
    for token in (
        sign(said, OTHER, "RS256", kid="0"),
        sign(said, None, "none"),
        sign(said, SECRET.encode(), "HS256", kid="0"),
        sign(said, OTHER, "RS256", kid="unknown"),
        server.sign(server.claims(place.clock(), sub="stays", sid="stays", nonce="n")),
        "",
        "x" * 200_000,
    ):
        assert post(place, token) == 400
    assert is_in(visitor)


def test_only_this_address_comes_in_without_a_browser_s_word(
    place: Town, server: Hostile, visitor: TestClient
) -> None:
    token = server.sign(server.logout(place.clock(), jti="guarded", sub="nobody"))
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert post(place, token, **headers) == 403, "a browser is no server"
    assert post(place, token) == 200
    bare = place.visitor()
    bare.cookies = visitor.cookies
    del bare.headers["sec-fetch-site"]
    for path in ("/logout", f"/login/with/{KEY}", f"{ENDED}/", f"{ENDED}/x", "/login/ended/A"):
        assert bare.post(path).status_code == 403, path
    assert bare.put(ENDED).status_code == 403
    assert is_in(visitor)


def test_a_provider_that_is_down_is_asked_to_come_again(
    tmp_path: Path, blank: Path, looks: Looks, server: Hostile
) -> None:
    file = server.toml(tmp_path)
    file.write_text(file.read_text().replace(server.issuer, "http://127.0.0.1:1"))
    down = town(tmp_path, blank, looks, oidc=file)
    with down.client:
        assert post(down, "x.y.z") == 503


def closing(socket: ClientConnection) -> int | None:
    """The code that a socket closes with, within two seconds."""
    try:
        while True:
            socket.recv(timeout=2)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


# --- with a real provider, over real sockets --------------------------------------------------


def test_12_a_live_page_closes_when_somebody_signs_out_at_the_provider(
    tmp_path: Path, looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_ENV, SECRET)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with running(base) as realm:
        settings = Settings(data=tmp_path, port=port, oidc=realm.toml(tmp_path))
        serving.migrate(settings)
        realm.people(anna={"name": "Anna", "groups": ["trialoog-leiders"]})
        app = create_app(settings, utc_now, looks)
        with served(app, port, **server_options()), browser(base) as here:
            anna = Person(here, base, "anna")
            assert anna.sign_in().status_code == 303
            it = started(None, here)  # type: ignore[arg-type]
            cookie = f"session={here.cookies['session']}"
            with connect(
                f"ws://127.0.0.1:{port}/t/{it.id}/lead/live",
                origin=Origin(base),
                additional_headers={"cookie": cookie},
            ) as socket:
                socket.send('{"hello": 1, "last": 0}')
                assert '"content"' in str(socket.recv(timeout=5))
                end = f"{realm.issuer}/session/end"
                began = time.monotonic()
                anna.to_provider(f"{end}?client_id=dienst&post_logout_redirect_uri={base}/")
                assert closing(socket) == SIGNED_OUT
                assert time.monotonic() - began < 2
            assert here.get("/trialogues").headers["location"] == "/login"


def test_3_a_role_that_is_gone_closes_the_pages_that_lived_on_it(
    place: Town, server: Hostile
) -> None:
    lead = signed_in(place, server, sub="loses")
    it = started(place, lead)
    address, mine = f"{LIVE}/t/{it.id}/lead/live", {"origin": BASE}
    with lead.websocket_connect(address, headers=mine) as console:
        console.send_text('{"hello": 1, "last": 0}')
        console.receive_text()
        assert comes_back(place, server, sub="loses", groups=[]) == 403
        while (message := console.receive())["type"] != "websocket.close":
            pass
        assert message["code"] == RESTART, "to come back, and be looked at anew"
    with lead.websocket_connect(address, headers=mine) as console:
        assert console.receive()["code"] == NOT_THERE
