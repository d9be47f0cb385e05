"""Somebody who looks along with everybody in a trialogue that is played over HTTP, in both
languages: what they have before them is opened beside them, so that nobody is in the way.
"""

from asyncio import gather
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx2
from playwright.async_api import Page, expect

from tests.e2e.conftest import NewPage, breaks
from tests.e2e.grid import Grid
from tests.e2e.leading import Leader
from tests.e2e.serving import Server

LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
TWO = ("policy", "implementation")
Act = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True)
class View:
    """What somebody has before them: an address, and what they do there first."""

    who: str
    name: str
    address: str
    act: Act | None = None


@dataclass
class Eyes:
    """Look along with everybody: a page per person and language, with the cookies of theirs."""

    server: Server
    new_page: NewPage
    grid: Grid = field(default_factory=lambda: Grid(breaks))
    people: dict[str, httpx2.Client] = field(default_factory=dict)
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)

    async def see(self, *views: View) -> None:
        """Look at these in both languages; every person has their own page, all at a time."""
        people = dict.fromkeys(view.who for view in views)
        lanes = [
            self._lane([view for view in views if view.who == who], language)
            for who in people
            for language in LANGUAGES
        ]
        await gather(*lanes)

    async def _lane(self, views: list[View], language: str) -> None:
        for view in views:
            page = await self._page(view.who, language)
            await page.goto(view.address)
            if view.act:
                await view.act(page)
            await self.grid.look(page, f"{view.name}, {view.who}, {language}")

    async def _page(self, who: str, language: str) -> Page:
        if (who, language) not in self.pages:
            page = await self.new_page(
                base_url=self.server.url, allow=("status of 4",), locale=LANGUAGES[language]
            )
            jar = self.people[who].cookies.jar if who in self.people else ()
            await page.context.add_cookies(
                [{"name": it.name, "value": it.value or "", "url": self.server.url} for it in jar]
            )
            self.pages[who, language] = page
        return self.pages[who, language]


@dataclass
class Room:
    """The trialogue that is played, and who looks at it."""

    leader: Leader
    eyes: Eyes

    def says(self, who: str, command: str, **fields: str) -> None:
        """A phone sends the form of a command."""
        self.leader.sent += 1
        data = {"key": f"p{self.leader.sent}", "dilemma": self.leader.dilemma, **fields}
        answer = self.eyes.people[who].post(f"/t/{self.leader.id}/{command}", data=data)
        assert answer.status_code == 303, (command, answer.status_code, answer.text[:2000])

    def lead(self, name: str, query: str = "", act: Act | None = None) -> View:
        return View("facilitator", name, f"/t/{self.leader.id}/{query or 'lead'}", act)

    def phone(self, who: str, name: str, query: str = "", act: Act | None = None) -> View:
        return View(who, name, f"/t/{self.leader.id}{query}", act)

    def screen(self, name: str) -> View:
        return View("screen", name, f"/t/{self.leader.id}/screen")

    async def everywhere(self, name: str, *more: View, phones: tuple[str, ...] = TWO) -> None:
        """Look at the console, the projector, phones, and what else there is to see."""
        all_phones = [self.phone(who, name) for who in phones]
        await self.eyes.see(self.lead(name), self.screen(name), *all_phones, *more)


def tap(selector: str, appears: str) -> Act:
    """Tap something, after which something else is there; the server judges what was typed."""

    async def act(page: Page) -> None:
        await page.evaluate("() => { for (const it of document.forms) it.noValidate = true }")
        await page.locator(selector).first.click()
        await expect(page.locator(appears).first).to_be_visible()

    return act
