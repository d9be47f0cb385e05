"""The script of a live page in a browser, against a page made for it and a real socket."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.small_page import Site, now, running, visit
from tests.live.meeting import says, until
from tests.live.server import serve


async def test_the_page_follows_what_happens(page: Page, tmp_path: Path) -> None:
    async with running(tmp_path, Site()) as served:
        await visit(page, served)
        for number in range(5):
            await served.room.act(*says(number, f"<b>tekst</b> {number}"))
        await expect(page.locator("#board li")).to_have_count(5)
        await expect(page.locator("#c4")).to_contain_text("<b>tekst</b> 4")
        await page.close()


async def test_what_the_server_stumbles_over_stays_typed_and_counts_once(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=500)
    page = await new_page(allow=("500",))
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
        site.ends = now() + timedelta(minutes=5, seconds=3)
        await served.room.act(*says(3))
        await expect(page.locator("#announce")).to_have_text("Nog 5 minuten.")  # and no second
        site.ends, site.left = None, 61
        await served.room.act(*says(1))
        await expect(clock).to_have_text("1:01")
        await expect(clock).to_have_attribute("aria-label", "Stil. Nog 1 minuut")
        site.ends, site.left = now() - timedelta(minutes=1), None
        await served.room.act(*says(2))
        await expect(clock).to_have_text("0:00")
        await expect(clock).to_have_class(re.compile("over"))
        await expect(clock).to_have_attribute("aria-label", "Om")
        await expect(page.locator("#announce")).to_have_text("Nog 5 minuten.")
        await page.close()


async def test_a_page_whose_right_ended_says_so_and_stays_away(page: Page, tmp_path: Path) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    await page.clock.install()
    async with running(tmp_path, Site()) as served:
        await visit(page, served)
        served.rights["x"] = 4403
        await served.room.act(*says(1))
        await expect(page.locator("#connection p")).to_have_text("Niet meer.")
        await expect(page.locator("#connection button")).to_have_text("Opnieuw")
        await page.clock.run_for(60_000)
        assert len(sockets) == 1
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
