"""A preparation saves by itself, also what was typed just before somebody followed a link."""

from playwright.async_api import Locator, expect

from tests.e2e.conftest import NewPage
from tests.e2e.leading import leading
from tests.e2e.room import LAPTOP, sign_in
from tests.e2e.serving import Server


async def test_a_link_that_is_clicked_at_once_takes_nothing_away(
    server: Server, new_page: NewPage
) -> None:
    it = leading(server, "Een drempel")
    lead = await new_page(viewport=LAPTOP)
    await sign_in(lead, server.login_link())
    title, option = lead.get_by_label("Titel"), lead.get_by_label("Optie B")

    async def leave_and_find(field: Locator, typed: str) -> None:
        await lead.get_by_role("link", name="Pas stappen en teksten aan").click()
        await lead.wait_for_url("**/prepare/script")
        for _ in range(20):  # what goes along with the leaving may arrive a moment after
            await lead.goto(f"{server.url}/t/{it.id}/prepare")
            if await field.input_value() == typed:
                break
        await expect(field).to_have_value(typed)

    await lead.goto(f"{server.url}/t/{it.id}/prepare")
    await title.fill("Net getypt")
    await leave_and_find(title, "Net getypt")
    # To ask what resembles an option is not to save it.
    async with lead.expect_response("**/prepare/similar?*"):
        await option.fill("Een zachte drempel")
    # Nor does what was typed stay behind in the tab: it would, with each pause in typing.
    kept = await lead.evaluate("Object.keys(sessionStorage)")
    assert not [name for name in kept if "/similar" in name]
    await leave_and_find(option, "Een zachte drempel")
