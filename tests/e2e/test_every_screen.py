"""Every screen of the examples: no accessibility violation, nothing that does not fit.

A page is opened once per language and then looked at on one screen after another, by day and by
night, some also zoomed to 400 % and in the reader's own colours: opening it costs more than looking
at it. Every state, in every way, is in `test_every_state`.
"""

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
from tests.e2e.grid import FOUR_TIMES, MEDIA, MISFITS, shown
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, join, sign_in
from tests.e2e.serving import Server, command, serving

SMALL = {"width": 320, "height": 640}
TABLET = {"width": 820, "height": 1180}
# What the script does on a page that opens on a screen of this size.
FOLD = """() => {
  const wide = !matchMedia("(width < 62rem)").matches;
  for (const it of document.querySelectorAll("details.fold")) it.open = wide;
}"""
Screen = tuple[dict[str, int], str]  # a size, and one of `MEDIA`
OWN_COLOURS: Screen = (FOUR_TIMES, "forced colours")


@dataclass(frozen=True)
class Place:
    """An installation with the examples, and a few of its addresses."""

    server: Server
    slug: str

    def public(self) -> list[str]:
        weighing = f"/w/{self.slug}"
        found = ["/", "/?q=regel", "/?q=bestaatniet", "/how", "/privacy", "/accessibility"]
        found += ["/login", "/login/a-link", "/rejected", "/overview"]
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


async def _see(page: Page, axe: Axe, screens: list[Screen]) -> None:
    """Look at the page that is open, on every screen; at its colours and names once by day, by
    night and so on."""
    looked: set[str] = set()
    for size, media in screens:
        await shown(page, size, **MEDIA[media])
        await page.evaluate(FOLD)
        misfits = await page.evaluate(MISFITS)
        assert not misfits, (page.url, size, misfits)
        if media not in looked:
            await axe(page)
        looked.add(media)


async def _look(page: Page, axe: Axe, addresses: list[str], screens: list[Screen]) -> None:
    for address in addresses:
        await page.goto(address)
        await _see(page, axe, screens)


@pytest.mark.parametrize(
    ("language", "screens"),
    [
        ("nl-NL", [(SMALL, "light"), (FOUR_TIMES, "light"), (PHONE, "dark"), (LAPTOP, "dark")]),
        ("en-GB", [(LAPTOP, "light")]),
    ],
)
async def test_the_public_side(
    place: Place, new_page: NewPage, axe: Axe, language: str, screens: list[Screen]
) -> None:
    page = await new_page(base_url=place.server.url, locale=language)
    await _look(page, axe, place.public(), screens)


async def _redacting(page: Page, axe: Axe, screens: list[Screen]) -> None:
    """From a line of the record to where its words stand, and a form without a ground."""
    await page.locator("a[href*='/redact?fact=']").first.click()
    await page.wait_for_url("**/redact?fact=*")
    await _see(page, axe, screens)
    await page.get_by_role("button").last.click()
    await page.wait_for_url("**/redact")
    await _see(page, axe, screens)


@pytest.mark.parametrize(
    ("language", "screens"),
    [
        ("nl-NL", [(LAPTOP, "light"), (TABLET, "light"), (FOUR_TIMES, "light")]),
        ("en-GB", [(PHONE, "dark")]),
    ],
)
async def test_the_facilitators_side(
    place: Place, new_page: NewPage, axe: Axe, language: str, screens: list[Screen]
) -> None:
    page = await new_page(base_url=place.server.url, allow=("422",), locale=language)
    await page.goto(place.server.login_link())
    await page.get_by_role("button").last.click()
    await page.wait_for_url("**/trialogues")
    found = await page.locator("a[href*='/t/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    addresses = sorted({href.split("#")[0] for href in found})
    leads = [href for href in addresses if href.endswith("/lead")]
    assert leads
    if language.startswith("en"):  # one of each kind: the others differ in what people wrote
        kinds = {re.sub(r"/t/[^/]+|/[0-9a-f]{16}", "", href): href for href in addresses}
        addresses, leads = sorted(kinds.values()), leads[:1]
    await _look(page, axe, ["/trialogues", *addresses], screens)
    for lead in leads[:2]:
        await _look(page, axe, [lead.replace("/lead", "/journal")], screens)
        await _redacting(page, axe, screens)


async def test_the_way_in_and_the_projector(place: Place, new_page: NewPage, axe: Axe) -> None:
    lead = await new_page(base_url=place.server.url, viewport=LAPTOP)
    await sign_in(lead, place.server.login_link())
    console = lead.locator("a[href$='/lead']", has_text="Leid").first
    address = str(await console.get_attribute("href")).replace("/lead", "/screen")
    signed_in = await lead.context.storage_state()
    screen = await new_page(base_url=place.server.url, viewport=PROJECTOR, storage_state=signed_in)
    await _look(screen, axe, [address], [(PROJECTOR, "dark"), OWN_COLOURS])
    code = (await screen.locator(".code").first.inner_text()).replace("Code:", "").strip()
    phone = await new_page(base_url=place.server.url, viewport=SMALL)
    await _look(phone, axe, [f"/j/{code.replace(' ', '')}"], [(SMALL, "light")])
    await join(phone, place.server.url, code, "Politiek")
    await _look(phone, axe, [phone.url], [(SMALL, "light"), OWN_COLOURS])


WORDS: dict[str, Any] = {"words": "het", "ground": "Er stond een naam in."}


async def _redacted(page: Page, record: str) -> None:
    """Search words in a record and make them unreadable, in the browser."""
    await page.goto(record.replace("/journal", "/redact"))
    await page.get_by_label("Welke woorden?").fill(WORDS["words"])
    await page.get_by_role("button", name="Zoek").click()
    await page.get_by_label("Waarom?").fill(WORDS["ground"])
    await page.get_by_role("button", name="Maak onleesbaar").click()
    await page.wait_for_url("**/journal?said=redacted")


async def test_a_weighing_that_lost_a_passage(place: Place, new_page: NewPage, axe: Axe) -> None:
    night: list[Screen] = [(PHONE, "dark")]
    page = await new_page(base_url=place.server.url, viewport=PHONE, allow=("422",))
    await sign_in(page, place.server.login_link())
    links = await page.locator("a[href$='/journal']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    shown, *others = records = [str(link) for link in links]
    for record in others:
        address = record.replace("/journal", "/redact")
        answer = await page.request.post(
            address, form=WORDS, headers={"sec-fetch-site": "same-origin"}, max_redirects=0
        )
        assert answer.status == 303, record
    await _redacted(page, shown)
    await _see(page, axe, night)
    await page.goto(shown.replace("/journal", "/redact"))
    await page.get_by_label("Welke woorden?").fill("de")
    await page.get_by_role("button", name="Zoek").click()
    await expect(page.locator("#words-error")).to_be_visible()
    await _see(page, axe, night)
    weighing = f"/w/{place.slug}"
    await _look(page, axe, [f"{weighing}/v/1", f"{weighing}/verify", "/"], night)
    await _look(page, axe, [weighing], [*night, OWN_COLOURS])
    await expect(page.get_by_role("status")).to_contain_text("passage verwijderd")
    await _look(
        page,
        axe,
        [record.replace("/journal", "/lead") for record in records[:2]],
        [*night, OWN_COLOURS],
    )
