"""A server that starts before its database is ready waits, says so, and goes on by itself."""

import asyncio
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect

from tests.e2e.serving import REPOSITORY, environment, free_port, migrate
from trialoog import workers
from trialoog.cli import main
from trialoog.settings import Settings

TOKEN = "0123456789abcdef"
NOWHERE = "postgresql://somebody:a-password@127.0.0.1:1/nothing"
SENTENCE = "The database was made by a newer version of trialoog than this one"
DONE = {"database": "up", "migrations": "done", "redis": "off"}


def at_the_door(data: Path, **settings: object) -> TestClient:
    """A browser at an installation that was not prepared; it begins when used as a context."""
    port = free_port()
    app = workers.behind_door(Settings(data=data, port=port, **settings))  # type: ignore[arg-type]
    return TestClient(
        app, base_url=f"http://127.0.0.1:{port}", headers={"sec-fetch-site": "same-origin"}
    )


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Somebody who comes before the migrations were run. One for all: nothing changes here."""
    with at_the_door(tmp_path_factory.mktemp("early"), metrics_token=TOKEN) as visitor:
        yield visitor


def ready(visitor: TestClient, within: float = 10.0) -> bool:
    """Wait until a server says that it is ready."""
    until = time.monotonic() + within
    while visitor.get("/readyz").status_code != 200:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def serve(data: Path, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a server that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "trialoog", "serve", *arguments],
        cwd=REPOSITORY,
        env=environment(data, port),
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


# --- before it is time --------------------------------------------------------------------


def test_it_lives_and_is_not_ready(early: TestClient) -> None:
    assert early.get("/healthz").json() == {"status": "ok"}
    answer = early.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json() == {"database": "up", "migrations": "pending"}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", "/t/something", "/login"])
def test_everything_else_asks_to_come_back(early: TestClient, method: str, path: str) -> None:
    answer = early.request(method, path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(("language", "says"), [("nl", 'lang="nl"'), ("en", 'lang="en"')])
def test_the_page_speaks_the_language_of_who_asks_and_has_its_looks(
    early: TestClient, language: str, says: str
) -> None:
    page = early.get("/", headers={"accept-language": language}).text
    assert says in page
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert early.get(sheet).status_code == 200


def test_who_sends_a_form_reads_that_it_may_not_have_arrived(early: TestClient) -> None:
    for method, arrived, back in (("GET", False, True), ("POST", True, False)):
        page = early.request(method, "/t/something", headers={"accept-language": "nl"}).text
        assert ("is misschien niet aangekomen" in page) is arrived
        assert ('href=""' in page) is back  # to the same address: nobody can go there with a form


def test_the_interface_for_programs_says_so_in_json(early: TestClient) -> None:
    answer = early.get("/api/v1/weighings")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_live_page_is_told_to_come_back(early: TestClient) -> None:
    with (
        early.websocket_connect("/t/something/live") as page,
        pytest.raises(WebSocketDisconnect) as end,
    ):
        page.receive_text()
    assert end.value.code == 1013


# --- and then it is ---------------------------------------------------------------------------


def test_it_begins_by_itself_once_the_migrations_are_done(tmp_path: Path) -> None:
    with at_the_door(tmp_path) as visitor:
        assert visitor.get("/").status_code == 503
        migrate(tmp_path)
        assert ready(visitor)
        assert visitor.get("/").status_code == 200
        assert visitor.get("/readyz").json() == DONE


def test_a_database_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    with at_the_door(tmp_path, database_url=NOWHERE) as visitor:
        answer = visitor.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"database": "away", "migrations": "unknown"}
        assert visitor.get("/healthz").status_code == 200
        assert visitor.get("/").status_code == 503


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["", "Bearer", f"Bearer {TOKEN}x", f"bearer {TOKEN}", TOKEN, "Bearer \xe9"]
)
def test_who_does_not_know_the_token_finds_no_numbers(early: TestClient, said: str) -> None:
    headers = {"authorization": said.encode("latin-1")} if said else {}
    assert early.get("/metrics", headers=headers).status_code == 404  # type: ignore[arg-type]


def test_without_a_token_in_the_settings_there_are_no_numbers_for_anybody(tmp_path: Path) -> None:
    with at_the_door(tmp_path) as visitor:
        for said in ("Bearer ", "Bearer None", ""):
            assert visitor.get("/metrics", headers={"authorization": said}).status_code == 404


def test_who_knows_the_token_reads_the_numbers(early: TestClient) -> None:
    answer = early.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "trialoog_rooms_in_memory" in answer.text


def test_a_token_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="metrics_token"):
        Settings(metrics_token="short")


def test_no_setting_that_is_secret_is_ever_shown() -> None:
    assert TOKEN not in repr(Settings(metrics_token=TOKEN))


# --- a database that this program does not know ------------------------------------------------


def of_another_version(data: Path) -> None:
    """Make a database that a newer version made."""
    migrate(data)
    with closing(sqlite3.connect(data / "trialoog.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")


async def test_a_database_of_a_newer_version_does_not_begin_and_a_sentence_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    of_another_version(tmp_path)
    asked, said = asyncio.Queue[Message](), asyncio.Queue[Message]()
    asked.put_nowait({"type": "lifespan.startup"})
    door = workers.behind_door(Settings(data=tmp_path))
    await door({"type": "lifespan"}, asked.get, said.put)
    assert said.get_nowait() == {"type": "lifespan.startup.failed", "message": ""}
    assert SENTENCE in caplog.text


def test_a_server_whose_port_is_taken_ends_with_a_status_that_says_so(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = serve(tmp_path, taken.getsockname()[1])
    assert done.returncode == 3
    assert "address already in use" in done.stderr.casefold()
    assert not (tmp_path / "trialoog.db").exists()  # the application did not begin


@pytest.mark.soak
def test_the_supervisor_of_such_workers_stops_too(tmp_path: Path) -> None:
    of_another_version(tmp_path)
    done = serve(tmp_path, free_port(), "--workers", "2")
    assert done.returncode == 3
    assert SENTENCE in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", ["0", "65"])
def test_so_many_workers_there_can_not_be(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--workers", number]) == 2
    assert f"--workers {number}: " in capsys.readouterr().err
