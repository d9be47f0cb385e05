"""The console on a phone and in a low window: the work comes first, and what goes on shows it."""

from playwright.async_api import Page, expect

from tests.e2e.conftest import Axe, NewPage
from tests.e2e.leading import Leader
from tests.e2e.room import PHONE, sign_in

LOW = {"width": 1440, "height": 620}
NOTE = "Die optie gaat zelf niet door."


async def console(lead: Leader, page: Page) -> Page:
    await sign_in(page, lead.server.login_link())
    await page.goto(f"{lead.server.url}/t/{lead.id}/lead")
    return page


async def top(page: Page, part: str) -> float:
    box = await page.locator(part).bounding_box()
    assert box is not None
    return box["y"]


async def test_on_a_phone_turns_come_before_the_work_only_while_somebody_waits(
    lead: Leader, new_page: NewPage, axe: Axe
) -> None:
    lead.go("weigh")
    page = await console(lead, await new_page(viewport=PHONE, locale="nl-NL"))
    await expect(page.locator("#picture")).to_be_visible()
    assert await top(page, "#picture") < PHONE["height"]  # some of it, without scrolling
    assert await top(page, "#bord") < await top(page, "#queue")
    await page.locator("#queue summary", has_text="Zonder telefoon").click()
    await page.locator("#queue form[action='raise-hand'] button").first.click()
    await expect(page.locator("#queue ol")).to_be_visible()
    assert await top(page, "#queue") < await top(page, "#bord")
    await axe(page)


async def test_what_to_say_ends_inside_a_low_window(lead: Leader, new_page: NewPage) -> None:
    lead.go("weigh")
    page = await console(lead, await new_page(viewport=LOW, locale="nl-NL"))
    course = page.locator(".course")
    box = await course.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= LOW["height"]
    assert await course.evaluate("it => it.scrollHeight > it.clientHeight")
    fades = await course.evaluate("it => getComputedStyle(it, '::after').backgroundImage")
    assert "gradient" in fades


async def test_the_warning_for_an_option_that_fell_shows_when_that_is_chosen(
    lead: Leader, new_page: NewPage
) -> None:
    lead.go("decide")
    nothing, fixed = lead.options
    fell = lead.propose(fixed, "rejected", reopen="Als er meer mensen zijn.")
    lead.do("record-outcome", outcome=fell)
    lead.go("options")
    new = "Betalen in delen"
    lead.do("add-option", dilemma=lead.dilemma, title=new)
    lead.go("decide")
    other = str(lead.record("OptionAdded")[-1]["option"])
    page = await new_page(viewport=PHONE, locale="nl-NL")
    await sign_in(page, lead.server.login_link())
    await page.goto(f"{lead.server.url}/t/{lead.id}/lead?option={other}")
    await page.locator(".pick", has_text="Samengevoegd").click()
    await page.locator("#into").select_option(nothing)
    await expect(page.get_by_text(NOTE)).to_be_hidden()
    await page.locator("#into").select_option(fixed)
    await expect(page.get_by_text(NOTE)).to_be_visible()
