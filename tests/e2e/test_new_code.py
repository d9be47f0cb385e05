"""Somebody came in who does not belong: a new code, on every screen at once."""

from playwright.async_api import expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, join, sign_in


async def test_30_the_screen_shows_the_new_code_and_the_phone_says_why(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    old = lead.code
    console = await new_page(viewport=LAPTOP)
    await sign_in(console, lead.server.login_link())
    await console.goto(f"{lead.server.url}/t/{lead.id}/lead")
    screen = await new_page(viewport=PROJECTOR, storage_state=await console.context.storage_state())
    await screen.goto(f"{lead.server.url}/t/{lead.id}/screen")
    await expect(screen.locator(".code").first).to_contain_text(old[:4])
    phone = await new_page(viewport=PHONE, allow=("status of 403",))
    await join(phone, lead.server.url, old, "Uitvoering")
    await expect(console.locator("#seats")).to_contain_text("1 kwam binnen")

    await console.locator("#seats summary").click()
    other = await new_page(viewport=PHONE)
    await join(other, lead.server.url, old, "Politiek")
    await expect(console.locator("#seats")).to_contain_text("1 kwam binnen Politiek 1 kwam binnen")
    await axe(console)  # what was folded open is still open
    await console.get_by_role("button", name="Nieuwe code, en iedereen").click()
    await expect(screen.locator(".code").first).not_to_contain_text(old[:4])
    shown = (await screen.locator(".code").first.inner_text()).replace("Code:", "").split()
    assert "".join(shown) == lead.code != old
    await expect(phone.locator("#connection")).to_contain_text("Je doet hier niet meer mee")
    await expect(console.locator("#seats")).to_contain_text("nog niemand")
    await phone.goto(f"{lead.server.url}/j/{lead.code}")
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    await expect(console.locator("#seats")).to_contain_text("1 kwam binnen")
