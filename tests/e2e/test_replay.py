"""Looking back with the keyboard alone: along the time line, playing and pausing, and in a link."""

import asyncio
import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import PHONE, sign_in
from tests.e2e.serving import Server

NOW = "document.querySelector('#moment').dataset.now"
# What the focus scrolled is told in the frame after it.
JUMPED = """async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  window.jumped = [];
  addEventListener("scroll", () => window.jumped.push(scrollY));
}"""
LISTEN = """() => {
  window.told = 0;
  const place = document.querySelector("[data-told]");
  new MutationObserver(() => { window.told += 1; }).observe(place, {childList: true});
}"""


def played(lead: Leader) -> None:
    """A short meeting: three steps, and an option that fell and came back."""
    lead.go("options")
    lead.do("add-option", dilemma=lead.dilemma, title="Een collega kijkt mee")
    lead.go("decide")
    outcome = lead.propose(lead.options[1], "rejected", reopen="Als het goedkoper kan.")
    lead.do("record-outcome", outcome=outcome)
    lead.do("withdraw-outcome", outcome=outcome)


async def opened(page: Page, lead: Leader, server: Server, query: str = "") -> None:
    await sign_in(page, server.login_link())
    await page.goto(f"{server.url}/t/{lead.id}/journal{query}")


def at(page: Page) -> str:
    return urlsplit(page.url).query


async def test_the_arrow_keys_go_along_the_meeting_and_the_address_follows(
    new_page: NewPage, lead: Leader, server: Server, axe: Axe
) -> None:
    played(lead)
    page = await new_page(
        base_url=server.url, viewport=PHONE, reduced_motion="reduce", allow=("status of 503",)
    )
    await opened(page, lead, server)
    slider, board = page.get_by_role("slider"), page.locator("#moment .screen")
    await slider.focus()
    last = await page.evaluate(NOW)
    await page.evaluate(JUMPED)
    await slider.press("ArrowLeft")
    await expect(page.locator("#moment")).not_to_have_attribute("data-now", str(last))
    before = await page.evaluate(NOW)
    await expect(page).to_have_url(re.compile(rf"\?at={before}$"))
    await expect(board).to_contain_text("Afgevallen")
    await expect(slider).to_have_attribute("aria-valuetext", re.compile("ligt vast. Moment"))
    await slider.press("Home")
    await expect(page.locator("#moment p").first).to_contain_text("De stap Inloop begon.")
    await expect(page.locator("tr[aria-current=step]")).to_contain_text("Inloop")
    await slider.press("PageUp")
    await expect(page.locator("tr[aria-current=step]")).to_contain_text("Opties")
    await slider.press("End")
    await expect(page.locator("#moment")).to_have_attribute("data-now", str(last))
    # While the server starts anew it stays where it is, and goes on afterwards.
    await page.route("**/*part=moment", lambda route: route.fulfill(status=503))
    async with page.expect_response("**/*part=moment"):
        await slider.press("ArrowLeft")
    await page.unroute("**/*part=moment")
    assert await page.evaluate(NOW) == last
    await slider.press("ArrowLeft")
    await expect(page.locator("#moment")).to_have_attribute("data-now", str(before))
    await slider.press("End")
    await expect(page.locator("#moment")).to_have_attribute("data-now", str(last))
    await expect(slider).to_be_focused()
    assert await page.evaluate("window.jumped") == []
    assert not await page.locator("#moment [aria-live], #moment [role=status]").count()
    await axe(page)
    # The address is a link to this moment, with and without a script.
    await page.goto(f"{page.url.split('?')[0]}?at={before}")
    await expect(board).to_contain_text("Afgevallen")


async def test_playing_goes_on_by_itself_and_stops_when_asked(
    new_page: NewPage, lead: Leader, server: Server
) -> None:
    played(lead)
    page = await new_page(base_url=server.url)
    await opened(page, lead, server, "?at=1")
    await page.get_by_label("Snelheid").select_option("snel")
    play = page.get_by_role("button", name="Afspelen")
    await play.press("Enter")
    pause = page.get_by_role("button", name="Pauze")
    await expect(page.locator("tr[aria-current=step]")).to_contain_text("Opties")
    await expect(pause).to_be_focused()
    await pause.press("Space")
    await expect(play).to_be_visible()
    await expect(page.locator("[data-told]")).to_contain_text("Opties")
    stands = await page.evaluate(NOW)
    await page.wait_for_timeout(1500)
    assert await page.evaluate(NOW) == stands
    # A moment that was on its way when somebody paused does not come after all.
    asked, held = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await held.wait()
        await route.continue_()

    await page.route("**/*part=moment", hold)
    await play.press("Enter")
    await asked.wait()
    await pause.press("Space")
    async with page.expect_response("**/*part=moment"):
        held.set()
    await page.unroute("**/*part=moment")
    await page.wait_for_timeout(500)
    assert await page.evaluate(NOW) == stands
    await play.press("Enter")
    following = page.locator("#moment a", has_text="Volgende")
    await expect(following).to_have_attribute("aria-disabled", "true")
    await expect(play).to_be_visible()


async def test_who_goes_on_fast_hears_the_last_moment_alone_and_keeps_the_focus(
    new_page: NewPage, lead: Leader, server: Server
) -> None:
    played(lead)
    page = await new_page(base_url=server.url)
    await opened(page, lead, server, "?at=1")
    following = page.locator("#moment a", has_text="Volgende")
    while await following.get_attribute("aria-disabled") is None:
        before = await page.evaluate(NOW)
        await following.press("Enter")
        await expect(page.locator("#moment")).not_to_have_attribute("data-now", str(before))
    await expect(following).to_be_focused()
    told = page.locator("[data-told]")
    await expect(told).to_contain_text("ging terug.")
    await page.evaluate(LISTEN)
    await page.evaluate("document.querySelectorAll('.steps-of a').forEach((it) => it.click())")
    await expect(told).to_contain_text("De stap Afwegen begon.")
    assert await page.evaluate("window.told") == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
async def test_a_link_goes_to_the_moment_beside_it(
    new_page: NewPage, lead: Leader, server: Server, *, script: bool
) -> None:
    played(lead)
    page = await new_page(base_url=server.url, java_script_enabled=script)
    await opened(page, lead, server)
    said = page.locator("#moment p").first
    await page.get_by_role("link", name="Vorige").press("Enter")
    await expect(said).to_contain_text("ligt vast.")
    assert at(page).startswith("at=")
    await page.get_by_role("link", name="Volgende").press("Enter")
    await expect(said).to_contain_text("ging terug.")
    await page.locator(".steps-of a", has_text="Opties").press("Enter")
    await expect(said).to_contain_text("De stap Opties begon.")
    line = page.locator(".record li", has_text="Op tafel: optie C.").get_by_role("link").first
    await line.press("Enter")
    await expect(page.locator("#moment .screen")).to_contain_text("Een collega kijkt mee")
    await expect(page.locator("#terugkijken")).to_be_in_viewport()
