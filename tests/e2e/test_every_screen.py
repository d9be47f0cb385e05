"""Every screen of the examples: no accessibility violation, nothing that scrolls sideways."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, join, sign_in
from tests.e2e.serving import Server, command, serving

SMALL = {"width": 320, "height": 640}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Place:
    """An installation with the examples, and a few of its addresses."""

    server: Server
    slug: str

    def public(self) -> list[str]:
        weighing = f"/w/{self.slug}"
        found = ["/", "/?q=regel", "/?q=bestaatniet", "/how", "/privacy", "/accessibility"]
        found += ["/login", "/login/a-link"]
        return [*found, weighing, f"{weighing}/v/1", f"{weighing}/verify"]


def examples(temporary: Path) -> Path:
    """A folder with the examples, made once however many processes run these tests."""
    shared = temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary
    folder = shared / "examples"
    with (shared / "examples.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            command(folder, 8000, "demo")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("place") / "examples"
    shutil.copytree(examples(tmp_path_factory.getbasetemp()), folder)
    with serving(folder) as server:
        home = urlopen(server.url).read().decode()
        yield Place(server, re.findall(r'href="/w/([^"]+)"', home)[0])


async def _look(page: Page, axe: Axe, addresses: list[str]) -> None:
    for address in addresses:
        await page.goto(address)
        assert await page.evaluate(WIDER) <= 0, f"{address} scrolls sideways"
        await axe(page)


@pytest.mark.parametrize(
    "context",
    [
        {"viewport": SMALL},
        {"viewport": PHONE, "color_scheme": "dark"},
        {"viewport": LAPTOP, "locale": "en-GB"},
        {"viewport": LAPTOP, "color_scheme": "dark"},
    ],
    ids=["small", "phone in the dark", "laptop in English", "laptop in the dark"],
)
async def test_the_public_side_for_a_reader_with(
    place: Place, new_page: NewPage, axe: Axe, context: dict[str, Any]
) -> None:
    page = await new_page(base_url=place.server.url, **context)
    await _look(page, axe, place.public())


async def _redacting(page: Page, axe: Axe) -> None:
    """From a line of the record to where its words stand, and a form without a ground."""
    await page.locator("a[href*='/redact?fact=']").first.click()
    await page.wait_for_url("**/redact?fact=*")
    await axe(page)
    await page.get_by_role("button").last.click()
    await page.wait_for_url("**/redact")
    assert await page.evaluate(WIDER) <= 0
    await axe(page)


@pytest.mark.parametrize(
    "context",
    [
        {"viewport": LAPTOP},
        {"viewport": PHONE, "color_scheme": "dark", "locale": "en-GB"},
        {"viewport": {"width": 820, "height": 1180}},
    ],
    ids=["laptop", "phone in English in the dark", "tablet"],
)
async def test_the_facilitators_side_on(
    place: Place, new_page: NewPage, axe: Axe, context: dict[str, Any]
) -> None:
    page = await new_page(base_url=place.server.url, allow=("422",), **context)
    await page.goto(place.server.login_link())
    await page.get_by_role("button").last.click()
    await page.wait_for_url("**/trialogues")
    found = await page.locator("a[href*='/t/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    addresses = sorted({href.split("#")[0] for href in found})
    assert any(href.endswith("/lead") for href in addresses)
    await _look(page, axe, ["/trialogues", *addresses])
    for lead in [href for href in addresses if href.endswith("/lead")][:2]:
        await _look(page, axe, [lead.replace("/lead", "/journal")])
        await _redacting(page, axe)


async def test_the_way_in_and_the_projector(place: Place, new_page: NewPage, axe: Axe) -> None:
    lead = await new_page(base_url=place.server.url, viewport=LAPTOP)
    await sign_in(lead, place.server.login_link())
    console = lead.locator("a[href$='/lead']", has_text="Leid").first
    address = str(await console.get_attribute("href")).replace("/lead", "/screen")
    screen = await new_page(
        base_url=place.server.url,
        viewport=PROJECTOR,
        color_scheme="dark",
        storage_state=await lead.context.storage_state(),
    )
    await _look(screen, axe, [address])
    code = (await screen.locator(".code").first.inner_text()).replace("Code:", "").strip()
    phone = await new_page(base_url=place.server.url, viewport=SMALL)
    await _look(phone, axe, [f"/j/{code.replace(' ', '')}"])
    await join(phone, place.server.url, code, "Politiek")
    await _look(phone, axe, [phone.url])


async def test_a_weighing_that_lost_a_passage(place: Place, new_page: NewPage, axe: Axe) -> None:
    context: Any = {"viewport": PHONE, "color_scheme": "dark"}
    page = await new_page(base_url=place.server.url, allow=("422",), **context)
    await sign_in(page, place.server.login_link())
    records = await page.locator("a[href$='/journal']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    for record in records:
        await page.goto(record.replace("/journal", "/redact"))
        await page.get_by_label("Welke woorden?").fill("het")
        await page.get_by_role("button", name="Zoek").click()
        await page.get_by_label("Waarom?").fill("Er stond een naam in.")
        await page.get_by_role("button", name="Maak onleesbaar").click()
        await page.wait_for_url("**/journal?said=redacted")
    await axe(page)
    await page.goto(records[0].replace("/journal", "/redact"))
    await page.get_by_label("Welke woorden?").fill("de")
    await page.get_by_role("button", name="Zoek").click()
    await expect(page.locator("#words-error")).to_be_visible()
    await axe(page)
    weighing = f"/w/{place.slug}"
    await _look(page, axe, [weighing, f"{weighing}/v/1", f"{weighing}/verify", "/"])
    await page.goto(weighing)
    await expect(page.get_by_role("status")).to_contain_text("passage verwijderd")
    await _look(page, axe, [record.replace("/journal", "/lead") for record in records[:2]])
