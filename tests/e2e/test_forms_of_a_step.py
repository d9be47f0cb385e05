"""Forms that come anew while somebody is busy: nothing moves to another form, nothing goes away."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e.conftest import NewPage
from tests.e2e.leading import Leader, leading, start
from tests.e2e.room import LAPTOP, PHONE, contribute, join, sign_in
from tests.e2e.serving import Server

PART = "**/*part=inhoud*"
# The first answer is tapped as soon as it is in the page.
TAP_AT_ONCE = """() => document.addEventListener("htmx:after:swap", function tap() {
  const first = document.querySelector(".rate__scale input");
  if (!first) return;
  document.removeEventListener("htmx:after:swap", tap);
  first.click();
})"""


@pytest.fixture
def leader(server: Server) -> Leader:
    made = leading(server, "Een collega kijkt mee", "Een vast drempelbedrag")
    start(made)
    return made


async def hold(page: Page, what: str = PART) -> asyncio.Event:
    """Keep back what the page asks for, its forms or something else, until the event is set."""
    released = asyncio.Event()

    async def wait(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await page.route(what, wait)
    return released


async def test_marks_stay_with_their_option_when_the_room_goes_back_and_forth(
    leader: Leader, new_page: NewPage
) -> None:
    phone = await new_page(viewport=PHONE)
    await join(phone, leader.server.url, leader.code, "Beleid")
    leader.go("weigh")
    await phone.goto(f"{leader.server.url}/t/{leader.id}?option={leader.options[1]}")
    for scale in await phone.locator(".rate__scale").all():
        await scale.locator("label", has_text="+ +").first.click()
    await expect(phone.locator("#saved")).to_contain_text("6 van 6")
    released = await hold(phone)
    async with phone.expect_request(PART):
        leader.go("options")
    leader.go("weigh")
    await expect(phone.locator("#phase-name")).to_have_text("Wegen")
    released.set()
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("Niets doen")
    assert not await phone.locator(".rate__scale :checked").count()
    await expect(phone.locator("#next-step")).to_be_hidden()


async def test_a_tap_the_moment_the_forms_come_stays(leader: Leader, new_page: NewPage) -> None:
    phone = await new_page(viewport=PHONE)
    await join(phone, leader.server.url, leader.code, "Beleid")
    await phone.evaluate(TAP_AT_ONCE)
    leader.go("weigh")
    await expect(phone.locator("#saved")).to_contain_text("1 van 6")
    await expect(phone.locator(".rate__scale :checked")).to_have_count(1)


async def test_a_tap_before_the_scripts_are_there_is_saved_when_they_come(
    leader: Leader, new_page: NewPage
) -> None:
    phone = await new_page(viewport=PHONE)
    await join(phone, leader.server.url, leader.code, "Beleid")
    leader.go("weigh")
    released = await hold(phone, "**/trialoog.js*")
    await phone.goto(f"{leader.server.url}/t/{leader.id}", wait_until="commit")
    await phone.locator(".rate__scale label", has_text="+ +").first.click()
    assert not leader.record("OptionRated")
    released.set()
    await expect(phone.locator("#saved")).to_contain_text("1 van 6")
    (rated,) = leader.record("OptionRated")
    assert list(rated["values"].values()) == [2]


async def test_a_form_that_was_opened_stays_when_the_step_gets_other_forms(
    leader: Leader, new_page: NewPage
) -> None:
    phone = await new_page(viewport=PHONE)
    await join(phone, leader.server.url, leader.code, "Beleid")
    leader.go("explore")
    await contribute(phone, "De brief is moeilijk")
    laptop = await new_page(viewport=LAPTOP)
    await sign_in(laptop, leader.server.login_link())
    await laptop.goto(f"{leader.server.url}/t/{leader.id}/lead")
    released = await hold(laptop)
    async with laptop.expect_request(PART):
        await laptop.get_by_role("button", name="Onthul de teksten").click()
    card = laptop.locator("#board .contribution")
    await card.get_by_role("link", name="Meer").click()
    await laptop.get_by_role("dialog").get_by_role("button", name="Begin een groep").click()
    await laptop.get_by_role("link", name="Geef een naam").click()
    await expect(laptop.locator("#group-name")).to_be_visible()
    async with laptop.expect_response(PART):
        released.set()
    async with laptop.expect_response(PART):  # asked again, as something was sent meanwhile
        pass
    await laptop.evaluate("new Promise((done) => setTimeout(done, 200))")
    await expect(laptop.locator("#group-name")).to_be_visible()
    await expect(laptop.locator("#next-step")).to_be_hidden()
