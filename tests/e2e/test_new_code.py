"""Somebody came in who does not belong: a new code, on every screen at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import leading, start
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, join, sign_in
from tests.e2e.serving import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("code")
    with serving(folder) as started:
        yield started


async def test_30_the_screen_shows_the_new_code_and_the_phone_says_why(
    server: Server, new_page: NewPage, axe: Axe
) -> None:
    it = leading(server, "Een vast drempelbedrag")
    start(it)
    old = it.code
    lead = await new_page(viewport=LAPTOP)
    await sign_in(lead, server.login_link())
    await lead.goto(f"{server.url}/t/{it.id}/lead")
    screen = await new_page(viewport=PROJECTOR, storage_state=await lead.context.storage_state())
    await screen.goto(f"{server.url}/t/{it.id}/screen")
    await expect(screen.locator(".code").first).to_contain_text(old[:4])
    phone = await new_page(viewport=PHONE, allow=("status of 403",))
    await join(phone, server.url, old, "Uitvoering")
    await expect(lead.locator("#seats")).to_contain_text("1 deelnemer")

    await lead.locator("#seats summary").click()
    other = await new_page(viewport=PHONE)
    await join(other, server.url, old, "Politiek")
    await expect(lead.locator("#seats")).to_contain_text("1 deelnemer Politiek 1 deelnemer")
    await axe(lead)  # what was folded open is still open
    await lead.get_by_role("button", name="Nieuwe code, en iedereen").click()
    await expect(screen.locator(".code").first).not_to_contain_text(old[:4])
    shown = (await screen.locator(".code").first.inner_text()).replace("Code:", "").split()
    assert "".join(shown) == it.code != old
    await expect(phone.locator("#connection")).to_contain_text("Je doet hier niet meer mee")
    await expect(lead.locator("#seats")).to_contain_text("nog niemand")
    await phone.goto(f"{server.url}/j/{it.code}")
    await join(phone, server.url, it.code, "Uitvoering")
    await expect(lead.locator("#seats")).to_contain_text("1 deelnemer")
