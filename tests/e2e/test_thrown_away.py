"""A rehearsal that is thrown away: every open page says so, and keeps nothing of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect

from tests.e2e.conftest import PATIENCE, Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import PHONE, PROJECTOR, join, sign_in


async def rehearsed(lead: Leader) -> Leader:
    """A rehearsal of a trialogue, in its third step."""
    id = lead.post(f"/t/{lead.id}/rehearse", key="rehearse").split("/")[2]
    rehearsal = Leader(lead.server, lead.client, id)
    rehearsal.go("explore")
    return rehearsal


@asynccontextmanager
async def greeted(page: Page) -> AsyncIterator[None]:
    """Wait at the end until the server has said something on the socket that the page opens: who
    was not greeted yet asks for a page that is not there any more, and is told no more than that.
    """
    heard = asyncio.Event()
    page.on("websocket", lambda socket: socket.on("framereceived", lambda _: heard.set()))
    yield
    await asyncio.wait_for(heard.wait(), PATIENCE / 1000)


async def test_a_rehearsal_that_is_thrown_away_is_over_on_the_phone_and_on_the_screen(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    it = await rehearsed(lead)
    screen = await new_page(viewport=PROJECTOR)
    await sign_in(screen, lead.server.login_link())
    async with greeted(screen):
        await screen.goto(f"{lead.server.url}/t/{it.id}/screen")
    phone = await new_page(viewport=PHONE)
    async with greeted(phone):
        await join(phone, lead.server.url, it.code, "Uitvoering")
    await phone.get_by_label("Jouw inbreng").fill("Half getypt")
    await expect(screen.locator(".code").first).to_be_attached()

    it.post(f"/t/{it.id}/delete")
    said = phone.locator("#thanks")
    await expect(said).to_contain_text("Deze proef is voorbij, en de gespreksleider heeft hem weg")
    await expect(phone.locator("main")).not_to_contain_text("verslag")
    await expect(phone.locator("textarea")).to_have_count(0)
    drafts = "Object.keys(sessionStorage).filter((name) => name.startsWith('draft'))"
    assert await phone.evaluate(drafts) == []
    await expect(screen.locator("body")).to_contain_text("Deze proef is voorbij")
    await expect(screen.locator("body")).to_contain_text("Er is niets van bewaard.")
    await expect(screen.locator(".code, #stage, #phase-name")).to_have_count(0)
    await axe(phone)
    await axe(screen)


async def test_a_rehearsal_that_is_closed_does_not_speak_of_a_record_that_stays(
    lead: Leader, new_page: NewPage
) -> None:
    it = await rehearsed(lead)
    phone = await new_page(viewport=PHONE)
    await join(phone, lead.server.url, it.code, "Uitvoering")
    it.do("close-trialogue")
    await expect(phone.locator("#thanks")).to_contain_text("een proef wordt nooit openbaar")
    await expect(phone.locator("main")).not_to_contain_text("verslag")
