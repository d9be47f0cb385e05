"""Who leads, in browsers: one account on two devices, and a co-facilitator who takes over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import leading, start
from tests.e2e.outage import without_network
from tests.e2e.room import LAPTOP, PHONE, follow, sign_in
from tests.e2e.serving import Server, serving

TABLET = {"width": 820, "height": 1180}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("devices")
    with serving(folder) as started:
        yield started


async def console(server: Server, page: Page, id: str) -> None:
    """Sign in as the facilitator, and lead."""
    await sign_in(page, server.login_link())
    await page.goto(f"{server.url}/t/{id}/lead")


async def test_the_tablet_leads_on_when_the_laptop_loses_its_connection(
    server: Server, new_page: NewPage
) -> None:
    it = leading(server, "Een vast drempelbedrag")
    start(it)
    laptop = await new_page(viewport=LAPTOP, allow=("ERR_INTERNET_DISCONNECTED",))
    tablet = await new_page(viewport=TABLET)
    for page in (laptop, tablet):
        await console(server, page, it.id)
    await without_network(laptop)
    # Nobody is at the table yet, and the facilitator says so.
    absent = tablet.locator("#next input[type=checkbox]")
    await absent.check()
    await tablet.locator("#next button").click()
    await expect(tablet.locator("#next")).not_to_contain_text("niet aan tafel")
    await expect(tablet.locator("#leading")).to_be_empty()
    await laptop.context.set_offline(False)
    await expect(laptop.locator("#next")).not_to_contain_text("niet aan tafel", timeout=20_000)
    await expect(laptop.locator("#leading")).to_be_empty()


async def test_somebody_from_elsewhere_comes_in_takes_over_and_gives_it_back(
    server: Server, new_page: NewPage, axe: Axe
) -> None:
    it = leading(server, "Een vast drempelbedrag")
    start(it)
    lead = await new_page(viewport=LAPTOP, allow=("status of 409", "status of 422"))
    await console(server, lead, it.id)
    await follow(lead, lead.get_by_role("link", name="Wie leidt?"))
    await axe(lead)
    await lead.get_by_role("button", name="Maak een uitnodiging").click()
    await expect(lead.locator("#name-error")).to_be_visible()
    await lead.get_by_label("Naam").fill("Bo van de gemeente")
    await lead.get_by_role("button", name="Maak een uitnodiging").click()
    link = await lead.get_by_label("Link").input_value()
    await axe(lead)

    bo = await new_page(viewport=PHONE)
    await bo.goto(link)
    await axe(bo)
    await bo.get_by_role("button", name="Kom erbij").click()
    await bo.wait_for_url("**/lead")
    await expect(bo.locator("#leading")).to_contain_text("leidt nu.")
    await axe(bo)
    await lead.goto(f"{server.url}/t/{it.id}/lead")
    await expect(lead.locator("#leading")).to_be_empty()
    await bo.locator("#leading").get_by_role("button", name="Neem de leiding over").click()
    await expect(bo.locator("#leading")).to_be_empty()

    await expect(lead.locator("#leading")).to_contain_text(
        "Bo van de gemeente leidt nu.", timeout=15_000
    )
    await axe(lead)
    await lead.get_by_role("button", name="Doe de deur dicht").click()
    await expect(lead.locator("#notice")).to_contain_text("Iemand anders leidt nu.")

    await bo.goto(f"{server.url}/t/{it.id}/facilitators")
    await axe(bo)
    await bo.get_by_role("button", name="Geef de leiding").click()
    await expect(bo.locator("h1 + p")).to_contain_text("leidt nu.")
    await expect(lead.locator("#leading")).to_be_empty(timeout=15_000)
