"""The script of a live page in a browser, against a page made for it and a real socket."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from playwright.async_api import Page, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from tests.e2e.conftest import NewPage
from tests.live.meeting import LEAD, LOOKS, PHONE, START, says, until
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
    posts: list[dict[str, str]] = field(default_factory=list)

    def regions(
        self, _: Looks, state: State, audience: Audience, language: str
    ) -> Mapping[str, str]:
        assert audience == PHONE
        cards = "".join(
            f'<li id="{c.id}">{escape(c.text)} <button form="recognise" name="contribution" '
            f'value="{c.id}" data-recognise="{c.id}">Herken ik</button></li>'
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
            '</section><form method="post" action="/t/x/contribute" hx-post="/t/x/contribute" '
            'hx-target="#inhoud" hx-swap="outerMorph"><input type="hidden" name="key" value="">'
            '<textarea id="text" name="text" data-draft="a" aria-label="Tekst"></textarea>'
            "<button>Stuur</button></form></main>"
        )

    def page(self, room: Room) -> str:
        live = self.regions(LOOKS, room.state, PHONE, "nl")
        return (
            '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Proef</title>'
            '<script src="/static/trialoog.js" defer></script></head>'
            f'<body data-now="{now().isoformat()}"><div hx-ws:connect="/participant?who=x">'
            '<div hidden data-texts data-offline="Geen verbinding." data-again="Opnieuw" '
            'data-failed="Niet aangekomen." data-c4403="Niet meer." data-minutes="Nog {n} minuten" '
            'data-minute="Nog 1 minuut" data-less="Bijna" data-over="Om" data-paused="Stil."></div>'
            '<div id="connection" role="status" hidden><p></p></div>'
            '<div id="next-step" hidden><a href="/t/x">Ga mee</a></div>'
            f"{live['board']}{live['clock']}{live['step']}{self.main()}"
            '<form id="recognise" method="post" hx-post="/t/x/recognise" hx-swap="none" hidden>'
            '<input type="hidden" name="key" value=""><input type="hidden" name="on" value="1">'
            "</form></div></body></html>"
        )

    def routes(self, room: Room) -> list[BaseRoute]:
        async def show(request: Request) -> Response:
            part = request.query_params.get("part")
            html = self.main() if part else self.page(room)
            return HTMLResponse(html, headers={"content-security-policy": POLICY})

        async def take(request: Request) -> Response:
            self.posts.append({name: str(value) for name, value in (await request.form()).items()})
            if self.answer != 200:
                return Response(status_code=self.answer)
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


async def test_the_page_follows_what_happens(page: Page, tmp_path: Path) -> None:
    async with running(tmp_path, Site()) as served:
        await visit(page, served)
        for number in range(5):
            await served.room.act(*says(number, f"<b>tekst</b> {number}"))
        await expect(page.locator("#board li")).to_have_count(5)
        await expect(page.locator("#c4")).to_contain_text("<b>tekst</b> 4")
        await page.close()


async def test_what_is_typed_survives_a_failure_and_counts_once(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=503)
    page = await new_page(allow=("503",))
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await page.fill("#text", "Mijn verhaal")
        await page.click("text=Stuur")
        await expect(page.get_by_role("alert")).to_have_text("Niet aangekomen.")
        await expect(page.locator("#text")).to_have_value("Mijn verhaal")
        await page.reload()
        await expect(page.locator("#text")).to_have_value("Mijn verhaal")
        site.answer = 200
        await page.focus("#text")
        await page.evaluate("document.querySelector('#inhoud form').requestSubmit()")
        await expect(page.locator("#text")).to_have_value("")
        first, again = site.posts
        assert first == again
        assert len(first["key"]) > 20
        await page.fill("#text", "Mijn verhaal")
        await page.click("text=Stuur")
        await until(lambda: len(site.posts) == 3)
        assert site.posts[2]["key"] != again["key"]
        await expect(page.locator("#text")).to_have_value("")  # its answer has come too
        await page.reload()
        await expect(page.locator("#text")).to_have_value("")
        await page.close()


async def test_the_next_step_is_fetched_and_waits_for_who_is_typing(
    page: Page, tmp_path: Path
) -> None:
    site = Site()
    async with running(tmp_path, site) as served:
        await visit(page, served)
        site.token, site.content = "open.0.2", "tweede"
        await served.room.act(*says(1))
        await expect(page.locator("h1")).to_have_text("tweede")
        await page.fill("#text", "Half")
        site.token, site.content = "open.0.3", "derde"
        await served.room.act(*says(2))
        await expect(page.locator("#next-step")).to_be_visible()
        await expect(page.locator("h1")).to_have_text("tweede")
        await expect(page.locator("#text")).to_have_value("Half")
        await page.click("text=Ga mee")
        await expect(page.locator("h1")).to_have_text("derde")
        await expect(page.locator("#next-step")).to_be_hidden()
        await page.close()


async def test_a_recognition_shows_on_the_own_page_and_can_be_taken_back(
    page: Page, tmp_path: Path
) -> None:
    site = Site()
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await served.room.act(*says(1))
        button = page.locator("#c1 button")
        await expect(button).to_have_attribute("aria-pressed", "false")
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "true")
        await served.room.act(*says(2))
        await expect(page.locator("#board li")).to_have_count(2)
        await expect(button).to_have_attribute("aria-pressed", "true")
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "false")
        assert [(post["contribution"], post["on"]) for post in site.posts] == [
            ("c1", "1"),
            ("c1", "0"),
        ]
        await page.close()


async def test_the_clock_counts_stands_still_and_stops_at_nothing(
    page: Page, tmp_path: Path
) -> None:
    site = Site(ends=now() + timedelta(minutes=3, seconds=5))
    clock = page.locator("#clock")
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await expect(clock).to_have_text(re.compile(r"^3:0[0-5]$"))
        await expect(clock).to_have_attribute("aria-label", "Nog 3 minuten")
        site.ends, site.left = None, 61
        await served.room.act(*says(1))
        await expect(clock).to_have_text("1:01")
        await expect(clock).to_have_attribute("aria-label", "Stil. Nog 1 minuut")
        site.ends, site.left = now() - timedelta(minutes=1), None
        await served.room.act(*says(2))
        await expect(clock).to_have_text("0:00")
        await expect(clock).to_have_class(re.compile("over"))
        await expect(clock).to_have_attribute("aria-label", "Om")
        await page.close()


async def test_a_page_whose_right_ended_says_so_and_stays_away(page: Page, tmp_path: Path) -> None:
    async with running(tmp_path, Site()) as served:
        await visit(page, served)
        served.rights["x"] = 4403
        await served.room.act(*says(1))
        await expect(page.locator("#connection p")).to_have_text("Niet meer.")
        await expect(page.locator("#connection button")).to_have_text("Opnieuw")
        await page.wait_for_timeout(2500)
        assert served.room.seats == []
        await page.close()


async def test_after_a_restart_the_page_comes_back_and_has_everything(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site()
    page = await new_page(allow=("ERR_CONNECTION_REFUSED", "WebSocket", "htmx:ws:error"))
    async with running(tmp_path, site) as served:
        await visit(page, served)
        room, port = served.room, served.port
        served.server.should_exit = True
        await until(lambda: room.seats == [])
        await expect(page.locator("#connection p")).to_have_text("Geen verbinding.")
        await room.act(*says(1))
        async with serve(room, routes=site.routes(room), port=port):
            await expect(page.locator("#c1")).to_be_visible(timeout=15_000)
            await expect(page.locator("#connection")).to_be_hidden()
            await page.close()


async def test_without_a_socket_the_page_asks_every_few_seconds(
    new_page: NewPage, tmp_path: Path
) -> None:
    page = await new_page(allow=("WebSocket", "htmx:ws:error"))
    await page.add_init_script(
        "const Real = WebSocket; window.WebSocket = class extends Real {"
        "constructor(url) { super(url.replace('/participant', '/nowhere')); } };"
    )
    async with running(tmp_path, Site()) as served:
        await page.goto(f"http://127.0.0.1:{served.port}/t/x")
        await page.wait_for_timeout(1000)
        await served.room.act(*says(1))
        await expect(page.locator("#c1")).to_be_visible(timeout=30_000)
        await page.close()
