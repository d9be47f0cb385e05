"""The first visit on a phone, by the code: light, from this machine only, and clean."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.room import LAPTOP, PHONE, join, prepare, sign_in
from tests.e2e.serving import Server

MOST = 60_000  # bytes over the line, compressed, in all


async def _code(lead: Page, server: Server) -> str:
    await sign_in(lead, server.login_link())
    await prepare(lead)
    await lead.get_by_role("button", name="Start de inloop").click()
    await lead.wait_for_url("**/lead")
    return (await lead.locator("#inhoud .code").first.inner_text()).replace("Code:", "").strip()


async def test_a_first_visit_weighs_sixty_kilobytes_at_most(
    server: Server, new_page: NewPage
) -> None:
    # What was typed may still be on its way when the doors open.
    lead = await new_page(viewport=LAPTOP, allow=("status of 409",))
    code = await _code(lead, server)
    phone = await new_page(viewport=PHONE)
    wire = await phone.context.new_cdp_session(phone)
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    await wire.send("Network.enable")
    await join(phone, server.url, code, "Uitvoering")
    await expect(phone.locator("#phase-name")).to_have_text("Inloop")
    await phone.wait_for_load_state("networkidle")
    assert len(received) >= 4, "pages, stylesheet, script"
    assert sum(received) <= MOST, f"{sum(received):.0f} bytes in {len(received)} answers"
    print(f"\nfirst visit: {sum(received) / 1000:.1f} kB in {len(received)} answers")
