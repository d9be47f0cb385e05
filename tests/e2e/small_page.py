"""A page made for the script of a live page, with a real socket: for tests of the script alone."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from playwright.async_api import Page
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from tests.live.meeting import LEAD, LOOKS, PHONE, START, until
from tests.live.server import Served, serve
from tests.store.build import ALEMBIC, a_trialogue
from trialoog.core.ids import TrialogueId
from trialoog.core.state import State
from trialoog.live.rooms import Room, Rooms
from trialoog.paths import STATIC
from trialoog.store.db import open_db
from trialoog.store.migrations import upgrade
from trialoog.views.looks import Looks
from trialoog.views.regions import Audience

TEXTS = (
    'data-offline="Geen verbinding." data-back="Er weer." data-again="Opnieuw" '
    'data-failed="Niet aangekomen." data-c4403="Niet meer." data-c4410="Gesloten." '
    'data-waiting="Wacht" data-sent="Weg" data-refused="Kon niet meer." data-copy="Kopieer." '
    'data-age-now="zojuist" data-age-seconds="{n} seconden" data-age-minute="1 minuut" '
    'data-age-minutes="{n} minuten" data-minutes="Nog {n} minuten" data-minute="Nog 1 minuut" '
    'data-less="Bijna" data-over="Om" data-paused="Stil."'
)
OUTBOX = (
    '<template data-outbox><section id="outbox" aria-label="Nog niet"><article>'
    '<p data-words></p><p role="alert" data-if="said"><span data-said></span></p>'
    '<strong data-if="waits">Nog te versturen</strong> <span data-label></span>'
    '<button type="button" data-back>Haal terug</button>'
    '<button type="button" data-away data-if="said">Verwijder</button>'
    "</article></section></template>"
)
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Site:
    """A page with everything the script knows, and what was sent to it."""

    token: str = "open.0.1"
    ends: datetime | None = None
    left: int | None = None
    content: str = "eerste"
    answer: int = 200
    said: str = ""  # with an answer other than 200
    posts: list[dict[str, str]] = field(default_factory=list)

    @property
    def ratings(self) -> list[str]:
        """The ratings that were sent."""
        return [post["c"] for post in self.posts if "c" in post]

    def regions(
        self, _: Looks, state: State, audience: Audience, language: str
    ) -> Mapping[str, str]:
        assert audience == PHONE
        cards = "".join(
            f'<li id="{c.id}"><span id="text-{c.id}">{escape(c.text)}</span> <button '
            f'form="recognise" name="contribution" value="{c.id}" data-recognise="{c.id}" '
            f'data-slot="recognise {c.id}" aria-describedby="text-{c.id}">Herken ik</button></li>'
            for c in state.contributions.values()
        )
        clock = f' data-ends="{self.ends.isoformat()}"' if self.ends else ""
        clock += f' data-left="{self.left}"' if self.left is not None else ""
        return {
            "board": f'<ul id="board" data-live lang="{language}">{cards}</ul>',
            "clock": f'<span id="clock" data-live role="timer"{clock}>uit</span>',
            "step": f'<div id="step" data-live hidden data-step="{self.token}"></div>',
        }

    def main(self) -> str:
        return (
            f'<main id="inhoud"><h1>{self.content}</h1><section id="mine" data-recognised="">'
            '</section><div id="act"><form method="post" action="/t/x/contribute" '
            'hx-post="/t/x/contribute" hx-target="#inhoud" hx-swap="outerMorph">'
            '<input type="hidden" name="key" value="">'
            '<textarea id="text" name="text" data-draft="a" aria-label="Tekst"></textarea>'
            '<button>Stuur</button></form><form id="ratings" method="post" action="/t/x/rate" '
            'hx-post="/t/x/rate" hx-trigger="change" hx-target="#saved" hx-swap="outerMorph" '
            'data-waits="Waardering"><input type="hidden" name="option" value="o1">'
            '<label><input type="radio" name="c" value="1">goed</label>'
            '<label><input type="radio" name="c" value="2">beter</label></form>'
            f'<p id="saved"><span>{len(self.ratings)} bewaard</span></p></div></main>'
        )

    def page(self, room: Room) -> str:
        live = self.regions(LOOKS, room.state, PHONE, "nl")
        return (
            '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Proef</title>'
            '<script src="/static/trialoog.js" defer></script></head>'
            f'<body data-now="{now().isoformat()}"><div hx-ws:connect="/participant?who=x">'
            f'<div hidden data-texts {TEXTS}></div><p id="announce" role="status"></p>'
            '<div id="connection" role="status" hidden><p></p></div><p id="age" hidden></p>'
            '<div id="next-step" hidden><a href="/t/x">Ga mee</a></div>'
            f"{live['board']}{live['clock']}{live['step']}{self.main()}"
            '<form id="recognise" method="post" hx-post="/t/x/recognise" hx-swap="none" '
            'data-waits="Herken ik" hidden>'
            '<input type="hidden" name="key" value=""><input type="hidden" name="on" value="1">'
            f"</form></div>{OUTBOX}</body></html>"
        )

    def routes(self, room: Room) -> list[BaseRoute]:
        async def show(request: Request) -> Response:
            part = request.query_params.get("part")
            html = self.main() if part else self.page(room)
            return HTMLResponse(html, headers={"content-security-policy": POLICY})

        async def take(request: Request) -> Response:
            self.posts.append({name: str(value) for name, value in (await request.form()).items()})
            if self.answer != 200:
                return HTMLResponse(self.said, self.answer)
            if request.url.path.endswith("/recognise"):
                return Response(status_code=204)
            return HTMLResponse(self.main())

        return [
            Route("/t/x", show),
            Route("/t/x/{command}", take, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]


@asynccontextmanager
async def running(tmp_path: Path, site: Site) -> AsyncIterator[Served]:
    url = f"sqlite:///{tmp_path / 'trialoog.db'}"
    await upgrade(url, ALEMBIC)
    async with open_db(url) as db, Rooms(db, LOOKS, now, site.regions) as rooms:
        room = await rooms.get(TrialogueId(await a_trialogue(db)))
        await room.act(START, LEAD)
        async with serve(room, routes=site.routes(room)) as served:
            yield served


async def visit(page: Page, served: Served) -> None:
    await page.goto(f"http://127.0.0.1:{served.port}/t/x")
    await until(lambda: len(served.room.seats) == 1)
