"""P14, by the script alone: what is sent while nobody answers waits in view, and arrives once.

With the real server, and what it says of what comes late: `test_p14_in_the_room.py`.
"""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Page, Route, expect

from tests.e2e.conftest import NewPage
from tests.e2e.outage import without_network
from tests.e2e.small_page import Site, running, visit
from tests.live.meeting import says, until

AWAY = ("status of 40[49]", "status of 50[34]", "ERR_INTERNET_DISCONNECTED", "htmx")
HOSTILE = '<img src=x onerror=alert(1)> & "woorden"'
NO_STORAGE = """
for (const area of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, area, {get() { throw new DOMException("uit"); }});
"""

LONG_AGO = "localStorage.setItem('outbox x 1000', JSON.stringify({id: '1000', said: ''}))"
LEAVE = """() => {
  const form = Object.assign(document.createElement("form"), {method: "post"});
  form.action = "/t/x/leave-seat";
  document.body.append(form);
  form.requestSubmit();
}"""


async def send(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.click("text=Stuur")


async def waits(page: Page, *texts: str) -> None:
    """These and no others wait, in this order, and the form is free."""
    await expect(page.locator("#outbox article[data-state=pending] [data-words]")).to_have_text(
        list(texts)
    )
    await expect(page.locator("#text")).to_have_value("")


async def connect(page: Page) -> None:
    await page.evaluate("dispatchEvent(new Event('online'))")


async def kept(page: Page) -> list[str]:
    """The names of what this device keeps of it."""
    names: list[str] = await page.evaluate("Object.keys(localStorage)")
    return names


async def test_texts_wait_in_view_survive_a_reload_and_arrive_once_in_order(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=503)
    page = await new_page(allow=AWAY)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        for text in ("eerste", HOSTILE, "derde"):
            await send(page, text)
        await waits(page, "eerste", HOSTILE, "derde")
        assert {post["text"] for post in site.posts} == {"eerste"}, "the first goes first"
        await page.reload()
        await waits(page, "eerste", HOSTILE, "derde")
        await page.fill("#text", "een begin")
        tried = len(site.posts)
        site.answer = 200
        await connect(page)
        await expect(page.locator("#outbox")).to_have_count(0)
        await expect(page.locator("#text")).to_have_value("een begin")
        assert [post["text"] for post in site.posts[tried:]] == ["eerste", HOSTILE, "derde"]
        assert len({post["key"] for post in site.posts}) == 3, "each counts once"
        assert await kept(page) == []
        await page.close()


async def test_the_same_words_written_again_are_another_text(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=504)
    page = await new_page(allow=AWAY)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await send(page, "Eens.")
        await waits(page, "Eens.")
        await send(page, "Eens.")
        await waits(page, "Eens.", "Eens.")
        site.answer = 200
        await connect(page)
        await expect(page.locator("#outbox")).to_have_count(0)
        assert len({post["key"] for post in site.posts}) == 2
        await page.close()


async def test_without_a_network_a_text_goes_by_itself_when_there_is_one(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site()
    page = await new_page(allow=(*AWAY, "WebSocket"))
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await without_network(page)
        await send(page, "onderweg")
        await waits(page, "onderweg")
        await expect(page.locator("#announce")).to_have_text("Wacht")
        assert site.posts == []
        await page.context.set_offline(False)
        await expect(page.locator("#outbox")).to_have_count(0)
        assert [post["text"] for post in site.posts] == ["onderweg"]
        await page.close()


async def test_a_text_can_be_taken_back_and_unchanged_it_counts_once(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=504)
    page = await new_page(allow=AWAY)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await send(page, "misschien")
        await waits(page, "misschien")
        await page.click("text=Haal terug")
        await expect(page.locator("#text")).to_have_value("misschien")
        await expect(page.locator("#text")).to_be_focused()
        assert await kept(page) == []
        site.answer = 200
        await page.click("text=Stuur")
        await expect(page.locator("#text")).to_have_value("")
        assert len({post["key"] for post in site.posts}) == 1
        await page.close()


async def test_a_text_whose_form_has_gone_is_taken_back_to_be_copied(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=503)
    page = await new_page(allow=AWAY)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await send(page, "nergens")
        await waits(page, "nergens")
        await page.evaluate("document.querySelector('#act form').remove()")
        await page.click("text=Haal terug")
        await expect(page.locator("#outbox [role=alert]")).to_have_text("Kopieer.")
        await expect(page.locator("#outbox [data-words]")).to_have_text("nergens")
        await page.click("text=Verwijder")
        await expect(page.locator("#outbox")).to_have_count(0)
        assert await kept(page) == []
        await page.close()


async def test_what_the_server_refuses_stays_with_its_sentence_and_is_not_sent_again(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=503)
    page = await new_page(allow=AWAY)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        for text in (HOSTILE, "tweede"):
            await send(page, text)
        await waits(page, HOSTILE, "tweede")
        site.answer, site.said = 409, f'<p role="alert">Te laat: {HOSTILE.replace("<", "&lt;")}</p>'
        await connect(page)
        alerts = page.locator("#outbox article[data-state=refused] [role=alert]")
        await expect(alerts).to_have_text([f"Te laat: {HOSTILE}"] * 2)
        await expect(page.locator("#outbox img")).to_have_count(0)
        tried = len(site.posts)
        await page.reload()
        await expect(alerts).to_have_count(2)
        await connect(page)
        await expect(page.locator("#outbox [data-words]")).to_have_text([HOSTILE, "tweede"])
        assert len(site.posts) == tried
        # By key: an answer may put the outbox back between the two halves of a click.
        await page.locator("text=Verwijder").first.press("Enter")
        await expect(alerts).to_have_count(1)
        await page.close()


async def test_taps_wait_too_and_the_last_one_counts(new_page: NewPage, tmp_path: Path) -> None:
    site = Site(answer=503)
    page = await new_page(allow=AWAY)
    async with running(tmp_path, site) as served:
        await served.room.act(*says(1, "van een ander"))
        await visit(page, served)
        button = page.locator("#c1 button")
        await button.click()
        await expect(page.locator("#outbox [data-words]")).to_have_text(["van een ander"])
        await expect(button).to_have_class(re.compile("waiting"))
        await expect(button).to_have_attribute("aria-pressed", "false")
        for value in ("goed", "beter"):
            await page.get_by_label(value).check()
        await expect(page.locator("#outbox [data-words]")).to_have_text(
            ["van een ander", "Waardering"]
        )
        await expect(page.locator("#saved")).to_have_text("Wacht")
        await expect(page.locator("#outbox").get_by_role("button")).to_have_count(0)
        await button.click()  # tapped away
        await expect(page.locator("#outbox [data-words]")).to_have_text(["Waardering"])
        await expect(button).not_to_have_class(re.compile("waiting"))
        site.answer = 200
        site.posts.clear()
        await connect(page)
        await expect(page.locator("#outbox")).to_have_count(0)
        assert site.ratings == ["2"]
        await expect(page.locator("#saved")).to_have_text("1 bewaard")
        await page.close()


async def test_a_tap_that_was_on_its_way_in_vain_makes_room_for_the_next(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=503)
    page = await new_page(allow=(*AWAY, "ERR_FAILED"))
    tries, on_its_way, in_vain = 0, asyncio.Event(), asyncio.Event()

    async def post(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries != 2:
            await route.continue_()
            return
        on_its_way.set()
        await in_vain.wait()
        await route.abort()

    await page.route("**/rate", post)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        waiting = page.locator("#outbox [data-words]")
        await page.get_by_label("goed").check()
        await on_its_way.wait()
        await page.get_by_label("beter").check()
        await expect(waiting).to_have_text(["Waardering"] * 2)
        in_vain.set()
        await expect(waiting).to_have_text(["Waardering"])
        site.answer = 200
        site.posts.clear()
        await connect(page)
        await expect(page.locator("#outbox")).to_have_count(0)
        assert site.ratings == ["2"]
        await page.close()


async def test_leaving_and_a_day_take_what_waits_from_the_device(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=503, said="<p>Even weg.</p>")
    page = await new_page(allow=AWAY)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await page.evaluate(LONG_AGO)
        await page.reload()
        assert await kept(page) == []
        await send(page, "van mij")
        await waits(page, "van mij")
        await page.fill("#text", "ook van mij")
        assert len(await kept(page)) == 1
        async with page.expect_navigation():
            await page.evaluate(LEAVE)
        assert await kept(page) == []
        assert await page.evaluate("Object.keys(sessionStorage)") == []
        await page.close()


async def test_with_storage_switched_off_it_waits_as_long_as_the_page_is_open(
    new_page: NewPage, tmp_path: Path
) -> None:
    site = Site(answer=503)
    page = await new_page(allow=AWAY)
    await page.add_init_script(NO_STORAGE)
    async with running(tmp_path, site) as served:
        await visit(page, served)
        await send(page, "zonder")
        await waits(page, "zonder")
        site.answer = 200
        await connect(page)
        await expect(page.locator("#outbox")).to_have_count(0)
        await until(lambda: site.posts[-1]["key"] == site.posts[0]["key"])
        await page.close()
