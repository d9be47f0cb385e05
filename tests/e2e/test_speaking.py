"""A phone in the browser while people speak: what it learns of its own, without being told."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader, leading, start
from tests.e2e.outage import without_network
from tests.e2e.room import PHONE, contribute, join
from tests.e2e.serving import Server

SMALL = {"width": 320, "height": 640}
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "WebSocket", "htmx:ws:error", "409")
BOTTOM = "it => Math.round(it.getBoundingClientRect().bottom - innerHeight)"
OVERLAP = """() => {
  const box = (it) => document.querySelector(it).getBoundingClientRect();
  return box("#speak").bottom > box(".nav2").top && box("#speak").right > box(".nav2").left;
}"""


@pytest.fixture
def leader(server: Server) -> Leader:
    made = leading(server, "Een collega kijkt mee", "Een vast drempelbedrag")
    start(made)
    return made


async def phone(new_page: NewPage, leader: Leader, voice: str, **context: object) -> Page:
    page = await new_page(allow=OFFLINE, **{"viewport": PHONE, **context})
    await join(page, leader.server.url, leader.code, voice)
    return page


async def up(page: Page) -> None:
    await page.get_by_role("button", name="Ik wil iets zeggen").click()
    await expect(page.locator("#speak")).to_contain_text("Je hand is omhoog")


async def test_who_gets_the_floor_is_told_and_the_hand_goes_down_by_itself(
    leader: Leader, new_page: NewPage, axe: Axe
) -> None:
    one = await phone(new_page, leader, "Beleid")
    two = await phone(new_page, leader, "Beleid")
    leader.go("explore")
    await up(one)
    await expect(one.locator("#hand")).to_be_focused()
    await up(two)
    await expect(two.locator("#floor")).to_have_text(re.compile("Wil iets zeggen"))
    await axe(one)
    leader.do("set-budget", minutes="3")
    leader.do("give-turn")
    await expect(one.locator("#your-turn")).to_be_visible()
    await expect(one.get_by_role("button", name="Ik wil iets zeggen")).to_be_visible()
    await expect(one.locator("#floor .num")).to_have_text(re.compile(r"^2:[0-5]\d$"))
    await axe(one)
    await expect(two.locator("#floor")).to_contain_text("Nu: Beleid")
    await expect(two.locator("#your-turn")).to_be_hidden()
    await expect(two.locator("#speak")).to_contain_text("Je hand is omhoog")
    leader.do("end-turn")
    await expect(one.locator("#your-turn")).to_be_hidden()


async def test_a_hand_leaves_what_somebody_is_typing_alone(
    leader: Leader, new_page: NewPage
) -> None:
    page = await phone(new_page, leader, "Beleid")
    leader.go("explore")
    await page.get_by_label("Jouw inbreng").fill("Half een zin")
    await up(page)
    leader.do("give-turn")
    await expect(page.get_by_role("button", name="Ik wil iets zeggen")).to_be_visible()
    await page.get_by_role("button", name="Klaar met deze stap").click()
    await expect(page.locator("#ready")).to_contain_text("Je bent klaar")
    await expect(page.get_by_label("Jouw inbreng")).to_have_value("Half een zin")


async def test_a_hand_waits_for_the_connection_and_can_be_tapped_away(
    leader: Leader, new_page: NewPage
) -> None:
    page = await phone(new_page, leader, "Beleid")
    leader.go("explore")
    button = page.get_by_role("button", name="Ik wil iets zeggen")
    await expect(button).to_be_visible()
    await without_network(page)
    await button.click()
    await expect(page.locator("#outbox")).to_contain_text("Ik wil iets zeggen")
    await expect(button).to_have_class(re.compile("waiting"))
    await button.click()
    await expect(page.locator("#outbox")).to_have_count(0)
    await button.click()
    await expect(page.locator("#outbox")).to_contain_text("Nog te versturen")
    await page.context.set_offline(False)
    await expect(page.locator("#speak")).to_contain_text("Je hand is omhoog", timeout=20_000)
    assert len(leader.record("HandRaised")) == 1


async def test_a_hand_for_a_step_that_is_over_says_so(leader: Leader, new_page: NewPage) -> None:
    page = await phone(new_page, leader, "Beleid")
    leader.go("explore")
    await expect(page.locator("#hand")).to_be_visible()
    await without_network(page)
    await page.locator("#hand").click()
    await expect(page.locator("#outbox")).to_contain_text("Nog te versturen")
    leader.go("options")
    await page.context.set_offline(False)
    await expect(page.locator("#outbox")).to_contain_text("We zijn een stap verder", timeout=20_000)
    assert leader.record("HandRaised") == []


async def test_who_wrote_a_text_learns_that_it_left_the_board_and_came_back(
    leader: Leader, new_page: NewPage
) -> None:
    page = await phone(new_page, leader, "Beleid")
    leader.go("explore")
    await contribute(page, "Dit zag ik")
    text = leader.record("ContributionMade")[-1]["contribution"]
    leader.do("reveal", round=leader.record("RoundOpened")[-1]["round"])
    await expect(page.locator("#mine")).to_contain_text("Op het bord")
    leader.do("hold-back", contribution=text)
    await expect(page.locator("#mine")).to_contain_text("Van het bord gehaald")
    leader.do("put-back", contribution=text)
    await expect(page.locator("#mine")).to_contain_text("Op het bord")


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["small", "phone"])
async def test_the_hand_stays_under_the_thumb_and_beside_the_way_on(
    leader: Leader, new_page: NewPage, axe: Axe, size: dict[str, int]
) -> None:
    page = await phone(new_page, leader, "Beleid", viewport=size)
    numbers = page.locator("#speak [name=step]")
    for step in ("options", "weigh", "decide", "read_back"):
        before = await numbers.input_value() if await numbers.count() else ""
        leader.go(step)
        await expect(numbers).not_to_have_value(before)
        assert await page.locator(".dock").evaluate(BOTTOM) == 0, step
        assert await page.evaluate("document.documentElement.scrollWidth") == size["width"]
        if step == "weigh":
            assert not await page.evaluate(OVERLAP)
            await up(page)
            assert not await page.evaluate(OVERLAP)
            await axe(page)
