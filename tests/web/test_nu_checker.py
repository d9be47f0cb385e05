"""Every page and every part of one is HTML as the Nu HTML checker has it, in both languages.

All that people are shown is gathered while a trialogue goes from a draft to what is public, and
goes to the checker in one batch. Attributes of htmx are no business of the standard.
"""

import json
import re
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from joserfc.jwk import ECKey
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.programs import program
from tests.security.stages import SHAPES, World, played
from tests.web.driving import HTMX, rows, town
from tests.web.hostile import KEY, hostile
from tests.web.screens import read
from trialoog import serving
from trialoog.paths import ROOT
from trialoog.views.looks import LANGUAGES, Looks
from trialoog.web.access import Who
from trialoog.web.routes import TABLE, Entry

pytestmark = pytest.mark.soak

JAR = ROOT / "tests/node/node_modules/vnu-jar/build/dist/vnu.jar"
OURS = r".*hx-.*"  # what htmx reads
# What a part refers to stands on the page that it goes into.
ON_THE_PAGE = "The “form” attribute must refer to a form element."
PART = "<!DOCTYPE html><html lang={}><head><title>x</title></head><body>{}</body></html>"
ROLES = {
    Who.FACILITATOR: "facilitator",
    Who.OWNER: "facilitator",
    Who.SIGNED_IN: "facilitator",
    Who.COLLEAGUE: "facilitator",
    Who.PARTICIPANT: "participant",
    Who.SCREEN: "projector",
    Who.SPOKESPERSON: "spokesperson",
    Who.ANYONE: "anonymous",
}


@dataclass
class Gathering:
    """Stands around the application and keeps all HTML that goes out."""

    folder: Path
    app: ASGIApp
    known: dict[str, str] = field(default_factory=dict)  # text -> where it came from
    parts: set[str] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts: list[bytes] = []
        is_html = False

        async def keep(message: Message) -> None:
            nonlocal is_html
            if message["type"] == "http.response.start":
                kind = dict(message["headers"]).get(b"content-type", b"")
                is_html = kind.startswith(b"text/html")
            elif message["type"] == "http.response.body" and is_html:
                parts.append(message.get("body", b""))
            await send(message)

        plain = [it for it in scope.get("headers", ()) if it[0] != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, keep)
        if parts:
            language = dict(scope["headers"]).get(b"accept-language", b"nl").decode()
            self._add(f"{scope['method']} {scope['path']}", language, b"".join(parts).decode())

    def _add(self, where: str, language: str, html: str) -> None:
        if html.strip():
            if html.lstrip()[:9].upper() != "<!DOCTYPE":
                html = PART.format(language, html)
                self.parts.add(html)
            self.known.setdefault(html, where)

    def write(self) -> dict[str, tuple[str, bool]]:
        """Write all that differs into a folder; return where each file came from, and whether it is
        a part."""
        found = {}
        for number, (html, where) in enumerate(self.known.items()):
            file = self.folder / f"{number:05}.html"
            file.write_text(html, "utf-8")
            found[file.name] = where, html in self.parts
        return found


LIMITS: dict[str, Any] = {
    "acts_per_minute": 10_000,
    "login_failures_per_minute": 1000,
    "join_failures_per_minute": 10_000,
    "searches_per_minute": 10_000,
}


@pytest.fixture
def gathered(tmp_path: Path, blank: Path, looks: Looks) -> Gathering:
    folder = tmp_path / "pages"
    folder.mkdir()
    with hostile() as provider:
        provider.fresh(ECKey.generate_key("P-256"))
        bare = town(
            tmp_path / "data",
            blank,
            looks,
            oidc=provider.toml(tmp_path),
            smtp_url="smtp://127.0.0.1:9",  # where nobody listens
            mail_from="noreply@example.org",
            **LIMITS,
        )
        around = Gathering(folder, bare.app)
        with bare.client:
            world = played(replace(bare, app=around), KEY)
            for stage in world.stages:
                for language in LANGUAGES:
                    _look(world, stage, language)
    shown = town(tmp_path / "examples", blank, looks, **LIMITS)
    serving.load_demo(shown.settings)
    around.app = shown.app
    with shown.client:
        ((team,),) = rows(shown, "SELECT name FROM team")
        people = replace(shown, app=around)
        for language in LANGUAGES:
            _walk(people.visitor(language))
        _walk(people.sign_in("Gespreksleider", team))
    return around


def _walk(visitor: TestClient) -> None:
    """Open every page that a link leads to, once."""
    todo, seen = ["/", "/trialogues"], set[str]()
    while todo:
        path = urlsplit(todo.pop()).path
        if path.startswith("/") and path not in seen and "." not in path:
            seen.add(path)
            answer = visitor.get(path)
            if answer.headers.get("content-type", "").startswith("text/html"):
                todo += [urljoin(path, a["href"]) for a in read(answer.text).every("a")]


def _who(entry: Entry) -> list[str]:
    return sorted({ROLES[who] for who in entry.who if who in ROLES})


def _look(world: World, stage: str, language: str) -> None:
    """Ask for every page there is now, and send every form empty: with a script and without one."""
    world.put_back(stage)
    visitors = {who: world.visitor(who) for who in {*ROLES.values()}}
    for visitor in visitors.values():
        visitor.headers["accept-language"] = language
    for entry in TABLE:
        if entry.method == "GET" and (not entry.open or stage in {"draft", "published"}):
            for who in _who(entry):
                visitors[who].get(world.address(entry.path))
    for who, addresses in world.pages(stage).items():
        for address in addresses:
            visitors[who].get(address)
    for method, shape in SHAPES:
        if method == "POST" and shape.startswith("/t/"):
            for who in ("facilitator", "participant"):
                headers = HTMX if language == "nl" else {}
                visitors[who].post(world.address(shape), data={"key": "x"}, headers=headers)


def _checked(folder: Path) -> list[dict[str, Any]]:
    """What the checker says of all files in a folder."""
    order: list[str | Path] = [
        program("java"),
        "-jar",
        JAR,
        "--format",
        "json",
        "--exit-zero-always",
        "--stdout",
    ]
    order += ["--filterpattern", OURS, folder]
    done = subprocess.run(order, check=True, capture_output=True, text=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return told


def _named(told: dict[str, Any], place: str) -> str:
    near = re.sub(r"\s+", " ", told.get("extract", ""))
    return f"{told['message']}\n    {place}, line {told.get('lastLine')}: {near}"


def test_the_checker_finds_no_error_in_any_page_or_part(gathered: Gathering) -> None:
    places = gathered.write()
    pages = [where for where, is_part in places.values() if not is_part]
    assert len(pages) > 200
    wrong, doubtful = dict[str, str](), dict[str, str]()
    for told in _checked(gathered.folder):
        place, is_part = places[Path(told["url"]).name]
        if not (is_part and told["message"] == ON_THE_PAGE):
            found = wrong if told["type"] == "error" else doubtful
            found.setdefault(told["message"], _named(told, place))
    print(*doubtful.values(), sep="\n")
    assert not wrong, "\n".join(wrong.values())
