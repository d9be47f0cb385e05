"""One room in the browser: what a facilitator and phones do, in the words on their screens."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

SHOTS = os.environ.get("TRIALOOG_SHOTS")  # a folder to keep pictures in

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
PROJECTOR = {"width": 1920, "height": 1080}


@dataclass
class Room:
    """The people in one room; `pages` are all that are open, for pictures and checks."""

    url: str
    lead: Page
    screen: Page | None = None
    phones: list[Page] = field(default_factory=list)
    id: str = ""
    shot: int = 0

    async def picture(self, name: str) -> None:
        """Keep a picture of every screen, where a folder for them is set."""
        if SHOTS is None:
            return
        self.shot += 1
        pages = {"lead": self.lead, "screen": self.screen, "phone": next(iter(self.phones), None)}
        for who, page in pages.items():
            if page is not None:
                path = Path(SHOTS) / f"{self.shot:02}-{name}-{who}.png"
                await page.screenshot(path=path, full_page=who != "screen", caret="initial")

    async def next(self, phase: str) -> None:
        """The facilitator goes one step on; every screen follows."""
        await self.lead.locator("#next button").first.click()
        await expect(self.lead.locator("#script [aria-current='step']")).to_contain_text(phase)
        for phone in self.phones:
            await expect(phone.locator("#phase-name")).to_have_text(phase)


async def sign_in(page: Page, link: str) -> None:
    """Use a one-time link."""
    await page.goto(link)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url("**/trialogues")


async def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page, and wait until all of that page is there."""
    async with page.expect_navigation():
        await link.click()


async def prepare(page: Page, format: str = "Concreet voorstel") -> str:
    """Make a draft and fill it in by typing; return its id."""
    await page.locator("form", has_text=format).get_by_role("button").first.click()
    await page.wait_for_url("**/prepare")
    id = urlsplit(page.url).path.split("/")[2]
    await page.get_by_label("Titel").fill("Kleine bedragen terugvragen")
    await page.get_by_label("Waar gaat het gesprek over?").fill(
        "Wanneer vragen we een klein bedrag niet terug?"
    )
    await page.get_by_label("Achtergrond").fill(
        "Elk jaar vragen we **vaak** een klein bedrag terug. "
        "Lees de [doenvermogentoets](https://example.org/toets)."
    )
    await page.get_by_label("Organisatie").fill("Uitvoeringsdienst")
    await page.get_by_label("Wie neemt het besluit?").fill("De directieraad")
    await page.get_by_label("De ene kant").fill("Maatwerk")
    await page.get_by_label("De andere kant").fill("Gelijke behandeling")
    for letter, title in (
        ("B", "Een vast drempelbedrag"),
        ("C", "De medewerker beslist per geval"),
    ):
        option = page.get_by_label(f"Optie {letter}", exact=True)
        if letter != "B":  # the field for that one is there from the start
            await page.get_by_role("button", name="Nog een optie").click()
        await option.fill(title)
    await expect(page.locator("#saved")).to_contain_text("Bewaard")
    return id


async def join(phone: Page, url: str, code: str, perspective: str) -> None:
    """Come in by the code: perspective, ground rules, in."""
    await phone.goto(f"{url}/j/{code.replace(' ', '')}")
    await phone.locator("label.pick", has_text=perspective).click()
    await phone.get_by_label("Ik houd me aan deze afspraken").check()
    await phone.get_by_role("button", name="Doe mee").click()
    await phone.wait_for_url("**/t/*")


async def contribute(phone: Page, text: str, kind: str = "Signaal", pole: str = "Maatwerk") -> None:
    """Write a text in a silent round."""
    await phone.locator(".sides label", has_text=pole).first.click()
    await phone.locator("#write .picks label", has_text=kind).click()
    await phone.get_by_label("Jouw inbreng").fill(text)
    await phone.get_by_role("button", name="Voeg toe").click()
    await expect(phone.locator("#mine")).to_contain_text(text)
