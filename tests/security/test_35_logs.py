"""Number 35: security events are logged with a time and a request; names, codes, tokens, texts and
whole addresses never are.
"""

import logging
import re
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.e2e.serving import REPOSITORY, command, environment, free_port
from tests.web.approving import link_for
from tests.web.driving import Town, Trialogue, published, recorded, started
from tests.web.screens import read
from trialoog import logs
from trialoog.web import audit
from trialoog.web.audit import EVENTS, network
from trialoog.web.routes import TABLE

NAME, TEAM = "Wilhelmina Geplant", "Team Geplant"
WORDS = "Hier staan geplante woorden"
LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 [A-Z]+ [a-z_.]+ ")


def _whole(place: Town) -> tuple[Trialogue, list[str]]:
    """Play a trialogue with planted words; return it, with every code and token that it had."""
    lead = place.sign_in(NAME, TEAM)
    it = started(place, lead, title=f"Titel. {WORDS}")
    secrets = [it.code, lead.cookies["session"]]
    phone = it.join("policy")
    secrets += [value for value in phone.cookies.values() if len(value) > 4]
    it.go("explore")
    about = {"dilemma": it.dilemma, "round": str(it.state.round), "pole": "a", "kind": "signal"}
    it.ok("contribute", phone, text=WORDS, **about)
    it.ok("reveal", round=str(it.state.round))
    answer = it.ok("screen-link")
    secrets.append(answer.text.split("/s/")[1].split('"')[0].split("<")[0].strip())
    place.visitor().post(f"/s/{secrets[-1]}")
    it.go("decide")
    *others, last = it.options
    for option in others:
        recorded(it, option, reason=WORDS)
    recorded(it, last, "chosen", reason=WORDS)
    it.ok("close-trialogue")
    link = link_for(it)
    speaks = place.visitor()
    speaks.post(link)
    approve = {"answer": "change", "words": WORDS, "seen": text_seen(it, speaks)}
    assert speaks.post(f"/t/{it.id}/approve/{it.dilemma}", data=approve).status_code == 303
    secrets += [link.split("/")[2], *speaks.cookies.values()]
    published(it)
    lead.get(f"/t/{it.id}/export.json")
    return it, secrets


def text_seen(it: Trialogue, who: TestClient) -> str:
    """The digest of the text on the page of a spokesperson."""
    page = read(who.get(f"/t/{it.id}/approve/{it.dilemma}").text)
    return page.get(name="seen")["value"]


def _goes_wrong(place: Town, it: Trialogue) -> list[str]:
    """Let everything go wrong that can be logged; return what was typed."""
    typed = ["GEHEIM77", "token-geplant-123", "zoekwoord-geplant"]
    stranger = place.visitor()
    stranger.get(f"/j/{typed[0]}")
    stranger.post(f"/login/{typed[1]}")
    stranger.get(f"/t/{it.id}/lead?option={typed[2]}")
    stranger.get("/?q=a%0d%0aINFO+injected", headers={"user-agent": typed[2]})
    place.client.post(f"/t/{it.id}/lead", headers={"origin": f"https://{typed[2]}.nl"})
    it.lead.post("/logout")
    return typed


def test_35_a_whole_trialogue_leaves_no_name_code_token_or_text_in_the_log(
    place: Town, log: StringIO
) -> None:
    it, secrets = _whole(place)
    typed = _goes_wrong(place, it)
    written = log.getvalue()
    planted = [NAME, TEAM, WORDS, "Geplant", "geplante", "testclient", *secrets, *typed]
    assert [one for one in planted if one.casefold() in written.casefold()] == []
    assert "injected" not in written


def test_35_security_events_stand_in_the_log_with_time_and_request(
    place: Town, log: StringIO
) -> None:
    it, _ = _whole(place)
    _goes_wrong(place, it)
    lines = log.getvalue().splitlines()
    assert all(LINE.match(line) for line in lines), lines
    seen = {line.split()[3] for line in lines if " trialoog.security " in line}
    assert {
        "sign-in",
        "sign-out",
        "screen-link",
        "screen-opened",
        "approval-link",
        "approval-link-used",
        "approval",
        "publish",
        "export",
        "refused",
        "foreign-origin",
    } <= seen
    # Retention is nobody's request.
    asked = [line for line in lines if " retention " not in line]
    assert all(re.search(r" request=[0-9a-f]{12} ", line) for line in asked)


def test_35_a_limit_that_is_hit_stands_in_the_log(place: Town, log: StringIO) -> None:
    guessing = place.visitor()
    answers = [guessing.post(f"/login/wrong-{number}").status_code for number in range(12)]
    assert answers[-1] == 429
    assert "WARNING trialoog.security limit " in log.getvalue()


def test_35_an_answer_carries_the_number_that_the_log_names(place: Town, log: StringIO) -> None:
    asked = {"x-request-id": "chosen-by-the-visitor"}
    answers = [place.visitor().post("/login/wrong", headers=asked) for _ in range(2)]
    numbers = [answer.headers["x-request-id"] for answer in answers]
    assert len({*numbers, "chosen-by-the-visitor"}) == 3
    assert all(f"request={number} " in log.getvalue() for number in numbers)


def test_35_no_act_of_a_phone_leaves_its_network(place: Town, log: StringIO) -> None:
    it = started(place)
    phone: TestClient = it.join("policy")
    assert phone.get(f"/t/{it.id}/lead").status_code == 403
    assert place.visitor().get(f"/t/{it.id}").status_code == 404
    refused = [line for line in log.getvalue().splitlines() if " refused " in line]
    assert len(refused) == 2
    assert all(" from=- " in line for line in refused)


def test_35_every_event_has_a_row_in_the_table_of_addresses() -> None:
    assert EVENTS.keys() <= {(entry.method, entry.path) for entry in TABLE}


def test_35_every_address_that_holds_a_token_is_an_event() -> None:
    tokens = {(entry.method, entry.path) for entry in TABLE if "{token}" in entry.path}
    assert {row for row in tokens if row[0] == "POST"} <= EVENTS.keys()


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("testclient", "-"),
        ("", "-"),
    ],
)
def test_35_an_address_is_written_as_the_network_it_is_in(address: str, written: str) -> None:
    assert network(address) == written


def test_35_nobody_can_break_or_forge_a_line(log: StringIO) -> None:
    hostile = "a\r\nb\x1b[2J\u2028c\x00\u202e"
    logging.getLogger("trialoog.test").warning("said %s", hostile)
    (line,) = log.getvalue().splitlines()
    assert line.endswith(r"said a\r\nb\x1b[2J\u2028c\x00\u202e")


def breaks() -> None:
    """Log an error that came of another one, each with words of its own."""
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as first:
            raise ValueError(f"no {WORDS}") from first
    except ValueError:
        logging.getLogger("trialoog.test").exception("it broke")


def test_35_an_error_is_written_without_its_own_words(log: StringIO) -> None:
    breaks()
    written = log.getvalue()
    assert WORDS not in written
    assert "builtins.ValueError" in written
    assert "builtins.KeyError" in written
    assert f"{Path(__file__).name}:" in written


def test_35_what_asyncio_says_of_a_lost_task_holds_no_words(log: StringIO) -> None:
    said = f"Task exception was never retrieved\nfuture: <Task exception=KeyError('{WORDS}')>"
    logging.getLogger("asyncio").error(said)
    assert WORDS not in log.getvalue()
    assert "never retrieved" in log.getvalue()


# == the server itself ==


def test_35_the_server_writes_no_line_for_pages_phones_and_sockets(tmp_path: Path) -> None:
    port = free_port()
    command(tmp_path, port, "migrate")
    link = command(tmp_path, port, "login-link", "--name", NAME, "--team", TEAM).split()[0]
    serve = [sys.executable, "-m", "trialoog", "serve"]
    settings = environment(tmp_path, port, TRIALOOG_LOG_LEVEL="debug")
    kept = tmp_path / "log"
    with kept.open("wb") as file:
        server = subprocess.Popen(serve, cwd=REPOSITORY, env=settings, stdout=file, stderr=file)
        try:
            _knock(f"http://127.0.0.1:{port}", link)
        finally:
            server.terminate()
            server.wait(timeout=20)
    written = kept.read_text(encoding="utf-8")
    planted = [NAME, TEAM, link.rsplit("/", 1)[1], "CODEGEPLANT", "tokengeplant", "zoekgeplant"]
    assert [one for one in planted if one in written] == []
    assert not re.search(r"/(t|j|s|login)/(?!\{)", written), written
    assert "127.0.0.1" not in written
    lines = written.splitlines()
    assert {line.split()[3] for line in lines if " trialoog.security " in line} >= {
        "sign-in",
        "refused",
    }
    assert all(LINE.match(line) for line in lines), written


def _knock(base: str, link: str) -> None:
    """Ask the server for everything whose address nobody may read later."""
    headers = {"sec-fetch-site": "same-origin"}
    with httpx2.Client(base_url=base, headers=headers) as client:
        _wait(client)
        assert client.post(link).status_code == 303
        for path in ("/t/nothere", "/t/nothere/lead", "/j/CODEGEPLANT", "/s/tokengeplant"):
            client.get(path)
        client.get("/login/tokengeplant")
        client.post("/login/tokengeplant")
        client.get("/", params={"q": "zoekgeplant"})
        socket = base.replace("http", "ws")
        for path in ("/t/nothere/live", "/t/nothere/lead/live", "/s/tokengeplant"):
            with pytest.raises(WebSocketException), connect(f"{socket}{path}") as page:
                page.recv(timeout=5)


def _wait(client: Any) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def test_35_the_log_says_most_at_debug_and_least_at_error(log: StringIO) -> None:
    logs.configure("error", log)
    logging.getLogger("trialoog.security").warning("hidden")
    logging.getLogger("uvicorn.error").warning("hidden")
    logging.getLogger("uvicorn.error").error("shown")
    assert log.getvalue().endswith("ERROR uvicorn.error shown\n")
    assert "hidden" not in log.getvalue()
    assert audit.log.name == "trialoog.security"
