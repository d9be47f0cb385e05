"""An installation from outside: server processes, people with a browser, and the database's files.

Nothing of the application runs in here; what people send goes over real connections.
"""

import asyncio
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx2

from tests import databases
from tests.e2e.serving import REPOSITORY, Server, waiting
from tests.web.driving import DRAFT, HTMX, in_form
from tests.web.screens import Element, filled, form_on, read, titles
from trialoog import serving
from trialoog.settings import Settings
from trialoog.store import people
from trialoog.store.db import open_db

FROM_OUR_PAGE = {"sec-fetch-site": "same-origin", "accept-language": "nl"}
FILE = "trialoog.db"

Form = Sequence[tuple[str, str]]


# --- processes -------------------------------------------------------------------------


def installed(data: Path) -> Path:
    """A folder with a database as it is made."""
    serving.migrate(Settings(data=data))
    return data


@contextmanager
def served(data: Path, port: int, **settings: str) -> Iterator[Server]:
    """A server process on a port and a folder, until the block ends or it is killed."""
    serve = [sys.executable, "-m", "trialoog", "serve"]
    with waiting(serve, data, port, cwd=REPOSITORY, **settings) as server:
        yield server


def kill(server: Server) -> None:
    """End a server as a power cut does: it can't do anything about it."""
    server.process.kill()
    server.process.wait(timeout=15)


# --- people ------------------------------------------------------------------------------


def browser(url: str) -> httpx2.Client:
    """A browser of somebody, with cookies of its own. It leaves no connection open."""
    none = httpx2.Limits(max_keepalive_connections=0)
    return httpx2.Client(
        base_url=url, headers=FROM_OUR_PAGE, timeout=60, limits=none, trust_env=False
    )


def cookies(who: httpx2.Client) -> str:
    """The cookies of a browser, as they stand in a header."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in who.cookies.jar)


def sign_in(url: str, data: Path) -> httpx2.Client:
    """The facilitator, by a one-time link."""

    async def link() -> str:
        async with open_db(Settings(data=data).database) as db:
            account = await serving.facilitator(db, serving.NAME, serving.TEAM)
            now = datetime.now(UTC)
            return await people.create_signin_link(db, account, timedelta(minutes=5), now)

    lead = browser(url)
    assert lead.post(f"/login/{asyncio.run(link())}").status_code == 303
    return lead


@dataclass
class Meeting:
    """A trialogue that was started over HTTP."""

    id: str
    code: str
    dilemma: str
    data: Path
    lead: httpx2.Client
    made: int = 0

    def ok(self, command: str, **fields: str) -> None:
        """Let the facilitator do something that has to be accepted."""
        self.made += 1
        form = {"as": "facilitator", "key": f"lead-{self.made}", **fields}
        answer = self.lead.post(f"/t/{self.id}/{command}", data=form, headers=HTMX)
        assert answer.status_code in {200, 204}, (answer.status_code, answer.text[:2000])

    def go(self, phase: str) -> None:
        """Move to a step; who is absent is confirmed."""
        self.ok("move-to", dilemma=self.dilemma, phase=phase, absent="1")

    def join(self, perspective: str = "policy", url: str = "") -> httpx2.Client:
        """A phone that takes a seat, by the form that stands on the page of the code."""
        phone = browser(url or str(self.lead.base_url))
        page = read(phone.get(f"/j/{self.code}").text)
        form = filled(page, page.get(id="join"), perspective=perspective, rules="1")
        assert send(phone, f"/j/{self.code}", form).status_code == 303
        return phone

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of the database, read beside the server."""
        return rows(self.data, statement, *values)

    def count(self, kind: str) -> int:
        """How many facts of a kind its journal has."""
        where = "WHERE trialogue = ? AND kind = ?"
        return len(self.rows(f"SELECT seq FROM fact {where}", self.id, kind))

    def texts(self) -> list[object]:
        """What was contributed, in the order of the journal."""
        found = self.rows(
            "SELECT body FROM text JOIN fact USING (trialogue, seq) "
            "WHERE trialogue = ? AND kind = 'ContributionMade' AND place = 0 ORDER BY seq",
            self.id,
        )
        return [body for (body,) in found]


def started(lead: httpx2.Client, data: Path, phase: str = "explore") -> Meeting:
    """A trialogue that was prepared and started by its forms, in a step."""
    id = made(lead.post("/trialogues", data={"format": "besluitvorming", "key": ""}))
    prepare = f"/t/{id}/prepare"
    page = lead.get(prepare).text
    *_, last = titles(read(page))
    typed = {**in_form(page, DRAFT), last: "Een collega kijkt mee"}
    assert lead.post(prepare, data=typed).status_code == 303
    assert lead.post(f"/t/{id}/start", data={"key": ""}).status_code == 303
    ((code,),) = rows(data, "SELECT code FROM trialogue WHERE id = ?", id)
    console = read(lead.get(f"/t/{id}/lead").text)
    meeting = Meeting(id, str(code), form_on(console, "move-to").value("dilemma"), data, lead)
    meeting.go(phase)
    return meeting


def made(answer: httpx2.Response) -> str:
    """The id of the trialogue that an answer leads to."""
    assert answer.status_code == 303, (answer.status_code, answer.text[:2000])
    return str(answer.headers["location"]).split("/")[2]


def writing(meeting: Meeting, phone: httpx2.Client, text: str, **more: str) -> Form:
    """The form for a contribution as it stands on a phone's page, filled in."""
    page = read(phone.get(f"/t/{meeting.id}").text)
    return filled(page, form_on(page, "contribute"), text=text, kind="signal", pole="a", **more)


def changed(form: Form, **fields: str) -> Form:
    """A form with other values in some fields."""
    return [(name, fields.get(name, value)) for name, value in form]


def send(
    who: httpx2.Client, address: str, form: Form, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """Send a form as a browser does."""
    sent = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
    return who.post(address, content=urlencode(list(form)), headers=sent)


# --- many at the same moment -----------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """An answer to a form."""

    status: int
    location: str
    body: str

    @property
    def page(self) -> Element:
        """What it shows."""
        return read(self.body)

    @property
    def seen(self) -> tuple[int, str, str]:
        """What a person can tell of it: hidden fields, with their fresh keys, are not in it."""
        return self.status, self.location, self.page.words


@dataclass(frozen=True)
class Post:
    """A form on its way, as bytes, to a port of this machine."""

    port: int
    raw: bytes


def post(who: httpx2.Client, address: str, form: Form, *, htmx: bool = True, port: int = 0) -> Post:
    """Put a form in bytes, with somebody's cookies, for their server or for one on another port."""
    port = port or who.base_url.port or 80
    content = urlencode(list(form)).encode()
    lines = [
        f"POST {address} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        "connection: close",
        "content-type: application/x-www-form-urlencoded",
        f"content-length: {len(content)}",
        f"cookie: {cookies(who)}",
        *(f"{name}: {value}" for name, value in (FROM_OUR_PAGE | (HTMX if htmx else {})).items()),
    ]
    return Post(port, "\r\n".join(lines).encode() + b"\r\n\r\n" + content)


def at_once(posts: Sequence[Post]) -> list[Answer]:
    """Send forms over connections of their own; the last byte of all leaves at the same moment."""

    async def together() -> list[Answer]:
        ends = [await asyncio.open_connection("127.0.0.1", each.port) for each in posts]
        for (_, writer), each in zip(ends, posts, strict=True):
            writer.write(each.raw[:-1])
            await writer.drain()
        await asyncio.sleep(0.05)  # the server has read all of it but the end
        for (_, writer), each in zip(ends, posts, strict=True):
            writer.write(each.raw[-1:])
        answers = [await reader.read() for reader, _ in ends]
        for _, writer in ends:
            writer.close()
            await writer.wait_closed()
        return [_answer(each) for each in answers]

    return asyncio.run(together())


def status_of(each: Post) -> int | None:
    """Send a form; return the status of its answer, or None where there was no answer."""
    raw = b""
    try:
        with socket.create_connection(("127.0.0.1", each.port), timeout=30) as line:
            line.sendall(each.raw)
            while part := line.recv(65536):
                raw += part
    except ConnectionError:
        pass  # what came before it broke still counts
    return int(raw.split(b" ", 2)[1]) if b"\r\n" in raw else None


def unheard(each: Post, gone: Callable[[], bool]) -> None:
    """Send a form and hang up before reading its answer, once something is so."""

    async def go() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", each.port)
        writer.write(each.raw)
        await writer.drain()
        async with asyncio.timeout(10):
            while not gone():  # noqa: ASYNC110 - anything at all can be waited for
                await asyncio.sleep(0.005)
        writer.transport.abort()

    asyncio.run(go())


def _answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in rest if ": " in line)
    return Answer(int(first.split()[1]), headers.get("location", ""), body.decode())


# --- the database -------------------------------------------------------------------------------


def rows(data: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Rows of the database that an installation in a folder has."""
    return databases.rows(Settings(data=data).database, statement, *values)
