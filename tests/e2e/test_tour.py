"""The tour in a browser, by keyboard: its links end on the very button, and it goes by itself."""

from playwright.async_api import expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.room import LAPTOP, prepare, sign_in
from tests.e2e.serving import Server


async def test_the_tour_leads_to_each_button_and_leaves_when_the_meeting_begins(
    server: Server, new_page: NewPage, axe: Axe
) -> None:
    page = await new_page(viewport=LAPTOP)
    await sign_in(page, server.login_link("Nieuw", "Nieuw team"))
    now = page.locator("#tour [aria-current='step']")
    await expect(now).to_contain_text("Kies een werkvorm")
    await axe(page)

    # -- a preparation: Enter on the link, and the button itself has the focus and is in sight, also
    # when the page changes meanwhile, as it does at the answer to what was just typed
    await prepare(page)
    await expect(now).to_contain_text("Oefen met gespeelde mensen")
    await axe(page)
    await page.get_by_label("Titel").fill("Kleine bedragen terugvragen")
    await now.get_by_role("link").press("Enter")
    await expect(page.locator("#rehearse")).to_be_focused()
    await expect(page.locator("#rehearse")).to_be_in_viewport()

    # -- a rehearsal: there at the beginning, gone with the first step that follows
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/lead")
    await expect(now).to_contain_text("Oefen met gespeelde mensen")
    await axe(page)
    await page.locator("#next input[name=absent]").check()
    await page.locator("#next button").first.click()
    await expect(page.locator("#script [aria-current='step']")).to_contain_text("Verkennen")
    await expect(page.locator("#tour")).to_be_hidden()

    # -- put away beside a form, nothing that was typed is lost
    await page.goto(f"{server.url}/trialogues")
    await expect(now).to_contain_text("Open de deuren")
    await now.get_by_role("link").press("Enter")
    await expect(page.locator("#start")).to_be_focused()
    await page.get_by_label("Titel").fill("Net getypt")
    await page.get_by_role("button", name="Verberg de rondleiding").press("Enter")
    await expect(page.locator("#tour")).to_have_count(0)
    await expect(page.get_by_label("Titel")).to_have_value("Net getypt")
