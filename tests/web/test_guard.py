"""The shell: origins, headers, bodies. Numbers are those of the security checklist."""

import pytest
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import WebSocketDenialResponse

from tests.web.driving import BASE, LIVE, Town
from trialoog.web.guard import HEADERS, origin_of
from trialoog.web.routes import SOCKETS, TABLE, routes

OWN = {"origin": BASE}
SENT = [
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "none"}, True),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "cross-site", **OWN}, False),
    (OWN, True),
    ({"origin": "https://evil.example"}, False),
    ({"origin": "null"}, False),
    ({"origin": BASE + ".evil.example"}, False),
    ({"origin": "http://127.0.0.1:80001"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("headers", "welcome"), SENT)
def test_13_a_form_from_elsewhere_is_refused(
    place: Town, headers: dict[str, str], welcome: bool
) -> None:
    visitor = place.visitor()
    del visitor.headers["sec-fetch-site"]
    answer = visitor.post("/logout", headers=headers)
    assert (answer.status_code == 303) is welcome
    assert welcome or answer.status_code == 403


def test_13_every_unsafe_route_refuses_what_comes_from_elsewhere(place: Town) -> None:
    unsafe = [entry for entry in TABLE if entry.method != "GET"]
    assert len(unsafe) > 10
    for entry in unsafe:
        path = entry.path.replace(":int", "")
        for site in ("cross-site", "same-site"):
            answer = place.visitor().post(path, headers={"sec-fetch-site": site})
            assert answer.status_code == 403, path


def test_13_the_table_is_all_there_is() -> None:
    built = list(routes())
    assert len(built) == len(TABLE) + len(SOCKETS)
    for route in built:
        assert isinstance(route, Route | WebSocketRoute)


@pytest.mark.parametrize(
    "headers",
    [sent for sent, _ in SENT if "origin" not in sent]
    + [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": BASE + ".evil.example"},
    ],
)
def test_1_a_socket_from_elsewhere_is_refused_before_any_data(
    place: Town, headers: dict[str, str]
) -> None:
    for socket in SOCKETS:
        connection = place.visitor().websocket_connect(LIVE + socket.path, headers=headers)
        with pytest.raises(WebSocketDenialResponse) as refused, connection:
            pytest.fail("it came in")
        assert refused.value.status_code == 403


def test_15_every_answer_has_the_strict_headers(place: Town) -> None:
    visitor = place.visitor()
    answers = [
        visitor.get("/"),
        visitor.get("/nowhere"),
        visitor.get("/trialogues"),
        visitor.get("/static/trialoog.css"),
        visitor.get("/static/nothing.css"),
        visitor.get("/t/unknown"),
        visitor.post("/login/wrong"),
        visitor.post("/logout", headers={"sec-fetch-site": "cross-site"}),
        visitor.get("/", headers={"host": "evil.example"}),
        visitor.post("/j/ABCDEFGH", content=b"x" * (1024 * 1024 + 1)),
    ]
    assert {a.status_code for a in answers} >= {200, 303, 400, 403, 404, 413}
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers.get_list(name) == [value], (answer.url, name)
        assert "server" not in answer.headers


def test_15_only_open_pages_may_be_kept_and_they_set_no_cookie(place: Town) -> None:
    lead = place.sign_in()
    assert lead.get("/trialogues").headers["cache-control"] == "no-store"
    for path in ("/", "/how"):
        mine, theirs = lead.get(path), place.visitor().get(path)
        assert mine.content == theirs.content
        assert "set-cookie" not in mine.headers
        again = lead.get(path, headers={"if-none-match": mine.headers["etag"]})
        assert again.status_code == 304


def test_14_another_host_name_is_not_answered(place: Town) -> None:
    assert place.visitor().get("/", headers={"host": "evil.example"}).status_code == 400


def test_origins_are_written_as_browsers_write_them() -> None:
    assert origin_of("https://a.nl:443/x") == "https://a.nl"
    assert origin_of("http://a.nl:8080") == "http://a.nl:8080"
    assert origin_of("http://[::1]:80") == "http://[::1]"
