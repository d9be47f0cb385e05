"""P3: whatever happens to a connection, afterwards the page is what a fresh one would be.

A phone, the console and the projector stay open while connections drop and the server stops,
is killed and comes back. The server's side of the same law is in `tests/live/`.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, WebSocketRoute, expect

from tests.e2e import leading
from tests.e2e.conftest import NewPage
from tests.e2e.leading import Leader
from tests.e2e.outage import QUIET, kill, lets_in, mortal, start, stop
from tests.e2e.room import LAPTOP, PHONE, PROJECTOR, join
from tests.e2e.serving import Server

SHOWN_AGAIN = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
BACK = 20_000  # ms to be what the server is
SLOW = 2.5  # seconds for a handshake, and for a frame; a page looks every second what a socket does
DROP = "document.querySelector('[hx-ws\\\\:connect]')._htmx.ws.connection.socket.close()"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# What is live and what is a person's own, without what differs from page to page by nature: the
# clock, keys of forms, what is there for who has no script, what htmx notes on its elements, and
# the order of attributes.
PLAIN = """() => {
  const plain = (it) => {
    if (it.nodeType === 3) return it.textContent.replace(/\\s+/g, " ").trim();
    if (it.nodeType !== 1 || it.matches("#clock, [name=key], noscript")) return "";
    const names = it.getAttributeNames().sort().filter((name) => name !== "data-htmx-powered");
    const value = (name) => it.getAttribute(name).replace(/\\s+/g, " ").trim();
    const said = names.map((name) => `${name}=${value(name)}`).filter((one) => one !== "class=");
    return [it.tagName, ...said,
      ...[...it.childNodes].map(plain).filter(Boolean)];
  };
  const found = [...document.querySelectorAll("[data-live][id], #act, #mine")];
  return Object.fromEntries(found.map((it) => [it.id, JSON.stringify(plain(it))]));
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("same")
    with mortal(folder) as started:
        yield started


@dataclass
class Meeting:
    """Three pages that are open all the time, and somebody who acts elsewhere."""

    lead: Leader
    pages: list[Page]
    other: Any
    own: str = ""
    said: int = 0

    @property
    def phone(self) -> Page:
        return self.pages[0]

    def happens(self) -> str:
        """Somebody else says something, and the phone's own text is held back or put back."""
        self.said += 1
        text = f"Dit gebeurde intussen, nummer {self.said}."
        fields = {"dilemma": self.lead.dilemma, "option": self.lead.options[1], "kind": "fact"}
        address = f"/t/{self.lead.id}/contribute"
        answer = self.other.post(address, data={**fields, "text": text, "key": text})
        assert answer.status_code == 303
        self.lead.do("hold-back" if self.said % 2 else "put-back", contribution=self.own)
        return text

    async def follows(self, text: str) -> None:
        """Every page shows it, once, and is what a fresh page is."""
        for page in self.pages[:2]:
            said = page.locator("#board p, #options p", has_text=text)
            await expect(said).to_have_count(1, timeout=BACK)
        held = "Van het bord gehaald" if self.said % 2 else "Op het bord"
        await expect(self.phone.locator("#mine")).to_contain_text(held, timeout=BACK)
        for page in self.pages:
            await same(page)


async def same(page: Page) -> None:
    """The page becomes what a fresh one is, within the time that it has."""
    new = await page.context.new_page()
    await new.goto(page.url)
    await expect(new.locator("#step")).to_have_count(1)
    right = {id: json.loads(html) for id, html in (await new.evaluate(PLAIN)).items()}
    await new.close()
    until = time.monotonic() + BACK / 1000
    now: dict[str, Any] = {}
    while now != right and time.monotonic() < until:
        await asyncio.sleep(0.1)
        now = {id: json.loads(html) for id, html in (await page.evaluate(PLAIN)).items()}
    assert now == right, page.url


@pytest_asyncio.fixture(loop_scope="session")
async def meeting(new_page: NewPage, server: Server) -> Meeting:
    lead = leading.leading(server, "Een vast drempelbedrag")
    leading.start(lead)
    phone = await new_page(viewport=PHONE, allow=QUIET)
    await join(phone, server.url, lead.code, "Uitvoering")
    other = lead.join("policy")
    lead.go("options")
    await phone.goto(f"{server.url}/t/{lead.id}?option={lead.options[1]}")
    await phone.locator("#write label.pick", has_text="Feit").click()
    await phone.locator("#write [name=text]").fill("Mijn eigen woorden.")
    await phone.locator("#send").click()
    await expect(phone.locator("#mine")).to_contain_text("Mijn eigen woorden.")
    own = lead.record("ContributionMade")[-1]["contribution"]
    pages = [phone]
    for address, viewport in (("lead", LAPTOP), ("screen", PROJECTOR)):
        page = await new_page(viewport=viewport, allow=QUIET)
        await lets_in(page, lead)
        await page.goto(f"{server.url}/t/{lead.id}/{address}")
        pages.append(page)
    return Meeting(lead, pages, other, own)


async def test_after_any_break_every_page_is_what_a_fresh_one_would_be(meeting: Meeting) -> None:
    for page in meeting.pages:  # a connection drops
        await page.evaluate(DROP)
    await meeting.follows(meeting.happens())

    for page in meeting.pages:  # a locked screen
        await page.evaluate(HIDE, True)
    text = meeting.happens()
    await meeting.phone.wait_for_timeout(300)
    await expect(meeting.phone.locator("#board", has_text=text)).to_have_count(0)
    for page in meeting.pages:
        await page.evaluate(HIDE, False)
    await meeting.follows(text)

    await meeting.phone.evaluate(HIDE, True)  # a page from the back/forward cache
    text = meeting.happens()
    async with meeting.phone.expect_navigation():
        await meeting.phone.evaluate(SHOWN_AGAIN)
    await meeting.follows(text)

    stop(meeting.lead.server)  # a new version is put in place: 1012
    start(meeting.lead.server)
    await meeting.follows(meeting.happens())

    kill(meeting.lead.server)  # 1006
    start(meeting.lead.server)
    await meeting.follows(meeting.happens())

    meeting.lead.go("weigh")  # and all of them are live again
    for page, place in zip(meeting.pages, ("#phase-name", "#script", "header"), strict=True):
        await expect(page.locator(place)).to_contain_text("Wegen")
    await expect(meeting.phone.locator("#ratings, #klaar").first).to_be_visible()
    for page in meeting.pages:
        await same(page)


# All that a screen reader is told from now on.
HEARS = """(place) => {
  window.heard = [];
  new MutationObserver(() => heard.push(place.textContent)).observe(place, { childList: true });
}"""


async def test_a_socket_that_looks_open_and_is_silent_shows_its_age_and_is_replaced(
    new_page: NewPage, meeting: Meeting
) -> None:
    seat = await meeting.phone.context.storage_state()
    phone = await new_page(viewport=PHONE, allow=QUIET, storage_state=seat)
    opened, soon = 0, asyncio.get_running_loop()

    def through(socket: WebSocketRoute) -> None:
        nonlocal opened
        opened += 1
        server = socket.connect_to_server()
        if opened == 1:
            server.on_message(lambda text: None)
        else:
            server.on_message(lambda text: soon.call_later(SLOW, socket.send, text))

    await phone.route_web_socket("**/live*", through)
    await phone.clock.install()
    await phone.goto(meeting.phone.url)
    await phone.locator("#announce").evaluate(HEARS)
    text = meeting.happens()
    await expect(phone.locator("#age")).to_be_hidden()
    await phone.clock.fast_forward(25_000)
    await expect(phone.locator("#age")).to_have_text("Laatst bijgewerkt: 20 seconden geleden")
    await expect(phone.locator("#connection")).to_be_hidden()
    await phone.clock.fast_forward(16_500)  # and not so far that it asks by itself already
    await expect(phone.locator("#connection")).to_contain_text("Geen verbinding")
    await phone.clock.fast_forward(5_000)
    await expect(phone.locator("#board p", has_text=text)).to_have_count(1, timeout=BACK)
    await expect(phone.locator("#age")).to_be_hidden()
    await expect(phone.locator("#connection")).to_be_hidden()
    # On a busy machine what came in meanwhile is told right after it.
    await phone.wait_for_function("heard.some((it) => it.startsWith('De verbinding is er weer.'))")
    assert opened == 2
    await expect(phone.locator("#mine")).to_contain_text("Van het bord gehaald", timeout=BACK)
    await same(phone)


async def test_after_a_long_outage_a_slow_handshake_is_waited_for(
    new_page: NewPage, meeting: Meeting
) -> None:
    seat = await meeting.phone.context.storage_state()
    phone = await new_page(viewport=PHONE, allow=QUIET, storage_state=seat)
    away, tried, told = False, 0, [asyncio.Event(), asyncio.Event()]

    async def through(socket: WebSocketRoute) -> None:
        nonlocal tried
        if away:
            await socket.close(code=1013)
            return
        tried += 1
        first, here = tried == 1, told[min(tried, 2) - 1]
        await asyncio.sleep(0 if first else SLOW)

        def tell(text: str | bytes) -> None:
            socket.send(text)
            here.set()

        socket.connect_to_server().on_message(tell)

    await phone.route_web_socket("**/live*", through)
    await phone.clock.install()
    await phone.goto(meeting.phone.url)
    await asyncio.wait_for(told[0].wait(), BACK / 1000)
    away = True
    await phone.evaluate(DROP)
    for _ in range(6):
        await phone.clock.fast_forward(10_000)
    away = False
    await phone.clock.fast_forward(30_000)
    await asyncio.wait_for(told[1].wait(), BACK / 1000)
    assert tried == 2
