"""Where a network lets no socket through, every page asks by itself, and the meeting goes on."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.leading import Leader
from tests.e2e.outage import NOWHERE, QUIET, SILENT, lets_in, without_sockets
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, contribute, join

ASKS = 9_000  # ms in which a page that asks every few seconds knows it
STARTS = 6_000  # ms after which a page without a socket has asked for the first time


async def signed_in(new_page: NewPage, lead: Leader, how: str, **viewport: object) -> Page:
    page = await new_page(allow=QUIET, **viewport)
    await without_sockets(page, how)
    await lets_in(page, lead)
    return page


async def test_a_phone_the_console_and_the_projector_follow_a_whole_step(
    new_page: NewPage, lead: Leader
) -> None:
    url = f"{lead.server.url}/t/{lead.id}"
    phone = await new_page(viewport=PHONE, allow=QUIET)
    await without_sockets(phone)
    await join(phone, lead.server.url, lead.code, "Uitvoering")
    console = await signed_in(new_page, lead, NOWHERE, viewport=LAPTOP)
    await console.goto(f"{url}/lead")
    screen = await signed_in(new_page, lead, SILENT, viewport=PROJECTOR)
    await screen.goto(f"{url}/screen")

    await console.locator("#next [name=absent]").check()
    await console.locator("#next button").first.click()
    await expect(phone.locator("#phase-name")).to_have_text("Verkennen", timeout=STARTS)
    await expect(phone.locator("#write")).to_be_visible()
    await contribute(phone, "Dit gaat zonder lijn.")
    await console.get_by_role("button", name="Onthul de teksten").click(timeout=ASKS)
    await expect(phone.locator("#board")).to_contain_text("zonder lijn", timeout=ASKS)
    await expect(console.locator("#board")).to_contain_text("zonder lijn", timeout=ASKS)
    await expect(screen.locator("main")).to_contain_text("zonder lijn", timeout=ASKS)
    for page in (phone, console, screen):
        await expect(page.locator("#connection")).to_be_hidden()

    lead.do("close-trialogue")
    await expect(phone.get_by_role("heading", name="Dank je wel")).to_be_visible(timeout=ASKS)
    await expect(screen.locator("body")).to_contain_text("gesloten", timeout=ASKS)


async def test_a_console_whose_right_ended_says_so_and_asks_no_more(
    new_page: NewPage, lead: Leader
) -> None:
    console = await signed_in(new_page, lead, NOWHERE, viewport=LAPTOP)
    asked: list[str] = []
    console.on("request", lambda request: asked.append(request.url))
    await console.clock.install()
    await console.goto(f"{lead.server.url}/t/{lead.id}/lead")
    assert lead.client.post("/logout").status_code == 303
    await expect(console.locator("#connection")).to_contain_text(
        "Je bent niet meer ingelogd", timeout=STARTS
    )
    asked.clear()
    await console.clock.run_for(60_000)
    assert not [url for url in asked if url.endswith("/lead")]
